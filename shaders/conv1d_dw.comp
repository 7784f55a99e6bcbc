#version 460
// dw[j, d] = sum_{b, t} dy[b, t, d] x[b, t - j, d] over tokens of one segment.
// Parameters: B, T, D, K, 1 if there are segments. Grid: D columns x K taps; the lanes of a workgroup
// share the tokens of one of them.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"
#include "conv1d.glsl"

const uint TERMS = 16; // a step: errors stay small, and lavapipe's limit of loop steps far

float lane_sum(ConvRows rows, FloatIn x, FloatIn dy, uint column, uint tap, uint n_tokens, uint d) {
    float total = 0;
    for (uint first = LANE; first < n_tokens; first += TERMS * LOCAL_SIZE) {
        float block = 0;
        [[unroll]] for (uint k = 0; k < TERMS; k++) {
            uint n = first + k * LOCAL_SIZE;
            if (n < n_tokens && conv_meets(rows, n, n % rows.tokens, -int(tap))) {
                block += dy.v[n * d + column] * x.v[(n - tap) * d + column];
            }
        }
        total += block;
    }
    return total;
}

void main() {
    uint d = PARAM_U(2), n_tokens = PARAM_U(0) * PARAM_U(1), sums = d * PARAM_U(3);
    ConvRows rows = ConvRows(PARAM_U(1), PARAM_U(4) != 0, IntIn(OPERAND(2)));
    FloatOut dw = FloatOut(OPERAND(rows.segmented ? 3 : 2));
    for (uint row = FIRST_ROW; row < sums; row += ROW_STRIDE) {
        float sum = lane_sum(rows, FloatIn(OPERAND(0)), FloatIn(OPERAND(1)), row % d, row / d, n_tokens, d);
        sum = reduce_add(sum);
        if (LANE == 0) dw.v[row] = sum;
    }
}

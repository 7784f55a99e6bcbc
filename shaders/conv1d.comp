#version 460
// y[b, t, d] = sum_j w[j, d] x[b, t - j, d], or t + j if reverse, over the tokens of t's segment.
// Parameters: B, T, D, K, reverse, 1 if there are segments. Grid: B * T * D elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"
#include "conv1d.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), w = FloatIn(OPERAND(1));
    uint d = PARAM_U(2), taps = PARAM_U(3), n = PARAM_U(0) * PARAM_U(1) * d;
    ConvRows rows = ConvRows(PARAM_U(1), PARAM_U(5) != 0, IntIn(OPERAND(2)));
    FloatOut y = FloatOut(OPERAND(rows.segmented ? 3 : 2));
    int direction = PARAM_U(4) != 0 ? 1 : -1;
    Walk at = walk_start(d);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        float sum = 0;
        for (uint j = 0; j < taps; j++) {
            int away = direction * int(j);
            if (!conv_meets(rows, at.row, at.row % rows.tokens, away)) continue;
            sum += w.v[j * d + at.column] * x.v[uint(int(i) + away * int(d))];
        }
        y.v[i] = sum;
    }
}

#version 460
// lse = log sum exp of a row of logits, nll = lse - logits[target], 0 for a target outside [0, v).
// Parameters: rows, v. Grid: rows.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

#define TERMS 4 // unrolled: a row may be longer than lavapipe's limit of loop steps

void main() {
    FloatIn logits = FloatIn(OPERAND(0));
    IntIn targets = IntIn(OPERAND(1));
    FloatOut nll = FloatOut(OPERAND(2)), lse = FloatOut(OPERAND(3));
    uint rows = PARAM_U(0), v = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * v;
        float top = -1e38, sum = 0;
        for (uint first = LANE; first < v; first += TERMS * LOCAL_SIZE) {
            [[unroll]] for (uint k = 0; k < TERMS; k++) {
                uint i = first + k * LOCAL_SIZE;
                if (i < v) top = max(top, logits.v[base + i]);
            }
        }
        top = reduce_max(top);
        for (uint first = LANE; first < v; first += TERMS * LOCAL_SIZE) {
            [[unroll]] for (uint k = 0; k < TERMS; k++) {
                uint i = first + k * LOCAL_SIZE;
                if (i < v) sum += exp(logits.v[base + i] - top);
            }
        }
        float total = top + log(reduce_add(sum));
        if (LANE > 0) continue;
        int target = targets.v[row];
        lse.v[row] = total;
        nll.v[row] = target >= 0 && target < v ? total - logits.v[base + target] : 0;
    }
}

#version 460
// dlogits = dnll (exp(logits - lse) - [i == target]) over rows; 0 for a target outside [0, v).
// Parameters: rows, v. Grid: rows.
// grid: rows
#include "record.glsl"

#define TERMS 4 // unrolled: a row may be longer than lavapipe's limit of loop steps

void main() {
    FloatIn logits = FloatIn(OPERAND(0)), lse = FloatIn(OPERAND(2)), dnll = FloatIn(OPERAND(3));
    IntIn targets = IntIn(OPERAND(1));
    FloatOut dlogits = FloatOut(OPERAND(4));
    uint rows = PARAM_U(0), v = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * v;
        int target = targets.v[row];
        bool counts = target >= 0 && target < v && dnll.v[row] != 0;
        for (uint first = LANE; first < v; first += TERMS * LOCAL_SIZE) {
            [[unroll]] for (uint k = 0; k < TERMS; k++) {
                uint i = first + k * LOCAL_SIZE;
                if (i >= v) continue;
                float y = 0;
                if (counts) y = dnll.v[row] * (exp(logits.v[base + i] - lse.v[row]) - (i == target ? 1 : 0));
                dlogits.v[base + i] = y;
            }
        }
    }
}

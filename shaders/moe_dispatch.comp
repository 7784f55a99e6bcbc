#version 460
// y[r] = x[rows[r] / K], zeros where rows[r] < 0. Parameters: M, D, K.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    IntIn rows = IntIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(3));
    uint d = PARAM_U(1), k = PARAM_U(2), n = PARAM_U(0) * d;
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        int pair = rows.v[i / d];
        y.v[i] = pair < 0 ? 0 : x.v[uint(pair) / k * d + i % d];
    }
}

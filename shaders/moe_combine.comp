#version 460
// y[n] = sum over k of weight[n, k] * x[slots[n, k]]. Parameters: N, D, K.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), weight = FloatIn(OPERAND(1));
    IntIn slots = IntIn(OPERAND(2));
    FloatOut y = FloatOut(OPERAND(4));
    uint d = PARAM_U(1), k = PARAM_U(2), n = PARAM_U(0) * d;
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint first = i / d * k, column = i % d;
        float sum = 0;
        for (uint pair = first; pair < first + k; pair++) {
            int slot = slots.v[pair];
            if (slot >= 0) sum += weight.v[pair] * x.v[uint(slot) * d + column];
        }
        y.v[i] = sum;
    }
}

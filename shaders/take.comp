#version 460
// y[n, k] = x[n, index[n, k]], 0 where the index is negative. Parameters: E, K, n = N * K.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    IntIn index = IntIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2));
    uint n_experts = PARAM_U(0), k = PARAM_U(1), n = PARAM_U(2);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        int e = index.v[i];
        y.v[i] = e < 0 ? 0 : x.v[i / k * n_experts + e];
    }
}

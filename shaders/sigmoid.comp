#version 460
// y = 1 / (1 + exp(-x)). Parameters: n. Grid: n elements.
// grid: elements
#include "record.glsl"
#include "sigmoid.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint n = PARAM_U(0);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = sigmoid(x.v[i]);
}

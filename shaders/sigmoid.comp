#version 460
// y = 1 / (1 + exp(-x)). Parameters: n. Grid: n elements.
// grid: elements
#include "record.glsl"

// With exp(-|x|), which cannot overflow; below exp(-100) there is nothing left to tell.
float sigmoid(float x) {
    float e = exp(-min(abs(x), 100.0));
    return (x < 0 ? e : 1) / (1 + e);
}

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint n = PARAM_U(0);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = sigmoid(x.v[i]);
}

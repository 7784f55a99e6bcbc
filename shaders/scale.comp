#version 460
// y = factor * x. Parameters: n, factor. Grid: n elements.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint n = PARAM_U(0);
    float factor = PARAM_F(1);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = factor * x.v[i];
}

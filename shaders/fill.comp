#version 460
// y = value. Parameters: n, value. Grid: n elements.
// grid: elements
#include "record.glsl"

void main() {
    FloatOut y = FloatOut(OPERAND(0));
    uint n = PARAM_U(0);
    float value = PARAM_F(1);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = value;
}

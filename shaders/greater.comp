#version 460
// y = a > b ? 1 : 0. Parameters: n. Grid: n elements.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn a = FloatIn(OPERAND(0)), b = FloatIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2));
    uint n = PARAM_U(0);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) y.v[i] = a.v[i] > b.v[i] ? 1 : 0;
}

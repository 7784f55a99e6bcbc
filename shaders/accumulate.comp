#version 460
// destination = keep * destination + x. Parameters: n. Grid: n elements.
// grid: elements
#include "record.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(1)), keep = FloatIn(OPERAND(2));
    FloatOut destination = FloatOut(OPERAND(3));
    uint n = PARAM_U(0);
    float kept = keep.v[0];
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        float value = x.v[i];
        if (kept != 0) value += kept * destination.v[i]; // 0 * NaN would be NaN
        destination.v[i] = value;
    }
}

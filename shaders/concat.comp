#version 460
// Row r of y is row r of a, row r of b. Parameters: rows, length of a, of b. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn a = FloatIn(OPERAND(0)), b = FloatIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2));
    uint length_a = PARAM_U(1), length_b = PARAM_U(2), n = GRID(0);
    Walk at = walk_start(length_a + length_b);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        if (at.column < length_a) y.v[i] = a.v[at.row * length_a + at.column];
        else y.v[i] = b.v[at.row * length_b + at.column - length_a];
    }
}

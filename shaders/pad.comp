#version 460
// Row r of y is zeros, row r of x, zeros. Parameters: rows, before, length, after. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint before = PARAM_U(1), length = PARAM_U(2), after = PARAM_U(3), n = GRID(0);
    Walk at = walk_start(before + length + after);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        float value = 0;
        if (at.column >= before && at.column < before + length) {
            value = x.v[at.row * length + at.column - before];
        }
        y.v[i] = value;
    }
}

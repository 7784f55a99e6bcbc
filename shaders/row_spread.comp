#version 460
// x_b = w_b y, row by row. Parameters: rows, s, D. Grid: rows s D elements of x.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn y = FloatIn(OPERAND(0)), w = FloatIn(OPERAND(1));
    FloatOut x = FloatOut(OPERAND(2));
    uint blocks = PARAM_U(1), d = PARAM_U(2), n = PARAM_U(0) * blocks * d;
    Walk at = walk_start(d);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        x.v[i] = w.v[at.row] * y.v[at.row / blocks * d + at.column];
    }
}

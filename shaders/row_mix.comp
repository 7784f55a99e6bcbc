#version 460
// y = sum_b w_b x_b, row by row. Parameters: rows, s, D. Grid: rows D elements of y.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), w = FloatIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2));
    uint blocks = PARAM_U(1), d = PARAM_U(2), n = PARAM_U(0) * d;
    Walk at = walk_start(d);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        uint first = at.row * blocks;
        float sum = 0;
        for (uint b = 0; b < blocks; b++) sum += w.v[first + b] * x.v[(first + b) * d + at.column];
        y.v[i] = sum;
    }
}

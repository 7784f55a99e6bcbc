#version 460
// Row r of y is a run of row r of x. Parameters: rows, length, stride of x, start. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint length = PARAM_U(1), stride = PARAM_U(2), start = PARAM_U(3), n = GRID(0);
    Walk at = walk_start(length);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        y.v[i] = x.v[at.row * stride + start + at.column];
    }
}

#version 460
// y[g, t, i] = x[g, t, i] where i < t + kept, else 0. Parameters: G, R, C, kept. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint rows = PARAM_U(1), columns = PARAM_U(2), kept = PARAM_U(3);
    uint n = PARAM_U(0) * rows * columns;
    Walk at = walk_start(columns);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        y.v[i] = at.column < at.row % rows + kept ? x.v[i] : 0;
    }
}

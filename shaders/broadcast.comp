#version 460
// y (outer, A, inner) repeats x (outer, 1, inner). Parameters: outer, A, inner. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint axis = PARAM_U(1), inner = PARAM_U(2), n = GRID(0);
    Walk outer = walk_start(axis * inner), within = walk_start(inner);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        y.v[i] = x.v[outer.row * inner + within.column];
        walk_next(outer);
        walk_next(within);
    }
}

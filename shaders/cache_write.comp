#version 460
// cache[b, positions[b]] = x[b]. Parameters: B, S, C. Grid: B * C elements of x.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(1));
    IntIn positions = IntIn(OPERAND(2));
    FloatOut cache = FloatOut(OPERAND(3));
    uint length = PARAM_U(1), width = PARAM_U(2), n = GRID(0);
    Walk at = walk_start(width);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        int position = positions.v[at.row];
        if (position < 0 || position >= int(length)) continue;
        cache.v[(at.row * length + uint(position)) * width + at.column] = x.v[i];
    }
}

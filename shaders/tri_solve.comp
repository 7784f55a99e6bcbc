#version 460
// x = (I + N)^-1 b or (I + N)^-T b, N the part of l below the diagonal.
// Parameters: G, C, D, transpose. Grid: D columns x G groups: an invocation solves one column.
// grid: tiles 1L 1 1
#include "record.glsl"
#include "triangle.glsl"

void main() {
    uint groups = PARAM_U(0), c = PARAM_U(1), d = PARAM_U(2), n = groups * d;
    FloatIn b = FloatIn(OPERAND(1));
    FloatOut x = FloatOut(OPERAND(2));
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint g = i / d, first = g * c * d + i % d;
        Triangle s = Triangle(FloatIn(OPERAND(0)), g * c * c, c, PARAM_U(3) != 0);
        for (uint step = 0; step < c; step++) {
            uint t = triangle_row(s, step);
            x.v[first + t * d] = b.v[first + t * d] - triangle_known(s, t, x, first, d);
        }
    }
}

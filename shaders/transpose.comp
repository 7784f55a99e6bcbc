#version 460
// x (outer, A, middle, B, inner) -> y (outer, B, middle, A, inner).
// Parameters: outer, A, middle, B, inner. Grid: elements.
// grid: elements
#include "record.glsl"
#include "walk.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint n_a = PARAM_U(1), middle = PARAM_U(2), n_b = PARAM_U(3), inner = PARAM_U(4), n = GRID(0);
    // Each counts the blocks of y of one more dimension: (o, b, m, a), (o, b, m), (o, b), (o).
    Walk obma = walk_start(inner), obm = walk_start(n_a * inner);
    Walk ob = walk_start(middle * n_a * inner), o = walk_start(n_b * middle * n_a * inner);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint a = obma.row - obm.row * n_a, m = obm.row - ob.row * middle, b = ob.row - o.row * n_b;
        y.v[i] = x.v[(((o.row * n_a + a) * middle + m) * n_b + b) * inner + obma.column];
        walk_next(obma);
        walk_next(obm);
        walk_next(ob);
        walk_next(o);
    }
}

#version 460
// y[o, i] = sum_a x[o, a, i]. Parameters: outer, A, inner.
// Grid: (outer, 1) rows if inner = 1, a workgroup each; else (1, outer * inner) elements of y, an
// invocation each, whose neighbours read neighbours.
// grid: tiles 1 1L 1
#include "record.glsl"
#include "reduce.glsl"
#include "sums.glsl"
#include "walk.glsl"

void sum_rows(FloatIn x, FloatOut y) {
    uint rows = PARAM_U(0), n = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        float total = sum_strided(x, row * n + LANE, (row + 1) * n, LOCAL_SIZE, false);
        total = reduce_add(total);
        if (LANE == 0) y.v[row] = total;
    }
}

void sum_columns(FloatIn x, FloatOut y) {
    uint axis = PARAM_U(1), inner = PARAM_U(2), n = PARAM_U(0) * inner;
    Walk at = walk_start(inner);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        uint from = at.row * axis * inner;
        y.v[i] = sum_strided(x, from + at.column, from + axis * inner, inner, false);
    }
}

void main() {
    if (PARAM_U(2) == 1) sum_rows(FloatIn(OPERAND(0)), FloatOut(OPERAND(1)));
    else sum_columns(FloatIn(OPERAND(0)), FloatOut(OPERAND(1)));
}

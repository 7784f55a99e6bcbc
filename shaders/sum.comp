#version 460
// y[o, i] = sum_a x[o, a, i]. Parameters: outer, A, inner. Grid: outer * inner elements of y.
// inner = 1: a workgroup per row; else an invocation per column, as neighbours read neighbours.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"
#include "walk.glsl"

#define BLOCK 128 // terms of a plain sum; blocks are added on their own, for the sake of accuracy

void sum_rows(FloatIn x, FloatOut y) {
    uint rows = PARAM_U(0), n = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        float total = 0;
        uint i = LANE;
        while (i < n) {
            float block = 0;
            for (uint k = 0; k < BLOCK && i < n; k++, i += LOCAL_SIZE) block += x.v[row * n + i];
            total += block;
        }
        total = reduce_add(total);
        if (LANE == 0) y.v[row] = total;
    }
}

void sum_columns(FloatIn x, FloatOut y) {
    uint axis = PARAM_U(1), inner = PARAM_U(2), n = GRID(0);
    Walk at = walk_start(inner);
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) {
        float total = 0;
        uint a = 0, from = at.row * axis * inner + at.column;
        while (a < axis) {
            float block = 0;
            for (uint k = 0; k < BLOCK && a < axis; k++, a++) block += x.v[from + a * inner];
            total += block;
        }
        y.v[i] = total;
    }
}

void main() {
    if (PARAM_U(2) == 1) sum_rows(FloatIn(OPERAND(0)), FloatOut(OPERAND(1)));
    else sum_columns(FloatIn(OPERAND(0)), FloatOut(OPERAND(1)));
}

#version 460
// w_b = x_b . y, row by row. Parameters: rows, s, D. Grid: rows s numbers, a workgroup each.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), y = FloatIn(OPERAND(1));
    FloatOut w = FloatOut(OPERAND(2));
    uint blocks = PARAM_U(1), d = PARAM_U(2), n = PARAM_U(0) * blocks;
    for (uint row = FIRST_ROW; row < n; row += ROW_STRIDE) {
        float sum = 0;
        for (uint i = LANE; i < d; i += LOCAL_SIZE) sum += x.v[row * d + i] * y.v[row / blocks * d + i];
        sum = reduce_add(sum);
        if (LANE == 0) w.v[row] = sum;
    }
}

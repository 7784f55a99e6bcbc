#version 460
// partial[p] = sum of x^2 over chunk p. Parameters: n, chunk. Grid: partials.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"
#include "sums.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut partial = FloatOut(OPERAND(1));
    uint n = PARAM_U(0), chunk = PARAM_U(1), partials = GRID(0);
    for (uint p = FIRST_ROW; p < partials; p += ROW_STRIDE) {
        uint end = min(n, (p + 1) * chunk);
        float total = reduce_add(sum_strided(x, p * chunk + LANE, end, LOCAL_SIZE, true));
        if (LANE == 0) partial.v[p] = total;
    }
}

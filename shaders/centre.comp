#version 460
// y = x - mean(x) over rows. Parameters: rows, d. Grid: rows.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"
#include "sums.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut y = FloatOut(OPERAND(1));
    uint rows = PARAM_U(0), d = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * d;
        float mean = reduce_add(sum_strided(x, base + LANE, base + d, LOCAL_SIZE, false)) / d;
        for (uint i = LANE; i < d; i += LOCAL_SIZE) y.v[base + i] = x.v[base + i] - mean;
    }
}

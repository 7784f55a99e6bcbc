#version 460
// partial[p] = sum of x^2 over chunk p. Parameters: n, chunk. Grid: partials.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

#define BLOCK 128 // terms of a plain sum; blocks are added on their own, for the sake of accuracy

void main() {
    FloatIn x = FloatIn(OPERAND(0));
    FloatOut partial = FloatOut(OPERAND(1));
    uint n = PARAM_U(0), chunk = PARAM_U(1), partials = GRID(0);
    for (uint p = FIRST_ROW; p < partials; p += ROW_STRIDE) {
        uint end = min(n, (p + 1) * chunk), i = p * chunk + LANE;
        float total = 0;
        while (i < end) {
            float block = 0;
            for (uint k = 0; k < BLOCK && i < end; k++, i += LOCAL_SIZE) block += x.v[i] * x.v[i];
            total += block;
        }
        total = reduce_add(total);
        if (LANE == 0) partial.v[p] = total;
    }
}

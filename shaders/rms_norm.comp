#version 460
// r = 1 / sqrt(mean(x^2) + eps), y = w x r over rows. Parameters: rows, d, eps. Grid: rows.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), w = FloatIn(OPERAND(1));
    FloatOut y = FloatOut(OPERAND(2)), r = FloatOut(OPERAND(3));
    uint rows = PARAM_U(0), d = PARAM_U(1);
    float eps = PARAM_F(2);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * d;
        float squares = 0;
        for (uint i = LANE; i < d; i += LOCAL_SIZE) squares += x.v[base + i] * x.v[base + i];
        float factor = 1 / sqrt(reduce_add(squares) / d + eps);
        for (uint i = LANE; i < d; i += LOCAL_SIZE) y.v[base + i] = w.v[i] * x.v[base + i] * factor;
        if (LANE == 0) r.v[row] = factor;
    }
}

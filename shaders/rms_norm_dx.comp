#version 460
// dx = r u - x r^3 mean(x u), u = w dy, over rows. Parameters: rows, d. Grid: rows.
// grid: rows
#include "record.glsl"
#include "reduce.glsl"

void main() {
    FloatIn x = FloatIn(OPERAND(0)), w = FloatIn(OPERAND(1)), r = FloatIn(OPERAND(2));
    FloatIn dy = FloatIn(OPERAND(3));
    FloatOut dx = FloatOut(OPERAND(4));
    uint rows = PARAM_U(0), d = PARAM_U(1);
    for (uint row = FIRST_ROW; row < rows; row += ROW_STRIDE) {
        uint base = row * d;
        float dot = 0, scale = r.v[row];
        for (uint i = LANE; i < d; i += LOCAL_SIZE) dot += x.v[base + i] * w.v[i] * dy.v[base + i];
        float pull = scale * scale * scale * (reduce_add(dot) / d);
        for (uint i = LANE; i < d; i += LOCAL_SIZE) {
            dx.v[base + i] = scale * w.v[i] * dy.v[base + i] - pull * x.v[base + i];
        }
    }
}

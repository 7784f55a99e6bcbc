#version 460
// y[e] = a_e^T b_e over the rows that expert e owns. Parameters: rows, p, q, n_experts.
// Grid: q x p x n_experts elements.
// grid: tiles 4L 4 1
#include "record.glsl"
#include "matmul.glsl"

void main() {
    uint p = PARAM_U(1), q = PARAM_U(2), n_experts = PARAM_U(3);
    Matrix a = Matrix(FloatIn(OPERAND(0)), 0, 1, p);
    Matrix b = Matrix(FloatIn(OPERAND(1)), 0, q, 1);
    IntIn offsets = IntIn(OPERAND(2));
    FloatOut y = FloatOut(OPERAND(3));
    uint columns = (q + TILE_N - 1) / TILE_N, tiles = columns * ((p + TILE_M - 1) / TILE_M);
    for (uint unit = FIRST_ROW; unit < tiles * n_experts; unit += ROW_STRIDE) {
        uint expert = unit / tiles, tile = unit % tiles;
        uint first = uint(offsets.v[expert]), end = uint(offsets.v[expert + 1]);
        a.first = first * p;
        b.first = first * q;
        multiply_tile(a, b, end - first, y, expert * p * q, q, tile / columns * TILE_M, p,
                      tile % columns * TILE_N, q);
    }
}

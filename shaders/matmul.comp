#version 460
// y = op(a) op(b), batched. Parameters: m, n, k, transpose_a, transpose_b.
// Grid: n x m x batch elements.
// grid: tiles 4L 4 1
#include "record.glsl"
#include "matmul.glsl"

void main() {
    uint m = PARAM_U(0), n = PARAM_U(1), k = PARAM_U(2), batches = GRID(2);
    bool transpose_a = PARAM_U(3) != 0, transpose_b = PARAM_U(4) != 0;
    Matrix a = Matrix(FloatIn(OPERAND(0)), 0, transpose_a ? 1 : k, transpose_a ? m : 1);
    Matrix b = Matrix(FloatIn(OPERAND(1)), 0, transpose_b ? 1 : n, transpose_b ? k : 1);
    FloatOut y = FloatOut(OPERAND(2));
    uint columns = (n + TILE_N - 1) / TILE_N, tiles = columns * ((m + TILE_M - 1) / TILE_M);
    for (uint unit = FIRST_ROW; unit < tiles * batches; unit += ROW_STRIDE) {
        uint batch = unit / tiles, tile = unit % tiles;
        a.first = batch * m * k;
        b.first = batch * k * n;
        multiply_tile(a, b, k, y, batch * m * n, n, tile / columns * TILE_M, m,
                      tile % columns * TILE_N, n);
    }
}

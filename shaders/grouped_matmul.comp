#version 460
// y[r] = x[r] w[e]^T or x[r] w[e] for the expert e that owns row r; 0 for a row that none owns.
// Parameters: rows, inputs, outputs, n_experts, transpose_w.
// grid: tiles 4L 4 1
#include "record.glsl"
#include "matmul.glsl"

// Row tile number `tile` lies in one segment (the rows of an expert, or in the end those of none):
// its segment, first row and the end of the segment's rows. False if there are fewer tiles.
bool find_tile(IntIn offsets, uint n_experts, uint rows, uint tile, out uint segment, out uint row,
               out uint end) {
    row = 0;
    for (segment = 0; segment <= n_experts; segment++) {
        end = segment < n_experts ? uint(offsets.v[segment + 1]) : rows;
        uint tiles = (end - row + TILE_M - 1) / TILE_M;
        if (tile < tiles) {
            row += tile * TILE_M;
            return true;
        }
        tile -= tiles;
        row = end;
    }
    return false;
}

void main() {
    uint rows = PARAM_U(0), inputs = PARAM_U(1), outputs = PARAM_U(2), n_experts = PARAM_U(3);
    bool transpose_w = PARAM_U(4) != 0;
    Matrix x = Matrix(FloatIn(OPERAND(0)), 0, inputs, 1);
    Matrix w = Matrix(FloatIn(OPERAND(1)), 0, transpose_w ? 1 : outputs, transpose_w ? inputs : 1);
    IntIn offsets = IntIn(OPERAND(2));
    FloatOut y = FloatOut(OPERAND(3));
    uint columns = (outputs + TILE_N - 1) / TILE_N;
    uint tiles = columns * ((rows + TILE_M - 1) / TILE_M + n_experts); // at most
    for (uint tile = FIRST_ROW; tile < tiles; tile += ROW_STRIDE) {
        uint segment, row, end;
        if (!find_tile(offsets, n_experts, rows, tile / columns, segment, row, end)) break;
        w.first = min(segment, n_experts - 1) * inputs * outputs;
        uint k = segment < n_experts ? inputs : 0;
        multiply_tile(x, w, k, y, 0, outputs, row, end, tile % columns * TILE_N, outputs);
    }
}

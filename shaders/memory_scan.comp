#version 460
// R[c] = F[c] X[c] + U[c], X[c + 1] = (phi[c] (x) I) X[c] + P[c]^T R[c] + J[c], chunk after chunk.
// Parameters: G, n, C, W, D, s, reverse, 1 if there is J. Grid: D columns x G groups: columns of the
// state do not meet, so a workgroup carries a tile of them through all chunks.
// grid: tiles 4L 1 1
// local: 64
#include "record.glsl"
#include "matmul.glsl"

const uint BATCH = 16; // elements a step, because lavapipe ends an invocation's loops after 65535 steps

struct Scan {
    uint tokens, width, d, blocks;
    uint n0, chunk; // first column of the tile; chunk of all groups
    FloatOut states, residuals;
};

// What other lanes wrote is there; on a CPU device a lane reads only columns that it wrote itself.
void workgroup_sync() {
    if (ONE_SUBGROUP) return;
    memoryBarrierBuffer();
    barrier();
}

// to[0 .. rows, n0 .. n0 + TILE_N] += from, whose first elements are at `at` and `first`.
void add_rows(Scan s, FloatOut to, uint at, FloatIn from, uint first, uint rows) {
    uint n = rows * TILE_N;
    for (uint start = LANE; start < n; start += BATCH * LOCAL_SIZE) {
        [[unroll]] for (uint u = 0; u < BATCH; u++) {
            uint e = start + u * LOCAL_SIZE, column = s.n0 + e % TILE_N, i = e / TILE_N * s.d + column;
            if (e < n && column < s.d) to.v[at + i] += from.v[first + i];
        }
    }
}

// R = F X + U
void read_state(Scan s) {
    uint token = s.chunk * s.tokens, r = token * s.d;
    Matrix f = Matrix(FloatIn(OPERAND(0)), token * s.width, s.width, 1);
    Matrix x = Matrix(FloatIn(s.states), s.chunk * s.width * s.d, s.d, 1);
    for (uint m0 = 0; m0 < s.tokens; m0 += TILE_M) {
        multiply_tile(f, x, s.width, s.residuals, r, s.d, m0, s.tokens, s.n0, s.d);
    }
    workgroup_sync();
    add_rows(s, s.residuals, r, FloatIn(OPERAND(1)), r, s.tokens);
    workgroup_sync();
}

// next += (phi (x) I) X: row k of block a from the rows k of all blocks.
void mix_blocks(Scan s, FloatOut next, uint at) {
    FloatIn phi = FloatIn(OPERAND(3));
    uint rows = s.width / s.blocks, n = s.width * TILE_N, state = s.chunk * s.width * s.d;
    for (uint b = 0; b < s.blocks; b++) {
        for (uint start = LANE; start < n; start += BATCH * LOCAL_SIZE) {
            [[unroll]] for (uint u = 0; u < BATCH; u++) {
                uint e = start + u * LOCAL_SIZE, column = s.n0 + e % TILE_N, k = e / TILE_N;
                if (e < n && column < s.d) {
                    float weight = phi.v[(s.chunk * s.blocks + k / rows) * s.blocks + b];
                    float x = s.states.v[state + (b * rows + k % rows) * s.d + column];
                    next.v[at + k * s.d + column] += weight * x;
                }
            }
        }
    }
}

// next = (phi (x) I) X + P^T R + J; `at` of its first element.
void write_state(Scan s, FloatOut next, uint at) {
    uint token = s.chunk * s.tokens;
    Matrix p = Matrix(FloatIn(OPERAND(2)), token * s.width, 1, s.width);
    Matrix r = Matrix(FloatIn(s.residuals), token * s.d, s.d, 1);
    for (uint m0 = 0; m0 < s.width; m0 += TILE_M) {
        multiply_tile(p, r, s.tokens, next, at, s.d, m0, s.width, s.n0, s.d);
    }
    workgroup_sync();
    mix_blocks(s, next, at);
    if (PARAM_U(7) != 0) {
        add_rows(s, next, at, FloatIn(OPERAND(5)), s.chunk * s.width * s.d, s.width);
    }
    workgroup_sync();
}

void copy_start(Scan s, uint group) {
    FloatIn start = FloatIn(OPERAND(4));
    uint from = group * s.width * s.d, to = s.chunk * s.width * s.d, n = s.width * TILE_N;
    for (uint first = LANE; first < n; first += BATCH * LOCAL_SIZE) {
        [[unroll]] for (uint u = 0; u < BATCH; u++) {
            uint e = first + u * LOCAL_SIZE, column = s.n0 + e % TILE_N, i = e / TILE_N * s.d + column;
            if (e < n && column < s.d) s.states.v[to + i] = start.v[from + i];
        }
    }
    workgroup_sync();
}

void main() {
    uint n = PARAM_U(1), width = PARAM_U(3), d = PARAM_U(4), first_out = PARAM_U(7) != 0 ? 6 : 5;
    uint strips = (d + TILE_N - 1) / TILE_N;
    bool reverse = PARAM_U(6) != 0;
    FloatOut last = FloatOut(OPERAND(first_out + 2));
    for (uint unit = FIRST_ROW; unit < PARAM_U(0) * strips; unit += ROW_STRIDE) {
        uint group = unit / strips;
        Scan s = Scan(PARAM_U(2), width, d, PARAM_U(5), unit % strips * TILE_N,
                      group * n + (reverse ? n - 1 : 0), FloatOut(OPERAND(first_out)),
                      FloatOut(OPERAND(first_out + 1)));
        copy_start(s, group);
        for (uint i = 0; i < n; i++) {
            uint after = reverse ? s.chunk - 1 : s.chunk + 1;
            read_state(s);
            if (i + 1 < n) write_state(s, s.states, after * width * d);
            else write_state(s, last, group * width * d);
            s.chunk = after;
        }
    }
}

#version 460
// R = (I + N)^-1 (U + sum_b a_b * (K X_b)), X_a = sum_b phi[a, b] X_b + J_a - K^T (e_a * R), chunk
// after chunk. Parameters: G, n, C, m, D, s, adjoint, 1 if there is J. Grid: D columns x G groups:
// columns of a block do not meet, so a workgroup carries a tile of them, in all blocks, through all
// chunks.
// grid: tiles 4L 1 1
// local: 64
#include "record.glsl"
#include "matmul.glsl"
#include "triangle.glsl"

const uint BATCH = 16; // elements a step, because lavapipe ends an invocation's loops after 65535 steps
const uint MAX_BLOCKS = 2; // for the same reason their loops are unrolled

struct Scan {
    uint tokens, m, d, blocks, width; // width: s D
    uint n0, chunk;                   // first column of the tile; chunk of all groups
    bool adjoint;
    FloatOut states, residuals, found, taken;
};

// What other lanes wrote is there; on a CPU device a lane reads only columns that it wrote itself.
void workgroup_sync() {
    if (ONE_SUBGROUP) return;
    memoryBarrierBuffer();
    barrier();
}

// found_b = K X_b
void find(Scan s) {
    uint token = s.chunk * s.tokens, state = s.chunk * s.m * s.width;
    Matrix keys = Matrix(FloatIn(OPERAND(0)), token * s.m, s.m, 1);
    for (uint b = 0; b < s.blocks; b++) {
        Matrix x = Matrix(FloatIn(s.states), state + b * s.d, s.width, 1);
        for (uint m0 = 0; m0 < s.tokens; m0 += TILE_M) {
            multiply_tile(keys, x, s.m, s.found, token * s.width + b * s.d, s.width, m0, s.tokens, s.n0, s.d);
        }
    }
    workgroup_sync();
}

// R and taken_b = -e_b * R, token by token.
void solve(Scan s) {
    FloatIn seen = FloatIn(OPERAND(1)), values = FloatIn(OPERAND(2)), written = FloatIn(OPERAND(4));
    uint token = s.chunk * s.tokens;
    Triangle n = Triangle(FloatIn(OPERAND(3)), token * s.tokens, s.tokens, s.adjoint);
    for (uint column = s.n0 + LANE; column < min(s.n0 + TILE_N, s.d); column += LOCAL_SIZE) {
        for (uint step = 0; step < s.tokens; step++) {
            uint t = triangle_row(n, step), row = token + t;
            float r = values.v[row * s.d + column] - triangle_known(n, t, s.residuals, token * s.d + column, s.d);
            [[unroll]] for (uint b = 0; b < MAX_BLOCKS; b++) if (b < s.blocks) {
                r += seen.v[row * s.blocks + b] * s.found.v[row * s.width + b * s.d + column];
            }
            s.residuals.v[row * s.d + column] = r;
            [[unroll]] for (uint b = 0; b < MAX_BLOCKS; b++) if (b < s.blocks) {
                s.taken.v[row * s.width + b * s.d + column] = -written.v[row * s.blocks + b] * r;
            }
        }
    }
    workgroup_sync();
}

// next_a += sum_b phi[a, b] X_b + J_a
void keep(Scan s, uint a, FloatOut next, uint at) {
    FloatIn phi = FloatIn(OPERAND(5));
    uint n = s.m * TILE_N, state = s.chunk * s.m * s.width, weights = (s.chunk * s.blocks + a) * s.blocks;
    for (uint start = LANE; start < n; start += BATCH * LOCAL_SIZE) {
        [[unroll]] for (uint u = 0; u < BATCH; u++) {
            uint e = start + u * LOCAL_SIZE, column = s.n0 + e % TILE_N, row = e / TILE_N * s.width;
            if (e < n && column < s.d) {
                float sum = PARAM_U(7) != 0 ? FloatIn(OPERAND(7)).v[state + row + a * s.d + column] : 0;
                [[unroll]] for (uint b = 0; b < MAX_BLOCKS; b++) if (b < s.blocks) {
                    sum += phi.v[weights + b] * s.states.v[state + row + b * s.d + column];
                }
                next.v[at + row + a * s.d + column] += sum;
            }
        }
    }
}

// next_a = sum_b phi[a, b] X_b + J_a + K^T taken_a; `at` of its first element.
void advance(Scan s, FloatOut next, uint at) {
    uint token = s.chunk * s.tokens;
    Matrix keys = Matrix(FloatIn(OPERAND(0)), token * s.m, 1, s.m);
    for (uint a = 0; a < s.blocks; a++) {
        Matrix taken = Matrix(FloatIn(s.taken), token * s.width + a * s.d, s.width, 1);
        for (uint m0 = 0; m0 < s.m; m0 += TILE_M) {
            multiply_tile(keys, taken, s.tokens, next, at + a * s.d, s.width, m0, s.m, s.n0, s.d);
        }
    }
    workgroup_sync();
    for (uint a = 0; a < s.blocks; a++) keep(s, a, next, at);
    workgroup_sync();
}

void copy_start(Scan s, uint group) {
    FloatIn start = FloatIn(OPERAND(6));
    uint from = group * s.m * s.width, to = s.chunk * s.m * s.width, n = s.m * s.blocks * TILE_N;
    for (uint first = LANE; first < n; first += BATCH * LOCAL_SIZE) {
        [[unroll]] for (uint u = 0; u < BATCH; u++) {
            uint e = first + u * LOCAL_SIZE, column = s.n0 + e % TILE_N, i = e / TILE_N * s.d + column;
            if (e < n && column < s.d) s.states.v[to + i] = start.v[from + i];
        }
    }
    workgroup_sync();
}

void main() {
    uint n = PARAM_U(1), m = PARAM_U(3), d = PARAM_U(4), blocks = PARAM_U(5);
    uint strips = (d + TILE_N - 1) / TILE_N, state = m * blocks * d, made = PARAM_U(7) != 0 ? 8 : 7;
    bool adjoint = PARAM_U(6) != 0;
    FloatOut last = FloatOut(OPERAND(made + 2));
    for (uint unit = FIRST_ROW; unit < PARAM_U(0) * strips; unit += ROW_STRIDE) {
        uint group = unit / strips;
        Scan s = Scan(PARAM_U(2), m, d, blocks, blocks * d, unit % strips * TILE_N,
                      group * n + (adjoint ? n - 1 : 0), adjoint, FloatOut(OPERAND(made)),
                      FloatOut(OPERAND(made + 1)), FloatOut(OPERAND(made + 3)), FloatOut(OPERAND(made + 4)));
        copy_start(s, group);
        for (uint i = 0; i < n; i++) {
            uint after = adjoint ? s.chunk - 1 : s.chunk + 1;
            find(s);
            solve(s);
            if (i + 1 < n) advance(s, s.states, after * state);
            else advance(s, last, group * state);
            s.chunk = after;
        }
    }
}

#version 460
// R[c] = F[c] X[c] + U[c], X[c + 1] = (phi[c] (x) I) X[c] + P[c]^T R[c] + J[c], chunk after chunk.
// Parameters: G, n, C, W, D, s, reverse, 1 if there is J. Grid: D columns x G groups: columns of the
// state do not meet, so an invocation carries one through all chunks and reads back only what it wrote.
// Tiles of TOKENS x ROWS, unrolled: lavapipe ends an invocation's loops after 65535 steps.
// grid: tiles 1L 1 1
// local: 32
#include "record.glsl"

const uint TOKENS = 8, ROWS = 16;

struct Scan {
    uint tokens, width, d, blocks, column;
    FloatOut states, residuals;
};

void read_state(Scan s, uint chunk) {
    FloatIn f = FloatIn(OPERAND(0)), u = FloatIn(OPERAND(1));
    uint state = chunk * s.width * s.d + s.column, token = chunk * s.tokens;
    for (uint first = 0; first < s.tokens; first += TOKENS) {
        float sum[TOKENS];
        uint row[TOKENS]; // beyond the end: the last token again, not stored
        [[unroll]] for (uint t = 0; t < TOKENS; t++) {
            row[t] = token + min(first + t, s.tokens - 1);
            sum[t] = u.v[row[t] * s.d + s.column];
        }
        for (uint k0 = 0; k0 < s.width; k0 += ROWS) {
            [[unroll]] for (uint i = 0; i < ROWS; i++) {
                uint k = min(k0 + i, s.width - 1);
                float x = k0 + i < s.width ? s.states.v[state + k * s.d] : 0;
                [[unroll]] for (uint t = 0; t < TOKENS; t++) sum[t] += f.v[row[t] * s.width + k] * x;
            }
        }
        [[unroll]] for (uint t = 0; t < TOKENS; t++) {
            if (first + t < s.tokens) s.residuals.v[row[t] * s.d + s.column] = sum[t];
        }
    }
}

// Row k of (phi (x) I) X + J.
float mixed(Scan s, uint chunk, uint k) {
    FloatIn phi = FloatIn(OPERAND(3)), inject = FloatIn(OPERAND(5)); // J read only where there is one
    uint rows = s.width / s.blocks, state = chunk * s.width * s.d + s.column;
    float sum = PARAM_U(7) != 0 ? inject.v[state + k * s.d] : 0;
    for (uint b = 0; b < s.blocks; b++) {
        sum += phi.v[(chunk * s.blocks + k / rows) * s.blocks + b] *
               s.states.v[state + (b * rows + k % rows) * s.d];
    }
    return sum;
}

// `at`: of row 0 in `next`.
void write_state(Scan s, uint chunk, FloatOut next, uint at) {
    FloatIn p = FloatIn(OPERAND(2));
    uint token = chunk * s.tokens;
    for (uint first = 0; first < s.width; first += ROWS) {
        float sum[ROWS];
        uint row[ROWS]; // beyond the end: the last row again, not stored
        [[unroll]] for (uint i = 0; i < ROWS; i++) {
            row[i] = min(first + i, s.width - 1);
            sum[i] = mixed(s, chunk, row[i]);
        }
        for (uint t0 = 0; t0 < s.tokens; t0 += TOKENS) {
            [[unroll]] for (uint t = 0; t < TOKENS; t++) {
                uint n = token + min(t0 + t, s.tokens - 1);
                float r = t0 + t < s.tokens ? s.residuals.v[n * s.d + s.column] : 0;
                [[unroll]] for (uint i = 0; i < ROWS; i++) sum[i] += p.v[n * s.width + row[i]] * r;
            }
        }
        [[unroll]] for (uint i = 0; i < ROWS; i++) {
            if (first + i < s.width) next.v[at + row[i] * s.d] = sum[i];
        }
    }
}

void copy_start(Scan s, uint group, uint chunk) {
    FloatIn start = FloatIn(OPERAND(4));
    uint from = group * s.width * s.d + s.column, to = chunk * s.width * s.d + s.column;
    for (uint first = 0; first < s.width; first += ROWS) {
        [[unroll]] for (uint i = 0; i < ROWS; i++) {
            uint k = first + i;
            if (k < s.width) s.states.v[to + k * s.d] = start.v[from + k * s.d];
        }
    }
}

void main() {
    uint n = PARAM_U(1), d = PARAM_U(4), first_out = PARAM_U(7) != 0 ? 6 : 5;
    bool reverse = PARAM_U(6) != 0;
    Scan s = Scan(PARAM_U(2), PARAM_U(3), d, PARAM_U(5), 0, FloatOut(OPERAND(first_out)),
                  FloatOut(OPERAND(first_out + 1)));
    FloatOut last = FloatOut(OPERAND(first_out + 2));
    for (uint at = FIRST_ELEMENT; at < PARAM_U(0) * d; at += ELEMENT_STRIDE) {
        uint group = at / d, chunk = group * n + (reverse ? n - 1 : 0);
        s.column = at % d;
        copy_start(s, group, chunk);
        for (uint i = 0; i < n; i++) {
            uint after = reverse ? chunk - 1 : chunk + 1;
            read_state(s, chunk);
            if (i + 1 < n) write_state(s, chunk, s.states, after * s.width * d + s.column);
            else write_state(s, chunk, last, group * s.width * d + s.column);
            chunk = after;
        }
    }
}

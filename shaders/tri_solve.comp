#version 460
// x = (I + N)^-1 b or (I + N)^-T b, N the part of l below the diagonal.
// Parameters: G, C, D, transpose. Grid: D columns x G groups: an invocation solves one column and reads
// back only what it wrote itself.
// grid: tiles 1L 1 1
#include "record.glsl"

const uint TERMS = 16; // a step, because lavapipe ends an invocation's loops after 65535 steps

struct System {
    FloatIn l, b;
    FloatOut x;
    uint l_first, first, c, d; // first: of the column in b and x
};

// x[t] = b[t] - sum of weight[k] x[k], n rows from `from` on; weights `step` apart from `at` on.
void solve_row(System s, uint t, uint from, uint n, uint at, uint step) {
    float sum = s.b.v[s.first + t * s.d];
    for (uint done = 0; done < n; done += TERMS) {
        float block = 0;
        [[unroll]] for (uint u = 0; u < TERMS; u++) {
            uint k = done + u;
            if (k < n) block += s.l.v[at + k * step] * s.x.v[s.first + (from + k) * s.d];
        }
        sum -= block;
    }
    s.x.v[s.first + t * s.d] = sum;
}

void main() {
    uint groups = PARAM_U(0), c = PARAM_U(1), d = PARAM_U(2), n = groups * d;
    bool transpose = PARAM_U(3) != 0;
    for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE) {
        uint g = i / d;
        System s = System(FloatIn(OPERAND(0)), FloatIn(OPERAND(1)), FloatOut(OPERAND(2)), g * c * c,
                          g * c * d + i % d, c, d);
        for (uint step = 0; step < c; step++) {
            uint t = transpose ? c - 1 - step : step;
            if (transpose) solve_row(s, t, t + 1, c - 1 - t, s.l_first + (t + 1) * c + t, c);
            else solve_row(s, t, 0, t, s.l_first + t * c, 1);
        }
    }
}

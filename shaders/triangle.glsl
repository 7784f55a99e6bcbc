// Solves (I + N) x = b or (I + N)^T x = b, column by column; N is what lies below the diagonal of l
// (C, C). Include after record.glsl. A lane reads back only what it wrote itself.

const uint TRIANGLE_TERMS = 16; // a step, because lavapipe ends an invocation's loops after 65535 steps

struct Triangle {
    FloatIn l;
    uint l_first, c;
    bool transpose;
};

// What rows that are known take from row t: the sum of N[t, k] x[k] or N[k, t] x[k]; x's rows are
// `row` apart from `first` on.
float triangle_known(Triangle s, uint t, FloatOut x, uint first, uint row) {
    uint from = s.transpose ? t + 1 : 0, n = s.transpose ? s.c - 1 - t : t;
    uint at = s.l_first + (s.transpose ? from * s.c + t : t * s.c), step = s.transpose ? s.c : 1;
    float sum = 0;
    for (uint done = 0; done < n; done += TRIANGLE_TERMS) {
        float block = 0;
        [[unroll]] for (uint u = 0; u < TRIANGLE_TERMS; u++) {
            uint k = done + u;
            if (k < n) block += s.l.v[at + k * step] * x.v[first + (from + k) * row];
        }
        sum += block;
    }
    return sum;
}

// The row that is solved in this step.
uint triangle_row(Triangle s, uint step) {
    return s.transpose ? s.c - 1 - step : step;
}

#include "core/oracle/oracle.h"

typedef struct steps {
    size_t tokens, m, d, blocks;
    int adjoint;
    const double *keys, *seen, *values, *coupling, *written, *phi, *inject;
    double *states, *residuals, *found, *taken;
} steps;

/* found_b = K X_b of one chunk. */
static void find(const steps *s, size_t chunk) {
    size_t width = s->blocks * s->d;
    for (size_t t = 0; t < s->tokens; t++) {
        size_t row = chunk * s->tokens + t;
        for (size_t j = 0; j < width; j++) {
            double sum = 0;
            for (size_t k = 0; k < s->m; k++) {
                sum += s->keys[row * s->m + k] * s->states[(chunk * s->m + k) * width + j];
            }
            s->found[row * width + j] = sum;
        }
    }
}

/* R[t] = U[t] + sum_b seen_b[t] found_b[t] - sum_i N[t, i] R[i], or N[i, t] of the adjoint;
 * taken_b = -written_b * R. */
static void residual(const steps *s, size_t chunk, size_t t, size_t from, size_t to) {
    size_t first = chunk * s->tokens, row = first + t;
    for (size_t j = 0; j < s->d; j++) {
        double sum = s->values[row * s->d + j];
        for (size_t b = 0; b < s->blocks; b++) {
            size_t at = row * s->blocks + b;
            sum += s->seen[at] * s->found[at * s->d + j];
        }
        for (size_t i = from; i < to; i++) {
            size_t pair = s->adjoint ? (first + i) * s->tokens + t : row * s->tokens + i;
            sum -= s->coupling[pair] * s->residuals[(first + i) * s->d + j];
        }
        s->residuals[row * s->d + j] = sum;
        for (size_t b = 0; b < s->blocks; b++) {
            size_t at = row * s->blocks + b;
            s->taken[at * s->d + j] = -s->written[at] * sum;
        }
    }
}

/* next_a = sum_b phi[a, b] X_b + K^T taken_a + J_a. */
static void advance(const steps *s, size_t chunk, double *next) {
    size_t width = s->blocks * s->d;
    for (size_t k = 0; k < s->m; k++) {
        size_t at = (chunk * s->m + k) * width;
        for (size_t j = 0; j < width; j++) {
            double sum = s->inject ? s->inject[at + j] : 0;
            for (size_t b = 0; b < s->blocks; b++) {
                double weight = s->phi[(chunk * s->blocks + j / s->d) * s->blocks + b];
                sum += weight * s->states[at + b * s->d + j % s->d];
            }
            for (size_t t = 0; t < s->tokens; t++) {
                size_t row = chunk * s->tokens + t;
                sum += s->keys[row * s->m + k] * s->taken[row * width + j];
            }
            next[k * width + j] = sum;
        }
    }
}

static void run_chunk(const steps *s, size_t chunk, double *next) {
    find(s, chunk);
    for (size_t step = 0; step < s->tokens; step++) {
        size_t t = s->adjoint ? s->tokens - 1 - step : step;
        residual(s, chunk, t, s->adjoint ? t + 1 : 0, s->adjoint ? s->tokens : t);
    }
    advance(s, chunk, next);
}

MG_ORACLE(memory_scan) {
    size_t groups = kernel->params[0].u, n = kernel->params[1].u;
    int injected = kernel->params[7].u != 0;
    void *const *out = data + (injected ? 8 : 7);
    steps s = {.tokens = kernel->params[2].u,
               .m = kernel->params[3].u,
               .d = kernel->params[4].u,
               .blocks = kernel->params[5].u,
               .adjoint = kernel->params[6].u != 0,
               .keys = data[0],
               .seen = data[1],
               .values = data[2],
               .coupling = data[3],
               .written = data[4],
               .phi = data[5],
               .inject = injected ? data[7] : NULL,
               .states = out[0],
               .residuals = out[1],
               .found = out[3],
               .taken = out[4]};
    const double *start = data[6];
    double *last = out[2];
    size_t state = s.m * s.blocks * s.d;
    for (size_t g = 0; g < groups; g++) {
        for (size_t i = 0; i < n; i++) {
            size_t chunk = g * n + (s.adjoint ? n - 1 - i : i);
            if (i == 0) {
                for (size_t k = 0; k < state; k++) {
                    s.states[chunk * state + k] = start[g * state + k];
                }
            }
            size_t after = s.adjoint ? chunk - 1 : chunk + 1;
            run_chunk(&s, chunk, i + 1 == n ? last + g * state : s.states + after * state);
        }
    }
}

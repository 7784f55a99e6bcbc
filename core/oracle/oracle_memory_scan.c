#include "core/oracle/oracle.h"

typedef struct steps {
    size_t tokens, width, d, blocks;
    const double *f, *u, *p, *phi, *inject;
    double *states, *residuals;
} steps;

/* R = F X + U of one chunk. */
static void residuals(const steps *s, size_t chunk) {
    const double *x = s->states + chunk * s->width * s->d;
    for (size_t t = 0; t < s->tokens; t++) {
        size_t row = chunk * s->tokens + t;
        for (size_t j = 0; j < s->d; j++) {
            double sum = s->u[row * s->d + j];
            for (size_t k = 0; k < s->width; k++) sum += s->f[row * s->width + k] * x[k * s->d + j];
            s->residuals[row * s->d + j] = sum;
        }
    }
}

/* next = (phi (x) I) X + P^T R + J. */
static void step(const steps *s, size_t chunk, double *next) {
    size_t rows = s->width / s->blocks, first = chunk * s->width * s->d;
    for (size_t k = 0; k < s->width; k++) {
        for (size_t j = 0; j < s->d; j++) {
            double sum = s->inject ? s->inject[first + k * s->d + j] : 0;
            for (size_t b = 0; b < s->blocks; b++) {
                double weight = s->phi[(chunk * s->blocks + k / rows) * s->blocks + b];
                sum += weight * s->states[first + (b * rows + k % rows) * s->d + j];
            }
            for (size_t t = 0; t < s->tokens; t++) {
                size_t row = chunk * s->tokens + t;
                sum += s->p[row * s->width + k] * s->residuals[row * s->d + j];
            }
            next[k * s->d + j] = sum;
        }
    }
}

MG_ORACLE(memory_scan) {
    size_t groups = kernel->params[0].u, n = kernel->params[1].u;
    int reverse = kernel->params[6].u != 0, injected = kernel->params[7].u != 0;
    steps s = {.tokens = kernel->params[2].u,
               .width = kernel->params[3].u,
               .d = kernel->params[4].u,
               .blocks = kernel->params[5].u,
               .f = data[0],
               .u = data[1],
               .p = data[2],
               .phi = data[3],
               .inject = injected ? data[5] : NULL,
               .states = data[injected ? 6 : 5],
               .residuals = data[injected ? 7 : 6]};
    const double *start = data[4];
    double *last = data[injected ? 8 : 7];
    size_t state = s.width * s.d;
    for (size_t g = 0; g < groups; g++) {
        for (size_t i = 0; i < n; i++) {
            size_t chunk = g * n + (reverse ? n - 1 - i : i);
            if (i == 0) {
                for (size_t k = 0; k < state; k++) {
                    s.states[chunk * state + k] = start[g * state + k];
                }
            }
            residuals(&s, chunk);
            size_t after = reverse ? chunk - 1 : chunk + 1;
            step(&s, chunk, i + 1 == n ? last + g * state : s.states + after * state);
        }
    }
}

#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_triangle.h"

/* Columns of a block of the state do not meet: a task carries a strip of them, in all blocks,
 * through all chunks of a group; as wide as whole rows of usual memories, for every strip reads all
 * of the keys. */
#define STRIP 64

typedef struct scan {
    int64_t n, tokens, m, d, blocks, strips;
    bool adjoint;
    const float *keys, *seen, *values, *coupling, *written, *phi, *start, *inject;
    float *states, *residuals, *last, *found, *taken;
} scan;

/* `columns` columns of each block, from `first` on. */
typedef struct strip {
    int64_t first, columns;
} strip;

/* found_b = K X_b */
static void find(const scan *s, int64_t chunk, strip at) {
    int64_t width = s->blocks * s->d;
    for (int64_t b = 0; b < s->blocks; b++) {
        int64_t column = b * s->d + at.first;
        mg_product_strided(
            &(mg_product_matrices){.y = s->found + chunk * s->tokens * width + column,
                                   .w = s->keys + chunk * s->tokens * s->m,
                                   .x = s->states + chunk * s->m * width + column,
                                   .y_row = width,
                                   .w_row = s->m,
                                   .w_step = 1,
                                   .x_row = width,
                                   .rows = s->tokens,
                                   .columns = at.columns,
                                   .n_k = s->m,
                                   .overwrite = true});
    }
}

/* R = (I + N)^-1 (U + sum_b seen_b * found_b); the right side lies where `taken` will be. */
static void solve(const scan *s, int64_t chunk, strip at) {
    int64_t width = s->blocks * s->d, token = chunk * s->tokens;
    float *side = s->taken + token * width + at.first;
    for (int64_t t = 0; t < s->tokens; t++) {
        const float *u = s->values + (token + t) * s->d + at.first;
        const float *found = s->found + (token + t) * width + at.first;
        const float *seen = s->seen + (token + t) * s->blocks;
        MG_FOR_VECTORS(j, lanes, at.columns) {
            vf sum = vf_load_n(u + j, lanes);
            for (int64_t b = 0; b < s->blocks; b++) {
                sum += seen[b] * vf_load_n(found + b * s->d + j, lanes);
            }
            vf_store_n(side + t * width + j, sum, lanes);
        }
    }
    mg_triangle_solve(&(mg_triangle){.l = s->coupling + token * s->tokens,
                                     .b = side,
                                     .x = s->residuals + token * s->d + at.first,
                                     .c = s->tokens,
                                     .columns = at.columns,
                                     .b_row = width,
                                     .x_row = s->d,
                                     .transpose = s->adjoint});
}

/* taken_b = -written_b * R */
static void take(const scan *s, int64_t chunk, strip at) {
    for (int64_t row = chunk * s->tokens; row < (chunk + 1) * s->tokens; row++) {
        const float *r = s->residuals + row * s->d + at.first;
        for (int64_t b = 0; b < s->blocks; b++) {
            float weight = -s->written[row * s->blocks + b];
            float *taken = s->taken + (row * s->blocks + b) * s->d + at.first;
            MG_FOR_VECTORS(j, lanes, at.columns) {
                vf_store_n(taken + j, weight * vf_load_n(r + j, lanes), lanes);
            }
        }
    }
}

/* next_a = sum_b phi[a, b] X_b + J_a + K^T taken_a */
static void advance(const scan *s, int64_t chunk, strip at, float *next) {
    int64_t width = s->blocks * s->d;
    for (int64_t a = 0; a < s->blocks; a++) {
        const float *phi = s->phi + (chunk * s->blocks + a) * s->blocks;
        int64_t column = a * s->d + at.first;
        for (int64_t k = 0; k < s->m; k++) {
            int64_t row = (chunk * s->m + k) * width;
            MG_FOR_VECTORS(j, lanes, at.columns) {
                vf sum = {0};
                if (s->inject) sum = vf_load_n(s->inject + row + column + j, lanes);
                for (int64_t b = 0; b < s->blocks; b++) {
                    const float *x = s->states + row + b * s->d + at.first;
                    sum += phi[b] * vf_load_n(x + j, lanes);
                }
                vf_store_n(next + k * width + column + j, sum, lanes);
            }
        }
        mg_product_strided(
            &(mg_product_matrices){.y = next + column,
                                   .w = s->keys + chunk * s->tokens * s->m,
                                   .x = s->taken + chunk * s->tokens * width + column,
                                   .y_row = width,
                                   .w_row = 1,
                                   .w_step = s->m,
                                   .x_row = width,
                                   .rows = s->m,
                                   .columns = at.columns,
                                   .n_k = s->tokens});
    }
}

static void copy_start(const scan *s, int64_t group, int64_t chunk, strip at) {
    for (int64_t k = 0; k < s->m; k++) {
        for (int64_t b = 0; b < s->blocks; b++) {
            const float *from = s->start + ((group * s->m + k) * s->blocks + b) * s->d + at.first;
            float *to = s->states + ((chunk * s->m + k) * s->blocks + b) * s->d + at.first;
            mg_copy_run(to, from, at.columns);
        }
    }
}

static void strip_task(void *context, int64_t task, int thread) {
    (void)thread;
    const scan *s = context;
    int64_t group = task / s->strips, state = s->m * s->blocks * s->d;
    strip at = {task % s->strips * STRIP, STRIP};
    if (at.columns > s->d - at.first) at.columns = s->d - at.first;
    int64_t chunk = group * s->n + (s->adjoint ? s->n - 1 : 0), step = s->adjoint ? -1 : 1;
    copy_start(s, group, chunk, at);
    for (int64_t i = 0; i < s->n; i++, chunk += step) {
        find(s, chunk, at);
        solve(s, chunk, at);
        take(s, chunk, at);
        float *next = i + 1 < s->n ? s->states + (chunk + step) * state : s->last + group * state;
        advance(s, chunk, at, next);
    }
}

MG_CPU_KERNEL(memory_scan) {
    bool injected = kernel->params[7].u;
    void *const *out = data + (injected ? 8 : 7);
    scan s = {.n = kernel->params[1].u,
              .tokens = kernel->params[2].u,
              .m = kernel->params[3].u,
              .d = kernel->params[4].u,
              .blocks = kernel->params[5].u,
              .adjoint = kernel->params[6].u,
              .keys = data[0],
              .seen = data[1],
              .values = data[2],
              .coupling = data[3],
              .written = data[4],
              .phi = data[5],
              .start = data[6],
              .inject = injected ? data[7] : NULL,
              .states = out[0],
              .residuals = out[1],
              .last = out[2],
              .found = out[3],
              .taken = out[4]};
    s.strips = (s.d + STRIP - 1) / STRIP;
    mg_parallel_for(pool, kernel->params[0].u * s.strips, strip_task, &s);
}

#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_product.h"

/* Columns of the state do not meet: a task carries a strip of them through all chunks of a group,
 * as wide as whole rows of usual memories, for every strip reads all of F and P. */
#define STRIP 64

typedef struct scan {
    int64_t n, tokens, width, d, blocks, strips;
    bool reverse;
    const float *f, *u, *p, *phi, *start, *inject;
    float *states, *residuals, *last;
} scan;

/* `columns` columns, from `first` on. */
typedef struct strip {
    int64_t first, columns;
} strip;

/* R = U + F X of one chunk. */
static void read_state(const scan *s, int64_t chunk, strip at) {
    float *r = s->residuals + chunk * s->tokens * s->d + at.first;
    const float *u = s->u + chunk * s->tokens * s->d + at.first;
    for (int64_t t = 0; t < s->tokens; t++) mg_copy_run(r + t * s->d, u + t * s->d, at.columns);
    mg_product_strided(&(mg_product_matrices){.y = r,
                                              .w = s->f + chunk * s->tokens * s->width,
                                              .x = s->states + chunk * s->width * s->d + at.first,
                                              .y_row = s->d,
                                              .w_row = s->width,
                                              .w_step = 1,
                                              .x_row = s->d,
                                              .rows = s->tokens,
                                              .columns = at.columns,
                                              .n_k = s->width});
}

/* next = (phi (x) I) X + J: row k of block a from the rows k of all blocks. */
static void mix_blocks(const scan *s, int64_t chunk, strip at, float *next) {
    int64_t rows = s->width / s->blocks, state = chunk * s->width * s->d + at.first;
    for (int64_t row = 0; row < s->width; row++) {
        const float *phi = s->phi + (chunk * s->blocks + row / rows) * s->blocks;
        const float *x = s->states + state + row % rows * s->d;
        MG_FOR_VECTORS(j, lanes, at.columns) {
            vf sum = {0};
            if (s->inject) sum = vf_load_n(s->inject + state + row * s->d + j, lanes);
            for (int64_t b = 0; b < s->blocks; b++) {
                sum += phi[b] * vf_load_n(x + b * rows * s->d + j, lanes);
            }
            vf_store_n(next + row * s->d + j, sum, lanes);
        }
    }
}

/* next += P^T R */
static void write_state(const scan *s, int64_t chunk, strip at, float *next) {
    mg_product_strided(
        &(mg_product_matrices){.y = next,
                               .w = s->p + chunk * s->tokens * s->width,
                               .x = s->residuals + chunk * s->tokens * s->d + at.first,
                               .y_row = s->d,
                               .w_row = 1,
                               .w_step = s->width,
                               .x_row = s->d,
                               .rows = s->width,
                               .columns = at.columns,
                               .n_k = s->tokens});
}

static void strip_task(void *context, int64_t task, int thread) {
    (void)thread;
    const scan *s = context;
    int64_t group = task / s->strips, state = s->width * s->d;
    strip at = {task % s->strips * STRIP, STRIP};
    if (at.columns > s->d - at.first) at.columns = s->d - at.first;
    int64_t chunk = group * s->n + (s->reverse ? s->n - 1 : 0), step = s->reverse ? -1 : 1;
    for (int64_t k = 0; k < s->width; k++) {
        int64_t row = k * s->d + at.first;
        mg_copy_run(s->states + chunk * state + row, s->start + group * state + row, at.columns);
    }
    for (int64_t i = 0; i < s->n; i++, chunk += step) {
        float *next = i + 1 < s->n ? s->states + (chunk + step) * state : s->last + group * state;
        read_state(s, chunk, at);
        mix_blocks(s, chunk, at, next + at.first);
        write_state(s, chunk, at, next + at.first);
    }
}

MG_CPU_KERNEL(memory_scan) {
    bool injected = kernel->params[7].u;
    void *const *out = data + (injected ? 6 : 5);
    scan s = {.n = kernel->params[1].u,
              .tokens = kernel->params[2].u,
              .width = kernel->params[3].u,
              .d = kernel->params[4].u,
              .blocks = kernel->params[5].u,
              .reverse = kernel->params[6].u,
              .f = data[0],
              .u = data[1],
              .p = data[2],
              .phi = data[3],
              .start = data[4],
              .inject = injected ? data[5] : NULL,
              .states = out[0],
              .residuals = out[1],
              .last = out[2]};
    s.strips = (s.d + STRIP - 1) / STRIP;
    mg_parallel_for(pool, kernel->params[0].u * s.strips, strip_task, &s);
}

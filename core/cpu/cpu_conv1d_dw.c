#include "core/cpu/cpu_conv1d.h"

/* A task sums one vector of columns of one tap over all tokens. Tokens are summed in blocks and the
 * blocks' sums added up, which keeps the rounding error of a long sum small. */
#define TOKEN_BLOCK 64

typedef struct job {
    const float *x, *dy;
    float *dw;
    conv_rows rows;
    int64_t n_tokens, strips;
} job;

static vf block_sum(const job *j, int64_t first, int64_t end, int64_t tap, int64_t column,
                    int64_t lanes) {
    vf sum = {0};
    int64_t d = j->rows.features;
    for (int64_t n = first, t = first % j->rows.tokens; n < end; n++, t++) {
        if (t == j->rows.tokens) t = 0;
        if (!conv_meets(&j->rows, n, t, -tap)) continue;
        sum += vf_load_n(j->dy + n * d + column, lanes) *
               vf_load_n(j->x + (n - tap) * d + column, lanes);
    }
    return sum;
}

static void strip(void *context, int64_t task, int thread) {
    (void)thread;
    const job *j = context;
    int64_t tap = task / j->strips, column = task % j->strips * MG_VW;
    int64_t lanes = vf_lanes_left(j->rows.features, column);
    vf total = {0};
    for (int64_t first = 0; first < j->n_tokens; first += TOKEN_BLOCK) {
        int64_t end = first + TOKEN_BLOCK < j->n_tokens ? first + TOKEN_BLOCK : j->n_tokens;
        total += block_sum(j, first, end, tap, column, lanes);
    }
    vf_store_n(j->dw + tap * j->rows.features + column, total, lanes);
}

MG_CPU_KERNEL(conv1d_dw) {
    job j = {.x = data[0], .dy = data[1], .rows = conv_rows_of(kernel, data, 4)};
    j.dw = data[j.rows.segments ? 3 : 2];
    j.n_tokens = (int64_t)kernel->params[0].u * j.rows.tokens;
    j.strips = (j.rows.features + MG_VW - 1) / MG_VW;
    mg_parallel_for(pool, j.strips * kernel->params[3].u, strip, &j);
}

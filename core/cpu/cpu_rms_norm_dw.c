#include "core/cpu/cpu_kernels.h"

/* A task sums a strip of columns over all rows. Rows are summed in blocks and the blocks' sums
 * added up, which keeps the rounding error of a long sum small. */
#define STRIP     (4 * MG_VW)
#define ROW_BLOCK 64

typedef struct job {
    const float *x, *r, *dy;
    float *dw;
    int64_t rows, d;
} job;

static void strip_vector(const job *j, int64_t column, int64_t lanes) {
    vf total = {0};
    for (int64_t first = 0; first < j->rows; first += ROW_BLOCK) {
        int64_t end = first + ROW_BLOCK < j->rows ? first + ROW_BLOCK : j->rows;
        vf sum = {0};
        for (int64_t n = first; n < end; n++) {
            int64_t at = n * j->d + column;
            sum += j->r[n] * (vf_load_n(j->x + at, lanes) * vf_load_n(j->dy + at, lanes));
        }
        total += sum;
    }
    vf_store_n(j->dw + column, total, lanes);
}

static void strip(void *context, int64_t task, int thread) {
    (void)thread;
    const job *j = context;
    int64_t first = task * STRIP, end = first + STRIP < j->d ? first + STRIP : j->d;
    for (int64_t column = first; column < end; column += MG_VW) {
        strip_vector(j, column, vf_lanes_left(end, column));
    }
}

MG_CPU_KERNEL(rms_norm_dw) {
    job j = {data[0], data[1], data[2], data[3], kernel->params[0].u, kernel->params[1].u};
    mg_parallel_for(pool, (j.d + STRIP - 1) / STRIP, strip, &j);
}

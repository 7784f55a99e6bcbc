#include "core/cpu/cpu_kernels.h"

/* A task sums a strip of columns over all rows. Rows are summed in blocks and the blocks' sums
 * added up, which keeps the rounding error of a long sum small. */
#define STRIP     64
#define ROW_BLOCK 64

typedef struct job {
    const float *x, *r, *dy;
    float *dw;
    int64_t rows, d;
} job;

/* `vectors` side by side, whole ones, or a single one of `lanes` lanes. */
MG_INLINE void strip_vectors(const job *j, int64_t column, int vectors, int64_t lanes) {
    vf total[STRIP / MG_VW] = {{0}};
    for (int64_t first = 0; first < j->rows; first += ROW_BLOCK) {
        int64_t end = first + ROW_BLOCK < j->rows ? first + ROW_BLOCK : j->rows;
        vf sum[STRIP / MG_VW] = {{0}};
        for (int64_t n = first; n < end; n++) {
            const float *x = j->x + n * j->d + column, *dy = j->dy + n * j->d + column;
            for (int v = 0; v < vectors; v++, x += MG_VW, dy += MG_VW) {
                vf product = vectors > 1 ? vf_load(x) * vf_load(dy)
                                         : vf_load_n(x, lanes) * vf_load_n(dy, lanes);
                sum[v] += j->r[n] * product;
            }
        }
        for (int v = 0; v < vectors; v++) total[v] += sum[v];
    }
    for (int v = 0; v < vectors; v++) {
        vf_store_n(j->dw + column + v * MG_VW, total[v], vectors > 1 ? MG_VW : lanes);
    }
}

static void strip(void *context, int64_t task, int thread) {
    (void)thread;
    const job *j = context;
    int64_t first = task * STRIP, end = first + STRIP < j->d ? first + STRIP : j->d;
    if (end - first == STRIP) {
        strip_vectors(j, first, STRIP / MG_VW, MG_VW);
        return;
    }
    for (int64_t column = first; column < end; column += MG_VW) {
        strip_vectors(j, column, 1, vf_lanes_left(end, column));
    }
}

MG_CPU_KERNEL(rms_norm_dw) {
    job j = {data[0], data[1], data[2], data[3], kernel->params[0].u, kernel->params[1].u};
    mg_parallel_for(pool, (j.d + STRIP - 1) / STRIP, strip, &j);
}

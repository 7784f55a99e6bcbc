#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_square.h"

typedef struct transpose_job {
    const float *x;
    float *y;
    int64_t n_a, middle, n_b, inner;
    mg_cut cut;
} transpose_job;

/* inner > 1: unit (outer, b, middle) of y holds, for every a, a run of `inner` elements. */
static void copy_task(void *context, int64_t task, int thread) {
    (void)thread;
    const transpose_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    int64_t inner = job->inner, stride = job->middle * job->n_b * inner;
    for (int64_t unit = part.row; unit < part.row_end; unit++) {
        int64_t m = unit % job->middle, b = unit / job->middle % job->n_b;
        int64_t outer = unit / (job->middle * job->n_b);
        const float *x = job->x + outer * job->n_a * stride + (m * job->n_b + b) * inner;
        float *y = job->y + unit * job->n_a * inner;
        for (int64_t a = part.column; a < part.column_end; a++) {
            mg_copy_run(y + a * inner, x + a * stride, inner);
        }
    }
}

#define TILE 32 /* rows of y that are written together, so that lines of x are used whole */

/* y[b][a] = x[a][b] for n_a, n_b <= TILE. Rows of y are gathered in a buffer and written whole:
 * where their distance is a power of two, their lines would drive each other out of the cache. */
static void transpose_tile(const float *x, int64_t x_stride, int64_t n_a, int64_t n_b, float *y,
                           int64_t y_stride) {
    float tile[TILE][TILE];
    int64_t a = 0;
    for (; a + MG_SQUARE <= n_a; a += MG_SQUARE) {
        int64_t b = 0;
        for (; b + MG_SQUARE <= n_b; b += MG_SQUARE) {
            const float *at = x + a * x_stride + b;
            const float *rows[] = {at, at + x_stride, at + 2 * x_stride, at + 3 * x_stride};
            mg_transpose_square(rows, &tile[b][a], TILE);
        }
        for (; b < n_b; b++) {
            for (int i = 0; i < MG_SQUARE; i++) tile[b][a + i] = x[(a + i) * x_stride + b];
        }
    }
    for (; a < n_a; a++) {
        for (int64_t b = 0; b < n_b; b++) tile[b][a] = x[a * x_stride + b];
    }
    for (int64_t b = 0; b < n_b; b++) mg_copy_run(y + b * y_stride, tile[b], n_a);
}

/* inner = 1: for each (outer, middle) a matrix (A, B), cut into strips of TILE columns b. */
static void matrix_task(void *context, int64_t task, int thread) {
    (void)thread;
    const transpose_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    int64_t strips = (job->n_b + TILE - 1) / TILE;
    int64_t x_stride = job->middle * job->n_b, y_stride = job->middle * job->n_a;
    for (int64_t unit = part.row; unit < part.row_end; unit++) {
        int64_t b = unit % strips * TILE, m = unit / strips % job->middle;
        int64_t matrix = unit / strips / job->middle * job->n_a * x_stride;
        int64_t n_b = job->n_b - b < TILE ? job->n_b - b : TILE;
        const float *x = job->x + matrix + m * job->n_b + b;
        float *y = job->y + matrix + b * y_stride + m * job->n_a;
        for (int64_t a = part.column; a < part.column_end; a += TILE) {
            int64_t n_a = part.column_end - a < TILE ? part.column_end - a : TILE;
            transpose_tile(x + a * x_stride, x_stride, n_a, n_b, y + a, y_stride);
        }
    }
}

MG_CPU_KERNEL(transpose) {
    const mg_param *p = kernel->params;
    transpose_job job = {data[0], data[1], p[1].u, p[2].u, p[3].u, p[4].u, {0}};
    int64_t outer = p[0].u;
    if (job.inner > 1) {
        job.cut = mg_cut_rows(outer * job.n_b * job.middle, job.n_a, job.inner);
        mg_parallel_for(pool, job.cut.n_tasks, copy_task, &job);
        return;
    }
    int64_t strips = (job.n_b + TILE - 1) / TILE;
    job.cut = mg_cut_rows(outer * job.middle * strips, job.n_a, TILE);
    mg_parallel_for(pool, job.cut.n_tasks, matrix_task, &job);
}

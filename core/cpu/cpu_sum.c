#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_sums.h"

typedef struct sum_job {
    const float *x;
    float *y;
    int64_t axis, inner;
    mg_cut cut;
} sum_job;

/* -- inner = 1: rows of contiguous elements ---------------------------------------------------- */

static void rows_task(void *context, int64_t task, int thread) {
    (void)thread;
    const sum_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t row = part.row; row < part.row_end; row++) {
        job->y[row] = mg_sum_pairwise(job->x + row * job->axis, job->axis, false);
    }
}

/* A few long rows are cut into chunks, whose sums are added afterwards. */
#define MAX_CHUNKS 256
#define FEW_ROWS   16

typedef struct chunk_job {
    const float *x;
    int64_t n, chunk;
    float sums[MAX_CHUNKS];
} chunk_job;

static void chunk_task(void *context, int64_t task, int thread) {
    (void)thread;
    chunk_job *job = context;
    int64_t start = task * job->chunk;
    int64_t n = job->n - start < job->chunk ? job->n - start : job->chunk;
    job->sums[task] = mg_sum_pairwise(job->x + start, n, false);
}

static float sum_long_row(mg_pool *pool, const float *x, int64_t n) {
    int64_t chunk = (n + MAX_CHUNKS - 1) / MAX_CHUNKS;
    if (chunk < MG_CUT_TASK) chunk = MG_CUT_TASK;
    chunk_job job = {.x = x, .n = n, .chunk = chunk};
    int64_t n_chunks = (n + chunk - 1) / chunk;
    mg_parallel_for(pool, n_chunks, chunk_task, &job);
    return mg_sum_pairwise(job.sums, n_chunks, false);
}

static void sum_rows(mg_pool *pool, sum_job *job, int64_t outer) {
    if (job->axis > MG_CUT_TASK && outer < FEW_ROWS) {
        for (int64_t row = 0; row < outer; row++) {
            job->y[row] = sum_long_row(pool, job->x + row * job->axis, job->axis);
        }
        return;
    }
    job->cut = mg_cut_rows(outer, 1, job->axis);
    mg_parallel_for(pool, job->cut.n_tasks, rows_task, job);
}

/* -- inner > 1: columns of a matrix (axis, inner) ---------------------------------------------- */

#define STRIP_VECTORS 4
#define STRIP         (STRIP_VECTORS * MG_VW) /* columns that are added together */
#define STRIP_ROWS    64                      /* rows that are added in a plain loop */

typedef struct strip_sum {
    vf v[STRIP_VECTORS];
} strip_sum;

MG_INLINE strip_sum sum_strip_rows(const float *x, int64_t rows, int64_t stride, int64_t width) {
    strip_sum sum = {{{0}}};
    for (int64_t r = 0; r < rows; r++, x += stride) {
        for (int k = 0; k < STRIP_VECTORS; k++) {
            if (width > k * MG_VW) {
                sum.v[k] += vf_load_n(x + k * MG_VW, vf_lanes_left(width, k * MG_VW));
            }
        }
    }
    return sum;
}

static strip_sum sum_strip(const float *x, int64_t rows, int64_t stride, int64_t width) {
    if (rows <= STRIP_ROWS) {
        return width == STRIP ? sum_strip_rows(x, rows, stride, STRIP)
                              : sum_strip_rows(x, rows, stride, width);
    }
    int64_t half = rows / 2;
    strip_sum a = sum_strip(x, half, stride, width);
    strip_sum b = sum_strip(x + half * stride, rows - half, stride, width);
    for (int k = 0; k < STRIP_VECTORS; k++) a.v[k] += b.v[k];
    return a;
}

/* Rows of the cut are the outer indices, its columns are strips. */
static void strips_task(void *context, int64_t task, int thread) {
    (void)thread;
    const sum_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t outer = part.row; outer < part.row_end; outer++) {
        for (int64_t strip = part.column; strip < part.column_end; strip++) {
            int64_t i = strip * STRIP;
            int64_t width = job->inner - i < STRIP ? job->inner - i : STRIP;
            strip_sum sum = sum_strip(job->x + outer * job->axis * job->inner + i, job->axis,
                                      job->inner, width);
            for (int64_t k = 0; k * MG_VW < width; k++) {
                vf_store_n(job->y + outer * job->inner + i + k * MG_VW, sum.v[k],
                           vf_lanes_left(width, k * MG_VW));
            }
        }
    }
}

MG_CPU_KERNEL(sum) {
    int64_t outer = kernel->params[0].u, inner = kernel->params[2].u;
    sum_job job = {data[0], data[1], kernel->params[1].u, inner, {0}};
    if (inner == 1) {
        sum_rows(pool, &job, outer);
        return;
    }
    int64_t width = inner < STRIP ? inner : STRIP;
    job.cut = mg_cut_rows(outer, (inner + STRIP - 1) / STRIP, job.axis * width);
    mg_parallel_for(pool, job.cut.n_tasks, strips_task, &job);
}

/* Kernels whose unit of work is a row: cuts the rows into tasks by shape, and vector loops over one
 * row. */
#ifndef MG_CPU_CPU_ROWS_H
#define MG_CPU_CPU_ROWS_H

#include "core/cpu/cpu_kernels.h"

/* Elements per task: large enough to pay for the hand-over, small enough to balance. */
#define MG_ROWS_TASK 16384

typedef void (*mg_row_fn)(const mg_kernel *kernel, void *const *data, int64_t row);

typedef struct mg_rows_job {
    const mg_kernel *kernel;
    void *const *data;
    mg_row_fn run;
    int64_t rows, rows_per_task;
} mg_rows_job;

MG_INLINE void mg_rows_task(void *context, int64_t task, int thread) {
    (void)thread;
    const mg_rows_job *job = context;
    int64_t first = task * job->rows_per_task, end = first + job->rows_per_task;
    if (end > job->rows) end = job->rows;
    for (int64_t row = first; row < end; row++) job->run(job->kernel, job->data, row);
}

/* Calls run(kernel, data, row) for every row; a row costs about `elements` element operations. */
MG_INLINE void mg_for_rows(mg_pool *pool, const mg_kernel *kernel, void *const *data, mg_row_fn run,
                           int64_t rows, int64_t elements) {
    int64_t per_task = elements < MG_ROWS_TASK ? MG_ROWS_TASK / (elements + 1) + 1 : 1;
    mg_rows_job job = {kernel, data, run, rows, per_task};
    mg_parallel_for(pool, (rows + per_task - 1) / per_task, mg_rows_task, &job);
}

/* sum_i a[i] b[i] */
MG_INLINE float mg_row_dot(const float *a, const float *b, int64_t n) {
    vf sum = {0};
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) sum += vf_load(a + i) * vf_load(b + i);
    if (i < n) sum += vf_load_n(a + i, n - i) * vf_load_n(b + i, n - i);
    return vf_sum(sum);
}

/* y[i] += factor * x[i] */
MG_INLINE void mg_row_axpy(float *y, float factor, const float *x, int64_t n) {
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) vf_store(y + i, vf_load(y + i) + factor * vf_load(x + i));
    if (i < n) {
        vf_store_n(y + i, vf_load_n(y + i, n - i) + factor * vf_load_n(x + i, n - i), n - i);
    }
}

/* y[i] *= factor */
MG_INLINE void mg_row_scale(float *y, float factor, int64_t n) {
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) vf_store(y + i, factor * vf_load(y + i));
    if (i < n) vf_store_n(y + i, factor * vf_load_n(y + i, n - i), n - i);
}

#endif

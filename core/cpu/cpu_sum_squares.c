#include "core/cpu/cpu_sums.h"

typedef struct squares_job {
    const float *x;
    float *partial;
    int64_t n, chunk;
} squares_job;

static void squares_task(void *context, int64_t task, int thread) {
    (void)thread;
    const squares_job *job = context;
    int64_t start = task * job->chunk;
    int64_t n = job->n - start < job->chunk ? job->n - start : job->chunk;
    job->partial[task] = mg_sum_pairwise(job->x + start, n, true);
}

MG_CPU_KERNEL(sum_squares) {
    squares_job job = {data[0], data[1], kernel->params[0].u, kernel->params[1].u};
    mg_parallel_for(pool, kernel->grid[0], squares_task, &job);
}

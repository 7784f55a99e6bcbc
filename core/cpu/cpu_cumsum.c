#include <stdbool.h>

#include "core/cpu/cpu_cut.h"

/* Running sums of neighbouring columns are carried together, in double: they may be long. */
#define STRIP 64

typedef struct cumsum_job {
    const float *x;
    float *y;
    int64_t axis, inner;
    bool reverse;
    mg_cut cut;
} cumsum_job;

static void strip(const cumsum_job *job, int64_t first, int64_t columns) {
    double sum[STRIP] = {0};
    for (int64_t step = 0; step < job->axis; step++) {
        int64_t a = job->reverse ? job->axis - 1 - step : step;
        const float *x = job->x + first + a * job->inner;
        float *y = job->y + first + a * job->inner;
        for (int64_t i = 0; i < columns; i++) y[i] = (float)(sum[i] += (double)x[i]);
    }
}

/* Rows of the cut are the outer indices, its columns are strips. */
static void strips_task(void *context, int64_t task, int thread) {
    (void)thread;
    const cumsum_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t outer = part.row; outer < part.row_end; outer++) {
        for (int64_t s = part.column; s < part.column_end; s++) {
            int64_t i = s * STRIP, left = job->inner - i;
            strip(job, outer * job->axis * job->inner + i, left < STRIP ? left : STRIP);
        }
    }
}

MG_CPU_KERNEL(cumsum) {
    int64_t outer = kernel->params[0].u, inner = kernel->params[2].u;
    cumsum_job job = {data[0], data[1], kernel->params[1].u, inner, kernel->params[3].u, {0}};
    int64_t width = inner < STRIP ? inner : STRIP;
    job.cut = mg_cut_rows(outer, (inner + STRIP - 1) / STRIP, job.axis * width);
    mg_parallel_for(pool, job.cut.n_tasks, strips_task, &job);
}

#include "core/cpu/cpu_cut.h"

typedef struct broadcast_job {
    const float *x;
    float *y;
    int64_t repeat; /* rows of y that one row of x gives */
    mg_cut cut;
} broadcast_job;

/* inner = 1: row r of y (outer, axis) is filled with x[r]. */
static void fill_task(void *context, int64_t task, int thread) {
    (void)thread;
    const broadcast_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t row = part.row; row < part.row_end; row++) {
        mg_fill_run(job->y + row * job->cut.width + part.column, job->x[row],
                    part.column_end - part.column);
    }
}

/* Row r of y (outer * axis, inner) is row r / axis of x. */
static void copy_task(void *context, int64_t task, int thread) {
    (void)thread;
    const broadcast_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    int64_t width = job->cut.width;
    for (int64_t row = part.row; row < part.row_end; row++) {
        mg_copy_run(job->y + row * width + part.column,
                    job->x + row / job->repeat * width + part.column,
                    part.column_end - part.column);
    }
}

MG_CPU_KERNEL(broadcast) {
    int64_t outer = kernel->params[0].u, axis = kernel->params[1].u, inner = kernel->params[2].u;
    broadcast_job job = {data[0], data[1], axis,
                         inner == 1 ? mg_cut_rows(outer, axis, 1)
                                    : mg_cut_rows(outer * axis, inner, 1)};
    mg_parallel_for(pool, job.cut.n_tasks, inner == 1 ? fill_task : copy_task, &job);
}

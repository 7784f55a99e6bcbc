#include "core/cpu/cpu_cut.h"

typedef struct write_job {
    const float *x;
    const int32_t *positions;
    float *cache;
    int64_t length;
    mg_cut cut;
} write_job;

static void write_task(void *context, int64_t task, int thread) {
    (void)thread;
    const write_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    int64_t width = job->cut.width;
    for (int64_t row = part.row; row < part.row_end; row++) {
        int64_t position = job->positions[row];
        if (position < 0 || position >= job->length) continue;
        mg_copy_run(job->cache + (row * job->length + position) * width + part.column,
                    job->x + row * width + part.column, part.column_end - part.column);
    }
}

MG_CPU_KERNEL(cache_write) {
    const mg_param *p = kernel->params;
    write_job job = {data[1], data[2], data[3], p[1].u, mg_cut_rows(p[0].u, p[2].u, 1)};
    mg_parallel_for(pool, job.cut.n_tasks, write_task, &job);
}

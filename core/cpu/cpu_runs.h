/* Outputs whose rows are a few contiguous runs, each a part of a row of an input, or zeros: slice,
 * pad, concat. */
#ifndef MG_CPU_CPU_RUNS_H
#define MG_CPU_CPU_RUNS_H

#include "core/cpu/cpu_cut.h"

typedef struct mg_run {
    const float *source; /* its start in row 0; NULL = zeros */
    int64_t stride;      /* elements from row to row of the source */
    int64_t length;
} mg_run;

typedef struct mg_runs_job {
    float *out;
    int n_runs;
    const mg_run *runs;
    mg_cut cut;
} mg_runs_job;

MG_INLINE void mg_runs_row(const mg_runs_job *job, int64_t row, int64_t column, int64_t end) {
    int64_t start = 0; /* of the run, in the output's row */
    for (int i = 0; i < job->n_runs; i++) {
        const mg_run *run = &job->runs[i];
        int64_t from = column > start ? column - start : 0;
        int64_t to = end - start < run->length ? end - start : run->length;
        float *out = job->out + row * job->cut.width + start + from;
        if (from < to && run->source) {
            mg_copy_run(out, run->source + row * run->stride + from, to - from);
        } else if (from < to) {
            mg_fill_run(out, 0, to - from);
        }
        start += run->length;
    }
}

static void mg_runs_task(void *context, int64_t task, int thread) {
    (void)thread;
    const mg_runs_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t row = part.row; row < part.row_end; row++) {
        mg_runs_row(job, row, part.column, part.column_end);
    }
}

MG_INLINE void mg_write_runs(mg_pool *pool, float *out, int64_t rows, int n_runs,
                             const mg_run *runs) {
    int64_t width = 0;
    for (int i = 0; i < n_runs; i++) width += runs[i].length;
    mg_runs_job job = {out, n_runs, runs, mg_cut_rows(rows, width, 1)};
    mg_parallel_for(pool, job.cut.n_tasks, mg_runs_task, &job);
}

#endif

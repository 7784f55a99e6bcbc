#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_sums.h"

typedef struct softmax_job {
    const float *x;
    float *y;
    int64_t n;
    mg_cut cut;
} softmax_job;

static float largest(const float *x, int64_t n) {
    vf best = vf_set1(x[0]);
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) best = vf_max(vf_load(x + i), best);
    if (i < n) {
        vi missing = vi_lanes() >= (int32_t)(n - i);
        best = vf_max(vf_select(missing, best, vf_load_n(x + i, n - i)), best);
    }
    return vf_max_lane(best);
}

static void softmax_row(const float *x, float *y, int64_t n) {
    vf top = vf_set1(largest(x, n));
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) vf_store(y + i, vf_exp(vf_load(x + i) - top));
    if (i < n) vf_store_n(y + i, vf_exp(vf_load_n(x + i, n - i) - top), n - i);
    vf factor = vf_set1(1.0f / mg_sum_pairwise(y, n, false));
    for (i = 0; i + MG_VW <= n; i += MG_VW) vf_store(y + i, vf_load(y + i) * factor);
    if (i < n) vf_store_n(y + i, vf_load_n(y + i, n - i) * factor, n - i);
}

static void softmax_task(void *context, int64_t task, int thread) {
    (void)thread;
    const softmax_job *job = context;
    mg_part part = mg_cut_part(&job->cut, task);
    for (int64_t row = part.row; row < part.row_end; row++) {
        softmax_row(job->x + row * job->n, job->y + row * job->n, job->n);
    }
}

MG_CPU_KERNEL(softmax) {
    int64_t rows = kernel->params[0].u, n = kernel->params[1].u;
    softmax_job job = {data[0], data[1], n, mg_cut_rows(rows, 1, n)};
    mg_parallel_for(pool, job.cut.n_tasks, softmax_task, &job);
}

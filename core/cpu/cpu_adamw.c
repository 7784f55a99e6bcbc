#include <stdbool.h>

#include "core/cpu/cpu_elementwise.h"
#include "core/ops/ops.h"

typedef struct adamw_job {
    const float *gradient;
    float *p, *m, *v;
    int64_t n;
    float beta1, beta2, eps, rest1, rest2;
    float scale; /* of the gradient, by clipping */
    float lr, weight_decay;
    float inverse1, inverse2; /* 1 / correction */
} adamw_job;

MG_INLINE void update(const adamw_job *job, int64_t i, int64_t lanes) {
    vf g = vf_load_n(job->gradient + i, lanes) * job->scale;
    vf m = vf_load_n(job->m + i, lanes) * job->beta1 + g * job->rest1;
    vf v = vf_load_n(job->v + i, lanes) * job->beta2 + g * g * job->rest2;
    vf p = vf_load_n(job->p + i, lanes);
    vf direction = m * job->inverse1 / (vf_sqrt(v * job->inverse2) + job->eps);
    vf_store_n(job->m + i, m, lanes);
    vf_store_n(job->v + i, v, lanes);
    vf_store_n(job->p + i, p - job->lr * (direction + job->weight_decay * p), lanes);
}

static void adamw_task(void *context, int64_t task, int thread) {
    (void)thread;
    const adamw_job *job = context;
    int64_t i = task * MG_ELEMENTWISE_TASK;
    int64_t end = i + MG_ELEMENTWISE_TASK < job->n ? i + MG_ELEMENTWISE_TASK : job->n;
    for (; i + MG_VW <= end; i += MG_VW) update(job, i, MG_VW);
    if (i < end) update(job, i, end - i);
}

static float clip_scale(float norm2, float clip) {
    float scale = clip / (__builtin_sqrtf(norm2) + 1e-6f);
    return clip > 0 && scale < 1 ? scale : 1;
}

MG_CPU_KERNEL(adamw) {
    const mg_param *p = kernel->params;
    const float *norm2 = data[4], *control = data[5];
    adamw_job job = {
        .gradient = data[1],
        .p = data[6],
        .m = data[7],
        .v = data[8],
        .n = p[0].u,
        .beta1 = p[1].f,
        .beta2 = p[2].f,
        .eps = p[3].f,
        .rest1 = p[5].f,
        .rest2 = p[6].f,
        .scale = clip_scale(norm2[0], control[MG_ADAMW_CLIP]),
        .lr = control[MG_ADAMW_LR],
        .weight_decay = p[4].u ? control[MG_ADAMW_WEIGHT_DECAY] : 0,
        .inverse1 = 1 / control[MG_ADAMW_CORRECTION1],
        .inverse2 = 1 / control[MG_ADAMW_CORRECTION2],
    };
    mg_parallel_for(pool, (job.n + MG_ELEMENTWISE_TASK - 1) / MG_ELEMENTWISE_TASK, adamw_task,
                    &job);
}

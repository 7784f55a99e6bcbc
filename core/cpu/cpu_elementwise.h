/* Loop over all elements of an elementwise op, in vectors and in parallel.
 *
 *     MG_CPU_ELEMENTWISE(mul, 2, LOAD(0) * LOAD(1))            // the whole of cpu_mul.c */
#ifndef MG_CPU_CPU_ELEMENTWISE_H
#define MG_CPU_CPU_ELEMENTWISE_H

#include "core/cpu/cpu_kernels.h"

/* Elements per task: large enough to pay for the hand-over, small enough to balance. */
#define MG_ELEMENTWISE_TASK 16384

/* Defines the kernel of op NAME over operands `in[0..]`, writing the vector BODY to `out`. BODY
 * sees LOAD(k), the current vector of input k, and PARAM_F(k), scalar k of the record. */
#define MG_CPU_ELEMENTWISE(NAME, N_IN, BODY)                                                       \
    typedef struct NAME##_job {                                                                    \
        const mg_kernel *kernel;                                                                   \
        void *const *data;                                                                         \
    } NAME##_job;                                                                                  \
    MG_INLINE vf NAME##_vector(const mg_kernel *kernel, void *const *data, int64_t i,              \
                               int64_t lanes) {                                                    \
        (void)kernel, (void)data, (void)i, (void)lanes;                                            \
        return BODY;                                                                               \
    }                                                                                              \
    static void NAME##_task(void *context, int64_t task, int thread) {                             \
        (void)thread;                                                                              \
        const NAME##_job *job = context;                                                           \
        const mg_kernel *kernel = job->kernel;                                                     \
        void *const *data = job->data;                                                             \
        float *out = data[N_IN];                                                                   \
        int64_t n = kernel->params[0].u, i = task * MG_ELEMENTWISE_TASK;                           \
        int64_t end = i + MG_ELEMENTWISE_TASK < n ? i + MG_ELEMENTWISE_TASK : n;                   \
        for (; i + MG_VW <= end; i += MG_VW) {                                                     \
            vf_store(out + i, NAME##_vector(kernel, data, i, MG_VW));                              \
        }                                                                                          \
        if (i < end) vf_store_n(out + i, NAME##_vector(kernel, data, i, end - i), end - i);        \
    }                                                                                              \
    MG_CPU_KERNEL(NAME) {                                                                          \
        NAME##_job job = {kernel, data};                                                           \
        int64_t n = kernel->params[0].u;                                                           \
        mg_parallel_for(pool, (n + MG_ELEMENTWISE_TASK - 1) / MG_ELEMENTWISE_TASK, NAME##_task,    \
                        &job);                                                                     \
    }

#define LOAD(k)    vf_load_n((const float *)data[k] + i, lanes)
#define PARAM_F(k) vf_set1(kernel->params[k].f)

#endif

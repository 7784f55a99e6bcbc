/* Loop over the rows of an op in parallel, where rows do not depend on each other.
 *
 *     MG_INLINE void negate_row(const mg_kernel *kernel, void *const *data, int64_t row) {...}
 *     MG_CPU_EACH_ROW(negate, kernel->params[0].u, kernel->params[1].u)  // rows, elements of each
 */
#ifndef MG_CPU_CPU_EACH_ROW_H
#define MG_CPU_CPU_EACH_ROW_H

#include "core/cpu/cpu_kernels.h"

/* Elements per task: large enough to pay for the hand-over, small enough to balance. */
#define MG_EACH_ROW_TASK 16384

typedef struct mg_each_row_job {
    const mg_kernel *kernel;
    void *const *data;
    int64_t n_rows, task_rows;
} mg_each_row_job;

/* Defines the kernel of op NAME, which calls NAME_row(kernel, data, row) for each of N_ROWS rows
 * that touch about ROW_ELEMENTS elements each. */
#define MG_CPU_EACH_ROW(NAME, N_ROWS, ROW_ELEMENTS)                                                \
    static void NAME##_task(void *context, int64_t task, int thread) {                             \
        (void)thread;                                                                              \
        const mg_each_row_job *job = context;                                                      \
        int64_t begin = task * job->task_rows, end = begin + job->task_rows;                       \
        if (end > job->n_rows) end = job->n_rows;                                                  \
        for (int64_t row = begin; row < end; row++) NAME##_row(job->kernel, job->data, row);       \
    }                                                                                              \
    MG_CPU_KERNEL(NAME) {                                                                          \
        int64_t rows = N_ROWS, elements = ROW_ELEMENTS;                                            \
        int64_t task_rows =                                                                        \
            elements < MG_EACH_ROW_TASK ? MG_EACH_ROW_TASK / (elements + 1) + 1 : 1;               \
        mg_each_row_job job = {kernel, data, rows, task_rows};                                     \
        mg_parallel_for(pool, (rows + task_rows - 1) / task_rows, NAME##_task, &job);              \
    }

#endif

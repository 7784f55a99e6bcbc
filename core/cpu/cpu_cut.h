/* Work on (rows, width) cut into tasks by shape: several short rows, or a part of a long one. */
#ifndef MG_CPU_CPU_CUT_H
#define MG_CPU_CPU_CUT_H

#include "core/cpu/cpu_kernels.h"

/* Elements per task: large enough to pay for the hand-over, small enough to balance. */
#define MG_CUT_TASK 16384

typedef struct mg_cut {
    int64_t rows, width;
    int64_t rows_per_task, columns_per_task;
    int64_t tasks_per_row; /* > 1 only where rows_per_task is 1 */
    int64_t n_tasks;
} mg_cut;

typedef struct mg_part {
    int64_t row, row_end;
    int64_t column, column_end;
} mg_part;

/* `cost`: elements that one column of one row stands for. */
MG_INLINE mg_cut mg_cut_rows(int64_t rows, int64_t width, int64_t cost) {
    int64_t columns = MG_CUT_TASK / cost > 1 ? MG_CUT_TASK / cost : 1;
    mg_cut cut = {rows, width, 1, columns, (width + columns - 1) / columns, 0};
    if (columns / width > 1) cut.rows_per_task = columns / width;
    cut.n_tasks = (rows + cut.rows_per_task - 1) / cut.rows_per_task * cut.tasks_per_row;
    return cut;
}

MG_INLINE mg_part mg_cut_part(const mg_cut *cut, int64_t task) {
    int64_t row = task / cut->tasks_per_row * cut->rows_per_task;
    int64_t column = task % cut->tasks_per_row * cut->columns_per_task;
    int64_t row_end = row + cut->rows_per_task, column_end = column + cut->columns_per_task;
    return (mg_part){row, row_end < cut->rows ? row_end : cut->rows, column,
                     column_end < cut->width ? column_end : cut->width};
}

MG_INLINE void mg_copy_run(float *to, const float *from, int64_t n) {
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) vf_store(to + i, vf_load(from + i));
    if (i < n) vf_store_n(to + i, vf_load_n(from + i, n - i), n - i);
}

MG_INLINE void mg_fill_run(float *to, float value, int64_t n) {
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) vf_store(to + i, vf_set1(value));
    if (i < n) vf_store_n(to + i, vf_set1(value), n - i);
}

#endif

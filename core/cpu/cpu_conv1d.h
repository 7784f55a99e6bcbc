/* Which tokens meet in a convolution over time: shared by conv1d and conv1d_dw. */
#ifndef MG_CPU_CPU_CONV1D_H
#define MG_CPU_CPU_CONV1D_H

#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"

typedef struct conv_rows {
    int64_t tokens, features;
    const int32_t *segments; /* NULL: a row is one segment */
} conv_rows;

/* `flag`: the scalar that says whether input 2 holds segments. */
MG_INLINE conv_rows conv_rows_of(const mg_kernel *kernel, void *const *data, int flag) {
    return (conv_rows){kernel->params[1].u, kernel->params[2].u,
                       kernel->params[flag].u ? data[2] : NULL};
}

/* Does token n, number t of its row, see the token `away` from it? */
MG_INLINE bool conv_meets(const conv_rows *rows, int64_t n, int64_t t, int64_t away) {
    if (t + away < 0 || t + away >= rows->tokens) return false;
    if (!rows->segments) return true;
    return rows->segments[n] >= 0 && rows->segments[n + away] == rows->segments[n];
}

#endif

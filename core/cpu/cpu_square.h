/* Transposes 4 x 4 floats in registers. */
#ifndef MG_CPU_CPU_SQUARE_H
#define MG_CPU_CPU_SQUARE_H

#include "core/cpu/isa.h"

#define MG_SQUARE 4

typedef float mg_square_row __attribute__((vector_size(MG_SQUARE * 4)));
typedef float mg_square_row_unaligned
    __attribute__((vector_size(MG_SQUARE * 4), aligned(4), may_alias));

/* y[j * y_stride + i] = x[i][j] */
MG_INLINE void mg_transpose_square(const float *const x[MG_SQUARE], float *y, int64_t y_stride) {
    mg_square_row r[MG_SQUARE], lo[2], hi[2];
    for (int i = 0; i < MG_SQUARE; i++) r[i] = *(const mg_square_row_unaligned *)x[i];
    for (int i = 0; i < 2; i++) {
        lo[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 0, 4, 1, 5);
        hi[i] = __builtin_shufflevector(r[2 * i], r[2 * i + 1], 2, 6, 3, 7);
    }
    r[0] = __builtin_shufflevector(lo[0], lo[1], 0, 1, 4, 5);
    r[1] = __builtin_shufflevector(lo[0], lo[1], 2, 3, 6, 7);
    r[2] = __builtin_shufflevector(hi[0], hi[1], 0, 1, 4, 5);
    r[3] = __builtin_shufflevector(hi[0], hi[1], 2, 3, 6, 7);
    for (int i = 0; i < MG_SQUARE; i++) *(mg_square_row_unaligned *)(y + i * y_stride) = r[i];
}

#endif

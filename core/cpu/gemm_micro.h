/* The inner kernels of cpu_gemm.c: a block of up to MR x NR of C stays in registers while k runs.
 */
#ifndef MG_CPU_GEMM_MICRO_H
#define MG_CPU_GEMM_MICRO_H

#include <stdbool.h>

#include "core/cpu/isa.h"

/* Rows of the register block: with two vectors per row, as many as leave registers for one row of B
 * and a broadcast element of A (32 registers with AVX-512, else 16). Not 14 of the 32: A is read in
 * place, and 12 rows a multiple of 4 KiB apart still fit the 12 ways of a first-level cache. */
#if MG_VW == 16
#define MR 12
#else
#define MR 6
#endif
#define NR (2 * MG_VW)

#if defined(__clang__)
#define MG_UNROLL _Pragma("unroll")
#else
#define MG_UNROLL _Pragma("GCC unroll 16")
#endif

/* C (mr, up to NR) = [C +] A (mr, k) B (k, up to NR).
 *   rows: A(i, p) = a[i * a_stride + p]; otherwise A(i, p) = a[p * a_stride + i]
 *   B(p, j) = b[p * b_stride + j], readable for all `nv` vectors
 *   lanes: columns in the last of the `nv` vectors */
typedef void micro_fn(int64_t k, const float *a, int64_t a_stride, const float *b, int64_t b_stride,
                      float *c, int64_t ldc, int64_t lanes, bool accumulate);

MG_INLINE void micro_body(const int mr, const int nv, const bool rows, int64_t k, const float *a,
                          int64_t a_stride, const float *b, int64_t b_stride, float *c, int64_t ldc,
                          int64_t lanes, bool accumulate) {
    vf sum[MR][2];
    MG_UNROLL
    for (int i = 0; i < mr; i++) {
        MG_UNROLL
        for (int j = 0; j < nv; j++) sum[i][j] = (vf){0};
    }
    for (int64_t p = 0; p < k; p++) {
        vf row[2];
        MG_UNROLL
        for (int j = 0; j < nv; j++) row[j] = vf_load(b + p * b_stride + j * MG_VW);
        MG_UNROLL
        for (int i = 0; i < mr; i++) {
            float x = rows ? a[i * a_stride + p] : a[p * a_stride + i];
            MG_UNROLL
            for (int j = 0; j < nv; j++) sum[i][j] += x * row[j];
        }
    }
    const int last = nv - 1;
    if (lanes == MG_VW) {
        MG_UNROLL
        for (int i = 0; i < mr; i++) {
            MG_UNROLL
            for (int j = 0; j < nv; j++) {
                float *out = c + i * ldc + j * MG_VW;
                vf_store(out, accumulate ? vf_load(out) + sum[i][j] : sum[i][j]);
            }
        }
        return;
    }
    MG_UNROLL
    for (int i = 0; i < mr; i++) {
        float *out = c + i * ldc;
        if (last == 1) vf_store(out, accumulate ? vf_load(out) + sum[i][0] : sum[i][0]);
        out += last * MG_VW;
        vf tail = sum[i][last];
        vf_store_n(out, accumulate ? vf_load_n(out, lanes) + tail : tail, lanes);
    }
}

#define MICRO(layout, rows, mr, nv)                                                                \
    static __attribute__((noinline)) void micro_##layout##_##mr##_##nv(                            \
        int64_t k, const float *a, int64_t a_stride, const float *b, int64_t b_stride, float *c,   \
        int64_t ldc, int64_t lanes, bool accumulate) {                                             \
        micro_body(mr, nv, rows, k, a, a_stride, b, b_stride, c, ldc, lanes, accumulate);          \
    }
#define MICRO_ALL(mr)                                                                              \
    MICRO(rows, true, mr, 1)                                                                       \
    MICRO(rows, true, mr, 2)                                                                       \
    MICRO(columns, false, mr, 1)                                                                   \
    MICRO(columns, false, mr, 2)

#if MR == 12
#define MICRO_EACH(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12)
#else
#define MICRO_EACH(X) X(1) X(2) X(3) X(4) X(5) X(6)
#endif

MICRO_EACH(MICRO_ALL)

#define MICRO_ROWS(mr)    {micro_rows_##mr##_1, micro_rows_##mr##_2},
#define MICRO_COLUMNS(mr) {micro_columns_##mr##_1, micro_columns_##mr##_2},

/* [A by columns, by rows][mr - 1][nv - 1] */
static micro_fn *const micro_table[2][MR][2] = {{MICRO_EACH(MICRO_COLUMNS)},
                                                {MICRO_EACH(MICRO_ROWS)}};

#endif

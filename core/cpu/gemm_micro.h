/* The inner kernels of cpu_gemm.c: up to MR x NR elements of C stay in registers while k runs. */
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

/* Rows of memory that lie on different pages are not fetched ahead by the processor. The address
 * may lie behind the matrix: a prefetch of any address is harmless. */
#define PREFETCH_ROWS 16

MG_INLINE void prefetch(const float *p) {
    __builtin_prefetch(p);
}

/* C (mr, nv vectors) = [C +] A (mr, k) B (k, nv vectors), with
 *   A(i, p) = a[i * a_stride + p] if `rows`, else a[p * a_stride + i]
 *   B(p, j) = b[p * b_stride + j] */
typedef void micro_fn(int64_t k, const float *a, int64_t a_stride, const float *b, int64_t b_stride,
                      float *c, int64_t ldc, bool accumulate);

/* Address sanitising stays on; overflow checks on each unrolled address take the compiler minutes.
 */
#define MICRO_ATTRIBUTE __attribute__((no_sanitize("undefined")))

MICRO_ATTRIBUTE MG_INLINE void micro_body(const int mr, const int nv, const bool rows, int64_t k,
                                          const float *a, int64_t a_stride, const float *b,
                                          int64_t b_stride, float *c, int64_t ldc,
                                          bool accumulate) {
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
        if (!rows) {
            prefetch(a + (p + PREFETCH_ROWS) * a_stride);
            prefetch(a + (p + PREFETCH_ROWS) * a_stride + mr - 1);
        }
        MG_UNROLL
        for (int i = 0; i < mr; i++) {
            float x = rows ? a[i * a_stride + p] : a[p * a_stride + i];
            MG_UNROLL
            for (int j = 0; j < nv; j++) sum[i][j] += x * row[j];
        }
    }
    MG_UNROLL
    for (int i = 0; i < mr; i++) {
        MG_UNROLL
        for (int j = 0; j < nv; j++) {
            float *out = c + i * ldc + j * MG_VW;
            vf_store(out, accumulate ? vf_load(out) + sum[i][j] : sum[i][j]);
        }
    }
}

#define MICRO(layout, rows, mr, nv)                                                                \
    MICRO_ATTRIBUTE static __attribute__((noinline)) void micro_##layout##_##mr##_##nv(            \
        int64_t k, const float *a, int64_t a_stride, const float *b, int64_t b_stride, float *c,   \
        int64_t ldc, bool accumulate) {                                                            \
        micro_body(mr, nv, rows, k, a, a_stride, b, b_stride, c, ldc, accumulate);                 \
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

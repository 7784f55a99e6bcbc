/* Copies blocks of A and B for cpu_gemm.c into the order in which the inner kernels read them. */
#ifndef MG_CPU_GEMM_PACK_H
#define MG_CPU_GEMM_PACK_H

#include "core/cpu/cpu_gemm.h"
#include "core/cpu/gemm_micro.h"

/* Alternates lanes of a and b: the first half of the result is in `low`, the second in `high`. */
#if MG_VW == 16
#define INTERLEAVE_LOW  0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define INTERLEAVE_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif MG_VW == 8
#define INTERLEAVE_LOW  0, 8, 1, 9, 2, 10, 3, 11
#define INTERLEAVE_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define INTERLEAVE_LOW  0, 4, 1, 5
#define INTERLEAVE_HIGH 2, 6, 3, 7
#endif

/* Transposes MG_VW x MG_VW floats: each round moves the top bit of the row number to the bottom of
 * the lane number and the top bit of the lane number to the bottom of the row number. */
MG_INLINE void transpose(vf x[MG_VW]) {
    MG_UNROLL
    for (int round = 1; round < MG_VW; round *= 2) {
        vf y[MG_VW];
        MG_UNROLL
        for (int i = 0; i < MG_VW / 2; i++) {
            y[2 * i] = __builtin_shufflevector(x[i], x[i + MG_VW / 2], INTERLEAVE_LOW);
            y[2 * i + 1] = __builtin_shufflevector(x[i], x[i + MG_VW / 2], INTERLEAVE_HIGH);
        }
        memcpy(x, y, sizeof y);
    }
}

/* to[p * NR + j] = b[j * ldb + p] for j < n, 0 for n <= j < MG_VW, p < k. */
static void pack_b_transposed(float *to, const float *b, int64_t ldb, int64_t n, int64_t k) {
    for (int64_t p = 0; p < k; p += MG_VW) {
        const int64_t depth = vf_lanes_left(k, p);
        vf x[MG_VW];
        if (n == MG_VW && depth == MG_VW) {
            MG_UNROLL
            for (int j = 0; j < MG_VW; j++) x[j] = vf_load(b + j * ldb + p);
        } else {
            for (int j = 0; j < MG_VW; j++) {
                x[j] = j < n ? vf_load_n(b + j * ldb + p, depth) : (vf){0};
            }
        }
        transpose(x);
        if (depth == MG_VW) {
            MG_UNROLL
            for (int j = 0; j < MG_VW; j++) vf_store(to + (p + j) * NR, x[j]);
        } else {
            for (int j = 0; j < depth; j++) vf_store(to + (p + j) * NR, x[j]);
        }
    }
}

static void pack_b_plain(float *to, const float *b, int64_t ldb, int64_t n, int64_t k) {
    for (int64_t p = 0; p < k; p++, b += ldb, to += NR) {
        int64_t j = 0;
        for (; j + NR <= n; j += NR) {
            prefetch(b + PREFETCH_ROWS * ldb + j);
            vf_store(to + j * k, vf_load(b + j));
            vf_store(to + j * k + MG_VW, vf_load(b + j + MG_VW));
        }
        for (int64_t i = 0; i < n - j; i += MG_VW) {
            vf_store(to + j * k + i, vf_load_n(b + j + i, vf_lanes_left(n - j, i)));
        }
    }
}

/* Rows [k0, k0 + k), columns [n0, n0 + n) of op(B) as panels of NR columns, each (k, NR). Columns
 * that fill a vector up are 0; vectors without any column are left as they are. */
static void pack_b(float *to, const mg_gemm_args *g, int64_t k0, int64_t k, int64_t n0, int64_t n) {
    if (!g->trans_b) {
        pack_b_plain(to, g->b + k0 * g->ldb + n0, g->ldb, n, k);
        return;
    }
    for (int64_t j = 0; j < n; j += MG_VW) {
        pack_b_transposed(to + j / NR * NR * k + j % NR, g->b + (n0 + j) * g->ldb + k0, g->ldb,
                          vf_lanes_left(n, j), k);
    }
}

/* to (k, rows) = a (k, rows), from rows lda apart to rows `pitch` apart. */
static void copy_a_block(float *to, int64_t pitch, const float *a, int64_t lda, int64_t rows,
                         int64_t k) {
    for (int64_t p = 0; p < k; p++, a += lda, to += pitch) {
        int64_t i = 0;
        for (; i + MG_VW <= rows; i += MG_VW) {
            prefetch(a + PREFETCH_ROWS * lda + i);
            vf_store(to + i, vf_load(a + i));
        }
        if (i < rows) vf_store_n(to + i, vf_load_n(a + i, rows - i), rows - i);
    }
}

#endif

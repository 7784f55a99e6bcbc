/* Matrix multiplication in fp32.
 *
 *     C (m, n) = [C +] op(A) (m, k) op(B) (k, n)          row major, any leading dimensions
 *
 *     mg_gemm_args y = {.m = tokens, .n = out, .k = in,   // y = x W^T, W stored (out, in)
 *                       .a = x, .lda = in, .b = w, .ldb = in, .trans_b = true,
 *                       .c = y, .ldc = out};
 *     const mg_cpu_gemm *gemm = mg_cpu_gemm_for(isa);     // or &MG_CPU(gemm) inside a cpu_*.c
 *     MG_TRY(mg_gemm_reserve(pool));                      // once, at set-up
 *     gemm->batch(pool, &y, 1);
 *
 * Every element of C is the same function of its row of op(A) and its column of op(B) on every
 * path: the sum over each block of MG_GEMM_KC products, in order, and then the sum of the blocks,
 * in order. So a result does not depend on the number of threads, on m or n, on how rows are
 * batched, or on which of the two functions ran. It depends on the instruction set. NaN and
 * infinities propagate as in the plain sum. */
#ifndef MG_CPU_CPU_GEMM_H
#define MG_CPU_CPU_GEMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/threads.h"

#define MG_GEMM_KC 256 /* part of the numerical definition above */

/* What batch() and serial() need, for any shape. */
#define MG_GEMM_SCRATCH_BYTES ((size_t)320 << 10) /* per thread */
#define MG_GEMM_SHARED_BYTES  ((size_t)2 << 20)   /* per pool */

typedef struct mg_gemm_args {
    int64_t m, n, k;
    const float *a; /* (m, k), or (k, m) if trans_a */
    int64_t lda;    /* floats from one row in memory to the next */
    const float *b; /* (k, n), or (n, k) if trans_b */
    int64_t ldb;
    float *c; /* (m, n); overlaps neither a nor b */
    int64_t ldc;
    bool trans_a, trans_b; /* not both */
    bool accumulate;       /* add to C instead of overwriting it */
} mg_gemm_args;

typedef struct mg_cpu_gemm {
    /* Runs `count` multiplications on all threads of the pool, as one job where it can: one large
     * one, or many (a group of experts, whose row ranges each meet their own B). Their outputs must
     * not overlap. Not to be called inside a task. Uses the pool's scratch and shared memory. */
    void (*batch)(mg_pool *pool, const mg_gemm_args *list, int64_t count);

    /* Runs one multiplication on the calling thread, e.g. inside a task. `scratch` has
     * MG_GEMM_SCRATCH_BYTES, aligned to MG_CACHE_LINE. */
    void (*serial)(const mg_gemm_args *args, void *scratch);
} mg_cpu_gemm;

/* Grows the memory of the pool to what batch() needs. Fails with MG_ERR_MEMORY. */
static inline mg_status mg_gemm_reserve(mg_pool *pool) {
    return mg_pool_reserve(pool, MG_GEMM_SCRATCH_BYTES, MG_GEMM_SHARED_BYTES);
}

#endif

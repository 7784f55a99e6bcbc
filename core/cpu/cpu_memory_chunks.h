/* What memory_chunks and its gradient share: one group after the other, chunk by chunk, all of a
 * chunk's products on matrices that stay in the second-level cache. */
#ifndef MG_CPU_CPU_MEMORY_CHUNKS_H
#define MG_CPU_CPU_MEMORY_CHUNKS_H

#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_triangle.h"
#include "core/cpu/gemm_list.h"

typedef struct mg_chunks {
    int64_t n, tokens, m, d, blocks, width; /* chunks of a group, C, m, D, s, s D */
    const float *q, *k, *write, *write_before, *seen, *found, *taken, *phi;
} mg_chunks;

/* Sizes from the record's scalars (op_memory_chunks.c), tensors by their place among the inputs. */
MG_INLINE mg_chunks mg_chunks_of(const mg_kernel *kernel) {
    mg_chunks c = {.n = kernel->params[1].u,
                   .tokens = kernel->params[2].u,
                   .m = kernel->params[3].u,
                   .d = kernel->params[4].u,
                   .blocks = kernel->params[5].u};
    c.width = c.blocks * c.d;
    return c;
}

/* A thread's own matrices, behind what a product takes. */
typedef struct mg_chunk_scratch {
    void *gemm;
    float *pairs[4]; /* (C, C) */
    float *rows[3];  /* (C, s D) */
    float *side;     /* (C, D) */
} mg_chunk_scratch;

MG_INLINE mg_chunk_scratch mg_chunk_scratch_of(const mg_chunks *c, mg_pool *pool, int thread) {
    mg_chunk_scratch s = {.gemm = mg_pool_scratch(pool, thread)};
    float *at = (float *)((char *)s.gemm + MG_GEMM_SCRATCH_BYTES);
    for (int i = 0; i < 4; i++, at += c->tokens * c->tokens) s.pairs[i] = at;
    for (int i = 0; i < 3; i++, at += c->tokens * c->width) s.rows[i] = at;
    s.side = at;
    return s;
}

typedef enum mg_chunk_add { MG_CHUNK_SET = 0, MG_CHUNK_ADD = 1 } mg_chunk_add;

/* c (m, n) = [c +] op(a) (m, k) op(b) (k, n), all without gaps. */
MG_INLINE void mg_chunk_product(const mg_chunk_scratch *s, mg_gemm_args args) {
    args.lda = args.trans_a ? args.m : args.k;
    args.ldb = args.trans_b ? args.k : args.n;
    args.ldc = args.n;
    MG_CPU(gemm).serial(&args, s->gemm);
}

/* a b, a b^T and a^T b. */
MG_INLINE void mg_chunk_nn(const mg_chunk_scratch *s, float *c, const float *a, const float *b,
                           int64_t m, int64_t n, int64_t k, mg_chunk_add add) {
    mg_chunk_product(
        s, (mg_gemm_args){.c = c, .a = a, .b = b, .m = m, .n = n, .k = k, .accumulate = add});
}

MG_INLINE void mg_chunk_nt(const mg_chunk_scratch *s, float *c, const float *a, const float *b,
                           int64_t m, int64_t n, int64_t k, mg_chunk_add add) {
    mg_chunk_product(
        s, (mg_gemm_args){
               .c = c, .a = a, .b = b, .m = m, .n = n, .k = k, .trans_b = true, .accumulate = add});
}

MG_INLINE void mg_chunk_tn(const mg_chunk_scratch *s, float *c, const float *a, const float *b,
                           int64_t m, int64_t n, int64_t k, mg_chunk_add add) {
    mg_chunk_product(
        s, (mg_gemm_args){
               .c = c, .a = a, .b = b, .m = m, .n = n, .k = k, .trans_a = true, .accumulate = add});
}

/* y = factor * a * b, elementwise; y may be a. */
MG_INLINE void mg_chunk_mul(float *y, float factor, const float *a, const float *b, int64_t n) {
    MG_FOR_VECTORS(i, lanes, n) {
        vf_store_n(y + i, factor * vf_load_n(a + i, lanes) * vf_load_n(b + i, lanes), lanes);
    }
}

/* x_b = factor * weights_b * y, token by token: x (C, s D), weights (C, s), y (C, D). */
MG_INLINE void mg_chunk_spread(const mg_chunks *c, float *x, float factor, const float *weights,
                               const float *y) {
    for (int64_t row = 0; row < c->tokens * c->blocks; row++) {
        const float *from = y + row / c->blocks * c->d;
        float weight = factor * weights[row];
        MG_FOR_VECTORS(i, lanes, c->d) {
            vf_store_n(x + row * c->d + i, weight * vf_load_n(from + i, lanes), lanes);
        }
    }
}

/* y = y0 + factor * sum_b weights_b * x_b, y0 may be y, or NULL for 0. */
MG_INLINE void mg_chunk_mix(const mg_chunks *c, float *y, const float *y0, float factor,
                            const float *weights, const float *x) {
    for (int64_t t = 0; t < c->tokens; t++) {
        MG_FOR_VECTORS(i, lanes, c->d) {
            vf sum = y0 ? vf_load_n(y0 + t * c->d + i, lanes) : (vf){0};
            for (int64_t b = t * c->blocks; b < (t + 1) * c->blocks; b++) {
                sum += factor * weights[b] * vf_load_n(x + b * c->d + i, lanes);
            }
            vf_store_n(y + t * c->d + i, sum, lanes);
        }
    }
}

#endif

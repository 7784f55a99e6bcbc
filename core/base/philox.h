/* Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * Counter-based: the 128-bit output is a pure function of a 64-bit key and a 128-bit counter, so
 * any element of any stream is available without state. Convention of this project: the key is the
 * user's seed; the counter is (index, stream, draw) with a 64-bit index. */
#ifndef MG_BASE_PHILOX_H
#define MG_BASE_PHILOX_H

#include <stdint.h>

typedef struct mg_philox_block {
    uint32_t v[4];
} mg_philox_block;

static inline mg_philox_block mg_philox4x32(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3,
                                            uint32_t k0, uint32_t k1) {
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0;
        uint64_t p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (mg_philox_block){{c0, c1, c2, c3}};
}

/* Block number `draw` of element `index` of `stream` under `seed`. */
static inline mg_philox_block mg_philox(uint64_t seed, uint64_t index, uint32_t stream,
                                        uint32_t draw) {
    return mg_philox4x32((uint32_t)index, (uint32_t)(index >> 32), stream, draw, (uint32_t)seed,
                         (uint32_t)(seed >> 32));
}

/* A cursor over the draws of one element: mg_rng_u32() and friends take the next word. */
typedef struct mg_rng {
    uint64_t seed, index;
    uint32_t stream, draw;
    mg_philox_block block;
    int used; /* words of `block` already taken */
} mg_rng;

static inline mg_rng mg_rng_at(uint64_t seed, uint64_t index, uint32_t stream) {
    return (mg_rng){.seed = seed, .index = index, .stream = stream, .used = 4};
}

static inline uint32_t mg_rng_u32(mg_rng *rng) {
    if (rng->used == 4) {
        rng->block = mg_philox(rng->seed, rng->index, rng->stream, rng->draw++);
        rng->used = 0;
    }
    return rng->block.v[rng->used++];
}

/* Uniform in [0, n), n >= 1, without modulo bias beyond 2^-32 (Lemire's multiply, unrejected: the
 * result must be a function of a bounded number of draws). */
static inline uint32_t mg_rng_below(mg_rng *rng, uint32_t n) {
    return (uint32_t)(((uint64_t)mg_rng_u32(rng) * n) >> 32);
}

/* Uniform integer in [low, high]. */
static inline int64_t mg_rng_between(mg_rng *rng, int64_t low, int64_t high) {
    return low + (int64_t)mg_rng_below(rng, (uint32_t)(high - low + 1));
}

/* Uniform in (0, 1). */
static inline double mg_rng_unit(mg_rng *rng) {
    return ((double)mg_rng_u32(rng) + 0.5) * 0x1p-32;
}

/* Four standard normals from the four words of a block (Box-Muller, twice). */
void mg_philox_normals(mg_philox_block block, double normals[4]);

#endif

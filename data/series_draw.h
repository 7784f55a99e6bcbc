/* Uniform draws of 64 bits, for positions in data larger than 2^32, and a hash (FNV-1a) that tells
 * whether data are the same; it guards against accidents, not attacks. */
#ifndef MG_DATA_SERIES_DRAW_H
#define MG_DATA_SERIES_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/philox.h"

/* Uniform in [0, n), n >= 1, without bias beyond n / 2^64; takes two words. */
static inline uint64_t mg_series_draw_below(mg_rng *rng, uint64_t n) {
    __extension__ typedef unsigned __int128 wide;
    uint64_t high = mg_rng_u32(rng);
    return (uint64_t)((wide)(high << 32 | mg_rng_u32(rng)) * n >> 64);
}

#define MG_SERIES_HASH_START 0xCBF29CE484222325u

static inline uint64_t mg_series_hash(uint64_t hash, const void *data, size_t bytes) {
    const unsigned char *at = data;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ at[i]) * 0x100000001B3u;
    return hash;
}

#endif

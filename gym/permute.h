/* Keyed permutations of ranges: each position's value in constant time, and nothing stored. */
#ifndef MG_GYM_PERMUTE_H
#define MG_GYM_PERMUTE_H

#include <stdint.h>

#include "core/base/philox.h"

/* A permutation of [0, count), count >= 1, that (seed, epoch, stream) choose: a balanced Feistel
 * network of four rounds over the next power of four, walked along its cycles back into the
 * range (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). */
static inline uint64_t mg_permute(uint64_t value, uint64_t count, uint64_t seed, uint64_t epoch,
                                  uint32_t stream) {
    enum { ROUNDS = 4, LAST_BLOCK = -1 }; /* no draw of an item comes as far as the last block */
    int half = 1;
    while (half < 32 && (uint64_t)1 << (2 * half) < count) half++;
    uint32_t mask = (uint32_t)(((uint64_t)1 << half) - 1);
    const mg_philox_block keys = mg_philox(seed, epoch, stream, (uint32_t)LAST_BLOCK);
    do {
        uint32_t left = (uint32_t)(value >> half) & mask, right = (uint32_t)value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            uint64_t x = ((uint64_t)right << 32 | keys.v[round]) * 0x9E3779B97F4A7C15u;
            x = (x ^ x >> 32) * 0xBF58476D1CE4E5B9u;
            uint32_t next = left ^ ((uint32_t)(x >> 32) & mask);
            left = right;
            right = next;
        }
        value = (uint64_t)left << half | right;
    } while (value >= count);
    return value;
}

#endif

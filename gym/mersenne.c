#include "gym/mersenne.h"

enum { N = MG_MERSENNE_WORDS, M = 397 };

static uint32_t spread(uint32_t word) {
    return word ^ word >> 30;
}

static void fill_linear(mg_mersenne *rng, uint32_t seed) {
    rng->word[0] = seed;
    for (uint32_t i = 1; i < N; i++) rng->word[i] = 1812433253u * spread(rng->word[i - 1]) + i;
}

/* The twister's own seeding by an array, whose key is the seed's 32-bit digits, lowest first. */
void mg_mersenne_seed(mg_mersenne *rng, uint64_t seed) {
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t length = key[1] ? 2 : 1, i = 1, *word = rng->word;
    fill_linear(rng, 19650218u);
    for (uint32_t k = 0; k < N; k++) {
        word[i] = (word[i] ^ (spread(word[i - 1]) * 1664525u)) + key[k % length] + k % length;
        if (++i == N) word[0] = word[N - 1], i = 1;
    }
    for (uint32_t k = 1; k < N; k++) {
        word[i] = (word[i] ^ (spread(word[i - 1]) * 1566083941u)) - i;
        if (++i == N) word[0] = word[N - 1], i = 1;
    }
    word[0] = 0x80000000u;
    rng->next = N;
}

static void twist(uint32_t *word) {
    for (int i = 0; i < N; i++) {
        uint32_t joined = (word[i] & 0x80000000u) | (word[(i + 1) % N] & 0x7FFFFFFFu);
        word[i] = word[(i + M) % N] ^ joined >> 1 ^ (joined & 1 ? 0x9908B0DFu : 0);
    }
}

static uint32_t next_word(mg_mersenne *rng) {
    if (rng->next == N) {
        twist(rng->word);
        rng->next = 0;
    }
    uint32_t y = rng->word[rng->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

/* A word for every 32 bits, lowest first; of the last, its upper bits. */
uint64_t mg_mersenne_bits(mg_mersenne *rng, int bits) {
    if (bits <= 32) return next_word(rng) >> (32 - bits);
    uint64_t low = next_word(rng);
    return (uint64_t)(next_word(rng) >> (64 - bits)) << 32 | low;
}

int64_t mg_mersenne_between(mg_mersenne *rng, int64_t low, int64_t high) {
    uint64_t count = (uint64_t)(high - low) + 1, drawn;
    int bits = 64 - __builtin_clzll(count);
    do drawn = mg_mersenne_bits(rng, bits);
    while (drawn >= count);
    return low + (int64_t)drawn;
}

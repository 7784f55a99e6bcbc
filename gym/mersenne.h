/* Python's random numbers, to the bit: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998)
 * with the seeding and the whole numbers of Python's `random`. For fixed suites that others drew
 * with it; our own streams come from Philox.
 *
 *     mg_mersenne rng;
 *     mg_mersenne_seed(&rng, 2025);               random.seed(2025)
 *     mg_mersenne_between(&rng, 0, 9999999999);   random.randint(0, 9999999999), 2395527356
 */
#ifndef MG_GYM_MERSENNE_H
#define MG_GYM_MERSENNE_H

#include <stdint.h>

enum { MG_MERSENNE_WORDS = 624 };

typedef struct mg_mersenne {
    uint32_t word[MG_MERSENNE_WORDS];
    int next; /* word to give out next; MG_MERSENNE_WORDS: make new ones first */
} mg_mersenne;

void mg_mersenne_seed(mg_mersenne *rng, uint64_t seed);

/* random.getrandbits(bits), 1 to 64. */
uint64_t mg_mersenne_bits(mg_mersenne *rng, int bits);

/* random.randint(low, high), both included; high - low below 2^63. */
int64_t mg_mersenne_between(mg_mersenne *rng, int64_t low, int64_t high);

#endif

/* Whole numbers and fractions for the families: 64-bit, exact, or an honest failure.
 *
 *     mg_ratio sum;
 *     if (!mg_ratio_add(mg_ratio_of(1, 2), mg_ratio_of(1, 3), &sum)) return false; // overflow
 *     mg_text_ratio(out, sum);                                                     // "5/6" */
#ifndef MG_GYM_NUMBER_H
#define MG_GYM_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "gym/text.h"

/* Greatest common divisor of the magnitudes; gcd(0, b) = |b|. */
int64_t mg_gcd(int64_t a, int64_t b);

/* Least common multiple of the magnitudes; 0 where one is 0; -1 where it does not fit. */
int64_t mg_lcm(int64_t a, int64_t b);

/* base^exponent for exponent >= 0; false where it does not fit. */
bool mg_power(int64_t base, int exponent, int64_t *value);

/* base^exponent mod modulus, exponent >= 0, modulus >= 1; in [0, modulus). */
int64_t mg_power_mod(int64_t base, int64_t exponent, int64_t modulus);

/* a mod m in [0, m), m >= 1: the mathematical remainder, whatever a's sign. */
int64_t mg_mod(int64_t a, int64_t m);

/* floor(sqrt(n)), n >= 0. */
int64_t mg_square_root(int64_t n);

/* floor of the k-th root of n >= 0, k >= 1. */
int64_t mg_root(int64_t n, int k);

/* Deterministic Miller-Rabin: exact for every 64-bit number. */
bool mg_is_prime(int64_t n);

enum { MG_MAX_PRIME_FACTORS = 15 }; /* 2*3*5*...*47 is the longest product of primes in 64 bits */

typedef struct mg_factors {
    int count;
    int64_t prime[MG_MAX_PRIME_FACTORS]; /* rising */
    int power[MG_MAX_PRIME_FACTORS];
} mg_factors;

/* Trial division up to sqrt(n): for n >= 1 below 2^40 at most half a million steps, on the way of
 * an item use n below 10^7. */
void mg_factorise(int64_t n, mg_factors *factors);

/* -- fractions ------------------------------------------------------------------------------- */

/* In lowest terms, denominator above 0. */
typedef struct mg_ratio {
    int64_t top, bottom;
} mg_ratio;

/* top / bottom, bottom not 0; both magnitudes below 2^63. */
mg_ratio mg_ratio_of(int64_t top, int64_t bottom);

/* False where the result does not fit into 64-bit terms; mg_ratio_divide also where b is 0. */
bool mg_ratio_add(mg_ratio a, mg_ratio b, mg_ratio *result);
bool mg_ratio_subtract(mg_ratio a, mg_ratio b, mg_ratio *result);
bool mg_ratio_multiply(mg_ratio a, mg_ratio b, mg_ratio *result);
bool mg_ratio_divide(mg_ratio a, mg_ratio b, mg_ratio *result);

/* -1, 0, 1 as a is below, equal to, above b. */
int mg_ratio_compare(mg_ratio a, mg_ratio b);

/* "7/3", or "5" where whole. */
void mg_text_ratio(mg_text *text, mg_ratio value);

/* units / 10^places with all its places: (-1250, 3) is "-1.250"; places 0 to 18. */
void mg_text_decimal(mg_text *text, int64_t units, int places);

/* The magnitude with at least `width` digits, zeros in front. */
void mg_text_padded(mg_text *text, int64_t value, int width);

/* In base 2 to 36, digits 0-9a-z, with a minus sign where negative. */
void mg_text_based(mg_text *text, int64_t value, int base);

#endif

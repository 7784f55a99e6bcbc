/* Whole numbers beyond 64 bits, of fixed capacity: for products, powers and rounded quotients. */
#ifndef MG_GYM_FAMILIES_BIG_H
#define MG_GYM_FAMILIES_BIG_H

#include "gym/text.h"

enum { MG_BIG_LIMBS = 20, MG_BIG_BASE = 1000000000, MG_BIG_LIMB_DIGITS = 9 };

/* sum of limb[i] * 10^(9 i); no zero limb at the top, zero has count 0. At most 180 digits: what
 * would be longer is a programmer's mistake. */
typedef struct mg_big {
    int count;
    uint32_t limb[MG_BIG_LIMBS];
} mg_big;

mg_big mg_big_of(uint64_t value);
void mg_big_scale(mg_big *number, uint64_t factor);
mg_big mg_big_product(const mg_big *a, const mg_big *b);
mg_big mg_big_sum(const mg_big *a, const mg_big *b);
mg_big mg_big_difference(const mg_big *a, const mg_big *b); /* a >= b */
mg_big mg_big_power(uint64_t base, int exponent);
void mg_big_shift(mg_big *number, int decimal_places); /* times 10^decimal_places */

/* -1, 0, 1 as a is below, equal to, above b. */
int mg_big_compare(const mg_big *a, const mg_big *b);

int mg_big_digits(const mg_big *number); /* 1 for zero */

/* top / bottom, neither of them 0, rounded half up to `digits` (1 to 17) significant digits:
 * mantissa * 10^exponent with 10^(digits-1) <= mantissa < 10^digits. True where nothing was
 * rounded away. */
bool mg_big_round(const mg_big *top, const mg_big *bottom, int digits, int64_t *mantissa,
                  int *exponent);

void mg_text_big(mg_text *text, const mg_big *number);

/* units / 10^places, without zeros at the end. */
void mg_text_big_decimal(mg_text *text, const mg_big *units, int places);

/* mantissa * 10^exponent as a decimal, without zeros behind the point's last digit. */
void mg_text_scaled(mg_text *text, int64_t mantissa, int exponent);

#endif

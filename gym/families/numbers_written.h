/* Numbers as they are written: whole, decimal or a fraction, each in one operand.
 *
 * An operand is units * 256 + style. Style 0 to 15 is the number of decimal places, styles from 16
 * are fractions with the denominator style - 14: (-125, 2) is "-1.25", (3, 18) is "3/4". */
#ifndef MG_GYM_FAMILIES_NUMBERS_WRITTEN_H
#define MG_GYM_FAMILIES_NUMBERS_WRITTEN_H

#include "gym/families/numbers_common.h"

enum { MG_WRITTEN_WHOLE, MG_WRITTEN_DECIMAL, MG_WRITTEN_FRACTION, MG_WRITTEN_MIXED };

static inline int64_t mg_written(int64_t units, int style) {
    return units * 256 + style;
}

static inline int64_t mg_written_decimal(int64_t units, int places) {
    return mg_written(units, places);
}

static inline int64_t mg_written_fraction(int64_t top, int64_t bottom) {
    return mg_written(top, (int)bottom + 14);
}

/* units / denominator, as written */
typedef struct mg_written_value {
    int64_t top, bottom;
    bool fraction;
    int places;
} mg_written_value;

mg_written_value mg_written_read(int64_t operand);

void mg_text_written(mg_text *out, int64_t operand);

/* -1, 0, 1 */
int mg_written_compare(int64_t a, int64_t b);

/* Numbers of at most `span` in magnitude, none negative where `low` is 0: whole, or with up to
 * `places` decimals, or fractions with denominators to 20 in lowest terms, or any of them. No
 * decimal ends in 0. */
int64_t mg_written_draw(mg_rng *rng, int kind, int64_t low, int64_t span, int places);

/* How `kind`, `places` and `span` bound a number's text. */
int mg_written_bytes(int kind, int64_t span, int places);

/* Whether no two of a list are equal. */
bool mg_written_are_distinct(const int64_t *list, int count);

/* Rising by value. */
void mg_written_sort(int64_t *list, int count);

/* "a, b, c", or with another word between. */
void mg_text_written_list(mg_text *out, const int64_t *list, int count, const char *between);

#endif

/* The key of a problem: a 128-bit hash of its canonical expression.
 *
 * Two problems have the same key where they are the same mathematics: operands that commute are
 * sorted, brackets that change nothing are dropped, and neither the family nor the wording nor the
 * layout takes part. Canonical expressions are text in one grammar for all families:
 *
 *     sum       signed terms, sorted: "+12+34", "+5-17", "+3-4*5"
 *     product   sorted factors: "7*34", "4*(+1+2)"
 *     others    "137/5" (quotient and remainder), "12?34" (comparison, sorted), "3*x+5=20"
 *
 * sorted by length, then bytes, then sign ('+' first). The split hangs on the key alone, so a
 * problem of one split occurs in no other, whatever the family, level, seed or index. */
#ifndef MG_GYM_KEY_H
#define MG_GYM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mg_key {
    uint64_t high, low;
} mg_key;

typedef enum mg_split { MG_SPLIT_TRAIN, MG_SPLIT_VALID, MG_SPLIT_TEST, MG_SPLIT_COUNT } mg_split;

/* Percent of the keys in each split. Ninety for training, because the smallest spaces (2 by 1 digit
 * multiplication has 955 keys) must teach their rule from what is left; five each are then still
 * some 48 held-out problems there, and thousands in the larger ones. */
enum { MG_TRAIN_PERCENT = 90, MG_VALID_PERCENT = 5 };

mg_key mg_key_of(const char *canonical, size_t bytes);

mg_split mg_key_split(mg_key key);

static inline bool mg_key_equal(mg_key a, mg_key b) {
    return a.high == b.high && a.low == b.low;
}

/* Whether the shape of a canonical expression, the multiset of its operators, brackets, names and
 * numbers whatever these are, is one of the tenth that is held out from training on request: that
 * combination of operators is then never seen. */
bool mg_shape_is_held_out(const char *canonical, size_t bytes);

/* "train", "valid", "test"; NULL after the last. */
const char *mg_split_name(int split);

#endif

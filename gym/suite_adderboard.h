/* AdderBoard's test (github.com/anadim/AdderBoard, verify.py --seed 2025): 10 edge cases, then
 * 10,000 pairs that Python's random.Random(2025) draws from 0 to 9,999,999,999. A model that has
 * learnt to add qualifies with 99% of the 10,010 sums.
 *
 *     int64_t pair[2];
 *     mg_adderboard_begin(&cases);
 *     while (mg_adderboard_next(&cases, pair)) ask(pair[0], pair[1]);
 *
 * The test says nothing of the form of a question; here it is that of a family of additions. The
 * cases are of all three splits: the pairs are 10,010 of 10^20, of which training cannot have seen
 * more than the edge cases. */
#ifndef MG_GYM_SUITE_ADDERBOARD_H
#define MG_GYM_SUITE_ADDERBOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "gym/heldout.h"
#include "gym/mersenne.h"

enum { MG_ADDERBOARD_EDGE_CASES = 10, MG_ADDERBOARD_CASES = 10010 };

typedef struct mg_adderboard {
    mg_mersenne rng;
    int next; /* number of the next case */
} mg_adderboard;

void mg_adderboard_begin(mg_adderboard *cases);

/* False past the last case. */
bool mg_adderboard_next(mg_adderboard *cases, int64_t pair[2]);

/* All cases, in order, as problems of a level of "addition" or "column_addition" that has operands
 * of 10 digits: MG_ERR_ARG for any other. */
mg_status mg_adderboard_create(const mg_family *family, int level, mg_heldout *set);

#endif

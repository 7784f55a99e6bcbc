/* Sums of terms in up to three variables as operands: a count, then for each term its coefficient
 * and its exponents packed as e0 + 16 e1 + 256 e2. */
#ifndef MG_GYM_ALGEBRA_SUMS_H
#define MG_GYM_ALGEBRA_SUMS_H

#include "gym/families/algebra_common.h"

enum { ALGEBRA_SUM_TERMS = 8 };

/* Operands of a sum: 1 + 2 * count. Returns the operand behind it. */
const int64_t *algebra_read_sum(const int64_t *operand, mg_sum *sum);

/* Draws a sum of min to max terms with different monomials: exponents up to max_power in each of
 * the variables, coefficients of magnitude low to high. Returns the operand behind it. */
int64_t *algebra_draw_sum(mg_rng *rng, int min, int max, int variables, int max_power, int64_t low,
                          int64_t high, int64_t *operand);

mg_monomial algebra_monomial(int64_t packed);

/* Up to four letters of the problem in alphabetical order, as print sorts terms by them. */
void algebra_names(const mg_problem *problem, char names[5]);

/* In brackets where it has more than one term or begins with a minus sign. */
void algebra_sum_factor(mg_text *out, const mg_sum *sum, const char *names);

#endif

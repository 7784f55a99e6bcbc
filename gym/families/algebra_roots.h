/* Polynomials built from rational roots, and quadratics solved.
 *
 * A multiset of n roots is written as n operands: a base (any number) and n - 1 steps >= 0; root i
 * is (base + step 1 + ... + step i) / D. So every point of a box is a sorted multiset, and its own.
 */
#ifndef MG_GYM_ALGEBRA_ROOTS_H
#define MG_GYM_ALGEBRA_ROOTS_H

#include "gym/families/algebra_common.h"

enum { ALGEBRA_ROOTS = 6 };

void algebra_read_roots(const int64_t *operand, int count, int64_t denominator, mg_ratio *roots);

/* scale * product of (q x - p) over the roots p/q. */
bool algebra_from_roots(const mg_ratio *roots, int count, int64_t scale, mg_polynomial *result);

/* Draws base in [-range, range] and steps in [0, max_step], a zero step (a double root) seldom. */
void algebra_draw_roots(mg_rng *rng, int count, int64_t range, int64_t max_step, int64_t *operand);

/* Identities that take one root after the other off the polynomial:
 * "x^2 - 5*x + 6 = (x - 2)*(x - 3);". */
void algebra_factor_steps(mg_text *out, char x, const mg_polynomial *polynomial,
                          const mg_ratio *roots, int count);

/* "-2, 1/3": each once. */
void algebra_root_set(mg_text *out, const mg_ratio *roots, int count);

/* a x^2 + b x + c = 0, a not 0: its real roots as a set, the smaller first, or "no solution". */
void algebra_quadratic_set(mg_text *out, int64_t a, int64_t b, int64_t c);

/* The steps: the discriminant, then each root. */
void algebra_solve_quadratic(mg_text *out, char x, int64_t a, int64_t b, int64_t c);

#endif

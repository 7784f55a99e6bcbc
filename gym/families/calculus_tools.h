/* What the families of the topic calculus share: questions from wordings, lists, points, matrices
 * and polynomials as text, boxes.
 *
 * A wording is text with parts: "@a" is part a of the problem, "$a" the same marked as a formula.
 *
 *     static void part(const mg_level *level, const int64_t *v, char which, mg_text *out);
 *     static const char *const WORDINGS[] = {"Find the determinant of @m.", "What is det @m?",
 * NULL}; mg_ask(problem, question, WORDINGS, part, level, v); */
#ifndef MG_GYM_FAMILIES_CALCULUS_TOOLS_H
#define MG_GYM_FAMILIES_CALCULUS_TOOLS_H

#include "gym/family.h"
#include "gym/number.h"
#include "gym/polynomial.h"

typedef void (*mg_part_writer)(const mg_level *level, const int64_t *operand, char which,
                               mg_text *out);

/* Writes the wording that the key picks; the list ends with NULL. */
void mg_ask(mg_problem *problem, mg_text *question, const char *const *wordings,
            mg_part_writer part, const mg_level *level, const int64_t *operand);

/* -- text ------------------------------------------------------------------------------------ */

void mg_text_list(mg_text *out, const int64_t *v, int count); /* "1, -2, 3" */
void mg_text_ratio_list(mg_text *out, const mg_ratio *v, int count);
void mg_text_point(mg_text *out, const int64_t *v, int count); /* "(1, -2)" */
void mg_text_matrix(mg_text *out, const int64_t *m, int rows, int cols);
void mg_text_ratio_matrix(mg_text *out, const mg_ratio *m, int rows, int cols);

/* In a product or a power: negative numbers and fractions in brackets, "(-3)", "(1/2)". */
void mg_text_factor(mg_text *out, int64_t value);
void mg_text_ratio_factor(mg_text *out, mg_ratio value);

/* After another term: " + 5", " - 5". */
void mg_text_signed(mg_text *out, int64_t value);

/* "a*b + c*d + ..." with brackets where negative. */
void mg_text_dot(mg_text *out, const int64_t *a, int stride_a, const int64_t *b, int stride_b,
                 int count);

/* c[0] + c[1] x + ..., the highest power first: "3*x^2 - x/2 + 1"; "0" where all are 0. */
void mg_text_ratio_polynomial(mg_text *out, const mg_ratio *c, int degree, char x);
void mg_text_whole_polynomial(mg_text *out, const int64_t *c, int degree, char x);

/* "3*sqrt(2)/5" for factor * sqrt(radicand), square-free under the root; "6/5" where it is
 * rational. radicand below 2^40. */
void mg_text_surd(mg_text *out, mg_ratio factor, int64_t radicand);

/* -- operands -------------------------------------------------------------------------------- */

/* The canonical text "tag 1,2,3". */
void mg_key_list(mg_text *out, const char *tag, const int64_t *v, int count);

/* count more operands of the box in [low, high]. */
void mg_box_add(mg_box *box, int count, int64_t low, int64_t high);

/* Takes the box away from a level of more points than can be walked. */
void mg_box_keep_if_small(mg_box *box);

void mg_draw_all(mg_rng *rng, int64_t *v, int count, int64_t low, int64_t high);

/* Uniform in [-max, max] without 0. */
int64_t mg_draw_nonzero(mg_rng *rng, int64_t max);

/* c[0] to c[degree]: `terms` of them, c[degree] among them, in [-max, max] without 0. */
void mg_draw_polynomial(mg_rng *rng, int64_t *c, int degree, int terms, int64_t max);

void mg_shuffle(mg_rng *rng, int64_t *v, int count);

static inline const mg_level *mg_level_of(const mg_problem *problem) {
    return &problem->item.family->levels[problem->item.level - 1];
}

/* Digits of the longest. */
int mg_longest(const int64_t *v, int count);

/* The value of a polynomial at x: any whole x; a fraction x, false where it does not fit. */
int64_t mg_polynomial_at(const int64_t *c, int degree, int64_t x);
bool mg_polynomial_at_ratio(const mg_ratio *c, int degree, mg_ratio x, mg_ratio *value);

/* In place: the derivative, of one degree less (degree 0: the zero polynomial of degree 0). */
int mg_derive(int64_t *c, int degree);

/* "3*2^2 - 4*2 + 1": the polynomial with x put in. */
void mg_text_put_in(mg_text *out, const int64_t *c, int degree, int64_t x);

#endif

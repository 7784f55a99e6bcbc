/* Whether chains of sides are true.
 *
 *     mg_chain chain;
 *     mg_chain_parse(&chain, "(x+1)^2 = x^2 + 2*x + 1", 23);
 *     mg_env env;
 *     mg_env_clear(&env);
 *     mg_chain_test(&chain, &env, NULL)      // MG_TRUE: as an identity
 *
 * Exact where both sides are numbers or quotients of polynomials, with square roots of numbers; an
 * equation with sin, exp, ... that has no algebra is tried at points (double, fixed points), and so
 * are inequalities of surds, whose sides must then differ clearly. */
#ifndef MG_GYM_EXACT_TRUTH_H
#define MG_GYM_EXACT_TRUTH_H

#include "gym/exact/rational.h"

typedef enum mg_truth {
    MG_TRUE,
    MG_FALSE,
    MG_UNDECIDED, /* over a cap, undefined, or an inequality with free names */
} mg_truth;

/* Left and right of a relation, with the values that env gives to names. `by_points` (may be NULL)
 * is set to true where points and no exact arithmetic decided. */
mg_truth mg_relation_test(const mg_ast *ast, mg_ast_kind relation, int left, int right, mg_env *env,
                          bool *by_points);

/* All relations of a chain: false where one is false, undecided where one is that and none false.
 */
mg_truth mg_chain_test(const mg_chain *chain, mg_env *env, bool *by_points);

/* Bit i: letter i occurs and env gives it no value. */
uint64_t mg_free_letters(const mg_ast *ast, int node, const mg_env *env);

/* The value at one point, every free letter at a fixed place that hangs on `point` and the letter.
 * NaN where there is none. */
double mg_value_at_point(const mg_ast *ast, int node, mg_env *env, int point);

#endif

/* Chains of named whole numbers, each defined by those before: the common part of
 * named_quantities, error_spotting and composed. */
#ifndef MG_GYM_FAMILIES_QUANTITIES_H
#define MG_GYM_FAMILIES_QUANTITIES_H

#include "gym/family.h"

/* A step in MG_STEP_OPERANDS operands: an operator and two sources. */
enum { MG_STEP_OPERANDS = 3, MG_STEP_OPERATORS = 3 }; /* + - * */

/* value[i] of `count` steps. Source s >= 0 is step s's value; s < 0 the number -s. False where a
 * value leaves [-limit, limit]. */
bool mg_quantities_solve(const int64_t *steps, int count, int64_t limit, int64_t *value);

/* Draws step number i: its sources are an earlier step (the last one where `chain`) and a number of
 * 2 to max_number; the first step is a sum of two numbers. */
void mg_quantities_draw(mg_rng *rng, int i, int from, int64_t max_number, int64_t *step);

/* '+', '-' or '*'. */
char mg_quantities_operator(const int64_t *step);

#endif

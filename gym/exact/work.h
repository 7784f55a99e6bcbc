/* Worked lines, checked: a reward for the way and not for its end.
 *
 *     mg_work_count count;
 *     double share = mg_response_check(&problem, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
 *     count.false_lines, count.first_false      // "7+8=16"
 *
 * A line that is a chain of sides (gym/README.md, "Worked lines") must be true: as numbers; as an
 * identity in its names; at the values that the answer gives to names; where the answer is one
 * value or a set, with one of them for the only name that is free; where it is an interval, by
 * holding at the same points as the interval or a part of it, or, an equation, at an end. Formulas
 * of the question that give a name a value ("p = 3*4") are taken for granted, and a line may give a
 * value to a name that the question does not have. Other lines are remarks, and so is a chain of
 * free names where the answer gives no values (no solution, infinitely many). "13/5=2r3" is a
 * quotient and remainder. */
#ifndef MG_GYM_EXACT_WORK_H
#define MG_GYM_EXACT_WORK_H

#include "gym/problem.h"

typedef struct mg_work_count {
    int true_lines, false_lines, remarks;
    const char *first_false; /* inside the text; NULL where there is none */
    size_t first_false_bytes;
} mg_work_count;

/* Lines end with ';' or a line feed, and blank ones do not count. Bounded time; what lies beyond
 * the bound counts as remarks. */
void mg_work_check(const mg_problem *problem, const char *lines, size_t bytes,
                   mg_work_count *count);

/* The worked part of a response in a layout: in the scratchpad and steps layouts what stands before
 * the last '#', otherwise everything. Returns true lines / (true + false lines), 0 where there are
 * none. */
double mg_response_check(const mg_problem *problem, mg_layout layout, const char *text,
                         size_t bytes, mg_work_count *count);

#endif

/* Expressions that use given numbers, each exactly once, to reach a target: their judge, and a
 * search for one. */
#ifndef MG_GYM_FAMILIES_COUNTDOWN_H
#define MG_GYM_FAMILIES_COUNTDOWN_H

#include "gym/families/puzzle.h"
#include "gym/number.h"

enum { MG_COUNTDOWN_NUMBERS = 8, MG_COUNTDOWN_SEARCH = 4, MG_COUNTDOWN_BYTES = 96 };

/* Judges text as such an expression: numbers, + - * / and brackets, exact division; also the signs
 * of print for times, divided by and minus; "= target" may follow. */
mg_judgement mg_countdown_judge(const mg_problem *problem, const int64_t *number, int count,
                                int64_t target, const char *text, size_t bytes);

/* One step on the way to the target: values i and k of what is left are joined, the result comes
 * last. */
typedef struct mg_countdown_step {
    mg_ratio left, right, result;
    int i, k;
    char op;
} mg_countdown_step;

/* Tries all ways (count <= MG_COUNTDOWN_SEARCH): the first that reaches the target. */
bool mg_countdown_search(const int64_t *number, int count, int64_t target,
                         mg_countdown_step *steps);

/* An expression under way: its last operator (0 for a number) and its text. */
typedef struct mg_countdown_part {
    char op;
    int bytes;
    char text[MG_COUNTDOWN_BYTES];
} mg_countdown_part;

/* The steps as one expression, with the brackets that it needs. */
void mg_countdown_replay(const int64_t *number, int count, const mg_countdown_step *steps,
                         mg_countdown_part *result);

void mg_countdown_work(mg_text *out, const mg_countdown_step *steps, int count);

#endif

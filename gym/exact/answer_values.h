/* What an answer says about names, for testing lines: values, or points of an interval. */
#ifndef MG_GYM_EXACT_ANSWER_VALUES_H
#define MG_GYM_EXACT_ANSWER_VALUES_H

#include "gym/exact/truth.h"
#include "gym/problem.h"

enum { MG_ANSWER_VALUES = 16, MG_INTERVAL_PARTS = 4, MG_POINT_BYTES = 4096 };

typedef struct mg_answer_values {
    mg_ast *known; /* where the values stand */
    int count;     /* values for whichever name is free */
    int16_t root[MG_ANSWER_VALUES];
    bool is_open; /* no solution, infinitely many: nothing is known of the names */

    /* MG_ANSWER_INTERVAL: the name, the parts as chains, points in, out and at the ends. */
    int parts, letter;
    mg_chain part[MG_INTERVAL_PARTS];
    int points;
    int16_t point[5 * 2 * MG_INTERVAL_PARTS];
    bool is_end[5 * 2 * MG_INTERVAL_PARTS];
    char text[MG_POINT_BYTES]; /* of the points */
    size_t text_bytes;
} mg_answer_values;

/* Reads the gold. Values with a name of their own ("x = 2, y = -3") are set in `env`, whose known
 * must be `known`. */
void mg_answer_values_read(mg_answer_values *values, const mg_problem *problem, mg_ast *known,
                           mg_env *env);

#endif

/* Evaluation sets: distinct problems of one split of a level, the same ones every time.
 *
 *     mg_heldout set;
 *     MG_TRY(mg_heldout_create(family, 3, MG_SPLIT_TEST, 1000, &set));
 *     for (size_t i = 0; i < set.count; i++) ask(set.problems[i].question);
 *     mg_heldout_free(&set);
 *
 * The set has min(max_count, all) problems with different keys. In a large level they are drawn
 * with the level's own distribution. Where the split has few problems, every point of the level is
 * looked at, so that `complete` sets hold all of them, and larger ones a sample that is uniform
 * over keys. */
#ifndef MG_GYM_HELDOUT_H
#define MG_GYM_HELDOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "gym/problem.h"

typedef struct mg_heldout {
    mg_problem *problems;
    size_t count;
    bool complete; /* these are all problems of the split */
} mg_heldout;

/* MG_ERR_ARG: no such level, or max_count is 0; MG_ERR_NOT_FOUND: the split has no problem. */
mg_status mg_heldout_create(const mg_family *family, int level, mg_split split, size_t max_count,
                            mg_heldout *set);

/* Drawn problems of a sequence (problem.h), for held-out shapes: max_count of them, or as many as
 * some 64 draws for each can find. */
mg_status mg_heldout_draw(const mg_family *family, int level, mg_split split, mg_order order,
                          size_t max_count, mg_heldout *set);

void mg_heldout_free(mg_heldout *set);

#endif

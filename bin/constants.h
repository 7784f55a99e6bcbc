/* What a constant answer earns: the measure of a family's balance.
 *
 *     mg_constant best;
 *     MG_TRY(mg_constant_best(family, level, 10000, &best));
 *     best.answer, best.reward               // "1", 0.12 */
#ifndef MG_BIN_CONSTANTS_H
#define MG_BIN_CONSTANTS_H

#include <stdint.h>

#include "core/base/status.h"
#include "gym/problem.h"

typedef struct mg_constant {
    char answer[MG_ANSWER_BYTES];
    double reward; /* mean over the items */
} mg_constant;

/* The best of the golds that are most frequent and of answers that are often right, over `count`
 * items of the level's training stream. */
mg_status mg_constant_best(const mg_family *family, int level, int64_t count, mg_constant *best);

#endif

/* What a memory remembers: recall tasks answered with the memory as it is, and with what would show
 * that it was not the memory that answered.
 *
 *     on         as trained
 *     frozen     nothing is written
 *     reset      what was written is forgotten between the telling and the asking
 *     shuffled   the asking finds what another text has written
 *
 * A text is read in parts of equal length, from one to the next only the memory's state is carried:
 * attention begins anew. All that is told lies before the last part. */
#ifndef MG_BIN_MEMORY_TEST_H
#define MG_BIN_MEMORY_TEST_H

#include "core/nn/model.h"
#include "gym/recall.h"

typedef enum mg_recall_mode {
    MG_RECALL_ON,
    MG_RECALL_FROZEN,
    MG_RECALL_RESET,
    MG_RECALL_SHUFFLED,
    MG_RECALL_MODES
} mg_recall_mode;

/* "on", ... */
const char *mg_recall_mode_name(int mode);

typedef struct mg_recall_score {
    int64_t queries, right;     /* one by one */
    int64_t texts, whole_right; /* texts of which every query was answered right */
} mg_recall_score;

typedef struct mg_recall_plan {
    mg_recall task;
    int64_t part;  /* tokens; divides task.length, and task.gap + task.queries is not less */
    int64_t rows;  /* texts read side by side, at least 2 */
    int64_t texts; /* rounded up to a multiple of rows */
    uint64_t seed, first;
} mg_recall_plan;

/* MG_ERR_ARG: texts that do not come in whole parts, or tell something in the last one. */
mg_status mg_recall_plan_check(const mg_recall_plan *plan);

/* Scores the model in a mode. MG_ERR_ARG: the plan is none; MG_ERR_UNSUPPORTED: frozen and a model
 * without memory. */
mg_status mg_recall_measure(mg_model *model, mg_recall_mode mode, const mg_recall_plan *plan,
                            mg_recall_score *score);

/* Tokens that the model's attention and convolutions reach back to from one token, through all
 * layers: layers * (window - 1) + the convolutions'. MG_ERR_ARG where attention is unlimited. */
mg_status mg_recall_reach(const mg_config *config, int64_t *reach);

#endif

/* Loss by position on tables (MG_RECALL_TABLE): a made-up operator that is asked again and again.
 *
 * A text is read in parts (bin/memory_control.h). Beside what the model loses stands the least that
 * anyone can lose who has all of the text before an answer, of its part, or of what attention and
 * convolutions reach back to within it; and who has nothing. What was told is known, 0 nats, and of
 * what was not all values are as likely: these are exact. */
#ifndef MG_BIN_MEMORY_TABLE_H
#define MG_BIN_MEMORY_TABLE_H

#include "core/nn/model.h"
#include "gym/recall.h"

typedef struct mg_table_plan {
    mg_recall task;
    int64_t part;  /* tokens; divides task.length */
    int64_t texts; /* rounded up to whole batches */
    int64_t reach; /* of attention and convolutions, tokens: mg_recall_reach */
    uint64_t seed;
} mg_table_plan;

/* Prints nats per answer by position, and of first and further questions. Without a memory in the
 * model there is no control to read under. MG_ERR_ARG: the plan is none. */
mg_status mg_memory_table(mg_model *model, const mg_table_plan *plan);

#endif

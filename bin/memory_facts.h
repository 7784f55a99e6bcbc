/* What a memory knows of the facts of distant texts (gym/distant.h): answers right and loss, for
 * each kind of facts, with the memory as it is and under each control (bin/memory_control.h).
 *
 * Texts are read one after the other in parts that are no longer than the gap, so that whoever
 * starts a part with an empty memory has seen none of what it asks for. An answer is right where
 * each of its tokens is the likeliest after those before it, as greedy decoding would write it.
 * Answers whose question began in the part before are left out. Beside them stands what a cheat
 * would score: one answer, always ("constant"); the commonest of the text's own ("told"), and of
 * those that it has not asked for yet ("struck off"). */
#ifndef MG_BIN_MEMORY_FACTS_H
#define MG_BIN_MEMORY_FACTS_H

#include "core/nn/model.h"
#include "gym/distant.h"

typedef struct mg_facts_plan {
    const mg_distant_config *texts;
    int64_t rows;
    int64_t part;  /* tokens, at most the gap */
    int64_t count; /* texts to read, rounded up to whole ones in each row */
} mg_facts_plan;

/* Prints the table. MG_ERR_ARG: the part is longer than the gap; MG_ERR_UNSUPPORTED: the model has
 * no memory. */
mg_status mg_memory_facts(mg_model *model, const mg_facts_plan *plan);

#endif

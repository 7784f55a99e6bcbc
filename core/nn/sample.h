/* Picks the next token from logits. */
#ifndef MG_NN_SAMPLE_H
#define MG_NN_SAMPLE_H

#include "core/base/philox.h"
#include "core/base/status.h"

typedef struct mg_sampling {
    double temperature; /* 0: the largest logit (greedy); else logits are divided by it */
    int64_t top_k;      /* keep the k most likely tokens; 0 = all */
    double top_p;       /* keep the smallest set of tokens whose probabilities reach p; 1 = all */
} mg_sampling;

/* Greedy unless changed. */
#define MG_SAMPLING_GREEDY ((mg_sampling){.temperature = 0, .top_k = 0, .top_p = 1})

/* Token with the largest of n logits, the lowest index on a tie. */
int32_t mg_sample_greedy(const float *logits, int64_t n);

/* Draws from softmax(logits / temperature) cut by top_k, then by top_p (renormalised each time, as
 * transformers does), with one draw of `rng`. Fails with MG_ERR_MEMORY. */
mg_status mg_sample(const mg_sampling *sampling, const float *logits, int64_t n, mg_rng *rng,
                    int32_t *token);

#endif

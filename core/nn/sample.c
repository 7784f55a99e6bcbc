#include "core/nn/sample.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/alloc.h"

typedef struct candidate {
    double weight; /* exp(logit - largest logit), unnormalised */
    int32_t token;
} candidate;

int32_t mg_sample_greedy(const float *logits, int64_t n) {
    int64_t best = 0;
    for (int64_t i = 1; i < n; i++) {
        if (logits[i] > logits[best]) best = i;
    }
    return (int32_t)best;
}

/* Most likely first; ties by index, so that the order is the same everywhere. */
static int by_weight(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
    return x->token - y->token;
}

static double total_weight(const candidate *c, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += c[i].weight;
    return sum;
}

/* How many of the first n candidates reach the probability p together. */
static int64_t nucleus(const candidate *c, int64_t n, double p) {
    double needed = p * total_weight(c, n), sum = 0;
    for (int64_t i = 0; i < n; i++) {
        sum += c[i].weight;
        if (sum >= needed) return i + 1;
    }
    return n;
}

mg_status mg_sample(const mg_sampling *sampling, const float *logits, int64_t n, mg_rng *rng,
                    int32_t *token) {
    *token = mg_sample_greedy(logits, n);
    if (sampling->temperature == 0) return MG_OK;
    candidate *c = mg_malloc((size_t)n * sizeof *c);
    if (!c) return MG_ERR_MEMORY;
    double top = logits[*token];
    for (int64_t i = 0; i < n; i++) {
        c[i] = (candidate){exp(((double)logits[i] - top) / sampling->temperature), (int32_t)i};
    }
    qsort(c, (size_t)n, sizeof *c, by_weight);
    if (sampling->top_k > 0 && sampling->top_k < n) n = sampling->top_k;
    if (sampling->top_p < 1) n = nucleus(c, n, sampling->top_p);
    double left = mg_rng_unit(rng) * total_weight(c, n);
    *token = c[n - 1].token;
    for (int64_t i = 0; i < n; i++) {
        left -= c[i].weight;
        if (left < 0) {
            *token = c[i].token;
            break;
        }
    }
    mg_free(c);
    return MG_OK;
}

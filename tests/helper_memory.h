/* Small models with a memory of every kind, at every place. */
#ifndef MG_TESTS_HELPER_MEMORY_H
#define MG_TESTS_HELPER_MEMORY_H

#include "tests/helper_small.h"

/* The same sums in another order: some hundred roundings, and where a memory knows little of a
 * query the norm of what it reads makes them larger. */
#define MEMORY_CLOSE 5e-5

/* What a variant is without, or has of its own. */
enum {
    MEMORY_NO_MOMENTUM = 1,
    MEMORY_NO_DECAY = 2,
    MEMORY_NO_CONV = 4,
    MEMORY_DECAY_TO_ZERO = 8, /* nothing learned to start from */
    MEMORY_DECAYED_RESIDUAL = 16,
    MEMORY_ON_EVICTION = 32,
    MEMORY_PAPER_ORDER = 64,
    MEMORY_PLAIN = MEMORY_NO_MOMENTUM | MEMORY_NO_DECAY | MEMORY_NO_CONV,
};

typedef struct memory_variant {
    const char *name;
    mg_memory_kind kind;
    mg_memory_placement placement;
    unsigned options;
    mg_memory_gate gate;
    double idle_decay;
} memory_variant;

extern const memory_variant MEMORY_VARIANTS[];
extern const size_t MEMORY_VARIANT_COUNT;

/* Chunks are part of what is computed, counted from the row's beginning: of a deep memory, and in
 * the paper's order. */
bool memory_counts_chunks(const memory_variant *v);

/* The first of that name. */
const memory_variant *memory_variant_called(const char *name);

/* A window of 3 tokens, 2 persistent ones, chunks of 4; the threshold of a gate stays where it is.
 */
mg_config memory_config(const memory_variant *v);

/* Drawn, with a gate's threshold amid the surprises. */
mg_model *memory_model(mg_device *device, const mg_config *config, uint64_t seed);

mg_device *memory_device(const char *name);

/* Calls `check` with a drawn model of every variant. */
void memory_each_variant(const char *device_name,
                         void (*check)(mg_model *model, const memory_variant *v));

/* Fails the test where the distance is MEMORY_CLOSE or more; on the oracle, whose logits are
 * numbers of fp32 all the same, 1e-6. */
void memory_expect_close(const mg_model *model, const float *a, const float *b, int64_t n,
                         const memory_variant *v);

#endif

/* Families of two operands that commute: the sorted pair stands for both. */
#ifndef MG_GYM_FAMILIES_SWAP_H
#define MG_GYM_FAMILIES_SWAP_H

#include "gym/family.h"

static inline bool mg_pair_is_sorted(const mg_level *level, const int64_t *v) {
    (void)level;
    return v[0] <= v[1];
}

static inline void mg_pair_swap(const mg_level *level, mg_rng *rng, int64_t *v) {
    (void)level;
    if (!mg_rng_below(rng, 2)) return;
    int64_t first = v[0];
    v[0] = v[1];
    v[1] = first;
}

#endif

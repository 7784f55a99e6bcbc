/* What the makers of variants share. */
#ifndef MG_TESTS_HELPER_VARIANT_PARTS_H
#define MG_TESTS_HELPER_VARIANT_PARTS_H

#include <stdio.h>
#include <string.h>

#include "gym/family.h"
#include "gym/number.h"
#include "tests/helper_variants.h"

static inline int64_t draw(mg_rng *rng, int64_t low, int64_t high) {
    return mg_draw_between(rng, low, high);
}

static inline int64_t draw_not_zero(mg_rng *rng, int64_t bound) {
    int64_t value = draw(rng, 1, bound);
    return draw(rng, 0, 1) ? -value : value;
}

#define WRITE(out, ...) snprintf(out, VARIANT_BYTES, __VA_ARGS__)

/* helper_variant_kinds.c */
void variant_polynomial(mg_rng *rng, variant *v);
void variant_factored(mg_rng *rng, variant *v);
void variant_expression(mg_rng *rng, variant *v);
void variant_complex(mg_rng *rng, variant *v);
void variant_surd(mg_rng *rng, variant *v);
void variant_factors(mg_rng *rng, variant *v);
void variant_quantity(mg_rng *rng, variant *v);
void variant_based(mg_rng *rng, variant *v);
void variant_residue(mg_rng *rng, variant *v);
void variant_time(mg_rng *rng, variant *v);
void variant_word(mg_rng *rng, variant *v);

#endif

/* Random golds of every kind, each with a right answer in another spelling and a near miss. */
#ifndef MG_TESTS_HELPER_VARIANTS_H
#define MG_TESTS_HELPER_VARIANTS_H

#include "core/base/philox.h"
#include "gym/verify.h"

enum { VARIANT_BYTES = 512 };

typedef struct variant {
    mg_answer_kind kind;
    mg_form form;
    int32_t detail;
    char gold[VARIANT_BYTES];
    char right[VARIANT_BYTES]; /* to be paid */
    char wrong[VARIANT_BYTES]; /* not to be paid */
} variant;

/* How many makers there are; each stays within one kind of answer. */
int variant_maker_count(void);
void variant_make(int maker, mg_rng *rng, variant *v);

/* Puts space, sentences, marks or markdown around an answer. */
void variant_wrap(mg_rng *rng, const char *answer, char out[VARIANT_BYTES]);

#endif

/* Questions that give a fact long before they ask for it: what stands in between is true sums, one
 * a sentence, which have no part in the answer. A model whose attention sees a window alone has to
 * have kept the fact. */
#ifndef MG_GYM_FAMILIES_FILLER_H
#define MG_GYM_FAMILIES_FILLER_H

#include "gym/family.h"

/* The longest sentence, "99 + 99 = 198. " */
enum { MG_FILLER_SENTENCE = 15 };

/* Adds sentences as long as the text stays within `until` bytes. They hang on the problem's key;
 * `which` tells the stretches of one problem apart. */
static inline void mg_filler(mg_text *out, const mg_problem *problem, int which, size_t until) {
    for (int i = 0; mg_text_length(out) + MG_FILLER_SENTENCE <= until; i++) {
        int64_t a = 10 + mg_pick(problem, 1000 * which + 2 * i, 90);
        int64_t b = 10 + mg_pick(problem, 1000 * which + 2 * i + 1, 90);
        mg_text_int(out, a);
        mg_text_string(out, " + ");
        mg_text_int(out, b);
        mg_text_string(out, " = ");
        mg_text_int(out, a + b);
        mg_text_string(out, ". ");
    }
}

/* `count` different letters, in an order that hangs on the key; no l and no o, which look like
 * digits. At most 24. */
static inline void mg_filler_names(const mg_problem *problem, int count, char *names) {
    char letters[] = "abcdefghijkmnpqrstuvwxyz";
    for (int i = 0; i < count; i++) {
        int j = i + mg_pick(problem, i, (int)sizeof letters - 1 - i);
        char swapped = letters[i];
        letters[i] = letters[j];
        letters[j] = swapped;
        names[i] = letters[i];
    }
}

#endif

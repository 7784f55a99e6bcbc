#include "gym/families/algebra_sums.h"

mg_monomial algebra_monomial(int64_t packed) {
    int exponents[3] = {(int)(packed & 15), (int)(packed >> 4 & 15), (int)(packed >> 8 & 15)};
    return mg_monomial_of(exponents, 3);
}

const int64_t *algebra_read_sum(const int64_t *operand, mg_sum *sum) {
    int count = (int)*operand++;
    sum->count = 0;
    for (int i = 0; i < count; i++, operand += 2)
        mg_sum_add_term(sum, algebra_monomial(operand[1]), operand[0]);
    return operand;
}

static bool has_monomial(const int64_t *terms, int count, int64_t packed) {
    for (int i = 0; i < count; i++)
        if (terms[2 * i + 1] == packed) return true;
    return false;
}

int64_t *algebra_draw_sum(mg_rng *rng, int min, int max, int variables, int max_power, int64_t low,
                          int64_t high, int64_t *operand) {
    int wanted = (int)mg_draw_between(rng, min, max), count = 0;
    int64_t *terms = operand + 1;
    for (int tries = 0; tries < 2 * wanted + 2 && count < wanted; tries++) {
        int64_t packed = 0;
        for (int i = 0; i < variables; i++) packed |= mg_draw_between(rng, 0, max_power) << 4 * i;
        if (has_monomial(terms, count, packed)) continue;
        int64_t coefficient = mg_draw_between(rng, low, high);
        terms[2 * count] = mg_rng_below(rng, 2) ? coefficient : -coefficient;
        terms[2 * count + 1] = packed;
        count++;
    }
    *operand = count;
    return terms + 2 * count;
}

void algebra_names(const mg_problem *problem, char names[5]) {
    for (int i = 0; i < 4; i++) {
        char letter = *algebra_letter(problem, i);
        int at = i;
        for (; at > 0 && names[at - 1] > letter; at--) names[at] = names[at - 1];
        names[at] = letter;
    }
    names[4] = '\0';
}

void algebra_sum_factor(mg_text *out, const mg_sum *sum, const char *names) {
    bool bare = sum->count == 0 || (sum->count == 1 && sum->term[0].coefficient > 0);
    if (!bare) mg_text_char(out, '(');
    mg_text_sum(out, sum, names);
    if (!bare) mg_text_char(out, ')');
}

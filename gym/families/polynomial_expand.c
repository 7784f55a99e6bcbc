/* Products of polynomials: "Expand (x + 2)*(x - 3)." -> "x^2 - x - 6". difficulty: operations
 * (products of terms) + digits. */
#include "gym/families/algebra_sums.h"

enum { OUTSIDE, MONIC, LINEAR, SUMS, POWER };

/* kind; SUMS: factors, terms, variables, power, and magnitudes 1 to 10^n */
static const mg_level LEVELS[] = {
    {"a*(b*x + c), values up to 20", {OUTSIDE, 20}},
    {"(x + b)*(x + d), values up to 40", {MONIC, 40}},
    {"(a*x + b)*(c*x + d), values up to 20 (as DM expand)", {LINEAR, 20}},
    {"2-3 factors of 2-4 terms, values up to 100 (as RG polynomial_multiplication, easy)",
     {SUMS, 3, 4, 1, 3, 2}},
    {"2 factors of 2-4 terms in two variables, values up to 10", {SUMS, 2, 4, 2, 2, 1}},
    {"(a*x + b)^n*(c*x^2 + d*x + e), n up to 4", {POWER, 99}},
    {"2-3 factors of 2-3 terms in three variables, values up to 10", {SUMS, 3, 3, 3, 2, 1}},
    {"3 factors of 4-5 terms, degree up to 4, values 10 to 10000 (as RG "
     "polynomial_multiplication, hard, with 3 factors)",
     {SUMS, 3, 5, 1, 4, 4}},
};
static const mg_text_bounds BOUNDS[] = {{65, 15, 100},    {70, 20, 125},   {70, 25, 145},
                                        {150, 140, 1070}, {130, 195, 640}, {85, 100, 1175},
                                        {170, 520, 1480}, {210, 275, 1155}};
static const char *const WORDINGS[] = {"Expand {0}.", "Multiply out {0} and collect like terms.",
                                       "Write {0} as a sum of terms without brackets."};

static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[1];
    box->count = 0;
    if (level->knob[0] == OUTSIDE) /* a, b, c */
        *box = (mg_box){.count = 3, .low = {-max, 1, -max}, .high = {max, max, max}};
    if (level->knob[0] == MONIC) /* b, d */
        *box = (mg_box){.count = 2, .low = {-max, -max}, .high = {max, max}};
    if (level->knob[0] == LINEAR) /* a, b, c, d */
        *box = (mg_box){.count = 4, .low = {1, -max, 1, -max}, .high = {9, max, 9, max}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int64_t max = knob[1];
    switch (knob[0]) {
    case OUTSIDE:
        v[0] = algebra_nonzero(rng, max);
        v[1] = mg_draw_between(rng, 1, max);
        v[2] = algebra_nonzero(rng, max);
        return;
    case MONIC:
        v[0] = algebra_nonzero(rng, max);
        v[1] = mg_draw_between(rng, v[0], max);
        return;
    case LINEAR:
        for (int i = 0; i < 4; i++)
            v[i] = i % 2 ? algebra_nonzero(rng, max) : mg_draw_between(rng, 1, 9);
        return;
    case POWER: /* a, b, n, c, d, e */
        v[0] = mg_draw_between(rng, 1, 9);
        v[1] = algebra_nonzero(rng, 20);
        v[2] = mg_draw_between(rng, 2, 4);
        v[3] = algebra_nonzero(rng, 9);
        v[4] = mg_draw_between(rng, -max, max);
        v[5] = algebra_nonzero(rng, max);
        return;
    default:
        break;
    }
    bool hard = knob[5] == 4;
    int64_t *at = v + 1;
    v[0] = hard ? knob[1] : mg_draw_between(rng, 2, knob[1]);
    for (int i = 0; i < v[0]; i++)
        at = algebra_draw_sum(rng, hard ? 4 : 2, knob[2], knob[3], knob[4], hard ? 10 : 1,
                              mg_power_of_ten(knob[5]), at);
}

typedef struct product {
    int count, power; /* the first factor to this power */
    mg_sum factor[3], whole;
} product;

static bool read_product(const mg_level *level, const int64_t *v, product *p) {
    int64_t lines[2][5] = {{2, v[0], 1, v[1], 0}, {2, v[2], 1, v[3], 0}};
    p->count = 2;
    p->power = 1;
    switch (level->knob[0]) {
    case OUTSIDE:
        algebra_read_sum((int64_t[]){1, v[0], 0}, &p->factor[0]);
        algebra_read_sum((int64_t[]){2, v[1], 1, v[2], 0}, &p->factor[1]);
        break;
    case MONIC:
        algebra_read_sum((int64_t[]){2, 1, 1, v[0], 0}, &p->factor[0]);
        algebra_read_sum((int64_t[]){2, 1, 1, v[1], 0}, &p->factor[1]);
        break;
    case LINEAR:
        for (int i = 0; i < 2; i++) algebra_read_sum(lines[i], &p->factor[i]);
        break;
    case POWER:
        p->power = (int)v[2];
        algebra_read_sum(lines[0], &p->factor[0]);
        algebra_read_sum((int64_t[]){3, v[3], 2, v[4], 1, v[5], 0}, &p->factor[1]);
        break;
    default:
        p->count = (int)v[0];
        for (int i = 0; i < p->count; i++) {
            const int64_t *at = i ? v : v + 1;
            v = algebra_read_sum(at, &p->factor[i]);
        }
        break;
    }
    p->whole = p->factor[0];
    for (int i = 1; i < p->count + p->power - 1; i++) {
        const mg_sum *next = i < p->power ? &p->factor[0] : &p->factor[i - p->power + 1];
        if (!mg_sum_multiply(&p->whole, next, &p->whole)) return false;
    }
    return true;
}

/* Factors in order of their print. A single term times single terms is none. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    product p;
    if (level->knob[0] == MONIC && (v[0] == 0 || v[1] == 0 || v[0] > v[1])) return false;
    if (level->knob[0] == OUTSIDE && (v[0] == 0 || v[2] == 0 || v[0] == 1)) return false;
    if (level->knob[0] == LINEAR &&
        (v[1] == 0 || v[3] == 0 || v[0] > v[2] || (v[0] == v[2] && v[1] > v[3])))
        return false;
    if (!read_product(level, v, &p)) return false;
    mg_text_string(out, "expand");
    if (level->knob[0] < SUMS || level->knob[0] == POWER) {
        for (int i = 0; i < p.count; i++) {
            mg_text_char(out, ' ');
            mg_text_sum(out, &p.factor[i], "xyzw");
            if (i < p.power - 1) algebra_write(out, "^%i", p.power);
        }
        return true;
    }
    bool used[3] = {false, false, false};
    for (int i = 0; i < p.count; i++) { /* the largest of what is left, by its terms */
        int best = -1;
        for (int j = 0; j < p.count; j++) {
            if (p.factor[j].count < 2) return false;
            if (used[j]) continue;
            const mg_sum *a = &p.factor[j], *b = best < 0 ? NULL : &p.factor[best];
            int k = 0;
            while (b && k < a->count && k < b->count &&
                   a->term[k].monomial == b->term[k].monomial &&
                   a->term[k].coefficient == b->term[k].coefficient)
                k++;
            bool larger = !b || (k < a->count &&
                                 (k >= b->count || a->term[k].monomial > b->term[k].monomial ||
                                  (a->term[k].monomial == b->term[k].monomial &&
                                   a->term[k].coefficient > b->term[k].coefficient)));
            if (larger) best = j;
        }
        used[best] = true;
        mg_text_char(out, ' ');
        mg_text_sum(out, &p.factor[best], "xyzw");
    }
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    product p;
    char names[5];
    read_product(level, v, &p);
    algebra_names(problem, names);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    for (int i = 0; i < p.count; i++) {
        if (i > 0) mg_text_char(&text, '*');
        if (i == 0 && p.factor[0].count == 1)
            mg_text_sum(&text, &p.factor[0], names);
        else
            algebra_sum_factor(&text, &p.factor[i], names);
        if (i == 0 && p.power > 1) algebra_write(&text, "^%i", p.power);
    }
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    mg_text_sum(answer, &p.whole, names);
    int operations = 0, terms = p.factor[0].count;
    for (int i = 1; i < p.count; i++) {
        operations += terms * p.factor[i].count;
        terms += p.factor[i].count;
    }
    int64_t lead = p.whole.count ? p.whole.term[0].coefficient : 0;
    algebra_measure(problem, &lead, 1, operations * p.power);
}

/* One factor after the other, by the terms of the next where they are few. */
static void work(const mg_problem *problem, mg_text *out) {
    product p;
    char names[5];
    read_product(algebra_level(problem), problem->operand, &p);
    algebra_names(problem, names);
    mg_sum sum = p.factor[0];
    for (int i = 1; i < p.count + p.power - 1; i++) {
        const mg_sum *next = i < p.power ? &p.factor[0] : &p.factor[i - p.power + 1];
        for (int k = 0; k < next->count && sum.count * next->count <= 12 && next->count > 1; k++) {
            mg_sum term = {.count = 1, .term = {next->term[k]}}, part;
            mg_sum_multiply(&sum, &term, &part);
            algebra_sum_factor(out, &sum, names);
            mg_text_char(out, '*');
            algebra_sum_factor(out, &term, names);
            mg_text_string(out, " = ");
            mg_text_sum(out, &part, names);
            mg_text_char(out, ';');
        }
        algebra_sum_factor(out, &sum, names);
        mg_text_char(out, '*');
        algebra_sum_factor(out, next, names);
        mg_text_string(out, " = ");
        mg_sum_multiply(&sum, next, &sum);
        mg_text_sum(out, &sum, names);
        mg_text_char(out, ';');
    }
}

ALGEBRA_FAMILY(polynomial_expand, "products of polynomials, multiplied out", 3, POLYNOMIAL,
               EXPANDED, box, "kind", "max_factors_or_value", "max_terms", "variables", "max_power",
               "digits");

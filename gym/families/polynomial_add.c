/* Sums and multiples of polynomials: "Simplify 2*(x^2 - x) - (x + 4)." -> "2*x^2 - 3*x - 4".
 * difficulty: operations (terms) + digits. */
#include "gym/families/algebra_sums.h"

/* polynomials, terms, variables, power, largest value, largest multiplier */
static const mg_level LEVELS[] = {
    {"two linear, values up to 99", {2, 2, 1, 1, 99, 1}},
    {"two of degree up to 3, values up to 50", {2, 4, 1, 3, 50, 1}},
    {"multiples of two, degree up to 4 (as DM polynomials add)", {2, 4, 1, 4, 50, 9}},
    {"2-3 in two variables", {3, 4, 2, 2, 30, 9}},
    {"2-4 of degree up to 6, values up to 999", {4, 6, 1, 6, 999, 20}},
};
static const mg_text_bounds BOUNDS[] = {
    {70, 15, 95}, {105, 35, 200}, {120, 50, 335}, {175, 95, 745}, {290, 85, 1355}};
static const char *const WORDINGS[] = {"Simplify {0}.", "Write {0} as one polynomial.",
                                       "Work out {0} and collect like terms."};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 2, knob[0]);
    int64_t *at = v + 1;
    for (int i = 0; i < v[0]; i++) { /* multiplier, sum */
        *at = algebra_nonzero(rng, knob[5]);
        if (i == 0 && *at < 0) *at = -*at;
        at = algebra_draw_sum(rng, knob[1] > 2 ? 2 : knob[1], knob[1], knob[2], knob[3], 1, knob[4],
                              at + 1);
    }
}

static bool total_of(const int64_t *v, mg_sum *total) {
    int count = (int)*v++;
    total->count = 0;
    for (int i = 0; i < count; i++) {
        mg_sum part;
        int64_t by = *v;
        v = algebra_read_sum(v + 1, &part);
        for (int k = 0; k < part.count; k++)
            if (!mg_sum_add_term(total, part.term[k].monomial, by * part.term[k].coefficient))
                return false;
    }
    return true;
}

/* Parts as they stand; a swap of two is another print of the same sum, so they are sorted. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int count = (int)v[0], order[4];
    mg_sum part[4], total;
    int64_t by[4];
    const int64_t *at = v + 1;
    for (int i = 0; i < count; i++) {
        by[i] = *at;
        at = algebra_read_sum(at + 1, &part[i]);
        if (part[i].count < 2) return false;
        int place = i;
        for (; place > 0; place--) {
            const mg_sum *other = &part[order[place - 1]];
            int64_t a = part[i].term[0].coefficient, b = other->term[0].coefficient;
            if (a < b || (a == b && by[i] <= by[order[place - 1]])) break;
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
    mg_text_string(out, "add");
    for (int i = 0; i < count; i++) {
        algebra_write(out, " %d*", by[order[i]]);
        mg_text_sum(out, &part[order[i]], "xyzw");
    }
    return total_of(v, &total);
}

static void write_parts(mg_text *out, const int64_t *v, const char *names) {
    int count = (int)*v++;
    for (int i = 0; i < count; i++) {
        mg_sum part;
        int64_t by = *v;
        v = algebra_read_sum(v + 1, &part);
        if (i > 0) mg_text_string(out, by < 0 ? " - " : " + ");
        if (by < 0) by = -by;
        if (by != 1) algebra_write(out, "%d*", by);
        mg_text_char(out, '(');
        mg_text_sum(out, &part, names);
        mg_text_char(out, ')');
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    char names[5];
    algebra_names(problem, names);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    write_parts(&text, v, names);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    mg_sum total;
    total_of(v, &total);
    mg_text_sum(answer, &total, names);
    int terms = 0;
    const int64_t *at = v + 1;
    for (int i = 0; i < v[0]; i++) {
        terms += (int)at[1];
        at += 2 + 2 * at[1];
    }
    int64_t lead = total.count ? total.term[0].coefficient : 0;
    algebra_measure(problem, &lead, 1, terms);
}

/* The brackets taken away one at a time: the running total. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char names[5];
    algebra_names(problem, names);
    int count = (int)*v++;
    mg_sum total = {.count = 0};
    for (int i = 0; i < count; i++) {
        mg_sum part, multiple = {.count = 0};
        int64_t by = *v;
        v = algebra_read_sum(v + 1, &part);
        for (int k = 0; k < part.count; k++)
            mg_sum_add_term(&multiple, part.term[k].monomial, by * part.term[k].coefficient);
        if (by != 1) {
            algebra_write(out, "%d*(", by);
            mg_text_sum(out, &part, names);
            mg_text_string(out, ") = ");
            mg_text_sum(out, &multiple, names);
            mg_text_char(out, ';');
        }
        mg_sum before = total;
        mg_sum_add(&total, &multiple, &total);
        if (i == 0) continue;
        mg_text_sum(out, &before, names);
        mg_text_string(out, " + ");
        algebra_sum_factor(out, &multiple, names);
        mg_text_string(out, " = ");
        mg_text_sum(out, &total, names);
        mg_text_char(out, ';');
    }
}

ALGEBRA_FAMILY(polynomial_add, "sums and multiples of polynomials", 2, POLYNOMIAL, EXPANDED, NULL,
               "max_polynomials", "max_terms", "variables", "max_power", "max_value",
               "max_multiplier");

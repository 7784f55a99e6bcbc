/* Partial derivatives of polynomials in two to four variables. Operands: names, number of
 * variables, which one, order, number of terms, then coefficient and exponents of each term. */
#include "gym/families/calculus_tools.h"

enum { TERMS_AT = 5, TERM_SIZE = 5 };

static const char *const NAMES[] = {"xyzw", "abcd", "pqrs", "uvwz"};

static const mg_level LEVELS[] = {
    {"two variables, 3 terms", {2, 3, 3, 1, 99}},
    {"two variables, 3 to 5 terms, orders 1 to 2", {2, 3, 5, 2, 99}},
    {"two to four variables, orders 1 to 3, as DM differentiate, several variables",
     {4, 3, 6, 3, 999}},
    {"four variables, 6 to 8 terms, orders 1 to 3", {4, 6, 8, 3, 999}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, 3);
    v[1] = mg_draw_between(rng, 2, knob[0]);
    v[2] = mg_draw_between(rng, 0, v[1] - 1);
    v[3] = mg_draw_between(rng, 1, knob[3]);
    v[4] = mg_draw_between(rng, knob[1], knob[2]);
    for (int t = 0; t < v[4]; t++) {
        int64_t *term = v + TERMS_AT + t * TERM_SIZE;
        term[0] = mg_draw_nonzero(rng, knob[4]);
        mg_draw_all(rng, term + 1, (int)v[1], 0, 3);
        if (t == 0 && term[1 + v[2]] < v[3]) term[1 + v[2]] = v[3] + (term[1 + v[2]] > 0);
    }
}

/* The polynomial, or its derivative of an order. */
static bool sum_of(const int64_t *v, int order, mg_sum *sum) {
    sum->count = 0;
    for (int t = 0; t < v[4]; t++) {
        const int64_t *term = v + TERMS_AT + t * TERM_SIZE;
        int exponents[MG_MAX_VARIABLES] = {0};
        int64_t coefficient = term[0];
        for (int i = 0; i < v[1]; i++) exponents[i] = (int)term[1 + i];
        for (int i = 0; i < order; i++) coefficient *= exponents[v[2]]--;
        if (coefficient == 0) continue;
        if (!mg_sum_add_term(sum, mg_monomial_of(exponents, MG_MAX_VARIABLES), coefficient))
            return false;
    }
    return true;
}

/* With the names x, y, z, w, whatever the print. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_sum sum;
    if (!sum_of(v, 0, &sum) || sum.count < v[4]) return false;
    mg_key_list(out, "partial", v + 2, 2);
    mg_text_char(out, ';');
    mg_text_sum(out, &sum, NAMES[0]);
    return true;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    static const char *const ORDINALS[] = {"", "first", "second", "third"};
    mg_sum sum;
    if (which == 'x') mg_text_char(out, NAMES[v[0]][v[2]]);
    if (which == 'o') mg_text_string(out, ORDINALS[v[3]]);
    if (which != 'p') return;
    sum_of(v, 0, &sum);
    mg_text_sum(out, &sum, NAMES[v[0]]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the @o partial derivative of $p with respect to @x.",
        "Differentiate $p with respect to @x (@o derivative).",
        "What is the @o derivative of $p by @x, the other variables being held constant?", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_sum sum;
    sum_of(v, (int)v[3], &sum);
    mg_text_sum(answer, &sum, NAMES[v[0]]);
    problem->digits = mg_digit_count(level->knob[4]);
    problem->operations = (int)(v[4] * v[3]);
    problem->difficulty = problem->operations + (int)v[1];
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 1; i <= v[3]; i++) {
        mg_sum sum;
        sum_of(v, i, &sum);
        mg_text_string(out, "derivative ");
        mg_text_int(out, i);
        mg_text_string(out, ": ");
        mg_text_sum(out, &sum, NAMES[v[0]]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int d = mg_digit_count(knob[4]), term = d + 4 + 4 * knob[0];
    return (mg_text_bounds){85 + knob[2] * term, knob[2] * (term + 2),
                            knob[3] * (knob[2] * (term + 2) + 16)};
}

const mg_family mg_family_partial_derivative = {
    .name = "partial_derivative",
    .summary = "partial derivatives of polynomials",
    .topic = "calculus",
    .id = MG_FAMILY_ID_partial_derivative,
    .knobs = {"max_variables", "min_terms", "max_terms", "max_order", "max_coefficient"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_POLYNOMIAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

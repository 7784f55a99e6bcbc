/* Indefinite integrals of polynomials with whole or rational coefficients. Operands: letter,
 * degree, then top and bottom of each coefficient, the constant first. */
#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 12 };

static const mg_level LEVELS[] = {
    {"whole, 3 terms, degree 3", {3, 3, 3, 300, 1}},
    {"whole, 3 to 4 terms, degree 3 to 6", {3, 4, 6, 99, 1}},
    {"3 to 5 terms, degree up to 10, half the coefficients fractions, as RG simple_integration",
     {3, 5, 10, 10, 10}},
    {"3 to 4 terms, as RG simple_integration, hard", {3, 4, 10, 10, 10}},
    {"5 to 7 terms, degree up to 12", {5, 7, 12, 99, 20}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int64_t c[MAX_DEGREE + 1];
    int terms = (int)mg_draw_between(rng, knob[0], knob[1]);
    v[0] = mg_draw_between(rng, 0, 7);
    v[1] = mg_draw_between(rng, terms, knob[2]);
    mg_draw_polynomial(rng, c, (int)v[1], terms, knob[3]);
    for (int i = 0; i <= v[1]; i++) {
        bool whole = knob[4] == 1 || mg_rng_below(rng, 2);
        mg_ratio r = mg_ratio_of(c[i], whole ? 1 : mg_draw_between(rng, 2, knob[4]));
        v[2 + 2 * i] = r.top;
        v[3 + 2 * i] = r.bottom;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "integral", v + 2, 2 * ((int)v[1] + 1));
    return true;
}

static char letter_of(const int64_t *v) {
    return "xyztnuwp"[v[0]];
}

static void coefficients(const int64_t *v, mg_ratio *c) {
    for (int i = 0; i <= v[1]; i++) c[i] = (mg_ratio){v[2 + 2 * i], v[3 + 2 * i]};
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_ratio c[MAX_DEGREE + 1];
    if (which == 'x') mg_text_char(out, letter_of(v));
    if (which != 'p') return;
    coefficients(v, c);
    mg_text_ratio_polynomial(out, c, (int)v[1], letter_of(v));
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the indefinite integral of $p with respect to @x. The constant may be left out.",
        "Give an antiderivative of f(@x) = $p.", "Integrate $p with respect to @x.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio c[MAX_DEGREE + 2] = {{0, 1}};
    coefficients(v, c + 1);
    int degree = (int)v[1] + 1, terms = 0;
    for (int i = 1; i <= degree; i++) {
        terms += c[i].top != 0;
        c[i] = mg_ratio_of(c[i].top, c[i].bottom * i);
    }
    mg_text_ratio_polynomial(answer, c, degree, letter_of(v));
    problem->digits = mg_longest(v + 2, 2 * degree);
    problem->operations = 2 * terms;
    problem->difficulty = problem->operations + problem->digits;
}

/* "3*x^2/2 -> x^3/2" as words: the integral of each term. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio c[MAX_DEGREE + 1], one[MAX_DEGREE + 2];
    coefficients(v, c);
    for (int i = (int)v[1]; i >= 0; i--) {
        if (c[i].top == 0) continue;
        for (int k = 0; k <= v[1] + 1; k++) one[k] = (mg_ratio){0, 1};
        one[i] = c[i];
        mg_text_string(out, "integral of ");
        mg_text_ratio_polynomial(out, one, i, letter_of(v));
        one[i] = (mg_ratio){0, 1};
        one[i + 1] = mg_ratio_of(c[i].top, c[i].bottom * (i + 1));
        mg_text_string(out, ": ");
        mg_text_ratio_polynomial(out, one, i + 1, letter_of(v));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int term = mg_digit_count(knob[3]) + 11;
    return (mg_text_bounds){90 + knob[1] * term, knob[1] * (term + 2), knob[1] * (2 * term + 18)};
}

const mg_family mg_family_integral_polynomial = {
    .name = "integral_polynomial",
    .summary = "indefinite integrals of polynomials",
    .topic = "calculus",
    .id = MG_FAMILY_ID_integral_polynomial,
    .knobs = {"min_terms", "max_terms", "max_degree", "max_top", "max_bottom"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_POLYNOMIAL,
    .form = MG_FORM_CONSTANT,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

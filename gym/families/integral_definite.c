/* Definite integrals of polynomials, exact. Operands: lower and upper limit, degree,
 * coefficients. */
#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 6, COEFFICIENTS_AT = 3 };

static const mg_level LEVELS[] = {
    {"degree 2, up to 9, limits up to 5", {2, 2, 9, 5}},
    {"degree 3, up to 20, limits up to 6", {3, 3, 20, 6}},
    {"degree 3 to 4, up to 30, limits up to 6", {3, 4, 30, 6}},
    {"degree 4 to 6, up to 99, limits up to 9", {4, 6, 99, 9}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    if (knob[0] < knob[1]) return;
    mg_box_add(box, 2, -knob[3], knob[3]);
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, knob[0] + 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, -knob[3], knob[3] - 1);
    v[1] = mg_draw_between(rng, v[0] + 1, knob[3]);
    v[2] = mg_draw_between(rng, knob[0], knob[1]);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[2], (int)mg_draw_between(rng, 3, v[2] + 1),
                       knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "definite", v, 3 + (int)v[2] + 1);
    return v[0] < v[1] && v[COEFFICIENTS_AT + v[2]] != 0;
}

static int antiderivative(const int64_t *v, mg_ratio *c) {
    c[0] = (mg_ratio){0, 1};
    for (int i = 0; i <= v[2]; i++) c[i + 1] = mg_ratio_of(v[COEFFICIENTS_AT + i], i + 1);
    return (int)v[2] + 1;
}

/* F(b), F(a), F(b) - F(a); such small numbers fit. */
static void values(const int64_t *v, mg_ratio *value) {
    mg_ratio c[MAX_DEGREE + 2];
    int degree = antiderivative(v, c);
    mg_polynomial_at_ratio(c, degree, (mg_ratio){v[1], 1}, &value[0]);
    mg_polynomial_at_ratio(c, degree, (mg_ratio){v[0], 1}, &value[1]);
    mg_ratio_subtract(value[0], value[1], &value[2]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'p') mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[2], 'x');
    if (which == 'a' || which == 'b') mg_text_int(out, v[which - 'a']);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the integral of $p with respect to x from @a to @b, exactly?",
        "Integrate f(x) = $p from x = @a to x = @b. Give the exact value.",
        "Find the definite integral of $p from @a to @b (a whole number or a fraction in lowest "
        "terms).",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio value[3];
    values(v, value);
    mg_text_ratio(answer, value[2]);
    problem->digits = mg_longest(v + COEFFICIENTS_AT, (int)v[2] + 1);
    problem->operations = 6 * (int)v[2];
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio c[MAX_DEGREE + 2], value[3];
    int degree = antiderivative(v, c);
    values(v, value);
    mg_text_string(out, "antiderivative: ");
    mg_text_ratio_polynomial(out, c, degree, 'x');
    for (int i = 0; i < 2; i++) {
        mg_text_string(out, ";its value at ");
        mg_text_int(out, v[1 - i]);
        mg_text_string(out, ": ");
        mg_text_ratio(out, value[i]);
    }
    mg_text_char(out, ';');
    mg_text_ratio(out, value[0]);
    mg_text_string(out, " - ");
    mg_text_ratio_factor(out, value[1]);
    mg_text_string(out, " = ");
    mg_text_ratio(out, value[2]);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]), terms = level->knob[1] + 1;
    return (mg_text_bounds){105 + terms * (d + 8), d + 13, 150 + terms * (d + 10) + 5 * d};
}

const mg_family mg_family_integral_definite = {
    .name = "integral_definite",
    .summary = "definite integrals of polynomials, exact",
    .topic = "calculus",
    .id = MG_FAMILY_ID_integral_definite,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_limit"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

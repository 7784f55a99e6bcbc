/* The value of a derivative of a polynomial at a point. Operands: order, point, degree,
 * coefficients. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 6, COEFFICIENTS_AT = 3 };

static const mg_level LEVELS[] = {
    {"degree 3, up to 9", {3, 3, 9, 5, 1}},
    {"degree 3 to 4, up to 20, points up to 9", {3, 4, 20, 9, 1}},
    {"degree 3 to 5, orders 1 to 2", {3, 5, 50, 9, 2}},
    {"degree 4 to 6, orders 1 to 3, points up to 12", {4, 6, 99, 12, 3}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    if (knob[0] < knob[1]) return;
    mg_box_add(box, 1, 1, knob[4]);
    mg_box_add(box, 1, -knob[3], knob[3]);
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, knob[0] + 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 1, knob[4]);
    v[1] = mg_draw_between(rng, -knob[3], knob[3]);
    v[2] = mg_draw_between(rng, knob[0], knob[1]);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[2], (int)mg_draw_between(rng, 3, v[2] + 1),
                       knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "derivative at", v, 3 + (int)v[2] + 1);
    return v[COEFFICIENTS_AT + v[2]] != 0;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    static const char *const ORDINALS[] = {"", "first", "second", "third"};
    if (which == 'o') mg_text_string(out, ORDINALS[v[0]]);
    if (which == 'a') mg_text_int(out, v[1]);
    if (which == 'p') mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[2], 'x');
}

static int derived(const int64_t *v, int64_t *c) {
    int degree = (int)v[2];
    memcpy(c, v + COEFFICIENTS_AT, (MAX_DEGREE + 1) * sizeof *c);
    for (int i = 0; i < v[0]; i++) degree = mg_derive(c, degree);
    return degree;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Let f(x) = $p. What is the value of its @o derivative at x = @a?",
        "Evaluate the @o derivative of f(x) = $p at the point @a.",
        "What does the @o derivative of $p become for x = @a?", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t c[MAX_DEGREE + 1];
    int degree = derived(v, c);
    mg_text_int(answer, mg_polynomial_at(c, degree, v[1]));
    problem->digits = mg_longest(v + COEFFICIENTS_AT, (int)v[2] + 1);
    problem->operations = (int)(v[0] + 2) * degree;
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t c[MAX_DEGREE + 1];
    int degree = derived(v, c);
    mg_text_string(out, "derivative: ");
    mg_text_whole_polynomial(out, c, degree, 'x');
    mg_text_char(out, ';');
    mg_text_put_in(out, c, degree, v[1]);
    mg_text_string(out, " = ");
    mg_text_int(out, mg_polynomial_at(c, degree, v[1]));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]), terms = level->knob[1] + 1;
    return (mg_text_bounds){75 + terms * (d + 8), d + 11, 50 + terms * (2 * d + 24)};
}

const mg_family mg_family_derivative_at = {
    .name = "derivative_at",
    .summary = "the value of a derivative at a point",
    .topic = "calculus",
    .id = MG_FAMILY_ID_derivative_at,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_point", "max_order"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

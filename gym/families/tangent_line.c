/* The tangent of a polynomial's graph. Operands: point, degree, coefficients. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 5, COEFFICIENTS_AT = 2 };

static const mg_level LEVELS[] = {
    {"parabolas, up to 9, points up to 5", {2, 2, 9, 5}},
    {"cubics, up to 30, points up to 9", {3, 3, 30, 9}},
    {"degree 3 to 4, up to 30, points up to 9", {3, 4, 30, 9}},
    {"degree 3 to 5, up to 99, points up to 12", {3, 5, 99, 12}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, -knob[3], knob[3]);
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, knob[0] + 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
    if (knob[0] < knob[1]) box->count = 0;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, -knob[3], knob[3]);
    v[1] = mg_draw_between(rng, knob[0], knob[1]);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[1], (int)mg_draw_between(rng, 3, v[1] + 1),
                       knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "tangent", v, 3 + (int)v[1]);
    return v[COEFFICIENTS_AT + v[1]] != 0;
}

/* y, slope, intercept */
static void tangent(const int64_t *v, int64_t *t) {
    int64_t c[MAX_DEGREE + 1];
    int degree = (int)v[1];
    memcpy(c, v + COEFFICIENTS_AT, sizeof c);
    t[0] = mg_polynomial_at(c, degree, v[0]);
    degree = mg_derive(c, degree);
    t[1] = mg_polynomial_at(c, degree, v[0]);
    t[2] = t[0] - t[1] * v[0];
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'a')
        mg_text_int(out, v[0]);
    else
        mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[1], 'x');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "The tangent to the graph of y = $p at x = @a is a line y = ... Give its right side.",
        "Find the tangent line to y = $p at the point with x = @a. Answer with the linear "
        "polynomial in x that equals y on it.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t t[3];
    tangent(v, t);
    mg_text_whole_polynomial(answer, (const int64_t[]){t[2], t[1]}, 1, 'x');
    problem->digits = mg_longest(t, 3);
    problem->operations = 5 * (int)v[1];
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t c[MAX_DEGREE + 1], t[3];
    int degree = (int)v[1];
    tangent(v, t);
    memcpy(c, v + COEFFICIENTS_AT, sizeof c);
    for (int i = 0; i < 2; i++) { /* the value, then the slope */
        mg_text_put_in(out, c, degree, v[0]);
        mg_text_string(out, " = ");
        mg_text_int(out, t[i]);
        degree = mg_derive(c, degree);
        mg_text_string(out, i == 0 ? ";derivative: " : ";");
        if (i == 0) mg_text_whole_polynomial(out, c, degree, 'x');
        if (i == 0) mg_text_char(out, ';');
    }
    mg_text_int(out, t[0]);
    mg_text_string(out, " - ");
    mg_text_factor(out, t[1]);
    mg_text_char(out, '*');
    mg_text_factor(out, v[0]);
    mg_text_string(out, " = ");
    mg_text_int(out, t[2]);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]), terms = level->knob[1] + 1;
    return (mg_text_bounds){125 + terms * (d + 8), 2 * d + 22, 110 + terms * (3 * d + 30)};
}

const mg_family mg_family_tangent_line = {
    .name = "tangent_line",
    .summary = "tangents of graphs of polynomials",
    .topic = "calculus",
    .id = MG_FAMILY_ID_tangent_line,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_point"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_POLYNOMIAL,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

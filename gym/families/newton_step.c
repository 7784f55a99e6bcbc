/* Steps of Newton's method, exact. Operands: start, steps, degree, coefficients. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 4, COEFFICIENTS_AT = 3 };

static const mg_level LEVELS[] = {
    {"one step, parabolas, up to 9", {2, 2, 9, 5, 1}},
    {"one step, degree 3 to 4, up to 30", {3, 4, 30, 6, 1}},
    {"two steps, parabolas, up to 60", {2, 2, 60, 9, 2}},
    {"two steps, cubics, up to 12", {3, 3, 12, 6, 2}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    if (knob[0] < knob[1]) return;
    mg_box_add(box, 1, -knob[3], knob[3]);
    mg_box_add(box, 1, knob[4], knob[4]);
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, knob[0] + 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, -knob[3], knob[3]);
    v[1] = knob[4];
    v[2] = mg_draw_between(rng, knob[0], knob[1]);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[2], (int)mg_draw_between(rng, 3, v[2] + 1),
                       knob[2]);
}

/* One step from x; also f(x) and f'(x). */
static bool step(const int64_t *v, mg_ratio x, mg_ratio *f, mg_ratio *slope, mg_ratio *next) {
    int64_t c[MAX_DEGREE + 1];
    mg_ratio ratio[2][MAX_DEGREE + 1], quotient;
    int degree = (int)v[2];
    memcpy(c, v + COEFFICIENTS_AT, sizeof c);
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i <= degree; i++) ratio[k][i] = (mg_ratio){c[i], 1};
        mg_derive(c, degree);
    }
    return mg_polynomial_at_ratio(ratio[0], degree, x, f) &&
           mg_polynomial_at_ratio(ratio[1], degree - 1, x, slope) &&
           mg_ratio_divide(*f, *slope, &quotient) && mg_ratio_subtract(x, quotient, next);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_ratio x = {v[0], 1}, f, slope;
    mg_key_list(out, "newton", v, 4 + (int)v[2]);
    if (v[COEFFICIENTS_AT + v[2]] == 0) return false;
    for (int i = 0; i < v[1]; i++)
        if (!step(v, x, &f, &slope, &x)) return false;
    return f.top != 0; /* the last step is one */
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'a') mg_text_int(out, v[0]);
    if (which == 'n') mg_text_string(out, v[1] == 1 ? "one step" : "two steps");
    if (which == 'p') mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[2], 'x');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Newton's method is applied to f(x) = $p from x = @a. Where is it after @n, exactly?",
        "Start at x = @a and do @n of Newton's method for a zero of $p. Give the exact new x.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio x = {v[0], 1}, f, slope;
    for (int i = 0; i < v[1]; i++) step(v, x, &f, &slope, &x);
    mg_text_ratio(answer, x);
    problem->digits = mg_digit_count(x.bottom);
    problem->operations = (int)(v[1] * (4 * v[2] + 2));
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio x = {v[0], 1}, f, slope;
    for (int i = 0; i < v[1]; i++) {
        mg_ratio at = x;
        step(v, at, &f, &slope, &x);
        mg_text_string(out, "value ");
        mg_text_ratio(out, f);
        mg_text_string(out, ", slope ");
        mg_text_ratio(out, slope);
        mg_text_char(out, ';');
        mg_text_ratio(out, at);
        mg_text_string(out, " - ");
        mg_text_ratio_factor(out, f);
        mg_text_char(out, '/');
        mg_text_ratio_factor(out, slope);
        mg_text_string(out, " = ");
        mg_text_ratio(out, x);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int d = knob[4] == 1 ? 16 : knob[0] == 2 ? 24 : 40;
    return (mg_text_bounds){95 + (knob[1] + 1) * (mg_digit_count(knob[2]) + 7), d,
                            knob[4] * (8 * d + 30)};
}

const mg_family mg_family_newton_step = {
    .name = "newton_step",
    .summary = "steps of Newton's method, exact",
    .topic = "calculus",
    .id = MG_FAMILY_ID_newton_step,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_start", "steps"},
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

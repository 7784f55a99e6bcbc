/* The area between a parabola and a line, or between two parabolas: f - g = m (x - r)(x - s), area
 * |m| (s - r)^3 / 6. Operands: m, r < s, g's coefficients (constant, x, x^2). */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"a parabola and the x axis", {5, 9, 0, 0, 0}},
    {"a parabola and a line", {5, 9, 20, 9, 0}},
    {"two parabolas", {9, 9, 20, 9, 5}},
    {"two parabolas, large", {20, 30, 99, 30, 20}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, -knob[0], knob[0]);
    mg_box_add(box, 2, -knob[1], knob[1]);
    for (int i = 2; i < 5; i++) mg_box_add(box, 1, -knob[i], knob[i]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_nonzero(rng, knob[0]);
    v[1] = mg_draw_between(rng, -knob[1], knob[1] - 1);
    v[2] = mg_draw_between(rng, v[1] + 1, knob[1]);
    for (int i = 2; i < 5; i++) v[1 + i] = mg_draw_between(rng, -knob[i], knob[i]);
}

static void functions(const int64_t *v, int64_t *f) {
    f[0] = v[3] + v[0] * v[1] * v[2];
    f[1] = v[4] - v[0] * (v[1] + v[2]);
    f[2] = v[5] + v[0];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t f[3];
    functions(v, f);
    bool swap = f[2] > v[5] || (f[2] == v[5] && f[1] > v[4]);
    mg_key_list(out, "between", swap ? v + 3 : f, 3);
    mg_key_list(out, ";", swap ? f : v + 3, 3);
    return v[0] != 0 && v[1] < v[2];
}

static mg_ratio area(const int64_t *v) {
    int64_t width = v[2] - v[1], m = v[0] < 0 ? -v[0] : v[0];
    return mg_ratio_of(m * width * width * width, 6);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    int64_t f[3];
    functions(v, f);
    mg_text_whole_polynomial(out, which == 'f' ? f : v + 3, 2, 'x');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the area of the region enclosed by the graphs of y = $f and y = $g?",
        "The curves y = $f and y = $g enclose a bounded region. Find its area exactly.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_ratio(answer, area(v));
    problem->digits = mg_longest(v, 6);
    problem->operations = 20;
    problem->difficulty = 20 + mg_digit_count(area(v).top);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t f[3];
    functions(v, f);
    mg_text_char(out, '(');
    mg_text_whole_polynomial(out, f, 2, 'x');
    mg_text_string(out, ") - (");
    mg_text_whole_polynomial(out, v + 3, 2, 'x');
    mg_text_string(out, ") = ");
    mg_text_int(out, v[0]);
    for (int i = 1; i <= 2; i++) {
        mg_text_string(out, "*(");
        mg_text_whole_polynomial(out, (const int64_t[]){-v[i], 1}, 1, 'x');
        mg_text_char(out, ')');
    }
    mg_text_string(out, ";the curves meet at ");
    mg_text_list(out, v + 1, 2);
    mg_text_char(out, ';');
    mg_text_int(out, v[0] < 0 ? -v[0] : v[0]);
    mg_text_char(out, '*');
    mg_text_int(out, v[2] - v[1]);
    mg_text_string(out, "^3/6 = ");
    mg_text_ratio(out, area(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int64_t max = (int64_t)level->knob[0] * level->knob[1] * level->knob[1] + level->knob[2];
    int d = mg_digit_count(max);
    return (mg_text_bounds){95 + 6 * (d + 4), 2 * d + 6, 130 + 10 * (d + 3)};
}

const mg_family mg_family_area_between = {
    .name = "area_between",
    .summary = "areas between parabolas and lines",
    .topic = "calculus",
    .id = MG_FAMILY_ID_area_between,
    .knobs = {"max_factor", "max_meeting_point", "max_constant", "max_slope", "max_square"},
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

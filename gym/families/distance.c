/* The exact distance of two whole points. Operands: P, Q. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"in the plane, up to 99", {2, 99}},
    {"in the plane, up to 200", {2, 200}},
    {"in space, up to 20", {3, 20}},
    {"in space, up to 99", {3, 99}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 2 * level->knob[0], -level->knob[1], level->knob[1]);
}

static int64_t square_of(const int64_t *v, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += (v[n + i] - v[i]) * (v[n + i] - v[i]);
    return sum;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0], i = 0;
    while (i < n - 1 && v[i] == v[n + i]) i++;
    bool swap = v[i] > v[n + i];
    mg_key_list(out, "distance", swap ? v + n : v, n);
    mg_key_list(out, ";", swap ? v : v + n, n);
    return square_of(v, n) > 0;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    mg_text_point(out, which == 'p' ? v : v + level->knob[0], level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the exact distance between @p and @q? Simplify a square root.",
        "How far is @p from @q? Give the exact distance, simplified.",
        "Find the length of the segment from @p to @q exactly (simplify the root).", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0];
    mg_text_surd(answer, (mg_ratio){1, 1}, square_of(v, n));
    problem->digits = mg_longest(v, 2 * n);
    problem->operations = 3 * n;
    problem->difficulty = 3 * n * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = mg_level_of(problem)->knob[0];
    for (int i = 0; i < n; i++) {
        mg_text_int(out, v[n + i]);
        mg_text_signed(out, -v[i]);
        mg_text_string(out, " = ");
        mg_text_int(out, v[n + i] - v[i]);
        mg_text_char(out, ';');
    }
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(out, " + ");
        mg_text_factor(out, v[n + i] - v[i]);
        mg_text_string(out, "^2");
    }
    mg_text_string(out, " = ");
    mg_text_int(out, square_of(v, n));
    mg_text_string(out, ";sqrt(");
    mg_text_int(out, square_of(v, n));
    mg_text_string(out, ") = ");
    mg_text_surd(out, (mg_ratio){1, 1}, square_of(v, n));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(2 * level->knob[1]) + 1;
    return (mg_text_bounds){82 + 2 * n * (d + 2), 2 * d + 10, 40 + n * (4 * d + 16) + 6 * d};
}

const mg_family mg_family_distance = {
    .name = "distance",
    .summary = "exact distances of two points",
    .topic = "calculus",
    .id = MG_FAMILY_ID_distance,
    .knobs = {"components", "max_coordinate"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_SURD,
    .form = MG_FORM_SIMPLE,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* u . v of whole vectors. Operands: u, v. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"3 components, up to 20", {3, 20}},   {"3 components, up to 99", {3, 99}},
    {"5 components, up to 20", {5, 20}},   {"6 components, up to 99", {6, 99}},
    {"8 components, up to 999", {8, 999}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 2 * level->knob[0], -level->knob[1], level->knob[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0], i = 0;
    while (i < n - 1 && v[i] == v[n + i]) i++;
    bool swap = v[i] > v[n + i];
    mg_key_list(out, "dot", swap ? v + n : v, n);
    mg_key_list(out, ";", swap ? v : v + n, n);
    return true;
}

static int64_t value(const int64_t *v, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += v[i] * v[n + i];
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    mg_text_point(out, which == 'u' ? v : v + level->knob[0], level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"What is the dot product of @u and @v?",
                                           "Find the scalar product of the vectors @u and @v.",
                                           "Let u = @u and v = @v. Calculate u . v.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0];
    mg_text_int(answer, value(v, n));
    problem->digits = mg_longest(v, 2 * n);
    problem->operations = 2 * n - 1;
    problem->difficulty = problem->operations * problem->digits;
}

/* Each product, then the sum. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = mg_level_of(problem)->knob[0];
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        mg_text_factor(out, v[i]);
        mg_text_char(out, '*');
        mg_text_factor(out, v[n + i]);
        mg_text_string(out, " = ");
        mg_text_int(out, v[i] * v[n + i]);
        mg_text_char(out, ';');
    }
    for (int i = 1; i < n; i++) {
        sum += v[i - 1] * v[n + i - 1];
        mg_text_int(out, sum);
        mg_text_signed(out, v[i] * v[n + i]);
        mg_text_string(out, " = ");
        mg_text_int(out, sum + v[i] * v[n + i]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){50 + 2 * n * (d + 3), 2 * d + 2, n * (10 * d + 22)};
}

const mg_family mg_family_dot_product = {
    .name = "dot_product",
    .summary = "dot products of two vectors",
    .topic = "calculus",
    .id = MG_FAMILY_ID_dot_product,
    .knobs = {"components", "max_component"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* The exact cosine of the angle between two whole vectors. Operands: u, v. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"in the plane, up to 60", {2, 60}},
    {"in the plane, up to 99", {2, 99}},
    {"in space, up to 12", {3, 12}},
    {"in space, up to 50", {3, 50}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 2 * level->knob[0], -level->knob[1], level->knob[1]);
}

static int64_t dot(const int64_t *a, const int64_t *b, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0], i = 0;
    while (i < n - 1 && v[i] == v[n + i]) i++;
    bool swap = v[i] > v[n + i];
    mg_key_list(out, "cosine", swap ? v + n : v, n);
    mg_key_list(out, ";", swap ? v : v + n, n);
    return dot(v, v, n) > 0 && dot(v + n, v + n, n) > 0;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    mg_text_point(out, which == 'u' ? v : v + level->knob[0], level->knob[0]);
}

/* dot / sqrt(uu vv) = dot sqrt(uu vv) / (uu vv), common factors of uu and vv taken out first. */
static void cosine(const int64_t *v, int n, mg_text *out) {
    int64_t uu = dot(v, v, n), vv = dot(v + n, v + n, n), uv = dot(v, v + n, n);
    int64_t common = mg_gcd(uu, vv);
    uu /= common;
    vv /= common;
    mg_text_surd(out, mg_ratio_of(uv, common * uu * vv), uu * vv);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the exact cosine of the angle between @u and @v? "
        "Rationalise and simplify the root.",
        "Find the cosine of the angle between the vectors @u and @v exactly, with at most one "
        "square root, in the numerator.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0];
    cosine(v, n, answer);
    problem->digits = mg_longest(v, 2 * n);
    problem->operations = 6 * n;
    problem->difficulty = 6 * n * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = mg_level_of(problem)->knob[0];
    for (int i = 0; i < 3; i++) {
        const int64_t *a = i == 2 ? v + n : v, *b = i == 1 ? v : v + n;
        mg_text_dot(out, a, 1, b, 1, n);
        mg_text_string(out, " = ");
        mg_text_int(out, dot(a, b, n));
        mg_text_char(out, ';');
    }
    mg_text_int(out, dot(v, v + n, n));
    mg_text_string(out, "/sqrt(");
    mg_text_int(out, dot(v, v, n));
    mg_text_char(out, '*');
    mg_text_int(out, dot(v + n, v + n, n));
    mg_text_string(out, ") = ");
    cosine(v, n, out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(level->knob[1]) + 1;
    return (mg_text_bounds){125 + 2 * n * (d + 2), 34, 80 + 3 * n * (2 * d + 8) + 12 * d};
}

const mg_family mg_family_vector_cosine = {
    .name = "vector_cosine",
    .summary = "exact cosines of angles between vectors",
    .topic = "calculus",
    .id = MG_FAMILY_ID_vector_cosine,
    .knobs = {"components", "max_component"},
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

/* The point that divides a segment: the midpoint, or in the ratio m to n. Operands: m, n, A, B. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"midpoints in the plane, up to 99", {2, 99, 1}},
    {"midpoints in space, up to 30", {3, 30, 1}},
    {"ratios up to 5, in the plane, up to 40", {2, 40, 5}},
    {"ratios up to 9, in space, up to 99", {3, 99, 9}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int max = level->knob[2];
    v[0] = mg_draw_between(rng, 1, max);
    v[1] = max == 1 ? 1 : (v[0] + mg_draw_between(rng, 0, max - 2)) % max + 1; /* not equal */
    mg_draw_all(rng, v + 2, 2 * level->knob[0], -level->knob[1], level->knob[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[0], i = 0;
    if (mg_gcd(v[0], v[1]) > 1) return false;
    while (i < n - 1 && v[2 + i] == v[2 + n + i]) i++;
    bool swap = v[2 + i] > v[2 + n + i]; /* B, A in the ratio n to m is the same point */
    mg_key_list(out, "section", v + swap, 1);
    mg_key_list(out, ":", v + !swap, 1);
    mg_key_list(out, ";", v + 2 + (swap ? n : 0), n);
    mg_key_list(out, ";", v + 2 + (swap ? 0 : n), n);
    return v[2 + i] != v[2 + n + i];
}

static mg_ratio component(const int64_t *v, int n, int i) {
    return mg_ratio_of(v[1] * v[2 + i] + v[0] * v[2 + n + i], v[0] + v[1]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    int n = level->knob[0];
    if (which == 'm' || which == 'n')
        mg_text_int(out, v[which == 'n']);
    else
        mg_text_point(out, v + 2 + (which == 'B' ? n : 0), n);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const MIDPOINT[] = {
        "What is the midpoint of @A and @B? List its coordinates exactly.",
        "List the coordinates of the point halfway between @A and @B.", NULL};
    static const char *const RATIO[] = {
        "The point P divides the segment from A = @A to B = @B so that AP : PB = @m : @n. "
        "List the exact coordinates of P.",
        "A = @A, B = @B. Which point P between them has AP : PB = @m : @n? "
        "List its coordinates as fractions in lowest terms.",
        NULL};
    int n = level->knob[0];
    mg_ask(problem, question, level->knob[2] == 1 ? MIDPOINT : RATIO, part, level, v);
    mg_ratio point[3];
    for (int i = 0; i < n; i++) point[i] = component(v, n, i);
    mg_text_ratio_list(answer, point, n);
    problem->digits = mg_longest(v + 2, 2 * n);
    problem->operations = level->knob[2] == 1 ? 2 * n : 4 * n;
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = mg_level_of(problem)->knob[0];
    for (int i = 0; i < n; i++) {
        const int64_t weight[2] = {v[1], v[0]};
        mg_text_char(out, '(');
        mg_text_dot(out, weight, 1, v + 2 + i, n, 2);
        mg_text_string(out, ")/");
        mg_text_int(out, v[0] + v[1]);
        mg_text_string(out, " = ");
        mg_text_ratio(out, component(v, n, i));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(level->knob[1]) + 1;
    return (mg_text_bounds){120 + 2 * n * (d + 2), n * (d + 6), n * (4 * d + 28)};
}

const mg_family mg_family_section_point = {
    .name = "section_point",
    .summary = "points that divide a segment",
    .topic = "calculus",
    .id = MG_FAMILY_ID_section_point,
    .knobs = {"components", "max_coordinate", "max_ratio"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

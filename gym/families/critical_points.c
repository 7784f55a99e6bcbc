/* Where the derivative of a polynomial vanishes: f' = 6 m (x - r)(x - s), or 12 m (x - r)(x - s)(x
 * - t). Operands: m, the constant of f, the roots, rising. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"cubics, roots up to 5", {2, 5, 1, 20}},
    {"cubics, roots up to 12", {2, 12, 3, 50}},
    {"quartics, roots up to 6", {3, 6, 2, 50}},
    {"quartics, roots up to 12", {3, 12, 5, 99}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, -knob[2], knob[2]);
    mg_box_add(box, 1, -knob[3], knob[3]);
    mg_box_add(box, knob[0], -knob[1], knob[1]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_nonzero(rng, knob[2]);
    v[1] = mg_draw_between(rng, -knob[3], knob[3]);
    for (int i = 0; i < knob[0]; i++) {
        int64_t root = mg_draw_between(rng, -knob[1], knob[1]);
        int at = i;
        for (; at > 0 && v[1 + at] > root; at--) v[2 + at] = v[1 + at];
        v[2 + at] = root;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int count = level->knob[0];
    mg_key_list(out, "critical", v, 2 + count);
    for (int i = 1; i < count; i++)
        if (v[1 + i] > v[2 + i]) return false;
    return v[0] != 0;
}

/* Coefficients of f; returns its degree. */
static int function_of(const mg_level *level, const int64_t *v, int64_t *c) {
    int64_t m = v[0], r = v[2], s = v[3], t = v[4];
    c[0] = v[1];
    if (level->knob[0] == 2) {
        c[1] = 6 * m * r * s;
        c[2] = -3 * m * (r + s);
        c[3] = 2 * m;
        return 3;
    }
    c[1] = -12 * m * r * s * t;
    c[2] = 6 * m * (r * s + r * t + s * t);
    c[3] = -4 * m * (r + s + t);
    c[4] = 3 * m;
    return 4;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)which;
    int64_t c[5];
    int degree = function_of(level, v, c);
    mg_text_whole_polynomial(out, c, degree, 'x');
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find all critical points of f(x) = $p, each listed once.",
        "For which x is the tangent to the graph of y = $p horizontal? List each x once.",
        "List all x where the derivative of $p is zero.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t c[5], root[3];
    int count = 0, degree = function_of(level, v, c);
    for (int i = 0; i < level->knob[0]; i++)
        if (i == 0 || v[2 + i] != v[1 + i]) root[count++] = v[2 + i];
    mg_text_list(answer, root, count);
    problem->digits = mg_longest(c, degree + 1);
    problem->operations = 4 * degree;
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int64_t c[5];
    int degree = function_of(level, v, c);
    degree = mg_derive(c, degree);
    mg_text_string(out, "derivative: ");
    mg_text_whole_polynomial(out, c, degree, 'x');
    mg_text_string(out, ";derivative in factors: ");
    mg_text_int(out, c[degree]);
    for (int i = 0; i < level->knob[0]; i++) {
        mg_text_string(out, "*(");
        mg_text_whole_polynomial(out, (const int64_t[]){-v[2 + i], 1}, 1, 'x');
        mg_text_char(out, ')');
    }
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], d = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){140 + 4 * n * d, n * (d + 3), 120 + 5 * n * (d + 4)};
}

const mg_family mg_family_critical_points = {
    .name = "critical_points",
    .summary = "where the derivative of a polynomial vanishes",
    .topic = "calculus",
    .id = MG_FAMILY_ID_critical_points,
    .knobs = {"points", "max_point", "max_factor", "max_constant"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_SET,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

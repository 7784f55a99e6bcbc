/* The polynomial of least degree through given points. Operands: number of points, 0 points of a
 * polynomial with whole coefficients or 1 any points, x of each (distinct), then its coefficients
 * or the values. */
#include "gym/families/calculus_tools.h"

enum { MAX_POINTS = 5 };

static const mg_level LEVELS[] = {
    {"lines, whole", {2, 0, 30, 300}},      {"parabolas, whole", {3, 0, 6, 50}},
    {"parabolas, rational", {3, 1, 6, 50}}, {"cubics, whole", {4, 0, 5, 20}},
    {"cubics, rational", {4, 1, 6, 30}},    {"quartics, rational", {5, 1, 6, 30}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int n = knob[0];
    int64_t at = -knob[2], room = 2 * knob[2] + 1;
    v[0] = n;
    v[1] = knob[1];
    for (int i = 0; i < n; i++) { /* distinct, rising, then in any order */
        int64_t last = at + (room - (n - i)) / (n - i) + (i == 0 ? 0 : 1);
        v[2 + i] = mg_draw_between(rng, at, last);
        room -= v[2 + i] - at + 1;
        at = v[2 + i] + 1;
    }
    mg_shuffle(rng, v + 2, n);
    mg_draw_all(rng, v + 2 + n, n, -knob[3], knob[3]);
}

static int64_t y_of(const int64_t *v, int i) {
    int n = (int)v[0];
    return v[1] ? v[2 + n + i] : mg_polynomial_at(v + 2 + n, n - 1, v[2 + i]);
}

/* Points in the order of x. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0], order[MAX_POINTS];
    for (int i = 0; i < n; i++) {
        int at = i;
        for (; at > 0 && v[2 + order[at - 1]] > v[2 + i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    for (int i = 0; i < n; i++)
        mg_key_list(out, i > 0 ? ";" : "through",
                    (const int64_t[]){v[2 + order[i]], y_of(v, order[i])}, 2);
    for (int i = 1; i < n; i++)
        if (v[2 + order[i - 1]] == v[2 + order[i]]) return false;
    return true;
}

/* Newton's divided differences: column of the table, in place. */
static void divided(const int64_t *v, mg_ratio *d) {
    int n = (int)v[0];
    for (int i = 0; i < n; i++) d[i] = (mg_ratio){y_of(v, i), 1};
    for (int k = 1; k < n; k++)
        for (int i = n - 1; i >= k; i--) {
            mg_ratio_subtract(d[i], d[i - 1], &d[i]);
            mg_ratio_divide(d[i], (mg_ratio){v[2 + i] - v[2 + i - k], 1}, &d[i]);
        }
}

/* d0 + (x - x0)(d1 + (x - x1)(d2 + ...)), multiplied out. */
static void coefficients(const int64_t *v, mg_ratio *c) {
    mg_ratio d[MAX_POINTS];
    int n = (int)v[0];
    divided(v, d);
    for (int i = 0; i < n; i++) c[i] = (mg_ratio){0, 1};
    for (int i = n - 1; i >= 0; i--) {
        for (int k = n - 1; k >= 0; k--) {
            mg_ratio shifted = k > 0 ? c[k - 1] : d[i];
            mg_ratio_multiply(c[k], (mg_ratio){-v[2 + i], 1}, &c[k]);
            mg_ratio_add(c[k], shifted, &c[k]);
        }
    }
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    for (int i = 0; i < v[0]; i++) {
        const int64_t point[2] = {v[2 + i], y_of(v, i)};
        if (i > 0) mg_text_string(out, ", ");
        mg_text_point(out, point, 2);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the polynomial in x of least degree whose graph goes through @p.",
        "Interpolate the points @p by a polynomial in x of the lowest degree possible.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_ratio c[MAX_POINTS];
    int n = (int)v[0];
    coefficients(v, c);
    mg_text_ratio_polynomial(answer, c, n - 1, 'x');
    problem->digits = mg_longest(v + 2, 2 * n);
    problem->operations = 3 * n * (n - 1) / 2;
    problem->difficulty = problem->operations + 4 * (int)v[1];
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = (int)v[0];
    mg_ratio d[MAX_POINTS], c[MAX_POINTS];
    divided(v, d);
    coefficients(v, c);
    mg_text_string(out, "divided differences: ");
    mg_text_ratio_list(out, d, n);
    mg_text_char(out, ';');
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_string(out, " + ");
        mg_text_ratio_factor(out, d[i]);
        for (int k = 0; k < i; k++) {
            mg_text_string(out, "*(");
            mg_text_whole_polynomial(out, (const int64_t[]){-v[2 + k], 1}, 1, 'x');
            mg_text_char(out, ')');
        }
    }
    mg_text_string(out, " = ");
    mg_text_ratio_polynomial(out, c, n - 1, 'x');
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], y = 2;
    for (int64_t top = (int64_t)level->knob[3]; top > 0; top /= 10) y++;
    for (int i = 1; i < n && !level->knob[1]; i++) y += mg_digit_count(level->knob[2]);
    int term = level->knob[1] ? 18 : y + 8;
    return (mg_text_bounds){82 + n * (y + 8), n * term, 30 + n * (3 * term + 4 * n + 8)};
}

const mg_family mg_family_interpolation = {
    .name = "interpolation",
    .summary = "polynomials through given points",
    .topic = "calculus",
    .id = MG_FAMILY_ID_interpolation,
    .knobs = {"points", "rational", "max_x", "max_value"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_POLYNOMIAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* "Which line passes through (2, 3) and (4, 7)? Give slope and intercept." -> "2, -1". difficulty:
 * operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"whole slope up to 12, intercept up to 50", {1, 12, 50, 12}},
    {"whole slope up to 50, values up to 99", {1, 50, 999, 99}},
    {"any two points, coordinates up to 20", {0, 20}},
    {"any two points, coordinates up to 200", {0, 200}},
};
static const mg_text_bounds BOUNDS[] = {
    {155, 10, 90}, {160, 15, 95}, {155, 20, 95}, {160, 25, 115}};
static const char *const WORDINGS[] = {
    "Which line passes through the points [0] and [1]? Answer with its slope and its intercept on "
    "the vertical axis, in this order.",
    "Find slope and intercept (on the vertical axis) of the line through [0] and [1]."};

/* whole: slope, intercept, x1, x2; any: x1, y1, x2, y2 */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t k = knob[1];
    box->count = 0;
    if (knob[0] && k == 12)
        *box = (mg_box){.count = 4,
                        .low = {-k, -knob[2], -knob[3], -knob[3]},
                        .high = {k, knob[2], knob[3], knob[3]}};
    if (!knob[0] && k == 20)
        *box = (mg_box){.count = 4, .low = {-k, -k, -k, -k}, .high = {k, k, k, k}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 0; i < 4; i++) {
        int64_t max = !knob[0] || i == 0 ? knob[1] : i == 1 ? knob[2] : knob[3];
        v[i] = mg_draw_between(rng, -max, max);
    }
    int first = knob[0] ? 2 : 0, second = knob[0] ? 3 : 2; /* the smaller x first */
    if (v[first] <= v[second]) return;
    for (int i = 0; i < (knob[0] ? 1 : 2); i++) {
        int64_t old = v[first + i];
        v[first + i] = v[second + i];
        v[second + i] = old;
    }
}

static void read_points(const mg_level *level, const int64_t *v, int64_t p[4]) {
    bool whole = level->knob[0];
    p[0] = whole ? v[2] : v[0];
    p[1] = whole ? v[0] * v[2] + v[1] : v[1];
    p[2] = whole ? v[3] : v[2];
    p[3] = whole ? v[0] * v[3] + v[1] : v[3];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t p[4];
    read_points(level, v, p);
    if (p[0] >= p[2] || p[1] == p[3]) return false;
    algebra_key(out, "line", p, 4);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t p[4];
    read_points(level, v, p);
    algebra_line line[2];
    bool swap = mg_pick(problem, 5, 2);
    for (int i = 0; i < 2; i++)
        algebra_format(&line[i == swap], "(%d, %d)", p[2 * i], p[2 * i + 1]);
    ALGEBRA_ASK(problem, question, WORDINGS, line[0].text, line[1].text);
    algebra_write(answer, "%r, %r", mg_ratio_of(p[3] - p[1], p[2] - p[0]),
                  mg_ratio_of(p[1] * p[2] - p[0] * p[3], p[2] - p[0]));
    algebra_measure(problem, p, 4, 5);
}

static void work(const mg_problem *problem, mg_text *out) {
    int64_t p[4];
    read_points(algebra_level(problem), problem->operand, p);
    mg_ratio slope = mg_ratio_of(p[3] - p[1], p[2] - p[0]);
    algebra_write(out, "(%d%+d)/(%d%+d) = %d/%d = %r;", p[3], -p[1], p[2], -p[0], p[3] - p[1],
                  p[2] - p[0], slope);
    algebra_write(out, "%d - %R*%n = %r;", p[1], slope, p[0],
                  mg_ratio_of(p[1] * p[2] - p[0] * p[3], p[2] - p[0]));
}

ALGEBRA_FAMILY(line_through_points, "slope and intercept of the line through two points", 2, LIST,
               ANY, box, "whole", "max_slope_or_value", "max_intercept", "max_x");

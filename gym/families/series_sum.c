/* Two near twins: sums of arithmetic and of geometric series. "The first term is 3, the common
 * difference 4: what is the sum of the first 10 terms?" -> "210". difficulty: operations + digits.
 */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"whole numbers up to 20, up to 12 terms", {20, 12, 1}},
    {"whole numbers up to 99, up to 99 terms; ratio up to 4", {99, 99, 1}},
    {"fractions: denominators up to 6; geometric: also without end", {99, 99, 6}},
};
static const mg_text_bounds BOUNDS[] = {{130, 12, 190}, {130, 16, 390}, {135, 24, 620}};
static const char *const ARITHMETIC[] = {
    "An arithmetic sequence starts with [0] and has the common difference [1]. What is the sum of "
    "its first [2] terms?",
    "Add the first [2] terms of the arithmetic sequence with first term [0] and difference [1]."};
static const char *const GEOMETRIC[] = {
    "A geometric sequence starts with [0] and has the common ratio [1]. What is the sum of its "
    "first [2] terms?",
    "Add the first [2] terms of the geometric sequence with first term [0] and ratio [1]."};
static const char *const ENDLESS[] = {
    "A geometric series without end starts with [0] and has the common ratio [1]. What is its sum?",
    "What is the sum of all terms of the geometric sequence with first term [0] and ratio [1]?"};

/* first, top and bottom of the difference or ratio, number of terms (0: no end) */
static void box_arithmetic(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[0];
    *box = (mg_box){
        .count = 4, .low = {-max, -max, 1, 3}, .high = {max, max, level->knob[2], level->knob[1]}};
}

static void draw_arithmetic(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, -level->knob[0], level->knob[0]);
    v[1] = algebra_nonzero(rng, level->knob[0]);
    v[2] = mg_draw_between(rng, 1, level->knob[2]);
    v[3] = mg_draw_between(rng, 3, level->knob[1]);
}

static bool canonical_arithmetic(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[1] == 0 || mg_gcd(v[1], v[2]) != 1) return false;
    algebra_key(out, "arithmetic series", v, 4);
    return true;
}

static void pose_arithmetic(const mg_level *level, const int64_t *v, mg_text *question,
                            mg_text *answer, mg_problem *problem) {
    (void)level;
    algebra_line first, step, count;
    ALGEBRA_ASK(problem, question, ARITHMETIC, algebra_format(&first, "%d", v[0]),
                algebra_format(&step, "%r", (mg_ratio){v[1], v[2]}),
                algebra_format(&count, "%d", v[3]));
    mg_text_ratio(answer, mg_ratio_of(v[3] * (2 * v[0] * v[2] + (v[3] - 1) * v[1]), 2 * v[2]));
    algebra_measure(problem, v, 4, 5 + 2 * (v[2] > 1));
}

static void work_arithmetic(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio step = {v[1], v[2]}, last = mg_ratio_of(v[0] * v[2] + (v[3] - 1) * v[1], v[2]);
    algebra_write(out, "%d + %d*%R = %r;", v[0], v[3] - 1, step, last);
    algebra_write(out, "%d*(%d%+r)/2 = %r;", v[3], v[0], last,
                  mg_ratio_of(v[3] * (2 * v[0] * v[2] + (v[3] - 1) * v[1]), 2 * v[2]));
}

static void box_geometric(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){.count = 4,
                    .low = {-knob[0], -5, 1, knob[2] > 1 ? 0 : 3},
                    .high = {knob[0], 5, knob[2], knob[0] > 20 ? 8 : 5}};
}

static void draw_geometric(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = algebra_nonzero(rng, knob[0]);
    v[1] = algebra_nonzero(rng, 5);
    v[2] = mg_draw_between(rng, 1, knob[2]);
    v[3] = mg_draw_between(rng, 3, knob[0] > 20 ? 8 : 5);
    if (knob[2] > 1 && v[2] > v[1] && v[2] > -v[1] && mg_rng_below(rng, 2)) v[3] = 0;
}

static bool canonical_geometric(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[0] == 0 || v[1] == 0 || v[1] == v[2] || v[1] == -v[2] || mg_gcd(v[1], v[2]) != 1)
        return false;
    if (v[3] == 1 || v[3] == 2 || (v[3] == 0 && (v[1] > v[2] || v[1] < -v[2]))) return false;
    algebra_key(out, "geometric series", v, 4);
    return true;
}

/* first (bottom^n - top^n) bottom / (bottom^n (bottom - top)); or first bottom / (bottom - top) */
static mg_ratio geometric_sum(const int64_t *v) {
    if (v[3] == 0) return mg_ratio_of(v[0] * v[2], v[2] - v[1]);
    int64_t top, bottom;
    mg_power(v[1], (int)v[3], &top);
    mg_power(v[2], (int)v[3], &bottom);
    return mg_ratio_of(v[0] * (bottom - top) / (v[2] - v[1]), bottom / v[2]);
}

static void pose_geometric(const mg_level *level, const int64_t *v, mg_text *question,
                           mg_text *answer, mg_problem *problem) {
    (void)level;
    algebra_line first, ratio, count;
    const char *formulas[] = {algebra_format(&first, "%d", v[0]),
                              algebra_format(&ratio, "%r", (mg_ratio){v[1], v[2]}),
                              algebra_format(&count, "%d", v[3])};
    algebra_ask(problem, question, v[3] ? GEOMETRIC : ENDLESS, 2, formulas);
    mg_text_ratio(answer, geometric_sum(v));
    algebra_measure(problem, v, 4, 2 + (int)v[3] + 3 * (v[2] > 1));
}

static void work_geometric(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio ratio = {v[1], v[2]};
    if (v[3] == 0) {
        mg_ratio rest = mg_ratio_of(v[2] - v[1], v[2]);
        algebra_write(out, "1 - %R = %r;%d/%R = %r;", ratio, rest, v[0], rest, geometric_sum(v));
        return;
    }
    mg_ratio term = {v[0], 1}, sum = term;
    for (int64_t n = 1; n < v[3]; n++) {
        mg_ratio before = sum, last = term;
        if (!mg_ratio_multiply(term, ratio, &term) || !mg_ratio_add(sum, term, &sum)) return;
        algebra_write(out, "%R*%R = %r;%r%+r = %r;", last, ratio, term, before, term, sum);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    return BOUNDS[level - LEVELS];
}

#define SERIES(NAME, SUMMARY, KIND)                                                                \
    const mg_family mg_family_##NAME = {                                                           \
        .name = #NAME,                                                                             \
        .summary = SUMMARY,                                                                        \
        .topic = "algebra",                                                                        \
        .id = MG_FAMILY_ID_##NAME,                                                                 \
        .knobs = {"max_value", "max_terms", "max_denominator"},                                    \
        .levels = LEVELS,                                                                          \
        .level_count = ALGEBRA_COUNT(LEVELS),                                                      \
        .default_level = 2,                                                                        \
        .answer_kind = MG_ANSWER_RATIONAL,                                                         \
        .form = MG_FORM_LOWEST,                                                                    \
        .box = box_##KIND,                                                                         \
        .draw = draw_##KIND,                                                                       \
        .canonical = canonical_##KIND,                                                             \
        .pose = pose_##KIND,                                                                       \
        .work = work_##KIND,                                                                       \
        .bounds = bounds,                                                                          \
    }

SERIES(arithmetic_series, "sums of arithmetic series", arithmetic);
SERIES(geometric_series, "sums of geometric series", geometric);

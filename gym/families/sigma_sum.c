/* Sums of a polynomial in k over a range of k. Operands: first and last k, degree, coefficients. */
#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 3, COEFFICIENTS_AT = 3, MAX_LISTED = 12 };

static const mg_level LEVELS[] = {
    {"linear, up to 12 terms", {1, 1, 30, 9, 11}},
    {"quadratic, up to 12 terms", {2, 2, 20, 9, 11}},
    {"quadratic, up to 100 terms", {2, 2, 30, 9, 99}},
    {"cubic, up to 100 terms", {3, 3, 30, 9, 99}},
    {"cubic, up to 1000 terms", {3, 3, 99, 99, 999}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    mg_box_add(box, 1, 0, knob[3]);
    mg_box_add(box, 1, 1, knob[4]); /* terms after the first */
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, knob[0] + 1, -knob[2], knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, knob[3]);
    v[1] = mg_draw_between(rng, 1, knob[4]);
    v[2] = mg_draw_between(rng, knob[0], knob[1]);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[2], (int)v[2] + 1, knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "sigma", v, 4 + (int)v[2]);
    return v[COEFFICIENTS_AT + v[2]] != 0;
}

/* sum of k^power for k = 0 to n, 0 where n < 0 (Faulhaber). */
static int64_t power_sum(int power, int64_t n) {
    if (n < 0) return 0;
    int64_t triangle = n * (n + 1) / 2;
    if (power == 0) return n + 1;
    return power == 1 ? triangle : power == 2 ? triangle * (2 * n + 1) / 3 : triangle * triangle;
}

static int64_t between(int power, const int64_t *v) {
    return power_sum(power, v[0] + v[1]) - power_sum(power, v[0] - 1);
}

static int64_t value(const int64_t *v) {
    int64_t sum = 0;
    for (int i = 0; i <= v[2]; i++) sum += v[COEFFICIENTS_AT + i] * between(i, v);
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    if (which == 'p') mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[2], 'k');
    if (which == 'a') mg_text_int(out, v[0]);
    if (which == 'b') mg_text_int(out, v[0] + v[1]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the sum of $p over all whole k from @a to @b?",
        "Add up the values of $p for k = @a, ..., @b. What is the sum?", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_int(answer, value(v));
    problem->digits = mg_longest(v + COEFFICIENTS_AT, (int)v[2] + 1);
    problem->operations =
        v[1] < MAX_LISTED ? (int)(v[1] + 1) * (int)(2 * v[2] + 1) : 12 * (int)v[2];
    problem->difficulty = problem->operations + mg_digit_count(value(v));
}

/* Few terms are added one by one; of many the sums of powers are put together. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand, *c = v + COEFFICIENTS_AT;
    int degree = (int)v[2];
    int64_t sum = 0;
    for (int64_t k = v[0]; k <= v[0] + v[1] && v[1] < MAX_LISTED; k++) {
        int64_t term = mg_polynomial_at(c, degree, k);
        mg_text_int(out, sum);
        mg_text_signed(out, term);
        mg_text_string(out, " = ");
        mg_text_int(out, sum += term);
        mg_text_char(out, ';');
    }
    if (v[1] < MAX_LISTED) return;
    for (int i = 0; i <= degree; i++) {
        mg_text_string(out, "sum of k^");
        mg_text_int(out, i);
        mg_text_string(out, ": ");
        mg_text_int(out, between(i, v));
        mg_text_char(out, ';');
    }
    for (int i = degree; i >= 0; i--) {
        mg_text_factor(out, c[i]);
        mg_text_char(out, '*');
        mg_text_int(out, between(i, v));
        mg_text_string(out, i > 0 ? " + " : " = ");
    }
    mg_text_int(out, value(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int d = mg_digit_count(knob[2]), e = mg_digit_count(knob[3] + knob[4]), n = knob[1] + 1;
    int size = d + n * e + 3;
    return (mg_text_bounds){70 + n * (d + 8) + 2 * e, size, 320 + 14 * size};
}

const mg_family mg_family_sigma_sum = {
    .name = "sigma_sum",
    .summary = "sums of polynomials over a range",
    .topic = "calculus",
    .id = MG_FAMILY_ID_sigma_sum,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_first", "max_more"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

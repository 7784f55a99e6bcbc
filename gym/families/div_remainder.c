/* The remainder of a division, each remainder equally likely: 137 by 5 -> "2".
 *
 * Operands: quotient, divisor, remainder. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"quotients to 12, divisors 2 to 12", {12, 12, 1}},
    {"quotients to 99, divisors 3 to 20", {99, 20, 1}},
    {"quotients to 999, divisors 3 to 99 (low DM div_remainder)", {999, 99, 1}},
    {"quotients to 999,999, divisors 3 to 9,999 (middle of DM div_remainder)", {999999, 9999, 0}},
    {"quotients to 999,999,999, divisors 3 to 999,999", {999999999, 999999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t divisor = level->knob[1];
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 3,
                    .low = {1, divisor > 12 ? 3 : 2, 0},
                    .high = {level->knob[0], divisor, divisor - 1}};
}

/* The remainder is drawn below the divisor, so that small divisors are no rarer than large ones. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 1, level->knob[0]);
    v[1] = mg_draw_between(rng, level->knob[1] > 12 ? 3 : 2, level->knob[1]);
    v[2] = mg_draw_between(rng, 0, v[1] - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "%0 mod %1", v[0] * v[1] + v[2], v[1]);
    return v[2] < v[1];
}

/* difficulty: digits of the quotient + digits of the divisor */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {4,
                                         {"What is the remainder when %0 is divided by %1?",
                                          "Calculate the remainder of %0 divided by %1.",
                                          "Remainder of %0 by %1:",
                                          "%0 things are packed into boxes of %1. How many are "
                                          "left over when no more box can be filled?"}};
    int64_t shown[2] = {v[0] * v[1] + v[2], v[1]};
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = shown});
    mg_text_int(answer, v[2]);
    problem->digits = mg_digit_count(shown[0]);
    problem->operations = mg_digit_count(v[0]);
    problem->difficulty = problem->operations + mg_digit_count(v[1]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_num_work_long_division(out, v[0] * v[1] + v[2], v[1]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int q = mg_digit_count(level->knob[0]), d = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){94 + q + 2 * d, d, (d + q) * (3 * d + 8)};
}

const mg_family mg_family_div_remainder = {
    .name = "div_remainder",
    .summary = "the remainder of a division",
    .topic = "numbers",
    .id = MG_FAMILY_ID_div_remainder,
    .knobs = {"max_quotient", "max_divisor", "walked"},
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

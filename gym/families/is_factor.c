/* Is d a factor of n? Half of the time it is.
 *
 * Operands: d, k and whether it is; n is d*k, or d*k and a remainder that hangs on d and k. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"divisors 2 to 12, up to 12 times", {12, 12, 1}},
    {"divisors 2 to 30, up to 100 times", {30, 100, 1}},
    {"divisors 2 to 99, up to 1,000 times (low DM is_factor)", {99, 1000, 1}},
    {"divisors 2 to 9,999, up to 1,000,000 times (middle of DM is_factor)", {9999, 1000000, 0}},
    {"divisors 2 to 999,999, up to 999,999,999 times", {999999, 999999999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 3, .low = {2, 1, 0}, .high = {level->knob[0], level->knob[1], 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 2, level->knob[0]);
    v[1] = mg_draw_between(rng, 1, level->knob[1]);
    v[2] = mg_rng_below(rng, 2);
}

static int64_t number_of(const int64_t *v) {
    uint64_t hash = ((uint64_t)v[0] << 32 ^ (uint64_t)v[1]) * 0x9E3779B97F4A7C15u >> 33;
    int64_t rest = 1 + (int64_t)(hash % (uint64_t)(v[0] - 1));
    return v[0] * v[1] + (v[2] ? 0 : rest);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "%0 divides %1", v[0], number_of(v));
    return v[1] > 1; /* not whether 7 divides 7 */
}

/* difficulty: digits of the quotient + digits of the divisor */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {
        4,
        {"Is %0 a factor of %1?", "Does %0 divide %1 without remainder?",
         "Is %0 a divisor of %1? Answer yes or no.", "If %0 is taken, is %1 a multiple of it?"}};
    int64_t shown[2] = {v[0], number_of(v)};
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = shown});
    mg_num_text_yes_no(answer, v[2]);
    problem->digits = mg_digit_count(shown[1]);
    problem->operations = mg_digit_count(v[1]);
    problem->difficulty = problem->operations + mg_digit_count(v[0]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t n = number_of(v);
    mg_num_work_long_division(out, n, v[0]);
    mg_num_put(out, "%0=%1*%2+%3;", n, v[1], v[0], n - v[0] * v[1]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]), k = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){42 + d + d + k, 3, (d + k) * (3 * d + 8) + 3 * d + 2 * k + 5};
}

const mg_family mg_family_is_factor = {
    .name = "is_factor",
    .summary = "whether one number divides another, half each",
    .topic = "numbers",
    .id = MG_FAMILY_ID_is_factor,
    .knobs = {"max_divisor", "max_quotient", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_BOOLEAN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

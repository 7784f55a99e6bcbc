/* Quotients rounded down or up, of either sign: "Round -17/5 down to a whole number." -> "-4".
 *
 * Operands: 0 down, 1 up; dividend, divisor. */
#include "gym/families/arithmetic_common.h"

/* digits of dividend and divisor, signs of the divisor */
static const mg_level LEVELS[] = {
    {"2 by 1 digits, positive divisors", {2, 1, 0}},
    {"4 by 2 digits", {4, 2, 1}},
    {"7 by 3 digits", {7, 3, 1}},
    {"12 by 5 digits", {12, 5, 1}},
    {"18 by 9 digits", {18, 9, 1}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[0] > 4) return;
    int64_t top = mg_power_of_ten(level->knob[0]) - 1, bottom = mg_power_of_ten(level->knob[1]) - 1;
    *box = (mg_box){
        .count = 3, .low = {0, -top, level->knob[2] ? -bottom : 1}, .high = {1, top, bottom}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, 2);
    v[1] = mg_draw_signed_digits(rng, level->knob[0]);
    v[2] = mg_draw_signed_digits(rng, level->knob[1]);
    if (level->knob[2] == 0) v[2] = mg_absolute(v[2]);
}

/* A divisor of 1 would leave nothing to do. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[2] >= -1 && v[2] <= 1) return false;
    mg_text_string(out, v[0] ? "ceil " : "floor ");
    mg_text_int(out, v[1]);
    mg_text_char(out, '/');
    mg_text_int(out, v[2]);
    return true;
}

static int64_t floor_of(const int64_t *v) {
    int64_t quotient = v[1] / v[2];
    return quotient - (v[1] % v[2] != 0 && (v[1] < 0) != (v[2] < 0));
}

static const struct {
    const char *before[2], *after[2];
} WORDINGS[] = {
    {{"Round ", "Round "}, {" down to a whole number.", " up to a whole number."}},
    {{"What is the largest whole number that is not above ",
      "What is the smallest whole number that is not below "},
     {"?", "?"}},
};

/* difficulty: digits of the quotient times digits of the divisor, 1 for each sign */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int wording = mg_pick(problem, 0, 2);
    mg_text_string(question, WORDINGS[wording].before[v[0]]);
    mg_math_open(problem, question);
    mg_text_int(question, v[1]);
    mg_text_char(question, '/');
    mg_text_operand(question, v[2]);
    mg_math_close(problem, question);
    mg_text_string(question, WORDINGS[wording].after[v[0]]);
    int64_t low = floor_of(v);
    mg_text_int(answer, low + (v[0] && v[1] % v[2] != 0));
    problem->digits = mg_digit_count(v[1]);
    problem->operations = mg_digit_count(low);
    problem->difficulty = problem->operations * mg_digit_count(v[2]) + (v[1] < 0) + (v[2] < 0);
}

/* The number as quotient and remainder; the fraction between its neighbours. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t low = floor_of(v), rest = v[1] - low * v[2];
    mg_text_int(out, v[1]);
    mg_text_char(out, '=');
    mg_text_operand(out, low);
    mg_text_char(out, '*');
    mg_text_operand(out, v[2]);
    if (rest) mg_text_char(out, rest < 0 ? '-' : '+');
    if (rest) mg_text_int(out, mg_absolute(rest));
    mg_text_char(out, ';');
    mg_text_int(out, low);
    mg_text_string(out, "<=");
    mg_text_int(out, v[1]);
    mg_text_char(out, '/');
    mg_text_operand(out, v[2]);
    mg_text_char(out, '<');
    mg_text_int(out, low + 1);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int a = level->knob[0] + 1, b = level->knob[1] + 1;
    return (mg_text_bounds){60 + a + b, a + 1, 5 * a + 3 * b + 24};
}

const mg_family mg_family_integer_division = {
    .name = "integer_division",
    .summary = "quotients rounded down or up, of either sign",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_integer_division,
    .knobs = {"digits_dividend", "digits_divisor", "signs"},
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

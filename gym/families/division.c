/* a/b= of whole numbers, quotient and remainder: "137/5=" -> "27r2", "135/5=" -> "27r0". */
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"2 by 1 digits", {2, 1}}, {"3 by 1 digits", {3, 1}}, {"4 by 1 digits", {4, 1}},
    {"3 by 2 digits", {3, 2}}, {"4 by 2 digits", {4, 2}}, {"5 by 2 digits", {5, 2}},
    {"6 by 3 digits", {6, 3}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){
        .count = 2,
        .low = {0, 1},
        .high = {mg_power_of_ten(level->knob[0]) - 1, mg_power_of_ten(level->knob[1]) - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_number(rng, level->knob[0]);
    v[1] = mg_draw_number(rng, level->knob[1]);
    if (v[1] == 0) v[1] = mg_draw_between(rng, 1, 9);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_int(out, v[0]);
    mg_text_char(out, '/');
    mg_text_int(out, v[1]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    canonical(level, v, question);
    mg_text_char(question, '=');
    int64_t quotient = v[0] / v[1], remainder = v[0] % v[1];
    mg_text_int(answer, quotient);
    mg_text_char(answer, 'r');
    mg_text_int(answer, remainder);
    problem->digits = mg_digit_count(v[0]);
    problem->operations = mg_digit_count(quotient);
    /* carries: steps of the long division that hand a remainder on */
    int64_t head = v[0] / 10;
    for (; head; head /= 10) problem->carries += head >= v[1] && head % v[1] != 0;
    problem->difficulty = problem->operations + problem->carries + (remainder != 0);
}

/* Long division from the first part that the divisor fits into: 137/5 is "13/5=2r3;37/5=7r2;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t dividend = problem->operand[0], divisor = problem->operand[1], part = 0;
    bool started = false;
    for (int64_t place = mg_power_of_ten(problem->digits - 1); place; place /= 10) {
        part = part * 10 + dividend / place % 10;
        started = started || part >= divisor || place == 1;
        if (!started) continue;
        mg_text_equation(out, part, '/', divisor, part / divisor);
        mg_text_char(out, 'r');
        part %= divisor;
        mg_text_int(out, part);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int a = level->knob[0], b = level->knob[1];
    return (mg_text_bounds){a + b + 2, a + b + 1, a * (3 * b + 6)};
}

const mg_family mg_family_division = {
    .name = "division",
    .summary = "whole quotient and remainder",
    .topic = "basics",
    .id = MG_FAMILY_ID_division,
    .knobs = {"digits_dividend", "digits_divisor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_QUOTIENT,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

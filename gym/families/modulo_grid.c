/* A grid of (A*r + B*c + C) mod m, in later levels with D*r*c too, one entry of which is missing.
 * Every row and column of the rest fixes it: the pattern has no other completion.
 *
 * Operands: m, A, B, C, D, the place of the missing entry. */
#include "gym/families/numbers_common.h"

/* lowest and highest modulus, side of the grid, product term, walked */
static const mg_level LEVELS[] = {
    {"3 by 3, linear, modulo 3 to 5", {3, 5, 3, 0, 1}},
    {"4 by 4, linear, modulo 5 to 9", {5, 9, 4, 0, 1}},
    {"5 by 5, with a product term, modulo 7 to 12", {7, 12, 5, 1, 1}},
    {"7 by 7, with a product term, modulo 10 to 30", {10, 30, 7, 1, 0}},
    {"10 by 10, with a product term, modulo 10 to 99", {10, 99, 10, 1, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = level->knob[1] - 1, side = level->knob[2];
    if (!level->knob[4]) return;
    *box = (mg_box){
        .count = 6,
        .low = {level->knob[0]},
        .high = {level->knob[1], high, high, high, level->knob[3] ? high : 0, side * side - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    for (int i = 1; i <= 4; i++) v[i] = mg_draw_between(rng, 0, v[0] - 1);
    if (!level->knob[3]) v[4] = 0;
    v[5] = mg_draw_between(rng, 0, level->knob[2] * level->knob[2] - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    for (int i = 1; i <= 4; i++)
        if (v[i] >= v[0]) return false;
    mg_num_put(out, "grid %0 mod %1: %2,%3,%4,%5 at %6", level->knob[2], v[0], v[1], v[2], v[3],
               v[4], v[5]);
    return v[1] && v[2] && (!level->knob[3] || v[4]);
}

static int64_t entry(const int64_t *v, int64_t row, int64_t column) {
    return (v[1] * row + v[2] * column + v[3] + v[4] * row * column) % v[0];
}

static const mg_wordings WORDINGS = {
    2,
    {"In this grid, the entry in row r and column c is {&0} modulo %0 with fixed whole numbers &1. "
     "Which entry stands at the question mark?\n",
     "Row r and column c of the grid hold the remainder of {&0} divided by %0, where &1 are fixed "
     "whole numbers. Find the missing entry.\n"}};

/* difficulty: side + digits of the modulus + 3 for the product term */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const LINEAR[2] = {"A*r + B*c + C", "A, B, C"};
    static const char *const PRODUCT[2] = {"A*r + B*c + C + D*r*c", "A, B, C, D"};
    int side = level->knob[2];
    mg_num_ask(problem, question, &WORDINGS,
               &(mg_holes){.number = v, .name = level->knob[3] ? PRODUCT : LINEAR});
    for (int64_t row = 0; row < side; row++) {
        for (int64_t column = 0; column < side; column++) {
            if (column) mg_text_char(question, ' ');
            if (row * side + column == v[5])
                mg_text_char(question, '?');
            else
                mg_text_int(question, entry(v, row + 1, column + 1));
        }
        if (row + 1 < side) mg_text_char(question, '\n');
    }
    mg_text_int(answer, entry(v, v[5] / side + 1, v[5] % side + 1));
    problem->digits = mg_digit_count(v[0]);
    problem->operations = 3 + level->knob[3];
    problem->difficulty = side + problem->digits + 3 * level->knob[3];
}

/* In the missing entry's row the steps are all alike: they are B + D*r. Two neighbours in the row
 * that are both known give the step, a known neighbour gives the entry. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t side = level->knob[2], row = v[5] / side + 1, column = v[5] % side + 1, m = v[0];
    bool left = column > 2; /* two known neighbours to the left, or two to the right */
    bool middle = !left && column == 2 && side == 3;
    int64_t other = middle ? (row == 1 ? 2 : 1) : row;
    int64_t from = middle ? 1 : left ? column - 2 : column + 1;
    int64_t step = entry(v, other, from + 1) - entry(v, other, from);
    mg_num_put(out, "row %0 has steps of %1-%2=%3;", other, entry(v, other, from + 1),
               entry(v, other, from), step);
    int64_t known = middle || left ? column - 1 : column + 1;
    int64_t change = known < column ? step : -step, value = entry(v, row, known) + change;
    mg_text_equation(out, entry(v, row, known), change < 0 ? '-' : '+',
                     change < 0 ? -change : change, value);
    mg_text_char(out, ';');
    if (value < 0) mg_num_put(out, "%0+%1=%2;", value, m, value + m);
    if (value >= m) mg_num_put(out, "%0-%1=%2;", value, m, value - m);
}

static mg_text_bounds bounds(const mg_level *level) {
    int m = mg_digit_count(level->knob[1]), side = level->knob[2];
    int text = level->knob[3] ? 175 : 162;
    return (mg_text_bounds){text + m + side * side * (mg_digit_count(level->knob[1] - 1) + 1),
                            mg_digit_count(level->knob[1] - 1), 40 + 9 * (m + 1)};
}

const mg_family mg_family_modulo_grid = {
    .name = "modulo_grid",
    .summary = "the missing entry of a grid with a pattern modulo m",
    .topic = "numbers",
    .id = MG_FAMILY_ID_modulo_grid,
    .knobs = {"min_modulus", "max_modulus", "side", "product_term", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

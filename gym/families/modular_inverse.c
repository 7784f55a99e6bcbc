/* The inverse of a modulo m, in 1 to m-1: of 3 modulo 7 -> "5".
 *
 * Operands: m, a. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"modulo 5 to 40", {5, 40, 1}},
    {"modulo 20 to 200", {20, 200, 1}},
    {"modulo 100 to 2,000", {100, 2000, 1}},
    {"modulo 10,000 to 99,999", {10000, 99999, 0}},
    {"modulo 100,000 to 999,999", {100000, 999999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[2]) return;
    *box = (mg_box){
        .count = 2, .low = {level->knob[0], 2}, .high = {level->knob[1], level->knob[1] - 2}};
}

/* The first number with an inverse at or behind one that is drawn. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_between(rng, 2, v[0] - 2);
    while (mg_gcd(v[0], v[1]) != 1) v[1]++;
}

/* Neither 1 nor -1, which are their own inverses. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "1/%0 mod %1", v[1], v[0]);
    return v[1] < v[0] - 1 && mg_gcd(v[0], v[1]) == 1;
}

static const mg_wordings WORDINGS = {
    3,
    {"Find the inverse of %1 modulo %0, as a number from 1 to the modulus less 1.",
     "Which number from 1 to %0, times %1, leaves the remainder 1 when divided by %0?",
     "What is the multiplicative inverse of %1 mod %0? Answer with the least positive number."}};

/* difficulty: division steps of Euclid's algorithm + digits of the modulus */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v});
    mg_text_int(answer, mg_mod(mg_num_bezout_of(v[0], v[1]).y, v[0]));
    problem->digits = mg_digit_count(v[0]);
    problem->operations = mg_num_euclid_steps(v[0], v[1]);
    problem->difficulty = problem->operations + problem->digits;
}

/* Euclid's algorithm with each remainder as a combination of m and a; the last one says 1. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t m = problem->operand[0], y;
    mg_num_work_bezout(out, m, problem->operand[1]);
    y = mg_num_bezout_of(m, problem->operand[1]).y;
    if (y < 0) mg_num_put(out, "%0+%1=%2;", y, m, y + m);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){84 + 2 * digits, digits, 5 * digits * (6 * digits + 10) + 3 * digits};
}

const mg_family mg_family_modular_inverse = {
    .name = "modular_inverse",
    .summary = "inverses modulo m",
    .topic = "numbers",
    .id = MG_FAMILY_ID_modular_inverse,
    .knobs = {"min_modulus", "max_modulus", "walked"},
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

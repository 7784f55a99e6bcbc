/* Powers modulo m: 7^13 mod 11, the least non-negative remainder.
 *
 * Operands: base, exponent, m. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"bases to 9, exponents to 6, modulo up to 12", {9, 6, 12, 1}},
    {"bases to 20, exponents to 20, modulo up to 30", {20, 20, 30, 1}},
    {"bases to 99, exponents to 999, modulo up to 99", {99, 999, 99, 1}},
    {"bases to 999, exponents to 9,999, modulo up to 999", {999, 9999, 999, 0}},
    {"bases to 9,999, exponents to 99,999, modulo up to 9,999", {9999, 99999, 9999, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (!knob[3]) return;
    *box = (mg_box){.count = 3, .low = {2, 2, 3}, .high = {knob[0], knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 2, level->knob[0]);
    v[1] = mg_draw_between(rng, 2, level->knob[1]);
    v[2] = mg_draw_between(rng, 3, level->knob[2]);
}

/* Not a power of what is 0, 1 or -1 modulo m. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t rest = v[0] % v[2];
    mg_num_put(out, "%0^%1 mod %2", v[0], v[1], v[2]);
    return rest > 1 && rest < v[2] - 1;
}

static const mg_wordings WORDINGS = {3,
                                     {"What is {%0^%1} modulo %2?",
                                      "Find the remainder when {%0^%1} is divided by %2.",
                                      "Calculate {%0^%1} mod %2."}};

/* difficulty: squarings and multiplications, times digits of the modulus */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v});
    mg_text_int(answer, mg_power_mod(v[0], v[1], v[2]));
    for (int64_t rest = v[1]; rest > 1; rest /= 2) problem->operations += 1 + (int)(rest % 2);
    problem->digits = mg_num_longest_digits(v, 3);
    problem->difficulty = problem->operations * mg_digit_count(v[2]);
}

static int64_t multiply(mg_text *out, int64_t a, int64_t b, int64_t m) {
    int64_t product = a * b;
    mg_num_put(out, "%0*%1=%2", a, b, product);
    if (product >= m) mg_num_put(out, "=%0*%1+%2", product / m, m, product % m);
    mg_text_char(out, ';');
    return product % m;
}

/* Square, and multiply by the base where the next binary digit of the exponent is 1. */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t m = problem->operand[2], base = problem->operand[0] % m;
    int64_t exponent = problem->operand[1], power = base;
    if (base != problem->operand[0])
        mg_num_put(out, "%0=%1*%2+%3;", problem->operand[0], problem->operand[0] / m, m, base);
    for (int bit = 62 - __builtin_clzll((unsigned long long)exponent); bit >= 0; bit--) {
        mg_num_put(out, "power %0:;", exponent >> bit);
        power = multiply(out, power, power, m);
        if (exponent >> bit & 1) power = multiply(out, power, base, m);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int base = mg_digit_count(level->knob[0]), exponent = mg_digit_count(level->knob[1]);
    int m = mg_digit_count(level->knob[2]);
    int bits = 64 - __builtin_clzll((unsigned long long)level->knob[1]);
    return (mg_text_bounds){44 + base + exponent + m, m,
                            2 * base + 2 * m + 4 + bits * (9 + exponent + 2 * (7 * m + 5))};
}

const mg_family mg_family_modular_exponent = {
    .name = "modular_exponent",
    .summary = "powers modulo m",
    .topic = "numbers",
    .id = MG_FAMILY_ID_modular_exponent,
    .knobs = {"max_base", "max_exponent", "max_modulus", "walked"},
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

/* All solutions of a*x = b modulo m: 6*x = 4 (mod 10) -> "4 mod 5".
 *
 * Operands: m, a, the least solution. */
#include "gym/families/numbers_common.h"

/* lowest and highest modulus, common factors of a and m allowed, walked */
static const mg_level LEVELS[] = {
    {"modulo 5 to 15, one solution", {5, 15, 0, 1}},
    {"modulo 10 to 60, one solution", {10, 60, 0, 1}},
    {"modulo 10 to 99, common factors too", {10, 99, 1, 1}},
    {"modulo 1,000 to 9,999, common factors too", {1000, 9999, 1, 0}},
    {"modulo 100,000 to 999,999, common factors too", {100000, 999999, 1, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[0], high = level->knob[1];
    if (!level->knob[3]) return;
    *box = (mg_box){.count = 3, .low = {low, 2, 0}, .high = {high, high - 1, high - 1}};
}

/* With common factors, half of the time there is one of 2 to 12. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_between(rng, 2, v[0] - 1);
    int64_t common = mg_draw_between(rng, 2, 12);
    if (level->knob[2] && mg_rng_below(rng, 2) && v[0] / common * common >= level->knob[0]) {
        v[0] -= v[0] % common;
        v[1] = v[0] > 2 * common ? common * mg_draw_between(rng, 1, v[0] / common - 1) : common;
    }
    while (!level->knob[2] && mg_gcd(v[0], v[1]) != 1) v[1]--;
    v[2] = mg_draw_between(rng, 0, v[0] / mg_gcd(v[0], v[1]) - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[1] >= v[0] || v[1] < 2) return false;
    int64_t gcd = mg_gcd(v[0], v[1]);
    mg_num_put(out, "%0*x=%1 mod %2", v[1], v[1] * v[2] % v[0], v[0]);
    return v[2] < v[0] / gcd && (gcd == 1 || level->knob[2]) && v[0] / gcd > 2;
}

static const mg_wordings WORDINGS = {
    3,
    {"Find all whole numbers x for which {%0*x} and %1 leave the same remainder when divided by "
     "%2. Write them as r mod n with 0 <= r < n.",
     "Solve {%0*x} = %1 (mod %2). Give all solutions as one residue class, r mod n with 0 <= r < "
     "n.",
     "For which x is {%0*x - %1} divisible by %2? Answer in the form r mod n, 0 <= r < n."}};

/* difficulty: division steps of Euclid's algorithm + digits of the modulus + 2 for a common factor
 */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int64_t shown[3] = {v[1], v[1] * v[2] % v[0], v[0]}, gcd = mg_gcd(v[0], v[1]);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = shown});
    mg_num_put(answer, "%0 mod %1", v[2], v[0] / gcd);
    problem->digits = mg_digit_count(v[0]);
    problem->operations = mg_num_euclid_steps(v[0], v[1]) + 2 * (gcd > 1);
    problem->difficulty = problem->operations + problem->digits;
}

/* Divide by the common factor, find the inverse, multiply. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t gcd = mg_gcd(v[0], v[1]), m = v[0] / gcd, a = v[1] / gcd;
    int64_t b = v[1] * v[2] % v[0] / gcd;
    if (gcd > 1)
        mg_num_put(out, "common factor %0;%1/%0=%2;%3/%0=%4;%5/%0=%6;", gcd, v[1], a, b * gcd, b,
                   v[0], m);
    if (a > 1) mg_num_work_bezout(out, m, a);
    int64_t inverse = mg_mod(mg_num_bezout_of(m, a).y, m);
    mg_num_put(out, "inverse %0;%0*%1=%2=%3*%4+%5;", inverse, b, inverse * b, inverse * b / m, m,
               v[2]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){126 + 3 * digits, 5 + 2 * digits,
                            5 * digits * (6 * digits + 10) + 17 * digits + 50};
}

const mg_family mg_family_linear_congruence = {
    .name = "linear_congruence",
    .summary = "linear equations modulo m",
    .topic = "numbers",
    .id = MG_FAMILY_ID_linear_congruence,
    .knobs = {"min_modulus", "max_modulus", "common_factors", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RESIDUE,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

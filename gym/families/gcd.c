/* Greatest common divisor of 2 to 5 numbers, its size log-uniform: gcd(12, 18) -> "6".
 *
 * Operands: how many, then the numbers, rising. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"2 numbers up to 30", {2, 2, 2, 30, 10}},
    {"2 numbers up to 100", {2, 2, 2, 100, 30}},
    {"2 numbers up to 1,000 (as RG gcd, easy)", {2, 2, 1, 1000, 250}},
    {"3 or 4 numbers of 1,000 to 10,000 (as RG gcd, hard)", {3, 4, 1000, 10000, 200}},
    {"2 numbers up to 1,000,000 (middle of DM gcd)", {2, 2, 1, 1000000, 10000}},
    {"3 to 5 numbers up to 1,000,000", {3, 5, 1, 1000000, 10000}},
    {"2 numbers up to 1,000,000,000 (top of DM gcd)", {2, 2, 1, 1000000000, 100000}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[1] > 2 || level->knob[3] > 1000) return;
    int64_t low = level->knob[2], high = level->knob[3];
    *box = (mg_box){.count = 3, .low = {2, low, low}, .high = {2, high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    int64_t gcd = mg_num_draw_log(rng, 1, knob[4]);
    for (int i = 1; i <= v[0]; i++)
        v[i] = gcd * mg_draw_between(rng, (knob[2] + gcd - 1) / gcd, knob[3] / gcd);
    mg_num_sort_numbers(v + 1, (int)v[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int n = (int)v[0];
    if (!mg_num_is_sorted(v + 1, n) || v[1] == v[n]) return false;
    mg_text_string(out, "gcd ");
    mg_num_text_list(out, v + 1, n, ", ");
    return true;
}

/* difficulty: Euclid's division steps + digits of the longest number + numbers - 2 */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {3,
                                         {"What is the greatest common divisor of ~?",
                                          "Find the highest common factor of ~.",
                                          "Largest whole number that divides all of @:"}};
    int64_t shown[5], gcd = 0;
    int n = (int)v[0];
    for (int i = 0; i < n; i++) {
        shown[i] = v[i + 1];
        if (i > 0) problem->operations += mg_num_euclid_steps(v[i + 1], gcd);
        gcd = mg_gcd(gcd, v[i + 1]);
    }
    mg_num_shuffle_by_key(problem, shown, n);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.list = shown, .list_count = n});
    mg_text_int(answer, gcd);
    problem->digits = mg_num_longest_digits(v + 1, n);
    problem->difficulty = problem->operations + problem->digits + n - 2;
}

/* Euclid's algorithm; with more than two numbers, the gcd so far and the next number. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t gcd = v[1];
    for (int i = 2; i <= v[0]; i++) {
        mg_num_put(out, "gcd of %0 and %1:;", v[i], gcd);
        mg_num_work_euclid(out, v[i], gcd);
        gcd = mg_gcd(gcd, v[i]);
    }
    mg_num_put(out, "last divisor %0;", gcd);
}

/* Euclid's remainders shrink by half in two steps; 5 steps a digit at most. */
static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], digits = mg_digit_count(level->knob[3]);
    int steps = 5 * digits + 2 * (n - 2);
    return (mg_text_bounds){42 + n * (digits + 2) + 5, digits,
                            24 + (n - 1) * (2 * digits + 14) + steps * (3 * digits + 8)};
}

const mg_family mg_family_gcd = {
    .name = "gcd",
    .summary = "greatest common divisor",
    .topic = "numbers",
    .id = MG_FAMILY_ID_gcd,
    .knobs = {"min_numbers", "max_numbers", "min_value", "max_value", "max_common_factor"},
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

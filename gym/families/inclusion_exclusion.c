/* How many numbers from 1 to N are divisible by a or b (or c), by none, or by exactly one of two.
 *
 * Operands: what is asked, N, a, b, c (0 where there are two), rising. */
#include "gym/families/numbers_common.h"

enum { EITHER, NEITHER, ONE_ONLY, QUESTIONS };

/* highest N, highest divisor, divisors, walked */
static const mg_level LEVELS[] = {
    {"two divisors to 12, up to 100", {100, 12, 2, 1}},
    {"two divisors to 30, up to 1,000", {1000, 30, 2, 1}},
    {"three divisors to 30, up to 100,000", {100000, 30, 3, 0}},
    {"three divisors to 99, up to 10^9", {1000000000, 99, 3, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t most = level->knob[1];
    if (!level->knob[3]) return;
    *box = (mg_box){
        .count = 4, .low = {0, 20, 2, 3}, .high = {QUESTIONS - 1, level->knob[0], most - 1, most}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[2];
    v[0] = mg_rng_below(rng, n == 2 ? QUESTIONS : ONE_ONLY);
    v[1] = mg_draw_between(rng, 20, level->knob[0]);
    for (int i = 0; i < n; i++) v[2 + i] = mg_draw_between(rng, 2, level->knob[1]);
    mg_num_sort_numbers(v + 2, n);
    if (v[2] == v[3]) v[3 - (v[2] == level->knob[1])] += v[2] == level->knob[1] ? -1 : 1;
}

/* No divisor divides another. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = level->knob[2];
    mg_num_put(out, "multiples %0 to %1 of ", v[0], v[1]);
    mg_num_text_list(out, v + 2, n, ", ");
    for (int i = 1; i < n; i++)
        for (int k = 0; k < i; k++)
            if (v[2 + i] <= v[2 + k] || v[2 + i] % v[2 + k] == 0) return false;
    return true;
}

static const mg_wordings ASK[3] = {
    {2,
     {"How many whole numbers from 1 to %0 are divisible by at least one of @?",
      "Count the whole numbers n, {1 <= n <= %0}, that are multiples of one or more of @."}},
    {2,
     {"How many whole numbers from 1 to %0 are divisible by none of @?",
      "Count the whole numbers n, {1 <= n <= %0}, that are a multiple of none of @."}},
    {2,
     {"How many whole numbers from 1 to %0 are divisible by exactly one of @?",
      "Count the whole numbers n, {1 <= n <= %0}, that are multiples of exactly one of @."}}};

/* Multiples of the lcm of the divisors in `subset`, up to N. */
static int64_t multiples(const int64_t *v, int n, unsigned subset) {
    int64_t lcm = 1;
    for (int i = 0; i < n; i++)
        if (subset >> i & 1) lcm = mg_lcm(lcm, v[2 + i]);
    return v[1] / lcm;
}

static int64_t count_either(const int64_t *v, int n) {
    int64_t sum = 0;
    for (unsigned subset = 1; subset < 1u << n; subset++)
        sum += __builtin_popcount(subset) % 2 ? multiples(v, n, subset) : -multiples(v, n, subset);
    return sum;
}

static int64_t solve(const int64_t *v, int n) {
    int64_t either = count_either(v, n);
    if (v[0] == EITHER) return either;
    return v[0] == NEITHER ? v[1] - either : either - multiples(v, n, 3);
}

/* difficulty: subsets of the divisors + digits of N */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int n = level->knob[2];
    mg_num_ask(problem, question, &ASK[v[0]],
               &(mg_holes){.number = v + 1, .list = v + 2, .list_count = n});
    mg_text_int(answer, solve(v, n));
    problem->digits = mg_digit_count(v[1]);
    problem->operations = (1 << n) - 1;
    problem->difficulty = problem->operations + problem->digits;
}

/* The multiples of each divisor and of each lcm, added and taken off in turn. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = problem->item.family->levels[problem->item.level - 1].knob[2];
    int64_t sum = 0;
    for (unsigned subset = 1; subset < 1u << n; subset++) {
        int64_t lcm = 1, count = multiples(v, n, subset);
        for (int i = 0; i < n; i++)
            if (subset >> i & 1) lcm = mg_lcm(lcm, v[2 + i]);
        bool add = __builtin_popcount(subset) % 2;
        mg_num_put(out, "%0=%1*%2+%3;", v[1], count, lcm, v[1] % lcm);
        mg_num_put(out, add ? "%0+%1=%2;" : "%0-%1=%2;", sum, count,
                   add ? sum + count : sum - count);
        sum += add ? count : -count;
    }
    if (v[0] == NEITHER) mg_num_put(out, "%0-%1=%2;", v[1], sum, v[1] - sum);
    if (v[0] == ONE_ONLY)
        mg_num_put(out, "%0-%1=%2;", sum, multiples(v, n, 3), sum - multiples(v, n, 3));
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[0]), n = level->knob[2];
    return (mg_text_bounds){82 + digits + 4 * n, digits, (1 << n) * (6 * digits + 12)};
}

const mg_family mg_family_inclusion_exclusion = {
    .name = "inclusion_exclusion",
    .summary = "numbers divisible by one of several, by none, by exactly one",
    .topic = "numbers",
    .id = MG_FAMILY_ID_inclusion_exclusion,
    .knobs = {"highest", "max_divisor", "divisors", "walked"},
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

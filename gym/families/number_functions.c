/* Functions of the prime factors of n: how many numbers up to n share no factor with it (totient),
 * how many divisors it has (divisor_count), and their sum (divisor_sum). */
#include "gym/families/numbers_common.h"

/* lowest, highest, walked */
static const mg_level LEVELS[] = {
    {"6 to 200", {6, 200, 1}},
    {"6 to 1,000", {6, 1000, 1}},
    {"1,000 to 100,000", {1000, 100000, 1}},
    {"10^9 to 10^12, no prime above 9,973", {1000000000, 0, 0}},
};

static int64_t highest(const mg_level *level) {
    return level->knob[2] ? level->knob[1] : INT64_C(1000000000000);
}

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 1, .low = {level->knob[0]}, .high = {level->knob[1]}};
}

/* Half of the time any number, else one of many factors. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool any = level->knob[2] && mg_rng_below(rng, 2);
    v[0] = any ? mg_draw_between(rng, level->knob[0], level->knob[1])
               : mg_num_draw_smooth(rng, level->knob[0], highest(level));
}

/* Primes are left out: what is asked is n - 1, 2 or n + 1. */
static bool is_problem(const mg_level *level, int64_t n) {
    return !level->knob[2] || !mg_num_is_small_prime(n);
}

static bool canonical_totient(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "totient %0", v[0]);
    return is_problem(level, v[0]);
}

static bool canonical_count(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_factors factors;
    mg_num_put(out, "divisors of %0", v[0]);
    mg_num_factor_small(v[0], &factors);
    int powers = factors.power[0];
    for (int i = 1; i < factors.count; i++) powers += factors.power[i];
    return powers > 2 && powers > factors.count; /* else there are 2, 3, 4 or 8, most often */
}

static bool canonical_sum(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "divisor sum %0", v[0]);
    return is_problem(level, v[0]);
}

/* -- the functions of one prime power; each function is their product -------------------------- */

static int64_t totient_part(int64_t prime, int power) {
    int64_t value = prime - 1;
    for (int i = 1; i < power; i++) value *= prime;
    return value;
}

static int64_t count_part(int64_t prime, int power) {
    (void)prime;
    return power + 1;
}

static int64_t sum_part(int64_t prime, int power) {
    int64_t value = 1;
    for (int i = 0; i < power; i++) value = value * prime + 1;
    return value;
}

typedef int64_t part_function(int64_t prime, int power);

static const mg_wordings TOTIENT = {
    3,
    {"How many of the numbers from 1 to %0 have no common factor with %0 except 1?",
     "What is Euler's totient of %0?",
     "Count the whole numbers k, 1 <= k <= %0, with gcd(k, %0) = 1."}};
static const mg_wordings COUNT = {3,
                                  {"How many positive divisors does %0 have, 1 and %0 included?",
                                   "Count the positive divisors of %0.",
                                   "By how many positive whole numbers is %0 divisible?"}};
static const mg_wordings SUM = {
    3,
    {"What is the sum of all positive divisors of %0, %0 included?",
     "Add up the positive divisors of %0, from 1 to %0.",
     "Find the sum of the divisors of %0 (1 and %0 are divisors too)."}};

/* difficulty: prime factors, each time it divides + different ones + digits */
static void pose(part_function *part, const mg_wordings *wordings, int64_t n, mg_text *question,
                 mg_text *answer, mg_problem *problem) {
    mg_factors factors;
    int64_t value = 1;
    mg_num_factor_small(n, &factors);
    for (int i = 0; i < factors.count; i++) {
        value *= part(factors.prime[i], factors.power[i]);
        problem->operations += factors.power[i];
    }
    mg_num_ask(problem, question, wordings, &(mg_holes){.number = &n});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(n);
    problem->difficulty = problem->operations + factors.count + problem->digits;
}

static void pose_totient(const mg_level *level, const int64_t *v, mg_text *question,
                         mg_text *answer, mg_problem *problem) {
    (void)level;
    pose(totient_part, &TOTIENT, v[0], question, answer, problem);
}

static void pose_count(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                       mg_problem *problem) {
    (void)level;
    pose(count_part, &COUNT, v[0], question, answer, problem);
}

static void pose_sum(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                     mg_problem *problem) {
    (void)level;
    pose(sum_part, &SUM, v[0], question, answer, problem);
}

/* -- worked lines ------------------------------------------------------------------------------ */

/* Factors of n, then `line` (%0 prime, %1 power, %2 part, %3 power + 1, %4 power - 1) for each,
 * then the product of the parts. */
static void work(const mg_problem *problem, part_function *part, const char *line, mg_text *out) {
    mg_factors factors;
    int64_t n = problem->operand[0], product = 1;
    mg_num_factor_small(n, &factors);
    mg_num_work_factors(out, n, &factors);
    for (int i = 0; i < factors.count; i++) {
        int power = factors.power[i];
        int64_t value = part(factors.prime[i], power);
        mg_num_put(out, line, factors.prime[i], power, value, power + 1, power - 1);
        if (i > 0) mg_num_put(out, "%0*%1=%2;", product, value, product * value);
        product *= value;
    }
}

static void work_totient(const mg_problem *problem, mg_text *out) {
    work(problem, totient_part, "%0^%1-%0^%4=%2;", out);
}

static void work_count(const mg_problem *problem, mg_text *out) {
    work(problem, count_part, "prime %0: %1+1=%2;", out);
}

static void work_sum(const mg_problem *problem, mg_text *out) {
    work(problem, sum_part, "(%0^%3-1)/(%0-1)=%2;", out);
}

/* At most log2(n) divisions, one line a prime and one for the products. */
static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(highest(level)), primes = digits < 5 ? 4 : digits < 7 ? 7 : 11;
    return (mg_text_bounds){72 + 2 * digits, digits + 1,
                            4 * digits * (2 * digits + 3) + primes * (3 * digits + 30)};
}

#define SHARED                                                                                     \
    .topic = "numbers", .knobs = {"lowest", "highest", "walked"}, .levels = LEVELS,                \
    .level_count = sizeof LEVELS / sizeof LEVELS[0], .default_level = 3,                           \
    .answer_kind = MG_ANSWER_INTEGER, .box = box, .draw = draw, .bounds = bounds

const mg_family mg_family_totient = {
    .name = "totient",
    .summary = "Euler's totient",
    .id = MG_FAMILY_ID_totient,
    .canonical = canonical_totient,
    .pose = pose_totient,
    .work = work_totient,
    SHARED,
};

const mg_family mg_family_divisor_count = {
    .name = "divisor_count",
    .summary = "how many divisors a number has",
    .id = MG_FAMILY_ID_divisor_count,
    .canonical = canonical_count,
    .pose = pose_count,
    .work = work_count,
    SHARED,
};

const mg_family mg_family_divisor_sum = {
    .name = "divisor_sum",
    .summary = "the sum of the divisors of a number",
    .id = MG_FAMILY_ID_divisor_sum,
    .canonical = canonical_sum,
    .pose = pose_sum,
    .work = work_sum,
    SHARED,
};

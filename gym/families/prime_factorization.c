/* Prime factors of a number: with their powers, 360 -> "2^3 * 3^2 * 5" (prime_factorization), and
 * each once, 360 -> "2, 3, 5" (list_prime_factors). Where a level says so, primes themselves are
 * asked for too; elsewhere they are left out: their answer stands in the question. */
#include "gym/families/numbers_common.h"

/* lowest, highest, primes too, walked */
static const mg_level LEVELS[] = {
    {"4 to 200", {4, 200, 0, 1}},
    {"2 to 1,000, primes too (as RG prime_factorization, easy)", {2, 1000, 1, 1}},
    {"1,000 to 5,000, primes too (as RG prime_factorization, hard)", {1000, 5000, 1, 1}},
    {"1,000 to 100,000", {1000, 100000, 0, 1}},
    {"100,000 to 10,000,000", {100000, 10000000, 0, 1}},
    {"10^9 to 10^12, no prime above 9,973", {1000000000, 0, 0, 0}},
};

static int64_t highest(const mg_level *level) {
    return level->knob[3] ? level->knob[1] : INT64_C(1000000000000);
}

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[3]) return;
    *box = (mg_box){.count = 1, .low = {level->knob[0]}, .high = {level->knob[1]}};
}

/* Half of the time any number, else one of many factors. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool any = level->knob[3] && mg_rng_below(rng, 2);
    v[0] = any ? mg_draw_between(rng, level->knob[0], level->knob[1])
               : mg_num_draw_smooth(rng, level->knob[0], highest(level));
}

static bool is_problem(const mg_level *level, int64_t n) {
    return level->knob[2] || !level->knob[3] || !mg_num_is_small_prime(n);
}

static bool canonical_factors(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "factor %0", v[0]);
    return is_problem(level, v[0]);
}

static bool canonical_list(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_num_put(out, "primes of %0", v[0]);
    return is_problem(level, v[0]);
}

/* difficulty: divisions by a prime + digits of the largest prime but one + digits */
static void measure(int64_t n, const mg_factors *factors, mg_problem *problem) {
    int last = factors->count - 1;
    for (int i = 0; i <= last; i++) problem->operations += factors->power[i];
    bool once = factors->power[last] == 1 && last > 0;
    problem->digits = mg_digit_count(n);
    problem->difficulty =
        problem->operations + mg_digit_count(factors->prime[last - once]) + problem->digits;
}

static void pose_factors(const mg_level *level, const int64_t *v, mg_text *question,
                         mg_text *answer, mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {
        3,
        {"Write %0 as a product of primes, with powers where a prime repeats.",
         "What is the prime factorization of %0?", "Factor %0 into primes."}};
    mg_factors factors;
    mg_num_factor_small(v[0], &factors);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v});
    mg_num_text_factors(answer, &factors);
    measure(v[0], &factors, problem);
}

static void pose_list(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                      mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {3,
                                         {"List the different prime factors of %0.",
                                          "Which primes divide %0?",
                                          "What are the prime factors of %0, each once?"}};
    mg_factors factors;
    mg_num_factor_small(v[0], &factors);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v});
    mg_num_text_list(answer, factors.prime, factors.count, ", ");
    measure(v[0], &factors, problem);
}

/* Divide by the smallest prime that fits, again and again. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_factors factors;
    mg_num_factor_small(problem->operand[0], &factors);
    mg_num_work_factors(out, problem->operand[0], &factors);
    mg_num_put(out, "%0 is prime;", factors.prime[factors.count - 1]);
}

/* At most log2(n) divisions, each of a shorter number. */
static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(highest(level)), steps = 4 * digits;
    return (mg_text_bounds){68 + digits, 5 * digits, steps * (2 * digits + 4) + digits + 10};
}

const mg_family mg_family_prime_factorization = {
    .name = "prime_factorization",
    .summary = "a number as a product of powers of primes",
    .topic = "numbers",
    .id = MG_FAMILY_ID_prime_factorization,
    .knobs = {"lowest", "highest", "primes_too", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_FACTORS,
    .box = box,
    .draw = draw,
    .canonical = canonical_factors,
    .pose = pose_factors,
    .work = work,
    .bounds = bounds,
};

const mg_family mg_family_list_prime_factors = {
    .name = "list_prime_factors",
    .summary = "the different primes that divide a number (DM list_prime_factors)",
    .topic = "numbers",
    .id = MG_FAMILY_ID_list_prime_factors,
    .knobs = {"lowest", "highest", "primes_too", "walked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 4,
    .answer_kind = MG_ANSWER_SET,
    .box = box,
    .draw = draw,
    .canonical = canonical_list,
    .pose = pose_list,
    .work = work,
    .bounds = bounds,
};

/* Whether a number is prime. Half of the composites have no small factor, and there are about as
 * many composites as primes: of the composites in a small level a hash of the number keeps some.
 *
 * Operand: the number, or k for 2*k+1 in the levels of odd numbers. */
#include "gym/families/numbers_common.h"

/* highest; odd numbers only; composites kept, of 1000; digits where there is no box */
static const mg_level LEVELS[] = {
    {"2 to 300", {300, 0, 260, 0}},
    {"2 to 1,000", {1000, 0, 210, 0}},
    {"odd numbers up to 10,000", {10000, 1, 330, 0}},
    {"odd numbers up to 1,000,000", {1000000, 1, 200, 0}},
    {"odd numbers of 7 to 9 digits (middle of DM is_prime)", {0, 1, 1000, 9}},
    {"odd numbers of 10 to 12 digits (above DM is_prime)", {0, 1, 1000, 12}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = level->knob[0];
    if (level->knob[3]) return;
    *box = level->knob[1] ? (mg_box){.count = 1, .low = {1}, .high = {high / 2 - 1}}
                          : (mg_box){.count = 1, .low = {2}, .high = {high}};
}

static int64_t number_of(const mg_level *level, int64_t operand) {
    return level->knob[1] ? 2 * operand + 1 : operand;
}

static bool is_prime(const mg_level *level, int64_t n) {
    return level->knob[3] > 9 ? mg_is_prime(n) : mg_num_is_small_prime(n);
}

static bool is_kept(const mg_level *level, int64_t n) {
    uint32_t hash = (uint32_t)n * 0x9E3779B9u;
    return (hash ^ hash >> 15) % 1000 < (uint32_t)level->knob[2];
}

/* The next number of the class at or above the operand; wraps round in the box. */
static int64_t next_of_class(const mg_level *level, const mg_box *ranges, int64_t at, bool prime) {
    for (int tries = 0; tries < 1000; tries++, at++) {
        if (ranges->count && at > ranges->high[0]) at = ranges->low[0];
        int64_t n = number_of(level, at);
        if (is_prime(level, n) == prime && (prime || is_kept(level, n))) break;
    }
    return at;
}

/* A composite without small factors: a prime times the first number behind the wanted size. */
static int64_t draw_semiprime(const mg_level *level, mg_rng *rng, int64_t size) {
    bool large = level->knob[3] > 9; /* so that the second prime stays below 2^32 */
    int64_t prime =
        mg_num_next_prime(mg_num_draw_log(rng, large ? 1000 : 7, large ? 100000 : 1000));
    return prime * mg_num_next_prime(size / prime > 2 ? size / prime : 3);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges = {0};
    bool prime = mg_rng_below(rng, 2);
    box(level, &ranges);
    if (ranges.count) {
        v[0] = mg_draw_between(rng, ranges.low[0], ranges.high[0]);
        v[0] = next_of_class(level, &ranges, v[0], prime);
        return;
    }
    int digits = level->knob[3];
    int64_t size = mg_draw_between(rng, mg_power_of_ten(digits - 3), mg_power_of_ten(digits) / 2);
    if (prime)
        v[0] = next_of_class(level, &ranges, size / 2, true);
    else
        v[0] = draw_semiprime(level, rng, size) / 2;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t n = number_of(level, v[0]);
    mg_num_put(out, "prime %0", n);
    return level->knob[3] || is_prime(level, n) || is_kept(level, n);
}

static int64_t smallest_factor(int64_t n) {
    if (n % 2 == 0) return 2;
    for (int64_t p = 3; p * p <= n; p += 2)
        if (n % p == 0) return p;
    return n;
}

/* difficulty: digits + digits of what must be tried: the smallest factor, or the root of a prime */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const mg_wordings WORDINGS = {3,
                                         {"Is %0 a prime number?", "Is %0 prime? Answer yes or no.",
                                          "Has %0 exactly two divisors, 1 and itself?"}};
    int64_t n = number_of(level, v[0]);
    bool prime = is_prime(level, n);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = &n});
    mg_num_text_yes_no(answer, prime);
    problem->digits = mg_digit_count(n);
    problem->operations = (problem->digits + 1) / 2;
    problem->difficulty = problem->digits + problem->operations + prime;
}

/* The factor that is found, or the primes that were tried. */
static void work(const mg_problem *problem, mg_text *out) {
    enum { SHOWN = 12 };
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int64_t n = number_of(level, problem->operand[0]);
    bool prime = problem->answer[0] == 'y';
    int64_t stop = prime ? mg_square_root(n) : smallest_factor(n) - 1;
    int64_t p = 2;
    for (int i = 0; i < SHOWN && p <= stop; i++, p = mg_num_next_prime(p + 1))
        mg_num_put(out, "%0=%1*%2+%3;", n, p, n / p, n % p);
    if (p <= stop) mg_text_string(out, "and so on;");
    if (prime)
        mg_num_put(out, "no prime up to %0 divides %1;", mg_square_root(n), n);
    else
        mg_num_put(out, "%0=%1*%2;", n, stop + 1, n / (stop + 1));
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[3] ? level->knob[3] + 1 : mg_digit_count(level->knob[0]);
    return (mg_text_bounds){42 + digits, 3, 12 * (2 * digits + 8) + 2 * digits + 40};
}

const mg_family mg_family_is_prime = {
    .name = "is_prime",
    .summary = "prime or composite, half each",
    .topic = "numbers",
    .id = MG_FAMILY_ID_is_prime,
    .knobs = {"highest", "odd", "composites_of_1000", "digits"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_BOOLEAN,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

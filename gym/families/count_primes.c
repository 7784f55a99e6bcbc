/* How many primes there are from a to b, both included: 10 to 20 -> "4".
 *
 * Operands: a, b. */
#include "gym/families/numbers_common.h"

static const mg_level LEVELS[] = {
    {"within 1 to 100", {1, 100, 1}},
    {"within 1 to 1,000", {1, 1000, 1}},
    {"within 1 to 10,000 (as RG count_primes, easy)", {1, 10000, 0}},
    {"within 10,000 to 50,000 (as RG count_primes, hard)", {10000, 50000, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[0], high = level->knob[1];
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 2, .low = {low, low}, .high = {high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    mg_num_sort_numbers(v, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "primes in %0..%1", v[0], v[1]);
    return v[0] < v[1];
}

static int count_between(int64_t low, int64_t high) {
    return mg_num_count_primes((int)high) - mg_num_count_primes((int)low - 1);
}

/* difficulty: digits of b + digits of the length of the interval + digits of the answer */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const mg_wordings WORDINGS = {3,
                                         {"How many primes are there from %0 to %1, both included?",
                                          "Count the prime numbers p with {%0 <= p <= %1}.",
                                          "Number of primes between %0 and %1 inclusive:"}};
    int count = count_between(v[0], v[1]);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v});
    mg_text_int(answer, count);
    problem->digits = mg_digit_count(v[1]);
    problem->operations = count;
    problem->difficulty =
        problem->digits + mg_digit_count(v[1] - v[0]) + mg_digit_count(problem->operations);
}

static void list_primes(int64_t low, int64_t high, mg_text *out) {
    for (int64_t p = low; p <= high; p++) {
        if (!mg_num_is_small_prime(p)) continue;
        mg_text_int(out, p);
        mg_text_char(out, ' ');
    }
}

/* Interval after interval: up to 50 primes by name, more by their counts. */
static void work(const mg_problem *problem, mg_text *out) {
    enum { NAMED = 50, PARTS = 16 };
    int64_t low = problem->operand[0], high = problem->operand[1], sum = 0;
    if (count_between(low, high) <= NAMED) {
        list_primes(low, high, out);
        mg_num_put(out, "make %0;", count_between(low, high));
        return;
    }
    int64_t step = (high - low) / PARTS + 1;
    for (int64_t from = low; from <= high; from += step) {
        int64_t to = from + step - 1 < high ? from + step - 1 : high;
        int64_t count = count_between(from, to);
        mg_num_put(out, "%0 to %1: %2;%3+%2=%4;", from, to, count, sum, sum + count);
        sum += count;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){54 + 2 * digits, mg_digit_count(level->knob[1]), 16 * (2 * digits + 26)};
}

const mg_family mg_family_count_primes = {
    .name = "count_primes",
    .summary = "how many primes an interval has",
    .topic = "numbers",
    .id = MG_FAMILY_ID_count_primes,
    .knobs = {"lowest", "highest", "walked"},
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

/* Factorials: quotients, differences, and how often a prime divides one.
 *
 * Operands: a, b, c: a!/b! (c = 0), a! - b! (c = 1), a!/(b!*c!), or how often b divides a!. */
#include "gym/families/numbers_counting.h"

enum { SIMPLE, QUOTIENT, PRIME };

/* kind, highest number, highest prime, walked */
static const mg_level LEVELS[] = {
    {"a!/b! and a! - b! to 14!", {SIMPLE, 14, 0, 1}},
    {"a!/(b!*c!) to 20!", {QUOTIENT, 20, 0, 1}},
    {"how often a prime to 47 divides n!, n to 1,000", {PRIME, 1000, 47, 1}},
    {"how often a prime to 997 divides n!, n to 10^6", {PRIME, 1000000, 997, 0}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = level->knob[1];
    if (!level->knob[3]) return;
    if (level->knob[0] == SIMPLE)
        *box = (mg_box){.count = 3, .low = {3, 2, 0}, .high = {high, high - 1, 1}};
    if (level->knob[0] == QUOTIENT)
        *box = (mg_box){.count = 3, .low = {5, 2, 2}, .high = {high, high - 2, high - 2}};
    if (level->knob[0] == PRIME)
        *box = (mg_box){.count = 2, .low = {10, 2}, .high = {high, level->knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t high = level->knob[1];
    if (level->knob[0] == PRIME) {
        v[0] = mg_draw_between(rng, 10, high);
        v[1] = mg_num_next_prime(mg_draw_between(rng, 2, level->knob[2]));
        return;
    }
    int64_t least = level->knob[0] == SIMPLE ? 3 : 5;
    v[0] = mg_draw_between(rng, least, high);
    v[1] = mg_draw_between(rng, 2, level->knob[0] == SIMPLE ? v[0] - 1 : v[0] - 2);
    v[2] = mg_draw_between(rng, level->knob[0] == SIMPLE ? 0 : 2,
                           level->knob[0] == SIMPLE ? 1 : v[0] - 2);
    if (level->knob[0] == QUOTIENT) mg_num_sort_numbers(v + 1, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int kind = level->knob[0];
    if (kind == PRIME) {
        mg_num_put(out, "power of %1 in %0!", v[0], v[1]);
        return v[1] < v[0] && mg_num_is_small_prime(v[1]);
    }
    if (kind == SIMPLE)
        mg_num_put(out, v[2] ? "%0!-%1!" : "%0!/%1!", v[0], v[1]);
    else
        mg_num_put(out, "%0!/(%1!*%2!)", v[0], v[1], v[2]);
    return kind == SIMPLE ? v[1] < v[0] : v[1] <= v[2] && v[1] + v[2] <= v[0];
}

static int64_t power_in_factorial(int64_t n, int64_t prime) {
    int64_t power = 0;
    while (n /= prime) power += n;
    return power;
}

static int64_t solve(const mg_level *level, const int64_t *v) {
    if (level->knob[0] == PRIME) return power_in_factorial(v[0], v[1]);
    int64_t value = mg_num_factorial(v[0]), second = mg_num_factorial(v[1]);
    if (level->knob[0] == QUOTIENT) return value / second / mg_num_factorial(v[2]);
    return v[2] ? value - second : value / second;
}

static const mg_wordings ASK[4] = {
    {2,
     {"What is %0!/%1!, where n! is the product of 1 to n?", "Calculate %0! / %1! (factorials)."}},
    {2,
     {"What is %0! - %1!, where n! is the product of 1 to n?",
      "Calculate %0! - %1! (factorials)."}},
    {2,
     {"What is %0!/(%1!*%2!), where n! is the product of 1 to n?",
      "Calculate %0! / (%1! * %2!) (factorials)."}},
    {2,
     {"What is the largest k for which %1^k divides %0!, the product of 1 to %0?",
      "How often does the prime %1 occur in the prime factorization of %0! (factorial)?"}}};

/* difficulty: multiplications and divisions + digits of the answer */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int kind = level->knob[0] == SIMPLE ? (int)v[2] : level->knob[0] + 1;
    int64_t value = solve(level, v);
    mg_num_ask(problem, question, &ASK[kind], &(mg_holes){.number = v});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(v[0]);
    if (kind == 3)
        for (int64_t n = v[0]; n; n /= v[1]) problem->operations++;
    else
        problem->operations = (int)(kind == 1 ? v[0] + v[1] : v[0] - v[kind]);
    problem->difficulty = problem->operations + mg_digit_count(value);
}

/* The factors that are left, one after the other. */
static int64_t multiply_up(mg_text *out, int64_t from, int64_t to) {
    int64_t product = from;
    for (int64_t i = from + 1; i <= to; i++) {
        mg_text_equation(out, product, '*', i, product * i);
        mg_text_char(out, ';');
        product *= i;
    }
    return product;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    if (level->knob[0] == PRIME) {
        int64_t sum = 0;
        for (int64_t n = v[0]; n >= v[1]; n /= v[1]) {
            mg_num_put(out, "%0=%1*%2+%3;%4+%1=%5;", n, n / v[1], v[1], n % v[1], sum,
                       sum + n / v[1]);
            sum += n / v[1];
        }
        return;
    }
    if (level->knob[0] == SIMPLE && v[2]) {
        int64_t small = multiply_up(out, 1, v[1]);
        int64_t large = small * multiply_up(out, v[1] + 1, v[0]);
        mg_num_put(out, "%0*%1=%2;%2-%0=%3;", small, large / small, large, large - small);
        return;
    }
    int64_t kept = level->knob[0] == QUOTIENT ? v[2] : v[1];
    int64_t top = multiply_up(out, kept + 1, v[0]);
    if (level->knob[0] == SIMPLE) return;
    int64_t bottom = multiply_up(out, 1, v[1]);
    mg_num_put(out, "%0/%1=%2;", top, bottom, top / bottom);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[1]), prime = level->knob[0] == PRIME;
    int answer = prime ? digits : level->knob[0] == SIMPLE ? 11 : 18;
    return (mg_text_bounds){prime ? 77 + 2 * digits + 3 : 67, answer,
                            prime ? 20 * (5 * digits + 10)
                                  : 20 * (2 * answer + 5) + 3 * answer + 8};
}

const mg_family mg_family_factorial = {
    .name = "factorial",
    .summary = "quotients and differences of factorials, primes in them",
    .topic = "numbers",
    .id = MG_FAMILY_ID_factorial,
    .knobs = {"kind", "highest", "max_prime", "walked"},
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

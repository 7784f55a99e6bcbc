/* The chance of exactly, at least or at most k heads in n throws, as a fraction.
 *
 * Operands: what is asked, n, k, the chance of heads as top and bottom. */
#include "gym/families/numbers_counting.h"

enum { EXACTLY, AT_LEAST, AT_MOST, QUESTIONS };

/* fewest and most throws, questions, highest denominator of the chance */
static const mg_level LEVELS[] = {
    {"3 to 15 throws of a fair coin, exactly or at least k (as RG coin_flip)", {3, 15, 2, 2}},
    {"5 to 40 throws of a fair coin", {5, 40, 3, 2}},
    {"3 to 8 throws of a coin with chances like 2/5", {3, 8, 3, 6}},
    {"5 to 12 throws of a coin with chances like 3/10", {5, 12, 3, 20}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t bottom = knob[3];
    *box = (mg_box){.count = 5,
                    .low = {0, knob[0], 0, 1, bottom > 2 ? 3 : 2},
                    .high = {knob[2] - 1, knob[1], knob[1], bottom > 2 ? bottom - 1 : 1, bottom}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, (uint32_t)level->knob[2]);
    v[1] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[2] = mg_draw_between(rng, v[0] == AT_LEAST, v[0] == AT_MOST ? v[1] - 1 : v[1]);
    v[4] = level->knob[3] > 2 ? mg_draw_between(rng, 3, level->knob[3]) : 2;
    v[3] = mg_draw_between(rng, 1, v[4] - 1);
}

/* Ways times weights fit into 64 bits: bottom^n is below 2^62. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    int64_t all;
    mg_num_put(out, "heads %0: %1 of %2, %3/%4", v[0], v[2], v[1], v[3], v[4]);
    return v[2] <= v[1] && v[3] < v[4] && mg_gcd(v[3], v[4]) == 1 &&
           (v[0] != AT_LEAST || v[2] > 0) && (v[0] != AT_MOST || v[2] < v[1]) &&
           mg_power(v[4], (int)v[1], &all) && all >> 62 == 0;
}

static int64_t power(int64_t base, int64_t exponent) {
    int64_t value;
    mg_power(base, (int)exponent, &value);
    return value;
}

/* Of bottom^n equally likely cases, those with k heads. */
static int64_t weight(const int64_t *v, int64_t k) {
    return mg_num_binomial(v[1], k) * power(v[3], k) * power(v[4] - v[3], v[1] - k);
}

static void range(const int64_t *v, int64_t *from, int64_t *to) {
    *from = v[0] == AT_MOST ? 0 : v[2];
    *to = v[0] == AT_LEAST ? v[1] : v[2];
}

static const mg_wordings FAIR = {
    3,
    {"A fair coin is thrown %0 times. What is the probability of &0 %1 heads? Answer as a fraction "
     "in "
     "lowest terms.",
     "What is the chance of &0 %1 heads in %0 throws of a fair coin, as a fraction in lowest "
     "terms?",
     "In %0 flips of a fair coin, how likely are &0 %1 heads? Give a fraction in lowest terms."}};
static const mg_wordings BIASED = {2,
                                   {"A coin shows heads with probability {%2/%3}. It is thrown %0 "
                                    "times. What is the probability of &0 "
                                    "%1 heads? Answer as a fraction in lowest terms.",
                                    "Each of %0 independent tries succeeds with chance {%2/%3}. "
                                    "What is the chance of &0 %1 successes, "
                                    "as a fraction in lowest terms?"}};

/* difficulty: terms of the sum + throws */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const HOW[] = {"exactly", "at least", "at most"};
    int64_t from, to, sum = 0;
    range(v, &from, &to);
    for (int64_t k = from; k <= to; k++) sum += weight(v, k);
    mg_num_ask(problem, question, v[4] == 2 ? &FAIR : &BIASED,
               &(mg_holes){.number = v + 1, .name = HOW + v[0]});
    mg_text_ratio(answer, mg_ratio_of(sum, power(v[4], v[1])));
    problem->digits = mg_digit_count(sum);
    problem->operations = (int)(to - from) + 1;
    problem->difficulty = problem->operations + (int)v[1];
}

/* All cases, those of each number of heads (or of the other numbers, where they are fewer). */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t from, to, sum = 0, all = power(v[4], v[1]);
    range(v, &from, &to);
    bool others = v[0] != EXACTLY && 2 * (to - from + 1) > v[1] + 1;
    if (others) {
        int64_t split = from;
        from = v[0] == AT_LEAST ? 0 : to + 1;
        to = v[0] == AT_LEAST ? split - 1 : v[1];
    }
    mg_num_put(out, "%0^%1=%2;", v[4], v[1], all);
    for (int64_t k = from; k <= to; k++) {
        int64_t ways = mg_num_binomial(v[1], k), next = sum + weight(v, k);
        if (v[4] == 2)
            mg_num_put(out, "%0 heads: %1;%2+%1=%3;", k, ways, sum, next);
        else
            mg_num_put(out, "%0+%1*%2^%3*%4^%5=%6;", sum, ways, v[3], k, v[4] - v[3], v[1] - k,
                       next);
        sum = next;
    }
    if (others) mg_num_put(out, "%0-%1=%2;", all, sum, all - sum);
    mg_num_put(out, "%0/%1=", others ? all - sum : sum, all);
    mg_text_ratio(out, mg_ratio_of(others ? all - sum : sum, all));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int most = level->knob[1], digits = level->knob[3] == 2 ? (most > 15 ? 13 : 5)
                                        : most > 8          ? 16
                                                            : 7;
    return (mg_text_bounds){level->knob[3] == 2 ? 120 : 165, 2 * digits + 1,
                            (most / 2 + 2) * (3 * digits + 26) + 7 * digits + 24};
}

const mg_family mg_family_coin_flip = {
    .name = "coin_flip",
    .summary = "chances of k heads in n throws",
    .topic = "numbers",
    .id = MG_FAMILY_ID_coin_flip,
    .knobs = {"fewest", "most", "questions", "max_denominator"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

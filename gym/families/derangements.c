/* Permutations by what stays in its place: exactly k things, at least k, at most k, or none of the
 * first m.
 *
 * Operands: what is asked, n, k or m. */
#include "gym/families/numbers_counting.h"

enum { EXACTLY, AT_LEAST, AT_MOST, NONE_OF_FIRST, QUESTIONS };

static const mg_level LEVELS[] = {{"3 to 10 things", {3, 10}}, {"5 to 18 things", {5, 18}}};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){.count = 3,
                    .low = {0, level->knob[0], 0},
                    .high = {QUESTIONS - 1, level->knob[1], level->knob[1]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_rng_below(rng, QUESTIONS);
    v[1] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[2] = mg_draw_between(rng, v[0] != EXACTLY, v[1] - 2 > 1 ? v[1] - 2 : 1);
}

/* At most 0 is exactly 0, at least 0 is everything, and none of all is exactly 0 too. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "fixed places %0: %1,%2", v[0], v[1], v[2]);
    return v[2] <= v[1] - 2 && (v[0] == EXACTLY || v[2] > 0);
}

/* Permutations of n without a fixed place. */
static int64_t derangements(int64_t n) {
    int64_t value = 1;
    for (int64_t i = 1; i <= n; i++) value = i * value + (i % 2 ? -1 : 1);
    return value;
}

static int64_t exactly(int64_t n, int64_t k) {
    return mg_num_binomial(n, k) * derangements(n - k);
}

static int64_t solve(const int64_t *v) {
    int64_t n = v[1], sum = 0;
    if (v[0] == EXACTLY) return exactly(n, v[2]);
    if (v[0] == NONE_OF_FIRST) {
        for (int64_t j = 0; j <= v[2]; j++) {
            int64_t term = mg_num_binomial(v[2], j) * mg_num_factorial(n - j);
            sum += j % 2 ? -term : term;
        }
        return sum;
    }
    for (int64_t k = v[0] == AT_LEAST ? v[2] : 0; k <= (v[0] == AT_LEAST ? n : v[2]); k++)
        sum += exactly(n, k);
    return sum;
}

static const mg_wordings ASK[QUESTIONS] = {
    {2,
     {"%0 letters are put into %0 addressed envelopes, one each. In how many ways do exactly %1 of "
      "them get into the right one?",
      "How many permutations of 1 to %0 leave exactly %1 numbers in their places?"}},
    {2,
     {"%0 letters are put into %0 addressed envelopes, one each. In how many ways do at least %1 "
      "of "
      "them get into the right one?",
      "How many permutations of 1 to %0 leave at least %1 numbers in their places?"}},
    {2,
     {"%0 letters are put into %0 addressed envelopes, one each. In how many ways do at most %1 of "
      "them get into the right one?",
      "How many permutations of 1 to %0 leave at most %1 numbers in their places?"}},
    {2,
     {"%0 letters are put into %0 addressed envelopes, one each. In how many ways do all of the "
      "first %1 letters get into wrong ones?",
      "How many permutations of 1 to %0 move every one of the first %1 numbers (the others may "
      "stay)?"}}};

/* difficulty: n + terms of the sum */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int64_t value = solve(v);
    mg_num_ask(problem, question, &ASK[v[0]], &(mg_holes){.number = v + 1});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(value);
    problem->operations = 1;
    if (v[0] == AT_LEAST) problem->operations = (int)(v[1] - v[2]);
    if (v[0] > AT_LEAST) problem->operations = (int)v[2] + 1;
    problem->difficulty = (int)v[1] + problem->operations;
}

/* The term of k (or of j of the first m) and the sum so far. */
static int64_t add_term(mg_text *out, int64_t ways, int64_t rest, int64_t sum, bool minus) {
    int64_t next = minus ? sum - ways * rest : sum + ways * rest;
    mg_num_put(out, minus ? "%2-%0*%1=%3;" : "%2+%0*%1=%3;", ways, rest, sum, next);
    return next;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t n = v[1], sum = 0;
    for (int64_t j = 0; j <= v[2] && v[0] == NONE_OF_FIRST; j++)
        sum = add_term(out, mg_num_binomial(v[2], j), mg_num_factorial(n - j), sum, j % 2);
    if (v[0] == NONE_OF_FIRST) return;
    /* derangements of 0, 1, 2 ... things */
    int64_t first = v[0] == AT_MOST ? 0 : v[2], last = v[0] == AT_LEAST ? n : v[2], none = 1;
    for (int64_t i = 1; i <= n - first; i++) {
        int64_t next = i * none + (i % 2 ? -1 : 1);
        mg_num_put(out, i % 2 ? "%0*%1-1=%2;" : "%0*%1+1=%2;", i, none, next);
        none = next;
    }
    for (int64_t k = first; k <= last; k++)
        sum = add_term(out, mg_num_binomial(n, k), derangements(n - k), sum, false);
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], value = n > 10 ? 16 : 7;
    return (mg_text_bounds){123 + 4, value, n * (2 * value + 8) + n * (3 * value + 8)};
}

const mg_family mg_family_derangements = {
    .name = "derangements",
    .summary = "permutations by how many things stay in their places",
    .topic = "numbers",
    .id = MG_FAMILY_ID_derangements,
    .knobs = {"fewest", "most"},
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

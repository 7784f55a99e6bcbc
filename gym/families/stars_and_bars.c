/* Solutions of a + b + c = n in whole numbers, each at least m, or from 0 to u.
 *
 * Operands: unknowns, n, the bound. */
#include "gym/families/numbers_counting.h"

/* most unknowns, highest sum, highest lower bound, upper bounds instead */
static const mg_level LEVELS[] = {
    {"up to 4 unknowns, sums to 30, from 0 or 1", {4, 30, 1, 0}},
    {"up to 8 unknowns, sums to 50, from 0 to 3", {8, 50, 3, 0}},
    {"up to 6 unknowns, sums to 50, with an upper bound", {6, 50, 20, 1}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box =
        (mg_box){.count = 3, .low = {2 + knob[3], 4, knob[3]}, .high = {knob[0], knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    if (!level->knob[3]) return;
    int64_t most = v[1] - 1 < level->knob[2] ? v[1] - 1 : level->knob[2];
    v[2] = mg_draw_between(rng, v[1] / v[0] + 1 < most ? v[1] / v[0] + 1 : most, most);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    bool upper = level->knob[3];
    mg_num_put(out, upper ? "%0 from 0 to %2 make %1" : "%0 from %2 make %1", v[0], v[1], v[2]);
    return upper ? v[2] < v[1] && v[0] * v[2] > v[1] : v[0] * v[2] < v[1] - 1;
}

/* Sums of `count` numbers from 0 that make n. */
static int64_t free_sums(int64_t count, int64_t n) {
    return n < 0 ? 0 : mg_num_binomial(n + count - 1, count - 1);
}

static int64_t solve(bool upper, const int64_t *v) {
    if (!upper) return free_sums(v[0], v[1] - v[0] * v[2]);
    int64_t sum = 0;
    for (int64_t j = 0; j * (v[2] + 1) <= v[1] && j <= v[0]; j++) {
        int64_t term = mg_num_binomial(v[0], j) * free_sums(v[0], v[1] - j * (v[2] + 1));
        sum += j % 2 ? -term : term;
    }
    return sum;
}

static const mg_wordings LOWER = {
    2,
    {"How many solutions has {&0 = %1} in whole numbers of at least %2 each?",
     "In how many ways can whole numbers &1, none below %2, be chosen so that {&0 = %1}?"}};
static const mg_wordings UPPER = {
    2,
    {"How many solutions has {&0 = %1} in whole numbers from 0 to %2 each?",
     "In how many ways can whole numbers &1, none negative or above %2, be chosen so that {&0 = "
     "%1}?"}};

/* difficulty: unknowns + digits of the answer + 2 for a bound that is not 0, 4 for upper ones */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const SUMS[] = {"a + b",
                                       "a + b + c",
                                       "a + b + c + d",
                                       "a + b + c + d + e",
                                       "a + b + c + d + e + f",
                                       "a + b + c + d + e + f + g",
                                       "a + b + c + d + e + f + g + h"};
    static const char *const LISTS[] = {"a, b",
                                        "a, b, c",
                                        "a, b, c, d",
                                        "a, b, c, d, e",
                                        "a, b, c, d, e, f",
                                        "a, b, c, d, e, f, g",
                                        "a, b, c, d, e, f, g, h"};
    const char *const names[2] = {SUMS[v[0] - 2], LISTS[v[0] - 2]};
    int64_t value = solve(level->knob[3], v);
    mg_num_ask(problem, question, level->knob[3] ? &UPPER : &LOWER,
               &(mg_holes){.number = v, .name = names});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(v[1]);
    problem->operations = (int)v[0];
    problem->difficulty = problem->operations + mg_digit_count(value) +
                          (level->knob[3] ? 4
                           : v[2] > 0     ? 2
                                          : 0);
}

/* The lower bounds taken off, bars among stars; or with and without those above the bound. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t rest = v[1] - v[0] * v[2], sum = 0;
    if (!level->knob[3]) {
        if (v[2]) mg_num_put(out, "%0-%1*%2=%3;", v[1], v[0], v[2], rest);
        mg_num_put(out, "%0+%1=%2;", rest, v[0] - 1, rest + v[0] - 1);
        mg_num_put(out, "%0 of %1:;", v[0] - 1, rest + v[0] - 1);
        mg_num_work_binomial(out, rest + v[0] - 1, v[0] - 1);
        return;
    }
    for (int64_t j = 0; j * (v[2] + 1) <= v[1] && j <= v[0]; j++) {
        int64_t ways = mg_num_binomial(v[0], j), free = free_sums(v[0], v[1] - j * (v[2] + 1));
        int64_t next = j % 2 ? sum - ways * free : sum + ways * free;
        mg_num_put(out, "%0 above the bound: ", j);
        mg_num_put(out, j % 2 ? "%0 and %1;%2-%0*%1=%3;" : "%0 and %1;%2+%0*%1=%3;", ways, free,
                   sum, next);
        sum = next;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int unknowns = level->knob[0];
    return (mg_text_bounds){93 + 7 * unknowns, 10, level->knob[3] ? 7 * 72 : 48 + 8 * 34};
}

const mg_family mg_family_stars_and_bars = {
    .name = "stars_and_bars",
    .summary = "solutions of a + b + c = n in whole numbers",
    .topic = "numbers",
    .id = MG_FAMILY_ID_stars_and_bars,
    .knobs = {"max_unknowns", "max_sum", "max_bound", "upper"},
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

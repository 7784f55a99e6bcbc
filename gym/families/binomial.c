/* Selections: k of n, from two groups, or with at least so many of one group.
 *
 * Operands: n and k of the first group, n and k of the second; "at least": women, least women, men,
 * members. */
#include "gym/families/numbers_counting.h"

enum { ONE, TWO, AT_LEAST };

/* kind, lowest and highest n */
static const mg_level LEVELS[] = {
    {"k of 5 to 25", {ONE, 5, 25}},
    {"k of 20 to 60", {ONE, 20, 60}},
    {"from two groups of 3 to 16", {TWO, 3, 16}},
    {"from two groups of 3 to 25, at least so many of one", {AT_LEAST, 3, 25}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = level->knob[1], high = level->knob[2];
    if (level->knob[0] == ONE)
        *box = (mg_box){.count = 2, .low = {low, 2}, .high = {high, high - 2}};
    if (level->knob[0] == TWO)
        *box =
            (mg_box){.count = 4, .low = {low, 1, low, 1}, .high = {high, high - 1, high, high - 1}};
    if (level->knob[0] == AT_LEAST)
        *box = (mg_box){.count = 4, .low = {low, 1, low, 3}, .high = {high, 6, high, 10}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    if (level->knob[0] == ONE) v[1] = mg_draw_between(rng, 2, v[0] - 2);
    if (level->knob[0] != TWO) return;
    v[1] = mg_draw_between(rng, 1, v[0] - 1);
    v[3] = mg_draw_between(rng, 1, v[2] - 1);
    if (v[2] < v[0] || (v[2] == v[0] && v[3] < v[1])) {
        int64_t n = v[0], k = v[1];
        v[0] = v[2];
        v[1] = v[3];
        v[2] = n;
        v[3] = k;
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[0] == ONE) {
        mg_num_put(out, "choose %1 of %0", v[0], v[1]);
        return v[1] <= v[0] - 2;
    }
    if (level->knob[0] == TWO) {
        mg_num_put(out, "choose %1 of %0 and %3 of %2", v[0], v[1], v[2], v[3]);
        return v[1] < v[0] && v[3] < v[2] && (v[0] < v[2] || (v[0] == v[2] && v[1] <= v[3]));
    }
    mg_num_put(out, "choose %3 of %0 + %2, at least %1 of %0", v[0], v[1], v[2], v[3]);
    return v[1] < v[3] && v[1] < v[0] && v[3] < v[2];
}

static const mg_wordings ASK[3] = {
    {3,
     {"In how many ways can %1 of %0 people be chosen for a committee?",
      "How many subsets with %1 elements has a set of %0 elements?",
      "How many different hands of %1 cards are there in a deck of %0 different cards?"}},
    {2,
     {"A class has %0 girls and %2 boys. In how many ways can %1 girls and %3 boys be chosen?",
      "From %0 red and %2 blue books, all different, %1 red and %3 blue ones are picked. In how "
      "many "
      "ways?"}},
    {2,
     {"A committee of %3 is chosen from %0 women and %2 men. In how many ways, if at least %1 of "
      "its "
      "members must be women?",
      "How many teams of %3 with at least %1 juniors are there among %0 juniors and %2 seniors?"}}};

static int64_t solve(const mg_level *level, const int64_t *v) {
    if (level->knob[0] == ONE) return mg_num_binomial(v[0], v[1]);
    if (level->knob[0] == TWO) return mg_num_binomial(v[0], v[1]) * mg_num_binomial(v[2], v[3]);
    int64_t sum = 0;
    for (int64_t k = v[1]; k <= v[3] && k <= v[0]; k++)
        sum += mg_num_binomial(v[0], k) * mg_num_binomial(v[2], v[3] - k);
    return sum;
}

/* difficulty: binomial coefficients + digits of the answer */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t value = solve(level, v);
    mg_num_ask(problem, question, &ASK[level->knob[0]], &(mg_holes){.number = v});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(v[0]);
    problem->operations =
        level->knob[0] == AT_LEAST ? 2 * (int)(v[3] - v[1] + 1) : level->knob[0] + 1;
    problem->difficulty = problem->operations + mg_digit_count(value);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t first = mg_num_binomial(v[0], v[1]), second = mg_num_binomial(v[2], v[3]), sum = 0;
    if (level->knob[0] == ONE) mg_num_put(out, "%0 of %1:;", v[1], v[0]);
    if (level->knob[0] != AT_LEAST) mg_num_work_binomial(out, v[0], v[1]);
    if (level->knob[0] == TWO) {
        mg_num_work_binomial(out, v[2], v[3]);
        mg_num_put(out, "%0*%1=%2;", first, second, first * second);
    }
    if (level->knob[0] != AT_LEAST) return;
    for (int64_t k = v[1]; k <= v[3] && k <= v[0]; k++) {
        first = mg_num_binomial(v[0], k);
        second = mg_num_binomial(v[2], v[3] - k);
        mg_num_put(out, "%0 of %1: %2, %3 of %4: %5;%2*%5=%6;%7+%6=%8;", k, v[0], first, v[3] - k,
                   v[2], second, first * second, sum, sum + first * second);
        sum += first * second;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    if (level->knob[0] == ONE) {
        int answer = level->knob[2] > 25 ? 18 : 7;
        return (mg_text_bounds){82, answer, 12 + 30 * (2 * answer + 8)};
    }
    if (level->knob[0] == TWO) return (mg_text_bounds){108, 9, 16 * 18 + 24};
    return (mg_text_bounds){119, 11, 10 * 100};
}

const mg_family mg_family_binomial = {
    .name = "binomial",
    .summary = "selections without order",
    .topic = "numbers",
    .id = MG_FAMILY_ID_binomial,
    .knobs = {"kind", "lowest", "highest"},
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

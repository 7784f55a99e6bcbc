/* How many perfect squares, cubes ... there are from a to b: squares from 10 to 30 -> "2".
 *
 * Operands: the power, a, b. */
#include "gym/families/numbers_common.h"

/* highest power, digits of b, walked */
static const mg_level LEVELS[] = {
    {"squares within 1 to 200", {2, 200, 1}},
    {"squares and cubes within 1 to 1,000", {3, 1000, 1}},
    {"squares to fourth powers within 1 to 1,000,000", {4, 1000000, 0}},
    {"squares to sixth powers within 1 to 10^12", {6, 0, 0}},
};

static int64_t highest(const mg_level *level) {
    return level->knob[1] ? level->knob[1] : INT64_C(1000000000000);
}

static void box(const mg_level *level, mg_box *box) {
    int64_t high = level->knob[1];
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 3, .low = {2, 1, 1}, .high = {level->knob[0], high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 2, level->knob[0]);
    v[1] = mg_draw_between(rng, 1, highest(level));
    v[2] = mg_draw_between(rng, 1, highest(level));
    mg_num_sort_numbers(v + 1, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, "powers ^%0 in %1..%2", v[0], v[1], v[2]);
    return v[1] < v[2];
}

static const mg_wordings WORDINGS = {2,
                                     {"How many &0 are there from %1 to %2, both included?",
                                      "Count the &0 n with {%1 <= n <= %2}."}};

/* difficulty: digits of the two roots + the power */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    static const char *const NAMES[] = {
        "perfect squares", "perfect cubes", "fourth powers of whole numbers",
        "fifth powers of whole numbers", "sixth powers of whole numbers"};
    int64_t last = mg_root(v[2], (int)v[0]), before = mg_root(v[1] - 1, (int)v[0]);
    mg_num_ask(problem, question, &WORDINGS, &(mg_holes){.number = v, .name = NAMES + (v[0] - 2)});
    mg_text_int(answer, last - before);
    problem->digits = mg_digit_count(v[2]);
    problem->operations = mg_digit_count(last) + mg_digit_count(before);
    problem->difficulty = problem->operations + (int)v[0];
}

/* The last root that fits below each end, and what is between. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int power = (int)v[0];
    int64_t last = mg_root(v[2], power), before = mg_root(v[1] - 1, power), value, next;
    mg_power(last, power, &value);
    mg_power(last + 1, power, &next);
    mg_num_put(out, "%0^%1=%2<=%3;%4^%1=%5>%3;", last, power, value, v[2], last + 1, next);
    mg_power(before, power, &value);
    mg_power(before + 1, power, &next);
    mg_num_put(out, "%0^%1=%2<%3;%4^%1=%5>=%3;%6-%0=%7;", before, power, value, v[1], before + 1,
               next, last, last - before);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(highest(level)), power = level->knob[0];
    int name = power == 2 ? 15 : power == 3 ? 15 : 30;
    return (mg_text_bounds){46 + name + 2 * digits, (digits + 1) / 2 + 1, 14 * digits + 30};
}

const mg_family mg_family_perfect_powers = {
    .name = "perfect_powers",
    .summary = "how many squares, cubes ... an interval has",
    .topic = "numbers",
    .id = MG_FAMILY_ID_perfect_powers,
    .knobs = {"max_power", "highest", "walked"},
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

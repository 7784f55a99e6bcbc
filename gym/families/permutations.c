/* Orders: of k out of n, with people who must or must not stand together, and codes.
 *
 * Operands: kind, n, k, digits (codes). */
#include "gym/families/numbers_counting.h"

enum { SELECTION, TOGETHER, APART, CIRCLE, CODE, CODE_REPEATS, KINDS };

/* first and last kind, lowest and highest n, highest k, most digits */
static const mg_level LEVELS[] = {
    {"orders of k out of 5 to 20", {SELECTION, SELECTION, 5, 20, 20, 0}},
    {"rows of 5 to 18 with 2 to 8 who stand together or apart, circles",
     {TOGETHER, CIRCLE, 5, 18, 8, 0}},
    {"codes of letters and digits", {CODE, CODE_REPEATS, 5, 26, 6, 6}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){.count = 4,
                    .low = {knob[0], knob[2], 2, knob[5] > 0},
                    .high = {knob[1], knob[3], knob[4], knob[5]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges;
    box(level, &ranges);
    mg_num_draw_in_box(&ranges, rng, v);
    if (v[0] < CODE)
        v[2] = mg_draw_between(rng, 2, v[1] - 1 < level->knob[4] ? v[1] - 1 : level->knob[4]);
}

/* Apart: no two of the k side by side, so that k - 1 others are needed. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    static const char *const NAMES[KINDS] = {"orders", "together", "apart",
                                             "circle", "code",     "free code"};
    mg_text_string(out, NAMES[v[0]]);
    mg_num_put(out, " %0,%1,%2", v[1], v[2], v[3]);
    return v[2] < v[1] && (v[0] != APART || 2 * v[2] <= v[1] + 1);
}

static int64_t falling(int64_t n, int64_t k) {
    int64_t product = 1;
    for (int64_t i = 0; i < k; i++) product *= n - i;
    return product;
}

static const mg_wordings ASK[KINDS] = {
    {2,
     {"In how many ways can %1 of %0 runners come first, second and so on up to place %1?",
      "How many ordered selections of %1 different items out of %0 are there?"}},
    {2,
     {"%0 people stand in a row, and %1 of them are friends who must stand side by side. How many "
      "orders are there?",
      "In how many orders can %0 different books stand on a shelf so that %1 given ones are next "
      "to "
      "each other?"}},
    {2,
     {"%0 people stand in a row, and no two of %1 rivals among them may stand side by side. How "
      "many orders are there?",
      "In how many orders can %0 different books stand on a shelf so that no two of %1 given ones "
      "are next to each other?"}},
    {2,
     {"%0 people sit at a round table, and %1 of them must sit side by side. How many seatings are "
      "there, if turned ones are the same?",
      "How many ways are there to seat %0 people round a table so that %1 given ones sit next to "
      "each other (rotations count once)?"}},
    {2,
     {"A code has %1 different letters of an alphabet of %0, then %2 different digits of 10. How "
      "many such codes are there?",
      "How many codes of %1 letters (from %0) and then %2 digits are there, if neither a letter "
      "nor "
      "a digit may repeat?"}},
    {2,
     {"A code has %1 letters of an alphabet of %0, then %2 digits of 10; both may repeat. How many "
      "such codes are there?",
      "How many codes of %1 letters (from %0) and then %2 digits are there, if letters and digits "
      "may repeat?"}}};

/* The two factors of the answer. */
static void solve(const int64_t *v, int64_t part[2]) {
    int64_t n = v[1], k = v[2], power = 1;
    part[1] = 1;
    if (v[0] == SELECTION) part[0] = falling(n, k);
    if (v[0] == TOGETHER) part[0] = mg_num_factorial(n - k + 1);
    if (v[0] == CIRCLE) part[0] = mg_num_factorial(n - k);
    if (v[0] == TOGETHER || v[0] == CIRCLE) part[1] = mg_num_factorial(k);
    if (v[0] == APART) {
        part[0] = mg_num_factorial(n - k);
        part[1] = falling(n - k + 1, k);
    }
    if (v[0] == CODE) part[0] = falling(n, k);
    if (v[0] == CODE) part[1] = falling(10, v[3]);
    if (v[0] == CODE_REPEATS) {
        for (int64_t i = 0; i < k; i++) power *= n;
        part[0] = power;
        part[1] = mg_power_of_ten((int)v[3]);
    }
}

/* difficulty: factors + digits of the answer */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int64_t part[2];
    solve(v, part);
    mg_num_ask(problem, question, &ASK[v[0]], &(mg_holes){.number = v + 1});
    mg_text_int(answer, part[0] * part[1]);
    problem->digits = mg_digit_count(v[1]);
    problem->operations = (int)(v[0] == TOGETHER || v[0] == APART ? v[1] : v[2] + v[3]);
    problem->difficulty = problem->operations + mg_digit_count(part[0] * part[1]);
}

/* from * (from - 1) * ... or from * from * ...: `count` factors. */
static void write_product(mg_text *out, int64_t from, int64_t count, int64_t step, int64_t value) {
    for (int64_t i = 0; i < count; i++) {
        if (i > 0) mg_text_char(out, '*');
        mg_text_int(out, from - i * step);
    }
    if (count > 1) mg_text_char(out, '=');
    if (count > 1) mg_text_int(out, value);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t part[2], n = v[1], k = v[2];
    solve(v, part);
    if (v[0] == SELECTION || v[0] == CODE) write_product(out, n, k, 1, part[0]);
    if (v[0] == CODE_REPEATS) write_product(out, n, k, 0, part[0]);
    if (v[0] == TOGETHER) write_product(out, n - k + 1, n - k + 1, 1, part[0]);
    if (v[0] == APART || v[0] == CIRCLE) write_product(out, n - k, n - k, 1, part[0]);
    if (v[0] == TOGETHER || v[0] == CIRCLE) write_product(out, k, k, 1, part[1]);
    if (v[0] == APART) write_product(out, n - k + 1, k, 1, part[1]);
    if (v[0] == CODE) write_product(out, 10, v[3], 1, part[1]);
    if (v[0] == CODE_REPEATS) write_product(out, 10, v[3], 0, part[1]);
    if (v[0] != SELECTION) mg_num_put(out, "%0*%1=%2;", part[0], part[1], part[0] * part[1]);
}

static mg_text_bounds bounds(const mg_level *level) {
    if (level->knob[0] == SELECTION) return (mg_text_bounds){84, 19, 80};
    return (mg_text_bounds){131, 17, 140};
}

const mg_family mg_family_permutations = {
    .name = "permutations",
    .summary = "orders, rows and circles with conditions, codes",
    .topic = "numbers",
    .id = MG_FAMILY_ID_permutations,
    .knobs = {"first_kind", "last_kind", "lowest", "highest", "max_chosen", "max_digits"},
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

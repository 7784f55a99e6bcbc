/* The digits of a number: their sum, their repeated sum, the sum of their squares, their
 * alternating sum, and the number read backwards.
 *
 * Operands: what is asked (in this order, from 0), the number. */
#include "gym/families/numbers_common.h"

enum { SUM, ROOT, SQUARES, ALTERNATING, BACKWARDS, KINDS };

/* digits, walked */
static const mg_level LEVELS[] = {
    {"numbers of 2 or 3 digits", {3, 1, 2}},
    {"numbers of 4 to 6 digits", {6, 1, 4}},
    {"numbers of 9 to 12 digits", {12, 0, 9}},
    {"numbers of 15 to 18 digits", {18, 0, 15}},
};

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[1]) return;
    *box = (mg_box){.count = 2,
                    .low = {0, mg_power_of_ten(level->knob[2] - 1)},
                    .high = {KINDS - 1, mg_power_of_ten(level->knob[0]) - 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int digits = (int)mg_draw_between(rng, level->knob[2], level->knob[0]);
    v[0] = mg_rng_below(rng, KINDS);
    v[1] = mg_draw_between(rng, mg_power_of_ten(digits - 1), mg_power_of_ten(digits) - 1);
}

static const char *const NAMES[KINDS] = {"digit sum ", "digital root ", "digit squares ",
                                         "alternating digits ", "backwards "};

static int64_t alternating_sum(int64_t n) {
    int64_t sum = 0;
    for (; n; n /= 10) sum = n % 10 - sum; /* the first digit counts plus in the end */
    return sum;
}

static int64_t reverse(int64_t n) {
    int64_t reversed = 0;
    for (; n; n /= 10) reversed = reversed * 10 + n % 10;
    return reversed;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_string(out, NAMES[v[0]]);
    mg_text_int(out, v[1]);
    return v[0] != BACKWARDS || (v[1] % 10 != 0 && reverse(v[1]) != v[1]);
}

static int64_t digit_sum(int64_t n, bool squares) {
    int64_t sum = 0;
    for (; n; n /= 10) sum += squares ? (n % 10) * (n % 10) : n % 10;
    return sum;
}

static int64_t solve(int64_t kind, int64_t n) {
    if (kind == ROOT) return 1 + (n - 1) % 9;
    if (kind == ALTERNATING) return alternating_sum(n);
    if (kind == BACKWARDS) return reverse(n);
    return digit_sum(n, kind == SQUARES);
}

static const mg_wordings WORDINGS[KINDS] = {
    {2, {"What is the sum of the digits of %0?", "Add up the digits of %0."}},
    {2,
     {"Add up the digits of %0, then the digits of the result, and so on until one digit is left. "
      "Which?",
      "What is the digital root of %0?"}},
    {2,
     {"What is the sum of the squares of the digits of %0?",
      "Square each digit of %0 and add up the squares."}},
    {2,
     {"What is the alternating sum of the digits of %0: the first minus the second plus the third "
      "and so on?",
      "Add and subtract the digits of %0 in turn, from the left: first digit minus second plus "
      "third, and so on."}},
    {2, {"Write %0 with its digits in reverse order.", "Read %0 backwards: which number is it?"}}};

/* difficulty: digits, half as much again where there is arithmetic to do with each */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_num_ask(problem, question, &WORDINGS[v[0]], &(mg_holes){.number = v + 1});
    mg_text_int(answer, solve(v[0], v[1]));
    problem->digits = mg_digit_count(v[1]);
    problem->operations = problem->digits;
    problem->difficulty = problem->digits * (v[0] == BACKWARDS ? 2 : 3) / 2;
}

/* "4+8+2=14;" and for roots "1+4=5;" */
static void write_sum(mg_text *out, int64_t n, int64_t kind) {
    for (int place = mg_digit_count(n) - 1, i = 0; place >= 0; place--, i++) {
        if (i > 0) mg_text_char(out, kind == ALTERNATING && i % 2 ? '-' : '+');
        mg_text_int(out, n / mg_power_of_ten(place) % 10);
        if (kind == SQUARES) mg_text_string(out, "^2");
    }
    mg_text_char(out, '=');
    mg_text_int(out, kind == ROOT ? digit_sum(n, false) : solve(kind, n));
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    int64_t kind = problem->operand[0], n = problem->operand[1];
    if (kind == BACKWARDS) {
        mg_text_string(out, "from the right:");
        for (; n; n /= 10) mg_num_put(out, " %0", n % 10);
        mg_text_char(out, ';');
        return;
    }
    write_sum(out, n, kind);
    for (n = digit_sum(n, false); kind == ROOT && n > 9; n = digit_sum(n, false))
        write_sum(out, n, kind);
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0];
    return (mg_text_bounds){106 + digits, digits > 3 ? digits : 4, 5 * digits + 20};
}

const mg_family mg_family_digits = {
    .name = "digits",
    .summary = "sums of digits, digital roots, numbers backwards",
    .topic = "numbers",
    .id = MG_FAMILY_ID_digits,
    .knobs = {"max_digits", "walked", "min_digits"},
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

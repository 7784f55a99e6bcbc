/* One exact division of whole numbers of either sign, as DM's div: half of the quotients are whole:
 * "Divide -84 by 36. ..." -> "-7/3".
 *
 * Operands: dividend, divisor. */
#include "gym/families/arithmetic_common.h"

/* digits of quotient and divisor together from-to */
static const mg_level LEVELS[] = {
    {"2 by 1 digits", {0, 0}},
    {"6 to 7 digits together", {6, 7}},
    {"6 to 10 digits together, as DM div, train", {6, 10}},
    {"8 digits together, as DM div, interpolate", {8, 8}},
    {"10 to 12 digits together, as DM div_big", {10, 12}},
    {"15 to 18 digits together", {15, 18}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[0] == 0) *box = (mg_box){.count = 2, .low = {-99, -9}, .high = {99, 9}};
}

/* Dividend and quotient share their digits: a third of a fraction's go to the divisor. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    bool whole = mg_rng_below(rng, 2);
    if (level->knob[0] == 0) {
        v[1] = mg_draw_signed(rng, 9);
        v[0] = mg_draw_between(rng, -99, 99);
        if (whole) v[0] -= v[0] % v[1];
        return;
    }
    int64_t total = mg_draw_between(rng, level->knob[0], level->knob[1]);
    int64_t again = mg_draw_between(rng, level->knob[0], level->knob[1]);
    if (again > total) total = again;
    int first = (int)mg_draw_between(rng, total / 4, total - total / 4);
    v[0] = mg_draw_signed(rng, mg_power_of_ten(first) - 1);
    v[1] = mg_draw_signed(rng, mg_power_of_ten((int)total - first) - 1);
    if (whole) v[0] *= v[1];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[1] == 0) return false;
    mg_text_char(out, '*');
    mg_text_int(out, v[0]);
    mg_text_char(out, '/');
    mg_text_int(out, v[1]);
    return true;
}

static const struct {
    const char *before, *between, *after;
    bool brackets;
} WORDINGS[] = {{"Divide ", " by ", ".", false},
                {"What is ", " divided by ", "?", false},
                {"Calculate ", " / ", ".", true},
                {"What is ", " / ", "?", true}};

/* difficulty: digits of both, and steps of the greatest common divisor (Euclid's) */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int wording = mg_pick(problem, 0, 4);
    bool brackets = WORDINGS[wording].brackets;
    mg_text_string(question, WORDINGS[wording].before);
    if (brackets) mg_math_open(problem, question);
    mg_text_int(question, v[0]);
    mg_text_string(question, WORDINGS[wording].between);
    if (brackets && v[1] < 0) mg_text_char(question, '(');
    mg_text_int(question, v[1]);
    if (brackets && v[1] < 0) mg_text_char(question, ')');
    if (brackets) mg_math_close(problem, question);
    mg_text_string(question, WORDINGS[wording].after);
    mg_text_string(question, " Give a whole number or a fraction in lowest terms.");
    mg_text_ratio(answer, mg_ratio_of(v[0], v[1]));
    problem->digits = mg_larger(mg_digit_count(v[0]), mg_digit_count(v[1]));
    for (int64_t a = v[0], b = v[1]; b != 0; problem->operations++) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    problem->difficulty = mg_digit_count(v[0]) + mg_digit_count(v[1]) + problem->operations;
}

/* Euclid's steps, then both terms divided: "84=2*36+12;36=3*12;-84/36=-7/3;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = mg_absolute(problem->operand[0]), b = mg_absolute(problem->operand[1]);
    while (b) {
        int64_t rest = a % b;
        mg_text_int(out, a);
        mg_text_char(out, '=');
        mg_text_int(out, a / b);
        mg_text_char(out, '*');
        mg_text_int(out, b);
        if (rest) mg_text_char(out, '+');
        if (rest) mg_text_int(out, rest);
        mg_text_char(out, ';');
        a = b;
        b = rest;
    }
    mg_text_string(out, "the greatest common divisor is ");
    mg_text_int(out, a);
    mg_text_char(out, ';');
    mg_text_int(out, problem->operand[0]);
    mg_text_char(out, '/');
    mg_text_operand(out, problem->operand[1]);
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

/* Euclid's steps: at most 4.8 a digit of the smaller number, which shrinks by the step. */
static mg_text_bounds bounds(const mg_level *level) {
    int total = level->knob[1] ? level->knob[1] : 3, smaller = total - total / 4;
    int steps = 5 * smaller + 1;
    return (mg_text_bounds){80 + 2 * total, 2 * total + 3,
                            steps * (3 * smaller / 2 + 6) + 3 * total + 6 * total + 48};
}

const mg_family mg_family_div = {
    .name = "div",
    .summary = "one exact division of whole numbers of either sign",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_div,
    .knobs = {"total_digits_from", "total_digits_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

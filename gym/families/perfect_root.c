/* Whole roots of perfect powers: "What is the cube root of 12167?" -> "23".
 *
 * Operands: degree, root. */
#include "gym/families/arithmetic_common.h"

/* degree from-to, highest root */
static const mg_level LEVELS[] = {
    {"square and cube roots up to 100", {2, 3, 100}},
    {"square and cube roots up to 9999", {2, 3, 9999}},
    {"2nd to 4th roots up to 31622", {2, 4, 31622}},
    {"2nd to 10th roots of up to 18 digits", {2, 10, 999999}},
};

static void box(const mg_level *level, mg_box *box) {
    *box =
        (mg_box){.count = 2, .low = {level->knob[0], 2}, .high = {level->knob[1], level->knob[2]}};
}

/* Highest root whose power stays below 10^18. */
static int64_t highest_root(const mg_level *level, int64_t degree) {
    int64_t root = mg_root(mg_power_of_ten(18) - 1, (int)degree);
    return root < level->knob[2] ? root : level->knob[2];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_between(rng, 2, highest_root(level, v[0]));
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[1] > highest_root(level, v[0])) return false;
    mg_text_string(out, "root ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_int(out, v[1]);
    return true;
}

static const char *const ORDINALS[] = {"",    "",    "square", "cube", "4th", "5th",
                                       "6th", "7th", "8th",    "9th",  "10th"};

/* difficulty: digits of the power, and the degree */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int64_t power = 1;
    mg_power(v[1], (int)v[0], &power);
    if (mg_pick(problem, 0, 2)) {
        mg_text_string(question, "What is the ");
        mg_text_string(question, ORDINALS[v[0]]);
        mg_text_string(question, " root of ");
        mg_text_int(question, power);
        mg_text_char(question, '?');
    } else {
        mg_text_string(question, "Which positive whole number n has n^");
        mg_text_int(question, v[0]);
        mg_text_string(question, " = ");
        mg_text_int(question, power);
        mg_text_char(question, '?');
    }
    mg_text_int(answer, v[1]);
    problem->digits = mg_digit_count(power);
    problem->operations = (int)v[0];
    problem->difficulty = problem->digits + (int)v[0];
}

/* The power of ten below, then digit after digit as large as it may be. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int64_t place = mg_power_of_ten(mg_digit_count(v[1]) - 1); place; place /= 10) {
        int64_t found = v[1] / place * place, power = 1;
        mg_power(found, (int)v[0], &power);
        mg_text_int(out, found);
        mg_text_char(out, '^');
        mg_text_int(out, v[0]);
        mg_text_char(out, '=');
        mg_text_int(out, power);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[2]), power = digits * level->knob[1];
    if (power > 18) power = 18;
    return (mg_text_bounds){54 + power, digits, digits * (digits + power + 5)};
}

const mg_family mg_family_perfect_root = {
    .name = "perfect_root",
    .summary = "whole roots of perfect powers",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_perfect_root,
    .knobs = {"degree_from", "degree_to", "highest_root"},
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

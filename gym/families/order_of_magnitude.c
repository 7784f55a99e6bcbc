/* The exponent of a number in scientific notation: 0.00345 = 3.45*10^(-3), so "-3".
 *
 * Operands: units, places: units * 10^-places; negative places are zeros at the end. */
#include "gym/families/arithmetic_common.h"

/* digits of the units, places from-to */
static const mg_level LEVELS[] = {
    {"3 digits, 0 to 6 places", {3, 0, 6}},
    {"4 digits, 12 places to 8 zeros", {4, -8, 12}},
    {"6 digits, 20 places to 12 zeros", {6, -12, 20}},
    {"9 digits, 40 places to 30 zeros", {9, -30, 40}},
};

static void box(const mg_level *level, mg_box *box) {
    if (level->knob[0] > 4) return;
    *box = (mg_box){.count = 2,
                    .low = {1, level->knob[1]},
                    .high = {mg_power_of_ten(level->knob[0]) - 1, level->knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_sized(rng, level->knob[0] - 2, level->knob[0]);
    if (v[0] % 10 == 0) v[0] += mg_draw_between(rng, 1, 9);
    v[1] = mg_draw_between(rng, level->knob[1], level->knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[0] % 10 == 0) return false;
    mg_text_string(out, "magnitude ");
    mg_text_int(out, v[0]);
    mg_text_char(out, 'e');
    mg_text_int(out, -v[1]);
    return true;
}

static void write_number(mg_text *out, int64_t units, int64_t places) {
    mg_text_short_decimal(out, units, places > 0 ? (int)places : 0);
    for (int64_t i = places; i < 0; i++) mg_text_char(out, '0');
}

/* difficulty: digits and zeros that are to be counted */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    bool wording = mg_pick(problem, 0, 2);
    mg_text_string(question, wording ? "Write " : "For which whole number n is ");
    write_number(question, v[0], v[1]);
    mg_text_string(question, wording
                                 ? " as m*10^n with 1 <= m < 10 and a whole number n. What is n?"
                                 : " equal to m*10^n with 1 <= m < 10?");
    int64_t exponent = mg_digit_count(v[0]) - 1 - v[1];
    mg_text_int(answer, exponent);
    problem->digits = mg_digit_count(v[0]);
    problem->operations = 1;
    problem->difficulty = (int)mg_absolute(exponent) + 1;
}

/* Digits before the point, or zeros behind it. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t exponent = mg_digit_count(v[0]) - 1 - v[1];
    mg_text_string(out, exponent >= 0 ? "digits before the point: "
                                      : "place of the first digit behind the point: ");
    mg_text_int(out, exponent >= 0 ? exponent + 1 : -exponent);
    mg_text_char(out, ';');
    if (exponent >= 0)
        mg_text_equation(out, exponent + 1, '-', 1, exponent);
    else
        mg_text_equation(out, 0, '-', -exponent, exponent);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int places = level->knob[2] > -level->knob[1] ? level->knob[2] : -level->knob[1];
    return (mg_text_bounds){places + level->knob[0] + 72, 3, 60};
}

const mg_family mg_family_order_of_magnitude = {
    .name = "order_of_magnitude",
    .summary = "the exponent of a number in scientific notation",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_order_of_magnitude,
    .knobs = {"digits", "places_from", "places_to"},
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

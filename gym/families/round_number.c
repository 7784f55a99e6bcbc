/* Rounding to a named place, halves away from zero: 48250 to the nearest hundred -> "48300".
 *
 * Operands: the number in units of its last decimal place, and how many of its last digits go. */
#include "gym/families/numbers_common.h"

/* digits in all, decimal places among them, walked, negative too */
static const mg_level LEVELS[] = {
    {"whole numbers of 2 or 3 digits", {3, 0, 1, 0}},
    {"whole numbers of up to 5 digits", {5, 0, 1, 0}},
    {"whole numbers of up to 9 digits, negative too (as DM round_number)", {9, 0, 0, 1}},
    {"3 digits and 4 decimal places, negative too (as DM round_number)", {7, 4, 0, 1}},
    {"6 digits and 6 decimal places, negative too (as DM round_number_big)", {12, 6, 0, 1}},
};

static const char *const NEAREST[] = {"ten",          "hundred",          "thousand",
                                      "ten thousand", "hundred thousand", "million",
                                      "ten million",  "hundred million"};

static void box(const mg_level *level, mg_box *box) {
    if (!level->knob[2]) return;
    *box = (mg_box){.count = 2,
                    .low = {11, 1},
                    .high = {mg_power_of_ten(level->knob[0]) - 1, level->knob[0] - 1}};
}

/* One in four is a half, or next to one. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int most = level->knob[0], places = level->knob[1];
    int least = places ? places + 1 : 2;
    int digits = (int)mg_draw_between(rng, level->knob[2] ? least : most - 1, most);
    v[0] = mg_draw_between(rng, mg_power_of_ten(digits - 1), mg_power_of_ten(digits) - 1);
    v[1] = mg_draw_between(rng, 1, digits - 1);
    int64_t unit = mg_power_of_ten((int)v[1]);
    if (mg_rng_below(rng, 4) == 0)
        v[0] = v[0] / unit * unit + unit / 2 - (int64_t)mg_rng_below(rng, 2);
    if (level->knob[2] && v[0] < 11) v[0] = 11;
    if (level->knob[3] && mg_rng_below(rng, 2)) v[0] = -v[0];
}

static int64_t round_away(int64_t n, int64_t unit) {
    int64_t magnitude = n < 0 ? -n : n;
    int64_t rounded = (magnitude + unit / 2) / unit * unit;
    return n < 0 ? -rounded : rounded;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int places = level->knob[1];
    mg_text_string(out, "round ");
    mg_text_decimal(out, v[0], places);
    mg_num_put(out, " at %0", v[1] - places);
    bool shown_whole = places > 0 && v[0] % 10 == 0; /* a decimal that ends in 0 */
    return v[1] < mg_digit_count(v[0]) && v[0] % mg_power_of_ten((int)v[1]) != 0 && !shown_whole;
}

/* difficulty: digits + 1 for decimals + 2 where a nine or a half is in the way */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const mg_wordings TENS = {3,
                                     {"Round &0 to the nearest &1 (halves away from zero).",
                                      "What is &0 rounded to the nearest &1? Halves go away from "
                                      "zero.",
                                      "Give &0 to the nearest &1, a half being rounded away from "
                                      "zero."}};
    static const mg_wordings PLACES = {3,
                                       {"Round &0 to &1 (halves away from zero).",
                                        "What is &0 rounded to &1? Halves go away from zero.",
                                        "Give &0 to &1, a half being rounded away from zero."}};
    static const char *const COUNTS[] = {"the nearest whole number", "1 decimal place",
                                         "2 decimal places",         "3 decimal places",
                                         "4 decimal places",         "5 decimal places"};
    char number[24];
    mg_text text = mg_text_over(number, sizeof number);
    mg_text_decimal(&text, v[0], level->knob[1]);
    mg_text_end(&text);
    int64_t power = v[1] - level->knob[1], unit = mg_power_of_ten((int)v[1]);
    const char *const names[2] = {number, power > 0 ? NEAREST[power - 1] : COUNTS[-power]};
    mg_num_ask(problem, question, power > 0 ? &TENS : &PLACES, &(mg_holes){.name = names});
    int64_t rounded = round_away(v[0], unit);
    if (power > 0)
        mg_text_int(answer, rounded / mg_power_of_ten(level->knob[1]));
    else
        mg_text_decimal(answer, rounded / unit, (int)-power);
    int64_t rest = (v[0] < 0 ? -v[0] : v[0]) % unit;
    problem->digits = mg_digit_count(v[0]);
    problem->carries = mg_digit_count(rounded) > problem->digits || rest == unit / 2;
    problem->operations = 1;
    problem->difficulty = problem->digits + (level->knob[1] > 0) + 2 * problem->carries;
}

/* The neighbours of the number, and the half between them: "48200<48250<48300;48250>=48250;" with
 * the signs left out. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    int places = level->knob[1];
    int64_t unit = mg_power_of_ten((int)problem->operand[1]);
    int64_t n = problem->operand[0] < 0 ? -problem->operand[0] : problem->operand[0];
    int64_t below = n / unit * unit;
    mg_text_decimal(out, below, places);
    mg_text_char(out, '<');
    mg_text_decimal(out, n, places);
    mg_text_char(out, '<');
    mg_text_decimal(out, below + unit, places);
    mg_text_char(out, ';');
    mg_text_decimal(out, n, places);
    mg_text_string(out, n % unit >= unit / 2 ? ">=" : "<");
    mg_text_decimal(out, below + unit / 2, places);
    mg_text_string(out, n % unit >= unit / 2 ? ";up;" : ";down;");
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0] + 2;
    return (mg_text_bounds){62 + digits + 18, digits + 1, 5 * digits + 16};
}

const mg_family mg_family_round_number = {
    .name = "round_number",
    .summary = "rounding to a place",
    .topic = "numbers",
    .id = MG_FAMILY_ID_round_number,
    .knobs = {"digits", "decimal_places", "walked", "negative_too"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

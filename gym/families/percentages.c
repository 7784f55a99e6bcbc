/* Percentages: of a number, raised and lowered, in a row, and the reverse questions. Exact.
 *
 * Operands: question (below), percent in units of 1/10, a number in units of 10^-places, second
 * percent of the two-step questions. */
#include "gym/families/arithmetic_common.h"

/* The given number is x, the percents p and q; with f = 1 + p / 100:
 * p% of x; x raised; x lowered; what number has p% x; before a rise of p% that gave x; before a
 * fall; x raised by p%, then lowered by q%. */
enum { OF, RAISED, LOWERED, WHOLE, BEFORE_RISE, BEFORE_FALL, TWICE, KINDS };

/* kinds, highest percent, its step in tenths, highest number, its places */
static const mg_level LEVELS[] = {
    {"of a number, whole tens of percents", {1, 90, 100, 999, 0}},
    {"of, raised, lowered, whole percents", {3, 99, 10, 9999, 0}},
    {"reverse questions too, whole percents", {6, 150, 10, 99999, 1}},
    {"two in a row too, tenths of a percent", {KINDS, 200, 1, 999999, 2}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    if (knob[0] > 3) return;
    *box = (mg_box){
        .count = 3, .low = {0, 1, 1}, .high = {knob[0] - 1, 10 * knob[1] / knob[2], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, knob[0] - 1);
    v[1] = mg_draw_between(rng, 1, 10 * knob[1] / knob[2]);
    v[2] = mg_draw_between(rng, 1, knob[3] * mg_power_of_ten(knob[4]));
    if ((v[0] == LOWERED || v[0] == BEFORE_FALL) && v[1] * knob[2] >= 1000)
        v[1] = v[1] * knob[2] % 999 / knob[2] + 1;
    if (v[0] == TWICE) v[3] = mg_draw_between(rng, 1, 990 / knob[2]);
}

/* Percent in tenths. */
static int64_t tenths(const mg_level *level, int64_t steps) {
    return steps * level->knob[2];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t percent = tenths(level, v[1]);
    if (percent >= 1000 && (v[0] == LOWERED || v[0] == BEFORE_FALL)) return false;
    if (v[0] != TWICE && v[3] != 0) return false;
    mg_text_string(out, "percent ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_short_decimal(out, percent, 1);
    mg_text_char(out, ' ');
    mg_text_short_decimal(out, v[2], level->knob[4]);
    mg_text_char(out, ' ');
    mg_text_short_decimal(out, tenths(level, v[3]), 1);
    return true;
}

/* The factor that the number is multiplied by, over `bottom`. */
static mg_ratio factor_of(int kind, int64_t percent, int64_t second) {
    switch (kind) {
    case OF:
        return mg_ratio_of(percent, 1000);
    case RAISED:
        return mg_ratio_of(1000 + percent, 1000);
    case LOWERED:
        return mg_ratio_of(1000 - percent, 1000);
    case WHOLE:
        return mg_ratio_of(1000, percent);
    case BEFORE_RISE:
        return mg_ratio_of(1000, 1000 + percent);
    case BEFORE_FALL:
        return mg_ratio_of(1000, 1000 - percent);
    default:
        return mg_ratio_of((1000 + percent) * (1000 - second), 1000000);
    }
}

static mg_ratio result_of(const mg_level *level, const int64_t *v) {
    mg_ratio number = mg_ratio_of(v[2], mg_power_of_ten(level->knob[4])), result = {0, 1};
    mg_ratio factor = factor_of((int)v[0], tenths(level, v[1]), tenths(level, v[3]));
    mg_ratio_multiply(number, factor, &result);
    return result;
}

/* {x} is the number, {p} and {q} the percents. */
static const char *const WORDINGS[KINDS][2] = {
    {"What is {p}% of {x}?", "Calculate {p} percent of {x}."},
    {"Increase {x} by {p}%.", "A price of {x} rises by {p}%. What is it then?"},
    {"Decrease {x} by {p}%.", "A price of {x} falls by {p}%. What is it then?"},
    {"{p}% of a number is {x}. What is the number?", "Of what number is {x} equal to {p}%?"},
    {"After a rise of {p}%, a price is {x}. What was it before?",
     "A number was increased by {p}% and became {x}. What was it?"},
    {"After a fall of {p}%, a price is {x}. What was it before?",
     "A number was decreased by {p}% and became {x}. What was it?"},
    {"A price of {x} rises by {p}% and then falls by {q}%. What is it then?",
     "{x} is increased by {p}%, and the result decreased by {q}%. What is the outcome?"}};

/* difficulty: digits of number and percents, 3 more for a reverse question, 2 for a second step */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int kind = (int)v[0];
    int64_t percent[2] = {tenths(level, v[1]), tenths(level, v[3])};
    for (const char *at = WORDINGS[kind][mg_pick(problem, 0, 2)]; *at; at++) {
        if (*at != '{') {
            mg_text_char(question, *at);
            continue;
        }
        char name = at[1];
        at += 2;
        if (name == 'x')
            mg_text_short_decimal(question, v[2], level->knob[4]);
        else
            mg_text_short_decimal(question, percent[name == 'q'], 1);
    }
    mg_text_string(question, " Give the exact number, as a decimal or a fraction in lowest terms.");
    mg_text_ratio(answer, result_of(level, v));
    problem->digits = mg_digit_count(v[2]);
    problem->operations = kind == TWICE ? 4 : kind == OF ? 2 : 3;
    problem->difficulty = problem->digits + mg_digit_count(percent[0]) +
                          (kind >= WHOLE && kind <= BEFORE_FALL ? 3 : 0) +
                          (kind == TWICE ? 2 + mg_digit_count(percent[1]) : 0);
}

static void write_factor(mg_text *out, int kind, int64_t percent, char name) {
    mg_text_string(out, "factor ");
    mg_text_char(out, name);
    mg_text_string(out, " is ");
    bool rise = kind == RAISED || kind == BEFORE_RISE, part = kind == OF || kind == WHOLE;
    mg_text_short_decimal(out, part ? percent : rise ? 1000 + percent : 1000 - percent, 3);
    mg_text_char(out, ';');
}

/* The factor as a decimal; then multiply, or divide for the number before. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int kind = (int)v[0];
    int64_t percent = tenths(level, v[1]), second = tenths(level, v[3]);
    bool reverse = kind >= WHOLE && kind <= BEFORE_FALL;
    write_factor(out, kind == TWICE ? RAISED : kind, percent, 'a');
    if (kind == TWICE) write_factor(out, LOWERED, second, 'b');
    mg_text_short_decimal(out, v[2], level->knob[4]);
    mg_text_char(out, reverse ? '/' : '*');
    bool rise = kind == RAISED || kind == BEFORE_RISE || kind == TWICE;
    bool part = kind == OF || kind == WHOLE;
    mg_text_short_decimal(out, part ? percent : rise ? 1000 + percent : 1000 - percent, 3);
    if (kind == TWICE) {
        mg_text_char(out, '*');
        mg_text_short_decimal(out, 1000 - second, 3);
    }
    mg_text_char(out, '=');
    mg_text_ratio(out, result_of(level, v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int number = mg_digit_count(level->knob[3]) + level->knob[4] + 1;
    return (mg_text_bounds){170 + number, 2 * number + 14, 3 * number + 80};
}

const mg_family mg_family_percentages = {
    .name = "percentages",
    .summary = "percent of, more, less, and what it was before",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_percentages,
    .knobs = {"kinds", "highest_percent", "step_tenths", "highest_number", "places"},
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

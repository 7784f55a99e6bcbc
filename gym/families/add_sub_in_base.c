/* Sums and differences in another base: "In base 7, what is 1204 - 365?"
 *
 * Operands: base, first number, second number (sorted for a sum), whether it is taken off. */
#include "gym/families/arithmetic_common.h"

/* base from-to, digits from-to, signs */
static const mg_level LEVELS[] = {
    {"base 2, up to 6 digits, no signs", {2, 2, 1, 6, 0}},
    {"bases 5 to 9, up to 3 digits, no signs", {5, 9, 1, 3, 0}},
    {"bases 2 to 16, 5 to 9 digits, as DM add_or_sub_in_base", {2, 16, 5, 9, 1}},
    {"bases 2 to 36, 6 to 11 digits", {2, 36, 6, 11, 1}},
};

static int64_t power_of(int64_t base, int exponent) {
    int64_t power;
    return mg_power(base, exponent, &power) ? power : INT64_MAX;
}

static void box(const mg_level *level, mg_box *box) {
    int64_t most = power_of(level->knob[1], level->knob[3]) - 1;
    if (level->knob[4]) return;
    *box = (mg_box){.count = 4, .low = {level->knob[0]}, .high = {level->knob[1], most, most, 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[3] = mg_rng_below(rng, 2);
    for (int i = 1; i <= 2; i++) { /* small bases have longer numbers, up to twice as long */
        int more = v[0] < 6 && knob[4] ? 2 * knob[3] : knob[3];
        int digits = (int)mg_draw_between(rng, more == knob[3] ? knob[2] : 2 * knob[2], more);
        int64_t low = digits == 1 ? 0 : power_of(v[0], digits - 1);
        v[i] = mg_draw_between(rng, low, power_of(v[0], digits) - 1);
        if (knob[4] && mg_rng_below(rng, 4) == 0) v[i] = -v[i];
    }
    if (v[3] == 0) mg_sort_numbers(v + 1, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[3] == 0 && v[1] > v[2]) return false;
    if (level->knob[4] == 0) { /* the box is as wide as the largest base needs */
        int64_t most = power_of(v[0], level->knob[3]);
        if (v[1] >= most || v[2] >= most) return false;
    }
    mg_text_string(out, "base ");
    mg_text_int(out, v[0]);
    mg_text_char(out, ' ');
    mg_text_int(out, v[1]);
    mg_text_char(out, v[3] ? '-' : '+');
    mg_text_operand(out, v[2]);
    return true;
}

/* difficulty: digits of the longer number, 1 more where the answer is negative, 1 above base 10 */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int base = (int)v[0], swap = v[3] == 0 && mg_pick(problem, 1, 2);
    bool wording = mg_pick(problem, 0, 2);
    mg_text_string(question, wording ? "In base " : "The numbers are written in base ");
    mg_text_int(question, base);
    mg_text_string(question, wording ? ", what is " : ". Calculate ");
    mg_text_based(question, v[1 + swap], base);
    mg_text_string(question, v[3] ? " - " : " + ");
    int64_t second = v[2 - swap];
    if (second < 0) mg_text_char(question, '(');
    mg_text_based(question, second, base);
    if (second < 0) mg_text_char(question, ')');
    mg_text_string(question, wording ? "?" : " in this base.");
    int64_t result = v[3] ? v[1] - v[2] : v[1] + v[2];
    mg_text_based(answer, result, base);
    problem->answer_detail = base;
    for (int i = 1; i <= 2; i++) {
        int digits = 0;
        for (int64_t rest = mg_absolute(v[i]); rest; rest /= base) digits++;
        problem->digits = mg_larger(problem->digits, digits);
    }
    problem->operations = 1;
    problem->difficulty = problem->digits + (result < 0) + (base > 10);
}

/* To base ten and back. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t result = v[3] ? v[1] - v[2] : v[1] + v[2];
    for (int i = 1; i <= 2; i++) {
        mg_text_based(out, v[i], (int)v[0]);
        mg_text_string(out, " is ");
        mg_text_int(out, v[i]);
        mg_text_string(out, " in base ten;");
    }
    mg_text_int(out, v[1]);
    mg_text_char(out, v[3] ? '-' : '+');
    mg_text_operand(out, v[2]);
    mg_text_char(out, '=');
    mg_text_int(out, result);
    mg_text_char(out, ';');
    for (int64_t rest = mg_absolute(result); rest; rest /= v[0]) {
        mg_text_int(out, rest);
        mg_text_char(out, '=');
        mg_text_int(out, rest / v[0]);
        mg_text_char(out, '*');
        mg_text_int(out, v[0]);
        mg_text_char(out, '+');
        mg_text_int(out, rest % v[0]);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = 2 * level->knob[3] + 1, value = 19;
    if (value > digits * 3 / 2 + 1) value = digits * 3 / 2 + 1;
    return (mg_text_bounds){60 + 2 * digits, digits + 2,
                            2 * (digits + value + 20) + 3 * value + 8 +
                                (digits + 1) * (2 * value + 8)};
}

const mg_family mg_family_add_sub_in_base = {
    .name = "add_sub_in_base",
    .summary = "sums and differences in bases 2 to 36",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_add_sub_in_base,
    .knobs = {"base_from", "base_to", "digits_from", "digits_to", "signs"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_BASED,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

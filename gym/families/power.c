/* Powers, exact: "What is (-3)^5?" -> "-243"; (3/4)^(-2) -> "16/9".
 *
 * Operands: top and bottom of the base, exponent. */
#include "gym/families/arithmetic_common.h"
#include "gym/families/big.h"

/* highest top, highest bottom, exponent from-to */
static const mg_level LEVELS[] = {
    {"whole |base| up to 20, exponents 2 to 4", {20, 1, 2, 4}},
    {"whole |base| up to 99, exponents 2 to 5", {99, 1, 2, 5}},
    {"whole |base| up to 999, exponents 2 to 8", {999, 1, 2, 8}},
    {"fractions of terms up to 30, exponents -4 to 5", {30, 30, -4, 5}},
    {"fractions of terms up to 99, exponents -6 to 6", {99, 99, -6, 6}},
    {"whole |base| up to 99999, exponents 3 to 10", {99999, 1, 3, 10}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){.count = 3, .low = {-knob[0], 1, knob[2]}, .high = {knob[0], knob[1], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t top = mg_draw_signed(rng, level->knob[0]);
    mg_ratio base = mg_ratio_of(top, mg_draw_between(rng, 1, level->knob[1]));
    v[0] = base.top;
    v[1] = base.bottom;
    v[2] = mg_draw_between(rng, level->knob[2], level->knob[3]);
}

/* Exponents 0 and 1 would ask for nothing, nor would bases of 0 and 1. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if ((v[2] >= 0 && v[2] <= 1) || (v[1] == 1 && v[0] >= -1 && v[0] <= 1)) return false;
    if (v[0] == 0 || mg_gcd(v[0], v[1]) != 1) return false;
    mg_text_string(out, "power ");
    mg_text_ratio(out, (mg_ratio){v[0], v[1]});
    mg_text_char(out, '^');
    mg_text_int(out, v[2]);
    return true;
}

static void write_base(mg_text *out, const int64_t *v) {
    mg_text_ratio_operand(out, (mg_ratio){v[0], v[1]});
}

/* difficulty: digits of the power, above and below the line */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int wording = mg_ask_open(problem, question), exponent = (int)mg_absolute(v[2]);
    write_base(question, v);
    mg_text_char(question, '^');
    mg_text_operand(question, v[2]);
    mg_ask_close(problem, question, wording,
                 level->knob[1] > 1 ? " Give a whole number or a fraction in lowest terms." : NULL);
    bool inverse = v[2] < 0;
    int64_t base_top = inverse ? v[1] : mg_absolute(v[0]);
    mg_big top = mg_big_power((uint64_t)base_top, exponent);
    mg_big bottom = mg_big_power((uint64_t)(inverse ? mg_absolute(v[0]) : v[1]), exponent);
    if (v[0] < 0 && v[2] % 2 != 0) mg_text_char(answer, '-');
    mg_text_big(answer, &top);
    problem->difficulty = mg_big_digits(&top);
    if (bottom.count > 1 || bottom.limb[0] > 1) {
        mg_text_char(answer, '/');
        mg_text_big(answer, &bottom);
        problem->difficulty += mg_big_digits(&bottom);
    }
    problem->digits = mg_larger(mg_digit_count(v[0]), mg_digit_count(v[1]));
    problem->operations = exponent - 1;
}

static void write_powers(mg_text *out, int64_t base, int exponent) {
    mg_big power = mg_big_of((uint64_t)base);
    for (int i = 1; i < exponent && base > 1; i++) {
        mg_text_big(out, &power);
        mg_text_char(out, '*');
        mg_text_int(out, base);
        mg_text_char(out, '=');
        mg_big_scale(&power, (uint64_t)base);
        mg_text_big(out, &power);
        mg_text_char(out, ';');
    }
}

/* Factor by factor, above and below the line: "3*3=9;9*3=27;(-3)^3=-27;" */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int exponent = (int)mg_absolute(v[2]);
    write_powers(out, mg_absolute(v[0]), exponent);
    write_powers(out, v[1], exponent);
    write_base(out, v);
    mg_text_char(out, '^');
    mg_text_operand(out, v[2]);
    mg_text_char(out, '=');
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = mg_digit_count(level->knob[0]), n = level->knob[3];
    int sides = level->knob[1] > 1 ? 2 : 1, power = n * digits;
    return (mg_text_bounds){MG_ASK_BYTES + 2 * digits + 64, sides * (power + 1) + 1,
                            sides * (n - 1) * (power * 2 + digits + 4) + sides * (power + 2) + 24};
}

const mg_family mg_family_power = {
    .name = "power",
    .summary = "powers of whole numbers and fractions, exact",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_power,
    .knobs = {"highest_top", "highest_bottom", "exponent_from", "exponent_to"},
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

/* Powers of decimals to three significant figures, in e-notation: "-12.5^(-3)" -> "-5.12e-4".
 *
 * Operands: units of the base (base * 10^places), exponent. */
#include "gym/families/arithmetic_common.h"
#include "gym/families/big.h"

enum { FIGURES = 3, STEP_FIGURES = 12 };

/* digits of the base's units, places, |exponent| from-to */
static const mg_level LEVELS[] = {
    {"whole |base| up to 99, exponents 2 to 6", {2, 0, 2, 6}},
    {"|base| up to 99.9, exponents 2 to 5 and -5 to -2", {3, 1, -2, 5}},
    {"|base| up to 1000 with 4 places, exponents 1 to 8 and -8 to -1, as RG power_function, easy",
     {7, 4, -1, 8}},
    {"|base| up to 1000 with 4 places, exponents 4 to 8 and -8 to -4, as RG power_function, hard",
     {7, 4, -4, 8}},
    {"|base| up to 1000 with 6 places, exponents 9 to 14 and -14 to -9", {9, 6, -9, 14}},
};

/* knob[2] below 0: negative exponents too. */
static bool in_exponents(const mg_level *level, int64_t exponent) {
    int64_t magnitude = mg_absolute(exponent);
    return magnitude >= mg_absolute(level->knob[2]) && magnitude <= level->knob[3] &&
           (exponent > 0 || level->knob[2] < 0);
}

static void box(const mg_level *level, mg_box *box) {
    int64_t most = mg_power_of_ten(level->knob[0]) - 1, exponent = level->knob[3];
    if (level->knob[0] > 3) return;
    *box = (mg_box){.count = 2,
                    .low = {-most, level->knob[2] < 0 ? -exponent : level->knob[2]},
                    .high = {most, exponent}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_signed(rng, mg_power_of_ten(level->knob[0]) - 1);
    v[1] = mg_draw_between(rng, mg_absolute(level->knob[2]), level->knob[3]);
    if (level->knob[2] < 0 && mg_rng_below(rng, 2)) v[1] = -v[1];
}

static void write_base(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_text_short_decimal(out, v[0], level->knob[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[0] == 0 || !in_exponents(level, v[1])) return false;
    mg_text_string(out, "power3 ");
    write_base(level, v, out);
    mg_text_char(out, '^');
    mg_text_int(out, v[1]);
    return true;
}

/* |base|^exponent in e-notation, to a number of figures: units^n / 10^(places n). */
static void write_power(mg_text *out, int64_t units, int places, int exponent, int figures) {
    int n = exponent < 0 ? -exponent : exponent, scale;
    mg_big power = mg_big_power((uint64_t)mg_absolute(units), n), one = mg_big_of(1);
    int64_t mantissa;
    if (exponent < 0)
        mg_big_round(&one, &power, figures, &mantissa, &scale);
    else
        mg_big_round(&power, &one, figures, &mantissa, &scale);
    scale += figures - 1 + (exponent < 0 ? places * n : -places * n);
    mg_text_decimal(out, mantissa, figures - 1);
    mg_text_char(out, 'e');
    mg_text_int(out, scale);
}

/* difficulty: multiplications, times digits of the base, 1 more for a division */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int wording = mg_ask_open(problem, question);
    bool brackets = v[0] < 0;
    if (brackets) mg_text_char(question, '(');
    write_base(level, v, question);
    if (brackets) mg_text_char(question, ')');
    mg_text_char(question, '^');
    mg_text_operand(question, v[1]);
    mg_ask_close(problem, question, wording,
                 " Round to 3 significant figures (half away from zero) and write it in "
                 "e-notation, like 1.23e4 or -4.56e-7.");
    if (v[0] < 0 && v[1] % 2 != 0) mg_text_char(answer, '-');
    write_power(answer, v[0], level->knob[1], (int)v[1], FIGURES);
    problem->digits = mg_digit_count(v[0]);
    problem->operations = (int)mg_absolute(v[1]) - 1 + (v[1] < 0);
    problem->difficulty = problem->operations * problem->digits + 1;
}

/* Powers of the magnitude one after the other, to 12 figures, then the inverse and the sign. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int places = problem->item.family->levels[problem->item.level - 1].knob[1];
    int n = (int)mg_absolute(v[1]);
    for (int i = 2; i <= n; i++) {
        mg_text_string(out, "power ");
        mg_text_int(out, i);
        mg_text_string(out, " is about ");
        write_power(out, v[0], places, i, STEP_FIGURES);
        mg_text_char(out, ';');
    }
    if (v[1] < 0) {
        mg_text_string(out, "its inverse is about ");
        write_power(out, v[0], places, (int)v[1], STEP_FIGURES);
        mg_text_char(out, ';');
    }
    mg_text_string(out, "rounded, with its sign: ");
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    return (mg_text_bounds){MG_ASK_BYTES + 130 + level->knob[0], 11, 42 * level->knob[3] + 100};
}

const mg_family mg_family_power_rounded = {
    .name = "power_rounded",
    .summary = "powers of decimals to three significant figures",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_power_rounded,
    .knobs = {"digits", "places", "exponent_from", "exponent_to"},
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

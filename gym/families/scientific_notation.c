/* Products and quotients of numbers in scientific notation, exact:
 * "What is 3.2*10^5 * 4.5*10^(-3)? ..." -> "1.44e3".
 *
 * Operands: 1 for a quotient, the mantissas' units and the exponents of two factors; a quotient
 * divides their product by the second. */
#include "gym/families/arithmetic_common.h"

/* digits of the mantissas, highest exponent */
static const mg_level LEVELS[] = {
    {"mantissas of 1 digit", {1, 9}},
    {"mantissas of 2 digits", {2, 12}},
    {"mantissas of 3 digits", {3, 20}},
    {"mantissas of 5 digits", {5, 99}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t low = mg_power_of_ten(level->knob[0] - 1), exponent = level->knob[1];
    if (level->knob[0] > 2) return;
    *box = (mg_box){.count = 5,
                    .low = {0, low, -exponent, low, -exponent},
                    .high = {1, 10 * low - 1, exponent, 10 * low - 1, exponent}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t low = mg_power_of_ten(level->knob[0] - 1), exponent = level->knob[1];
    v[0] = mg_rng_below(rng, 2);
    for (int i = 1; i < 5; i += 2) {
        v[i] = mg_draw_between(rng, low, 10 * low - 1);
        v[i + 1] = mg_draw_between(rng, -exponent, exponent);
    }
    if (v[0] || v[1] < v[3] || (v[1] == v[3] && v[2] <= v[4])) return;
    const int64_t pair[2] = {v[1], v[2]};
    v[1] = v[3];
    v[2] = v[4];
    v[3] = pair[0];
    v[4] = pair[1];
}

/* units * 10^exponent in normal form: mantissa below 10, and its exponent. */
typedef struct scientific {
    int64_t units;
    int places;
    int64_t exponent;
} scientific;

static scientific normal(int64_t units, int64_t exponent) {
    int places = mg_digit_count(units) - 1;
    return (scientific){units, places, exponent + places};
}

static scientific factor_of(const mg_level *level, const int64_t *pair) {
    return normal(pair[0], pair[1] - level->knob[0] + 1);
}

static scientific product_of(const mg_level *level, const int64_t *v) {
    return normal(v[1] * v[3], v[2] + v[4] - 2 * level->knob[0] + 2);
}

static void write_formula(mg_text *out, scientific x) {
    mg_text_short_decimal(out, x.units, x.places);
    mg_text_string(out, "*10^");
    mg_text_operand(out, x.exponent);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (!v[0] && (v[1] > v[3] || (v[1] == v[3] && v[2] > v[4]))) return false;
    write_formula(out, v[0] ? product_of(level, v) : factor_of(level, v + 1));
    mg_text_char(out, v[0] ? '/' : '*');
    write_formula(out, factor_of(level, v + 3));
    return true;
}

/* difficulty: digits of both mantissas, 1 for each negative exponent, 2 for a quotient */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int swap = !v[0] && mg_pick(problem, 0, 2);
    scientific a = factor_of(level, v + (swap ? 3 : 1)), b = factor_of(level, v + (swap ? 1 : 3));
    scientific product = product_of(level, v), result = v[0] ? a : product;
    int wording = mg_ask_open(problem, question);
    mg_text_char(question, '(');
    write_formula(question, v[0] ? product : a);
    mg_text_string(question, v[0] ? ") / (" : ") * (");
    write_formula(question, b);
    mg_text_char(question, ')');
    mg_ask_close(problem, question, wording, " Give the exact number in e-notation, like 1.25e-7.");
    mg_text_short_decimal(answer, result.units, result.places);
    mg_text_char(answer, 'e');
    mg_text_int(answer, result.exponent);
    problem->digits = mg_digit_count(v[0] ? product.units : v[1]);
    problem->operations = 2;
    problem->difficulty = 2 * level->knob[0] + (v[2] < 0) + (v[4] < 0) + (v[0] ? 2 : 0);
}

static void write_line(mg_text *out, int64_t a, char op, int64_t b, int64_t c) {
    mg_text_int(out, a);
    mg_text_char(out, op);
    mg_text_operand(out, b);
    mg_text_char(out, '=');
    mg_text_int(out, c);
    mg_text_char(out, ';');
}

/* The mantissas without their points, the exponents, then the point set behind the first digit. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = &problem->item.family->levels[problem->item.level - 1];
    const int64_t *v = problem->operand;
    int64_t moved = level->knob[0] - 1, a = v[2] - moved, b = v[4] - moved;
    if (v[0]) {
        write_line(out, v[1] * v[3], '/', v[3], v[1]);
        write_line(out, a + b, '-', b, a);
    } else {
        write_line(out, v[1], '*', v[3], v[1] * v[3]);
        write_line(out, a, '+', b, a + b);
    }
    mg_text_string(out, "with one digit before the point: ");
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0], exponent = mg_digit_count(2 * level->knob[1]) + 1;
    return (mg_text_bounds){MG_ASK_BYTES + 3 * digits + 2 * exponent + 84,
                            2 * digits + exponent + 3, 6 * digits + 3 * exponent + 60};
}

const mg_family mg_family_scientific_notation = {
    .name = "scientific_notation",
    .summary = "products and quotients in scientific notation",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_scientific_notation,
    .knobs = {"digits", "highest_exponent"},
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

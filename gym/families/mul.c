/* One product of whole numbers or decimals of either sign, as DM's mul: "What is -0.31 * 71?" ->
 * "-22.01".
 *
 * Operands: the places and units of the smaller number (by units, then places), of the other. */
#include "gym/families/arithmetic_common.h"

/* digits of both numbers together from-to */
static const mg_level LEVELS[] = {
    {"6 to 7 digits together", {6, 7}},
    {"6 to 10 digits together, as DM mul, train", {6, 10}},
    {"8 digits together, as DM mul, interpolate", {8, 8}},
    {"10 to 12 digits together, as DM mul_big", {10, 12}},
    {"20 to 24 digits together", {20, 24}},
};

static void draw_number(mg_rng *rng, int digits, int64_t *pair) {
    pair[0] = mg_rng_below(rng, 2) ? mg_draw_between(rng, 1, digits) : 0;
    pair[1] = mg_draw_between(rng, 1, mg_power_of_ten(digits) - 1);
    if (pair[0] > 0 && pair[1] % 10 == 0) pair[1] += mg_draw_between(rng, 1, 9);
    if (mg_rng_below(rng, 2)) pair[1] = -pair[1];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t total = mg_draw_between(rng, level->knob[0], level->knob[1]);
    int64_t again = mg_draw_between(rng, level->knob[0], level->knob[1]);
    if (again > total) total = again;
    int first = (int)mg_draw_between(rng, total / 4, total - total / 4);
    draw_number(rng, first, v);
    draw_number(rng, (int)total - first, v + 2);
    if (v[1] < v[3] || (v[1] == v[3] && v[0] <= v[2])) return;
    const int64_t pair[2] = {v[0], v[1]};
    v[0] = v[2];
    v[1] = v[3];
    v[2] = pair[0];
    v[3] = pair[1];
}

static void write_number(mg_text *out, const int64_t *pair) {
    mg_text_short_decimal(out, pair[1], (int)pair[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    write_number(out, v);
    mg_text_char(out, '*');
    write_number(out, v + 2);
    return true;
}

/* difficulty: digit products of the written method, 1 more where a point must be set */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int wording = mg_ask_open(problem, question), swap = mg_pick(problem, 1, 2);
    write_number(question, v + 2 * swap);
    mg_text_string(question, " * ");
    const int64_t *second = v + 2 * !swap;
    if (second[1] < 0) mg_text_char(question, '(');
    write_number(question, second);
    if (second[1] < 0) mg_text_char(question, ')');
    mg_ask_close(problem, question, wording, NULL);
    mg_text_short_decimal(answer, (mg_wide)v[1] * v[3], (int)(v[0] + v[2]));
    int a = mg_digit_count(v[1]), b = mg_digit_count(v[3]);
    problem->digits = mg_larger(a, b);
    problem->operations = a * b;
    problem->difficulty = a * b + (v[0] + v[2] > 0);
}

/* The digits without points and signs, then places counted, then the sign. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_wide product = (mg_wide)mg_absolute(v[1]) * mg_absolute(v[3]);
    mg_text_int(out, mg_absolute(v[1]));
    mg_text_char(out, '*');
    mg_text_int(out, mg_absolute(v[3]));
    mg_text_char(out, '=');
    mg_text_wide(out, product);
    mg_text_char(out, ';');
    if (v[0] + v[2] > 0) {
        mg_text_string(out, "decimal places: ");
        mg_text_int(out, v[0] + v[2]);
        mg_text_char(out, ';');
    }
    mg_text_string(out, (v[1] < 0) != (v[3] < 0) ? "signs differ: " : "signs agree: ");
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[1];
    return (mg_text_bounds){MG_ASK_BYTES + digits + 14, digits + 4, 3 * digits + 44};
}

const mg_family mg_family_mul = {
    .name = "mul",
    .summary = "one product of whole numbers or decimals of either sign",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_mul,
    .knobs = {"total_digits_from", "total_digits_to"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

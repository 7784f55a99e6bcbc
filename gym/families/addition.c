/* a+b= with operands of up to N digits: "57+968=" -> "1025". */
#include "gym/families/swap.h"
#include "gym/family.h"

static const mg_level LEVELS[] = {
    {"up to 1 digit", {1}},    {"up to 2 digits", {2}},   {"up to 3 digits", {3}},
    {"up to 4 digits", {4}},   {"up to 5 digits", {5}},   {"up to 6 digits", {6}},
    {"up to 7 digits", {7}},   {"up to 8 digits", {8}},   {"up to 9 digits", {9}},
    {"up to 10 digits", {10}}, {"up to 11 digits", {11}}, {"up to 12 digits", {12}},
};

static void box(const mg_level *level, mg_box *box) {
    int64_t high = mg_power_of_ten(level->knob[0]) - 1;
    *box = (mg_box){.count = 2, .high = {high, high}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_number(rng, level->knob[0]);
    v[1] = mg_draw_number(rng, level->knob[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_text_char(out, '+');
    mg_text_int(out, v[0] < v[1] ? v[0] : v[1]);
    mg_text_char(out, '+');
    mg_text_int(out, v[0] < v[1] ? v[1] : v[0]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_text_int(question, v[0]);
    mg_text_char(question, '+');
    mg_text_int(question, v[1]);
    mg_text_char(question, '=');
    mg_text_int(answer, v[0] + v[1]);
    problem->digits = mg_digit_count(v[0] > v[1] ? v[0] : v[1]);
    int64_t carry = 0;
    for (int64_t a = v[0], b = v[1]; a || b; a /= 10, b /= 10) {
        carry = a % 10 + b % 10 + carry >= 10;
        problem->carries += (int)carry;
    }
    problem->operations = problem->digits;
    problem->difficulty = problem->digits + problem->carries;
}

/* Column by column from the right: "7+8=15;5+6+1=12;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = problem->operand[0], b = problem->operand[1], carry = 0;
    for (int column = 0; column < problem->digits; column++, a /= 10, b /= 10) {
        int64_t sum = a % 10 + b % 10 + carry;
        mg_text_int(out, a % 10);
        mg_text_char(out, '+');
        mg_text_int(out, b % 10);
        if (carry) mg_text_string(out, "+1");
        mg_text_char(out, '=');
        mg_text_int(out, sum);
        mg_text_char(out, ';');
        carry = sum >= 10;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0];
    return (mg_text_bounds){2 * digits + 2, digits + 1, 9 * digits - 2};
}

const mg_family mg_family_addition = {
    .name = "addition",
    .summary = "sums of two whole numbers",
    .topic = "basics",
    .id = MG_FAMILY_ID_addition,
    .knobs = {"digits"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .representative = mg_pair_is_sorted,
    .vary = mg_pair_swap,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

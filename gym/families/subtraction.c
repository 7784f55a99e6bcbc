/* a-b= with operands of up to N digits; the result may be negative: "12-34=" -> "-22". */
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

/* A sum of two signed terms, sorted by value and then sign: "-12+34". */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    bool first_leads = v[0] <= v[1];
    mg_text_char(out, first_leads ? '+' : '-');
    mg_text_int(out, first_leads ? v[0] : v[1]);
    mg_text_char(out, first_leads ? '-' : '+');
    mg_text_int(out, first_leads ? v[1] : v[0]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_text_int(question, v[0]);
    mg_text_char(question, '-');
    mg_text_int(question, v[1]);
    mg_text_char(question, '=');
    mg_text_int(answer, v[0] - v[1]);
    int64_t larger = v[0] > v[1] ? v[0] : v[1], smaller = v[0] > v[1] ? v[1] : v[0];
    problem->digits = mg_digit_count(larger);
    int64_t borrow = 0;
    for (int64_t a = larger, b = smaller; a || b; a /= 10, b /= 10) {
        borrow = a % 10 - b % 10 - borrow < 0;
        problem->carries += (int)borrow;
    }
    problem->operations = problem->digits;
    problem->difficulty = problem->digits + problem->carries + (v[0] < v[1]);
}

/* The larger minus the smaller, column by column from the right, a borrow taken into the top digit
 * of its column: 5-12 is "12-5;12-5=7;1-0-1=0;" */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t a = problem->operand[0], b = problem->operand[1], borrow = 0;
    if (a < b) {
        int64_t swapped = a;
        a = b;
        b = swapped;
        mg_text_int(out, a);
        mg_text_char(out, '-');
        mg_text_int(out, b);
        mg_text_char(out, ';');
    }
    for (int column = 0; column < problem->digits; column++, a /= 10, b /= 10) {
        int64_t top = a % 10, next = top - b % 10 - borrow < 0;
        top += 10 * next;
        mg_text_int(out, top);
        mg_text_char(out, '-');
        mg_text_int(out, b % 10);
        if (borrow) mg_text_string(out, "-1");
        mg_text_char(out, '=');
        mg_text_int(out, top - b % 10 - borrow);
        mg_text_char(out, ';');
        borrow = next;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int digits = level->knob[0];
    return (mg_text_bounds){2 * digits + 2, digits + 1, 2 * digits + 2 + 9 * digits - 2};
}

const mg_family mg_family_subtraction = {
    .name = "subtraction",
    .summary = "differences of two whole numbers, positive and negative",
    .topic = "basics",
    .id = MG_FAMILY_ID_subtraction,
    .knobs = {"digits"},
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

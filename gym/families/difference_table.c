/* The differences of some order of a list. Operands: order, length, the numbers. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_LENGTH = 12 };

static const mg_level LEVELS[] = {
    {"first differences, 5 to 6 numbers up to 50", {1, 1, 5, 6, 50}},
    {"second differences, 5 to 7 numbers up to 50", {2, 2, 5, 7, 50}},
    {"orders 2 to 3, 6 to 8 numbers up to 200", {2, 3, 6, 8, 200}},
    {"orders 3 to 5, 8 to 12 numbers up to 999", {3, 5, 8, 12, 999}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = mg_draw_between(rng, knob[2], knob[3]);
    mg_draw_all(rng, v + 2, (int)v[1], -knob[4], knob[4]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "differences", v, 1);
    mg_key_list(out, ";", v + 2, (int)v[1]);
    return true;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    static const char *const NAMES[] = {"", "first", "second", "third", "fourth", "fifth"};
    if (which == 'o')
        mg_text_string(out, NAMES[v[0]]);
    else
        mg_text_list(out, v + 2, (int)v[1]);
}

static int differences(int64_t *row, int count) {
    for (int i = 0; i + 1 < count; i++) row[i] = row[i + 1] - row[i];
    return count - 1;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "List the @o differences (each number less the one before it) of @l.",
        "What are the @o differences of the sequence @l? (A difference is a number less the one "
        "before it.)",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t row[MAX_LENGTH];
    int count = (int)v[1];
    memcpy(row, v + 2, sizeof row);
    for (int i = 0; i < v[0]; i++) {
        count = differences(row, count);
        problem->operations += count;
    }
    mg_text_list(answer, row, count);
    problem->digits = mg_longest(v + 2, (int)v[1]);
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t row[MAX_LENGTH];
    int count = (int)v[1];
    memcpy(row, v + 2, sizeof row);
    for (int i = 1; i <= v[0]; i++) {
        count = differences(row, count);
        mg_text_string(out, "order ");
        mg_text_int(out, i);
        mg_text_string(out, ": ");
        mg_text_list(out, row, count);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int d = mg_digit_count(knob[4]) + 3, n = knob[3];
    return (mg_text_bounds){100 + n * d, n * (d + 2), knob[1] * (12 + n * (d + 2))};
}

const mg_family mg_family_difference_table = {
    .name = "difference_table",
    .summary = "differences of a list of numbers",
    .topic = "calculus",
    .id = MG_FAMILY_ID_difference_table,
    .knobs = {"min_order", "max_order", "min_length", "max_length", "max_number"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_LIST,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* f*A + g*B of whole matrices. Operands: f, g, A row by row, B row by row. */
#include <string.h>

#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"A + B and A - B, 2 by 2, up to 9", {2, 2, 9, 1}},
    {"f*A + g*B, 2 by 2, |f|, |g| up to 5", {2, 2, 9, 5}},
    {"f*A + g*B, 2 by 3", {2, 3, 12, 9}},
    {"f*A + g*B, 3 by 3", {3, 3, 20, 12}},
    {"f*A + g*B, 4 by 4, up to 99", {4, 4, 99, 12}},
};

static int cells(const mg_level *level) {
    return level->knob[0] * level->knob[1];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = level->knob[3] == 1 ? 1 : mg_draw_nonzero(rng, level->knob[3]);
    v[1] = mg_draw_nonzero(rng, level->knob[3]);
    mg_draw_all(rng, v + 2, 2 * cells(level), -level->knob[2], level->knob[2]);
}

/* The smaller of (f, A) and (g, B) first. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int n = cells(level);
    const int64_t *a = v + 2, *b = a + n;
    int64_t difference = v[0] - v[1];
    for (int i = 0; i < n && difference == 0; i++) difference = a[i] - b[i];
    bool swap = difference > 0;
    mg_key_list(out, "matrix sum", v + swap, 1);
    mg_key_list(out, "", swap ? b : a, n);
    mg_key_list(out, ";", v + !swap, 1);
    mg_key_list(out, "", swap ? a : b, n);
    mg_key_list(out, ";", (const int64_t[]){level->knob[1]}, 1);
    return true;
}

static int64_t entry(const mg_level *level, const int64_t *v, int i) {
    return v[0] * v[2 + i] + v[1] * v[2 + cells(level) + i];
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'A' || which == 'B') {
        const int64_t *m = which == 'A' ? v + 2 : v + 2 + cells(level);
        mg_text_matrix(out, m, level->knob[0], level->knob[1]);
        return;
    }
    mg_text_term(out, true, (mg_ratio){v[0], 1}, "A");
    mg_text_term(out, false, (mg_ratio){v[1], 1}, "B");
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"Let A = @A and B = @B. What is $s?",
                                           "A = @A, B = @B. Calculate the matrix $s.",
                                           "Given the matrices A = @A and B = @B, find $s.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t sum[MG_MAX_OPERANDS];
    int n = cells(level);
    for (int i = 0; i < n; i++) sum[i] = entry(level, v, i);
    mg_text_matrix(answer, sum, level->knob[0], level->knob[1]);
    problem->digits = mg_longest(v, 2 + 2 * n);
    problem->operations = n * (1 + (v[0] != 1) + (v[1] != 1 && v[1] != -1));
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    for (int i = 0; i < cells(level); i++) {
        mg_text_dot(out, v, 1, v + 2 + i, cells(level), 2);
        mg_text_string(out, " = ");
        mg_text_int(out, entry(level, v, i));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = cells(level), d = mg_digit_count(level->knob[2]) + 1, rows = level->knob[0];
    int f = mg_digit_count(level->knob[3]) + 1;
    return (mg_text_bounds){60 + 2 * (n * (d + 2) + 4 * rows), n * (d + f + 2) + 4 * rows,
                            n * (2 * d + 3 * f + 22)};
}

const mg_family mg_family_matrix_sum = {
    .name = "matrix_sum",
    .summary = "sums of multiples of two matrices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_sum,
    .knobs = {"rows", "columns", "max_entry", "max_factor"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_MATRIX,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* A^k of a whole matrix. Operands: A row by row, k. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_CELLS = 9 };

static const mg_level LEVELS[] = {
    {"2 by 2, up to 5, squares", {2, 5, 2, 2}},    {"2 by 2, up to 5, k 2 to 3", {2, 5, 2, 3}},
    {"2 by 2, up to 9, k 2 to 5", {2, 9, 2, 5}},   {"3 by 3, up to 5, k 2 to 3", {3, 5, 2, 3}},
    {"2 by 2, up to 4, k 4 to 10", {2, 4, 4, 10}}, {"3 by 3, up to 9, k 2 to 4", {3, 9, 2, 4}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, level->knob[0] * level->knob[0], -level->knob[1], level->knob[1]);
    mg_box_add(box, 1, level->knob[2], level->knob[3]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int cells = level->knob[0] * level->knob[0];
    mg_draw_all(rng, v, cells, -level->knob[1], level->knob[1]);
    v[cells] = mg_draw_between(rng, level->knob[2], level->knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "matrix power", v, level->knob[0] * level->knob[0] + 1);
    return true;
}

/* power = power * m */
static void step(int64_t *power, const int64_t *m, int n) {
    int64_t product[MAX_CELLS] = {0};
    for (int r = 0; r < n; r++)
        for (int c = 0; c < n; c++)
            for (int k = 0; k < n; k++) product[r * n + c] += power[r * n + k] * m[k * n + c];
    memcpy(power, product, sizeof(int64_t) * (size_t)(n * n));
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'k')
        mg_text_int(out, v[level->knob[0] * level->knob[0]]);
    else
        mg_text_matrix(out, v, level->knob[0], level->knob[0]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"Let A = @A. What is the matrix A^@k?",
                                           "Calculate @A^@k (a power of a matrix).",
                                           "A = @A. Find A^@k.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int n = level->knob[0], k = (int)v[n * n];
    int64_t power[MAX_CELLS];
    memcpy(power, v, sizeof(int64_t) * (size_t)(n * n));
    for (int i = 1; i < k; i++) step(power, v, n);
    mg_text_matrix(answer, power, n, n);
    problem->digits = mg_longest(power, n * n);
    problem->operations = (k - 1) * n * n * (2 * n - 1);
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = mg_level_of(problem)->knob[0];
    int64_t power[MAX_CELLS];
    memcpy(power, v, sizeof(int64_t) * (size_t)(n * n));
    for (int i = 2; i <= v[n * n]; i++) {
        step(power, v, n);
        mg_text_string(out, "A^");
        mg_text_int(out, i);
        mg_text_string(out, " = ");
        mg_text_matrix(out, power, n, n);
        mg_text_char(out, ';');
    }
}

/* Entries of A^k are below (n max)^k. */
static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0], cells = n * n, digits = 0;
    int64_t size = 1;
    for (int i = 0; i < level->knob[3]; i++) size *= n * level->knob[1];
    for (; size > 0; size /= 10) digits++;
    int matrix = cells * (digits + 3) + 2 * n + 2;
    return (mg_text_bounds){45 + cells * 5 + 4 * n, matrix, (level->knob[3] - 1) * (matrix + 8)};
}

const mg_family mg_family_matrix_power = {
    .name = "matrix_power",
    .summary = "powers of a matrix",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_power,
    .knobs = {"size", "max_entry", "min_power", "max_power"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_MATRIX,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* The rank of a whole matrix; each rank from 1 to the largest is equally likely to be aimed at.
 * Operands: the entries row by row. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_ROWS = 5, MAX_CELLS = 30 };

static const mg_level LEVELS[] = {
    {"3 by 3", {3, 3, 20}}, {"3 by 4", {3, 4, 9}}, {"4 by 4", {4, 4, 5}},
    {"4 by 5", {4, 5, 5}},  {"5 by 6", {5, 6, 4}},
};

/* rank independent rows and combinations of them, in any order. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int rows = level->knob[0], cols = level->knob[1], rank = (int)mg_draw_between(rng, 1, rows);
    int64_t order[MAX_ROWS] = {0, 1, 2, 3, 4};
    mg_shuffle(rng, order, rows);
    for (int r = 0; r < rows; r++) {
        int64_t *row = v + order[r] * cols;
        if (r < rank) {
            mg_draw_all(rng, row, cols, -level->knob[2], level->knob[2]);
            continue;
        }
        for (int k = 0; k < rank && k < 2; k++) { /* of two of them, so that numbers stay small */
            int other = (int)mg_draw_between(rng, 0, rank - 1);
            int64_t factor = mg_draw_nonzero(rng, 3);
            for (int c = 0; c < cols; c++) row[c] += factor * v[order[other] * cols + c];
        }
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "rank", (const int64_t[]){level->knob[1]}, 1);
    mg_key_list(out, ";", v, level->knob[0] * level->knob[1]);
    return true;
}

static void divide_by_gcd(int64_t *row, int cols) {
    int64_t divisor = 0;
    for (int c = 0; c < cols; c++) divisor = mg_gcd(divisor, row[c]);
    for (int c = 0; c < cols && divisor > 1; c++) row[c] /= divisor;
}

/* row = p * row - q * pivot row, made primitive, so that column c vanishes. */
static void eliminate(int64_t *row, const int64_t *pivot, int c, int cols) {
    int64_t divisor = mg_gcd(row[c], pivot[c]), p = pivot[c] / divisor, q = row[c] / divisor;
    for (int i = 0; i < cols; i++) row[i] = p * row[i] - q * pivot[i];
    divide_by_gcd(row, cols);
}

static void print_rows(const int64_t *m, int rows, int cols, mg_text *out) {
    mg_text_string(out, "rows ");
    mg_text_matrix(out, m, rows, cols);
    mg_text_char(out, ';');
}

/* Gauss; prints the matrix after each column when out is given. */
static int rank_of(const int64_t *v, int rows, int cols, mg_text *out) {
    int64_t m[MAX_CELLS];
    memcpy(m, v, sizeof(int64_t) * (size_t)(rows * cols));
    int rank = 0;
    for (int c = 0; c < cols && rank < rows; c++) {
        int pivot = rank;
        while (pivot < rows && m[pivot * cols + c] == 0) pivot++;
        if (pivot == rows) continue;
        for (int i = 0; i < cols && pivot > rank; i++) {
            int64_t other = m[pivot * cols + i];
            m[pivot * cols + i] = m[rank * cols + i];
            m[rank * cols + i] = other;
        }
        for (int r = rank + 1; r < rows; r++)
            if (m[r * cols + c] != 0) eliminate(m + r * cols, m + rank * cols, c, cols);
        rank++;
        if (out && rank < rows) print_rows(m, rows, cols, out);
    }
    return rank;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)which;
    mg_text_matrix(out, v, level->knob[0], level->knob[1]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "What is the rank of the matrix @m?",
        "How many rows of @m are linearly independent at most? (Give the rank.)",
        "Find the dimension of the row space of @m.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int rows = level->knob[0], cols = level->knob[1], rank = rank_of(v, rows, cols, NULL);
    mg_text_int(answer, rank);
    problem->digits = mg_longest(v, rows * cols);
    problem->operations = rank * (2 * rows - rank - 1) / 2 * cols;
    problem->difficulty = problem->operations + rank;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int rank = rank_of(problem->operand, level->knob[0], level->knob[1], out);
    mg_text_string(out, "rows that are left: ");
    mg_text_int(out, rank);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int rows = level->knob[0], cells = rows * level->knob[1];
    return (mg_text_bounds){75 + cells * 6 + 4 * rows, 1, 24 + rows * (cells * 12 + 4 * rows + 8)};
}

const mg_family mg_family_matrix_rank = {
    .name = "matrix_rank",
    .summary = "ranks of matrices, every rank as often",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_rank,
    .knobs = {"rows", "columns", "max_entry"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

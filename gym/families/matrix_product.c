/* A*B of whole matrices. Operands: A row by row, B row by row. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"2 by 2, up to 5", {2, 2, 2, 5}},     {"2 by 2, up to 12", {2, 2, 2, 12}},
    {"2 by 3 times 3 by 2", {2, 3, 2, 9}}, {"3 by 2 times 2 by 3", {3, 2, 3, 12}},
    {"3 by 3, up to 9", {3, 3, 3, 9}},     {"3 by 3, up to 50", {3, 3, 3, 50}},
    {"4 by 4, up to 12", {4, 4, 4, 12}},
};

static const int64_t *second(const mg_level *level, const int64_t *v) {
    return v + level->knob[0] * level->knob[1];
}

static int operand_count(const mg_level *level) {
    return level->knob[1] * (level->knob[0] + level->knob[2]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, operand_count(level), -level->knob[3], level->knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "matrix product", (const int64_t[]){level->knob[0], level->knob[1]}, 2);
    mg_key_list(out, ";", v, operand_count(level));
    return true;
}

static int64_t entry(const mg_level *level, const int64_t *v, int r, int c) {
    int inner = level->knob[1], cols = level->knob[2];
    int64_t sum = 0;
    for (int k = 0; k < inner; k++) sum += v[r * inner + k] * second(level, v)[k * cols + c];
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    if (which == 'A')
        mg_text_matrix(out, v, level->knob[0], level->knob[1]);
    else
        mg_text_matrix(out, second(level, v), level->knob[1], level->knob[2]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"Let A = @A and B = @B. What is the matrix A*B?",
                                           "Multiply the matrices @A and @B (in this order).",
                                           "Calculate @A * @B.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t product[MG_MAX_OPERANDS];
    int rows = level->knob[0], cols = level->knob[2];
    for (int i = 0; i < rows * cols; i++) product[i] = entry(level, v, i / cols, i % cols);
    mg_text_matrix(answer, product, rows, cols);
    problem->digits = mg_longest(v, operand_count(level));
    problem->operations = rows * cols * (2 * level->knob[1] - 1);
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int inner = level->knob[1], cols = level->knob[2];
    for (int i = 0; i < level->knob[0] * cols; i++) {
        mg_text_dot(out, v + i / cols * inner, 1, second(level, v) + i % cols, cols, inner);
        mg_text_string(out, " = ");
        mg_text_int(out, entry(level, v, i / cols, i % cols));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[3]) + 1, rows = level->knob[0], cols = level->knob[2];
    int inner = level->knob[1];
    return (mg_text_bounds){50 + operand_count(level) * (d + 2) + 4 * (rows + inner),
                            rows * cols * (2 * d + 2) + 4 * rows,
                            rows * cols * (inner * (2 * d + 8) + 2 * d + 4)};
}

const mg_family mg_family_matrix_product = {
    .name = "matrix_product",
    .summary = "products of two matrices",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_product,
    .knobs = {"rows", "inner", "columns", "max_entry"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_MATRIX,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

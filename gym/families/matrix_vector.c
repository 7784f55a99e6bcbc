/* A*v, a linear map applied to a vector. Operands: A row by row, v. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"2 by 2, up to 9", {2, 2, 9}},   {"3 by 3, up to 9", {3, 3, 9}},
    {"2 by 4, up to 12", {2, 4, 12}}, {"4 by 3, up to 20", {4, 3, 20}},
    {"5 by 5, up to 20", {5, 5, 20}},
};

static int operand_count(const mg_level *level) {
    return (level->knob[0] + 1) * level->knob[1];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, operand_count(level), -level->knob[2], level->knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_key_list(out, "matrix product", (const int64_t[]){level->knob[0], level->knob[1]}, 2);
    mg_key_list(out, ";", v, operand_count(level));
    return true;
}

static int64_t entry(const mg_level *level, const int64_t *v, int r) {
    int cols = level->knob[1];
    int64_t sum = 0;
    for (int c = 0; c < cols; c++) sum += v[r * cols + c] * v[level->knob[0] * cols + c];
    return sum;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    int rows = level->knob[0], cols = level->knob[1];
    if (which == 'A')
        mg_text_matrix(out, v, rows, cols);
    else
        mg_text_point(out, v + rows * cols, cols);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "A linear map has the matrix @A. Where does it take the vector @v? List the components.",
        "Let A = @A and v = @v. Find A*v and list its components.",
        "Multiply the matrix @A by the column vector @v; give the components in order.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    int64_t image[MG_MAX_OPERANDS];
    int rows = level->knob[0];
    for (int r = 0; r < rows; r++) image[r] = entry(level, v, r);
    mg_text_list(answer, image, rows);
    problem->digits = mg_longest(v, operand_count(level));
    problem->operations = rows * (2 * level->knob[1] - 1);
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int rows = level->knob[0], cols = level->knob[1];
    for (int r = 0; r < rows; r++) {
        mg_text_dot(out, v + r * cols, 1, v + rows * cols, 1, cols);
        mg_text_string(out, " = ");
        mg_text_int(out, entry(level, v, r));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]) + 1, rows = level->knob[0], cols = level->knob[1];
    return (mg_text_bounds){90 + operand_count(level) * (d + 2) + 4 * rows, rows * (2 * d + 2),
                            rows * (cols * (2 * d + 8) + 2 * d + 4)};
}

const mg_family mg_family_matrix_vector = {
    .name = "matrix_vector",
    .summary = "a matrix times a vector",
    .topic = "calculus",
    .id = MG_FAMILY_ID_matrix_vector,
    .knobs = {"rows", "columns", "max_entry"},
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

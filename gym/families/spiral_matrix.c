/* The entries of a matrix of digits along the clockwise spiral from its top left corner. Operands:
 * rows, columns, the rows. */
#include "gym/families/calculus_grid.h"

static const mg_level LEVELS[] = {
    {"2 by 3", {2, 2, 3, 3}},
    {"3 by 3", {3, 3, 3, 3}},
    {"3 to 5 rows and columns", {3, 5, 3, 5}},
    {"square, 4 to 10, as RG spiral_matrix", {4, 10, 0, 0}},
    {"7 to 10 rows and columns", {7, 10, 7, 10}},
    {"12 by 12", {12, 12, 12, 12}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    if (level->knob[1] > 2) return;
    mg_box_add(box, 1, 2, 2);
    mg_box_add(box, 1, 3, 3);
    mg_box_add(box, 2, 0, 999);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = level->knob[2] ? mg_draw_between(rng, level->knob[2], level->knob[3]) : v[0];
    mg_grid_draw(rng, v + 2, (int)v[0], (int)v[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "spiral", v, 2 + (int)v[0]);
    return true;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    mg_grid grid;
    mg_grid_unpack(&grid, v + 2, (int)v[0], (int)v[1]);
    mg_text_grid(out, &grid);
}

/* Rings from outside inward; with `mark`, what follows each side. */
static void spiral(const mg_grid *grid, const char *comma, const char *mark, mg_text *out) {
    int top = 0, bottom = grid->rows - 1, left = 0, right = grid->cols - 1;
    int r = 0, c = 0, down = 0, across = 1;
    for (int i = 0; i < grid->rows * grid->cols; i++) {
        mg_text_int(out, grid->cell[r * grid->cols + c]);
        bool turned = across ? c == (across > 0 ? right : left) : r == (down > 0 ? bottom : top);
        if (turned) {
            top += across > 0;
            right -= down > 0;
            bottom -= across < 0;
            left += down < 0;
            int old = across;
            across = -down;
            down = old;
        }
        r += down;
        c += across;
        if (i + 1 < grid->rows * grid->cols) mg_text_string(out, turned ? mark : comma);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "List the entries of @m in spiral order: clockwise from the top left corner inward.",
        "Walk through the matrix @m in a clockwise spiral from its top left entry. "
        "Which numbers do you meet, in order?",
        "Read @m spirally (right along the top row, down, left, up, then inward). "
        "Give the list.",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_grid grid;
    mg_grid_unpack(&grid, v + 2, (int)v[0], (int)v[1]);
    spiral(&grid, ", ", ", ", answer);
    problem->digits = 1;
    problem->operations = (int)(v[0] * v[1]);
    problem->difficulty = problem->operations;
}

/* One side a line. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_grid grid;
    mg_grid_unpack(&grid, problem->operand + 2, (int)problem->operand[0], (int)problem->operand[1]);
    spiral(&grid, " ", ";", out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int rows = level->knob[1], cols = level->knob[3] ? level->knob[3] : rows;
    return (mg_text_bounds){120 + rows * (3 * cols + 2), 3 * rows * cols, 2 * rows * cols};
}

const mg_family mg_family_spiral_matrix = {
    .name = "spiral_matrix",
    .summary = "the entries of a matrix along a spiral",
    .topic = "calculus",
    .id = MG_FAMILY_ID_spiral_matrix,
    .knobs = {"min_rows", "max_rows", "min_columns", "max_columns"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_LIST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

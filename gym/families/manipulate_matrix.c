/* A matrix of digits put through a list of operations. Operands: rows, columns, number of
 * operations, the operations (kind * 100 + its numbers), the rows. */
#include "gym/families/calculus_grid.h"

enum {
    TURN,      /* + quarter turns, 1 to 3 */
    FLIP,      /* + 0: left and right, 1: top and bottom change places */
    TRANSPOSE, /* + 0: the main diagonal, 1: the other one */
    REPLACE,   /* + 10 * from + to */
    DROP_ROWS, /* + n: every n-th, 2 to 4 */
    DROP_COLS, /* + n */
    ZERO,      /* + n, 2 to 5: multiples of n become 0 */
    CROP,      /* + 10 * rows + cols: the part at the top left */
    OPERATION_COUNT
};

enum { MAX_OPERATIONS = 10, ROWS_AT = 3 + MAX_OPERATIONS };

static const mg_level LEVELS[] = {
    {"3 by 3, one operation", {3, 3, 1, 1}},
    {"3 to 4 rows and columns, 1 to 2 operations", {3, 4, 1, 2}},
    {"3 to 6 rows and columns, 2 to 4 operations", {3, 6, 2, 4}},
    {"4 to 10 rows and columns, 1 to 10 operations, as RG manipulate_matrix", {4, 10, 1, 10}},
    {"12 by 12, 3 to 10 operations", {12, 12, 3, 10}},
};

/* Rows and columns are what the matrix has when the operation is applied. Operations that would
 * leave nothing, or do nothing, become a flip. */
static int64_t draw_operation(mg_rng *rng, int *rows, int *cols) {
    int kind = (int)mg_draw_between(rng, 0, OPERATION_COUNT - 1);
    int64_t a = mg_draw_between(rng, 0, 9999), n = 2 + a % 3;
    int side = *rows;
    switch (kind) {
    case TURN:
    case TRANSPOSE:
        if (kind == TRANSPOSE || a % 3 != 1) {
            *rows = *cols;
            *cols = side;
        }
        return 100 * kind + (kind == TURN ? 1 + a % 3 : a % 2);
    case REPLACE:
        return 100 * kind + 10 * (a % 10) + (a % 10 + 1 + a / 10 % 9) % 10;
    case DROP_ROWS:
        if (*rows < n || *rows <= 2) break;
        *rows -= (int)(*rows / n);
        return 100 * kind + n;
    case DROP_COLS:
        if (*cols < n || *cols <= 2) break;
        *cols -= (int)(*cols / n);
        return 100 * kind + n;
    case ZERO:
        return 100 * kind + 2 + a % 4;
    case CROP:
        if (*rows <= 2 || *cols <= 2 || *rows > 9 || *cols > 9) break;
        *rows -= (int)(a % 2);
        *cols -= (int)(1 - a % 2);
        return 100 * kind + 10 * *rows + *cols;
    default:
        break;
    }
    return 100 * FLIP + a / 100 % 2;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int rows = (int)mg_draw_between(rng, knob[0], knob[1]);
    int cols = (int)mg_draw_between(rng, knob[0], knob[1]);
    v[0] = rows;
    v[1] = cols;
    v[2] = mg_draw_between(rng, knob[2], knob[3]);
    mg_grid_draw(rng, v + ROWS_AT, rows, cols);
    for (int i = 0; i < v[2]; i++) v[3 + i] = draw_operation(rng, &rows, &cols);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "manipulate", v, 3 + (int)v[2]);
    mg_key_list(out, ";", v + ROWS_AT, (int)v[0]);
    return true;
}

static void say(int64_t operation, mg_text *out) {
    static const char *const FLIPS[] = {"mirror it left to right", "mirror it top to bottom",
                                        "transpose it", "reflect it in its other diagonal"};
    int64_t a = operation % 100;
    switch (operation / 100) {
    case TURN:
        mg_text_string(out, "turn it clockwise by ");
        mg_text_int(out, 90 * a);
        mg_text_string(out, " degrees");
        break;
    case FLIP:
        mg_text_string(out, FLIPS[a]);
        break;
    case TRANSPOSE:
        mg_text_string(out, FLIPS[2 + a]);
        break;
    case REPLACE:
        mg_text_string(out, "replace each ");
        mg_text_int(out, a / 10);
        mg_text_string(out, " by ");
        mg_text_int(out, a % 10);
        break;
    case ZERO:
        mg_text_string(out, "set multiples of ");
        mg_text_int(out, a);
        mg_text_string(out, " to zero");
        break;
    case CROP:
        mg_text_string(out, "keep the first ");
        mg_text_int(out, a / 10);
        mg_text_string(out, " rows and ");
        mg_text_int(out, a % 10);
        mg_text_string(out, " columns");
        break;
    default:
        mg_text_string(out,
                       operation / 100 == DROP_ROWS ? "remove each row" : "remove each column");
        mg_text_string(out, " whose number is a multiple of ");
        mg_text_int(out, a);
    }
}

/* Keeps the cells whose row and column (from 1) are no multiples and within the limits. */
static void keep(mg_grid *grid, int drop_row, int drop_col, int max_row, int max_col) {
    mg_grid old = *grid;
    int count = 0;
    grid->rows = grid->cols = 0;
    for (int r = 1; r <= old.rows && r <= max_row; r++) {
        if (r % drop_row == 0) continue;
        grid->rows++;
        for (int c = 1; c <= old.cols && c <= max_col; c++)
            if (c % drop_col != 0) grid->cell[count++] = old.cell[(r - 1) * old.cols + c - 1];
    }
    grid->cols = count / grid->rows;
}

static void apply(mg_grid *grid, int64_t operation) {
    enum { NONE = MG_GRID_SIDE + 1 };
    int kind = (int)(operation / 100), a = (int)(operation % 100);
    if (kind == TURN) mg_grid_turn(grid, a);
    if (kind == FLIP) mg_grid_mirror(grid, a == 0);
    if (kind == TRANSPOSE) mg_grid_transpose(grid);
    if (kind == TRANSPOSE && a == 1) mg_grid_turn(grid, 2);
    if (kind == DROP_ROWS) keep(grid, a, NONE, NONE, NONE);
    if (kind == DROP_COLS) keep(grid, NONE, a, NONE, NONE);
    if (kind == CROP) keep(grid, NONE, NONE, a / 10, a % 10);
    for (int i = 0; i < grid->rows * grid->cols; i++) {
        if (kind == REPLACE && grid->cell[i] == a / 10) grid->cell[i] = a % 10;
        if (kind == ZERO && grid->cell[i] % a == 0) grid->cell[i] = 0;
    }
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_grid grid;
    for (int i = 0; i < v[2] && which == 'o'; i++) {
        if (i > 0) mg_text_string(out, "; then ");
        say(v[3 + i], out);
    }
    if (which == 'o') return;
    mg_grid_unpack(&grid, v + ROWS_AT, (int)v[0], (int)v[1]);
    mg_text_grid(out, &grid);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Take the matrix @m; @o. What is the result?",
        "Start with @m. Do the following in order: @o. Write the resulting matrix.", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_grid grid;
    mg_grid_unpack(&grid, v + ROWS_AT, (int)v[0], (int)v[1]);
    for (int i = 0; i < v[2]; i++) apply(&grid, v[3 + i]);
    mg_text_grid(answer, &grid);
    problem->digits = 1;
    problem->operations = (int)v[2];
    problem->difficulty = (int)(v[0] * v[1] * v[2]);
}

/* The matrix after each operation but the last; of large ones the operations alone. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_grid grid;
    mg_grid_unpack(&grid, v + ROWS_AT, (int)v[0], (int)v[1]);
    for (int i = 0; i < v[2]; i++) {
        apply(&grid, v[3 + i]);
        say(v[3 + i], out);
        if (i + 1 < v[2] && v[0] * v[1] * v[2] <= 330) {
            mg_text_string(out, ": ");
            mg_text_grid(out, &grid);
        }
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], grid = n * (3 * n + 2), count = level->knob[3];
    int shown = count * grid < 1400 ? count * grid : 1400;
    return (mg_text_bounds){80 + grid + count * 62, grid, count * 62 + shown};
}

const mg_family mg_family_manipulate_matrix = {
    .name = "manipulate_matrix",
    .summary = "a matrix put through a list of operations",
    .topic = "calculus",
    .id = MG_FAMILY_ID_manipulate_matrix,
    .knobs = {"min_side", "max_side", "min_operations", "max_operations"},
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

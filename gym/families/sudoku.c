/* Sudoku of 6 by 6 and 9 by 9, and of 4 by 4 (mini_sudoku): one solution, found by naked and hidden
 * singles. */
#include "gym/families/latin.h"

/* knobs: size, rows and columns of a box, fewest cells given */
static const mg_level LEVELS[] = {
    {"6 by 6, 20 given", {6, 2, 3, 20}},
    {"6 by 6, as few given as singles allow", {6, 2, 3, 0}},
    {"9 by 9, 50 given (as RG sudoku, fewest empty)", {9, 3, 3, 50}},
    {"9 by 9, 40 given", {9, 3, 3, 40}},
    {"9 by 9, 31 given (as RG sudoku, most empty)", {9, 3, 3, 31}},
    {"9 by 9, as few given as singles allow", {9, 3, 3, 0}},
};

static void ask(const mg_level *level, const int64_t *shown, mg_text *question,
                mg_problem *problem) {
    int size = level->knob[0];
    static const char *const OPEN[] = {
        "Fill each _ of this grid so that every row, every column and "
        "every box of ",
        "Solve the puzzle: rows, columns and boxes (each box is of "};
    bool second = mg_pick(problem, 0, 2);
    mg_text_string(question, OPEN[second]);
    mg_text_int(question, level->knob[1]);
    mg_text_string(question, " rows by ");
    mg_text_int(question, level->knob[2]);
    mg_text_string(question, second ? " columns) must have each number from 1 to "
                                    : " columns holds each number from 1 to ");
    mg_text_int(question, size);
    mg_text_string(question, second ? " once; _ is empty. Answer with the full grid as a matrix "
                                      "[[row 1], [row 2], ...].\n"
                                    : " exactly once. Give the full grid as a matrix [[row 1], "
                                      "[row 2], ...].\n");
    mg_text_board(question, shown, size, size);
}

/* The cells in the order in which singles find them. */
static void work_singles(const mg_level *level, const int64_t *shown, mg_text *out) {
    int size = level->knob[0];
    mg_latin board;
    mg_latin_start(&board, size, level->knob[1], level->knob[2]);
    for (int i = 0; i < size * size; i++)
        if (shown[i]) mg_latin_place(&board, i, (int)shown[i]);
    for (int cell; (cell = mg_latin_step(&board)) >= 0;)
        mg_text_cell(out, cell / size, cell % size, board.value[cell]);
}

static void measure(mg_problem *problem, const int64_t *shown, int cells) {
    for (int i = 0; i < cells; i++) problem->operations += shown[i] == 0;
    problem->digits = 1;
    problem->difficulty = problem->operations; /* empty cells */
}

/* -- sudoku: an operand a cell, its number, plus 16 where it is given ---------------------------
 */

static void shown_of(const mg_level *level, const int64_t *v, int64_t *shown, int64_t *solution) {
    for (int i = 0; i < level->knob[0] * level->knob[0]; i++) {
        shown[i] = v[i] & 16 ? v[i] & 15 : 0;
        solution[i] = v[i] & 15;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int64_t given[MG_LATIN_CELLS];
    mg_latin board;
    mg_latin_draw(rng, knob[0], knob[1], knob[2], v);
    mg_latin_start(&board, knob[0], knob[1], knob[2]);
    mg_latin_reveal(rng, &board, v, knob[3], given);
    for (int i = 0; i < knob[0] * knob[0]; i++) v[i] += 16 * given[i];
}

static void write_key(mg_text *out, const int64_t *shown, int size) {
    mg_text_string(out, "sudoku ");
    for (int i = 0; i < size * size; i++) mg_text_char(out, (char)('0' + shown[i]));
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t shown[MG_LATIN_CELLS] = {0}, solution[MG_LATIN_CELLS] = {0};
    shown_of(level, v, shown, solution);
    write_key(out, shown, level->knob[0]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t shown[MG_LATIN_CELLS] = {0}, solution[MG_LATIN_CELLS] = {0};
    int size = level->knob[0];
    shown_of(level, v, shown, solution);
    ask(level, shown, question, problem);
    mg_text_matrix(answer, solution, size, size);
    measure(problem, shown, size * size);
}

static void work(const mg_problem *problem, mg_text *out) {
    int64_t shown[MG_LATIN_CELLS] = {0}, solution[MG_LATIN_CELLS] = {0};
    shown_of(mg_level_of(problem), problem->operand, shown, solution);
    work_singles(mg_level_of(problem), shown, out);
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    return (mg_text_bounds){230 + 2 * cells, 3 * cells + 2 * size + 2, 8 * cells};
}

const mg_family mg_family_sudoku = {
    .name = "sudoku",
    .summary = "sudoku of 6 by 6 and 9 by 9",
    .topic = "games",
    .id = MG_FAMILY_ID_sudoku,
    .knobs = {"size", "box_rows", "box_columns", "min_given"},
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

/* -- mini_sudoku: the number of the grid and the set of cells that are given --------------------
 */

enum { MINI = 4, MINI_CELLS = 16, MINI_GRIDS = 12 };

static const int PLAIN[MINI] = {0, 1, 2, 3};

/* knobs: as above, then fewest and most empty cells */
static const mg_level MINI_LEVELS[] = {
    {"4 to 6 empty", {MINI, 2, 2, 0, 4, 6}},
    {"6 to 10 empty (as RG mini_sudoku, hard)", {MINI, 2, 2, 0, 6, 10}},
    {"8 to 12 empty (as RG mini_sudoku, easy)", {MINI, 2, 2, 0, 8, 12}},
};

/* Numbers are names: a problem is the same with others, so which they are is left to the key. */
static void mini_solution(int64_t grid, const int *number, int64_t *solution) {
    /* the twelve grids with first row 1 2 3 4, as digits */
    static const char *const GRIDS[] = {"1234341221434321", "1234341223414123", "1234341241232341",
                                        "1234341243212143", "1234342121434312", "1234342143122143",
                                        "1234431221433421", "1234431234212143", "1234432121433412",
                                        "1234432124133142", "1234432131422413", "1234432134122143"};
    for (int i = 0; i < MINI_CELLS; i++) solution[i] = 1 + number[GRIDS[grid][i] - '1'];
}

static void mini_shown(const int64_t *v, const int *number, int64_t *shown) {
    mini_solution(v[0], number, shown);
    for (int i = 0; i < MINI_CELLS; i++)
        if (!(v[1] >> i & 1)) shown[i] = 0;
}

static void mini_box(const mg_level *level, mg_box *box) {
    (void)level;
    *box = (mg_box){.count = 2, .low = {0, 0}, .high = {MINI_GRIDS - 1, (1 << MINI_CELLS) - 1}};
}

static void mini_draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int64_t solution[MINI_CELLS], given[MINI_CELLS];
    mg_latin board;
    v[0] = mg_rng_below(rng, MINI_GRIDS);
    mini_solution(v[0], PLAIN, solution);
    mg_latin_start(&board, MINI, 2, 2);
    int empty = (int)mg_draw_between(rng, level->knob[4], level->knob[5]);
    mg_latin_reveal(rng, &board, solution, MINI_CELLS - empty, given);
    v[1] = 0;
    for (int i = 0; i < MINI_CELLS; i++) v[1] |= given[i] << i;
}

static bool mini_canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t shown[MINI_CELLS];
    int empty = MINI_CELLS - __builtin_popcountll((unsigned long long)v[1]);
    if (empty < level->knob[4] || empty > level->knob[5]) return false;
    mini_shown(v, PLAIN, shown);
    mg_latin board;
    mg_latin_start(&board, MINI, 2, 2);
    for (int i = 0; i < MINI_CELLS; i++)
        if (shown[i]) mg_latin_place(&board, i, (int)shown[i]);
    mg_latin_run(&board);
    if (board.left) return false;
    write_key(out, shown, MINI);
    return true;
}

static void mini_pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                      mg_problem *problem) {
    int64_t shown[MINI_CELLS], solution[MINI_CELLS];
    int number[MINI];
    mg_pick_order(problem, 4, MINI, number);
    mini_shown(v, number, shown);
    mini_solution(v[0], number, solution);
    ask(level, shown, question, problem);
    mg_text_matrix(answer, solution, MINI, MINI);
    measure(problem, shown, MINI_CELLS);
}

static void mini_work(const mg_problem *problem, mg_text *out) {
    int64_t shown[MINI_CELLS];
    int number[MINI];
    mg_pick_order(problem, 4, MINI, number);
    mini_shown(problem->operand, number, shown);
    work_singles(mg_level_of(problem), shown, out);
}

const mg_family mg_family_mini_sudoku = {
    .name = "mini_sudoku",
    .summary = "sudoku of 4 by 4",
    .topic = "games",
    .id = MG_FAMILY_ID_mini_sudoku,
    .knobs = {"size", "box_rows", "box_columns", "min_given", "min_empty", "max_empty"},
    .levels = MINI_LEVELS,
    .level_count = sizeof MINI_LEVELS / sizeof MINI_LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_MATRIX,
    .box = mini_box,
    .draw = mini_draw,
    .canonical = mini_canonical,
    .pose = mini_pose,
    .work = mini_work,
    .bounds = bounds,
};

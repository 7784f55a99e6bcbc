/* Futoshiki: a latin square with signs between neighbours; one solution, found by singles and the
 * bounds that the signs give. */
#include "gym/families/latin.h"

/* knobs: size, signs */
static const mg_level LEVELS[] = {
    {"4 by 4, 4 signs", {4, 4}},   {"4 by 4, 8 signs (as RG futoshiki, smallest)", {4, 8}},
    {"5 by 5, 10 signs", {5, 10}}, {"6 by 6, 15 signs (as RG futoshiki, hard)", {6, 15}},
    {"7 by 7, 20 signs", {7, 20}},
};

/* An operand a cell: its number, 16 where given, 32 and 64 where its signs to the right and below
 * are shown. */
enum { GIVEN = 16, RIGHT = 32, BELOW = 64 };

static void start(const mg_level *level, const int64_t *v, mg_latin *board) {
    int size = level->knob[0];
    mg_latin_start(board, size, 0, 0);
    board->has_signs = true;
    for (int i = 0; i < size * size; i++) {
        if (v[i] & RIGHT) board->right[i] = (v[i] & 15) < (v[i + 1] & 15) ? MG_LESS : MG_MORE;
        if (v[i] & BELOW) board->below[i] = (v[i] & 15) < (v[i + size] & 15) ? MG_LESS : MG_MORE;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0];
    int64_t solution[MG_LATIN_CELLS], given[MG_LATIN_CELLS];
    mg_latin board;
    mg_latin_draw(rng, size, 0, 0, solution);
    for (int i = 0; i < size * size; i++) v[i] = solution[i];
    for (int i = 0; i < level->knob[1]; i++) {
        int row = (int)mg_rng_below(rng, (uint32_t)size);
        int column = (int)mg_rng_below(rng, (uint32_t)size - 1);
        if (mg_rng_below(rng, 2))
            v[row * size + column] |= RIGHT;
        else
            v[column * size + row] |= BELOW;
    }
    start(level, v, &board);
    mg_latin_reveal(rng, &board, solution, 0, given);
    for (int i = 0; i < size * size; i++) v[i] |= GIVEN * given[i];
}

static void shown_of(const mg_level *level, const int64_t *v, int64_t *shown) {
    for (int i = 0; i < level->knob[0] * level->knob[0]; i++)
        shown[i] = v[i] & GIVEN ? v[i] & 15 : 0;
}

static void write_place(mg_text *out, int cell, int size) {
    mg_text_char(out, 'r');
    mg_text_int(out, cell / size + 1);
    mg_text_char(out, 'c');
    mg_text_int(out, cell % size + 1);
}

/* "r1c1 < r1c2, ..." */
static void write_signs(mg_text *out, const mg_latin *board) {
    int size = board->size;
    bool first = true;
    for (int i = 0; i < 2 * size * size; i++) {
        int cell = i / 2, sign = i % 2 ? board->below[cell] : board->right[cell];
        if (!sign) continue;
        if (!first) mg_text_string(out, ", ");
        first = false;
        write_place(out, cell, size);
        mg_text_string(out, sign == MG_LESS ? " < " : " > ");
        write_place(out, i % 2 ? cell + size : cell + 1, size);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t shown[MG_LATIN_CELLS];
    mg_latin board;
    shown_of(level, v, shown);
    start(level, v, &board);
    mg_text_string(out, "futoshiki ");
    for (int i = 0; i < level->knob[0] * level->knob[0]; i++) mg_text_int(out, shown[i]);
    write_signs(out, &board);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t shown[MG_LATIN_CELLS], solution[MG_LATIN_CELLS];
    int size = level->knob[0];
    mg_latin board;
    shown_of(level, v, shown);
    start(level, v, &board);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? "Fill in the grid (_ is empty): every row and every column has "
                                   "each number from 1 to "
                                 : "Complete this square, in which each row and each column must "
                                   "hold every number from 1 to ");
    mg_text_int(question, size);
    mg_text_string(question, " once, and with r2c3 for the number in row 2, column 3: ");
    write_signs(question, &board);
    mg_text_string(question, ". Answer with a matrix [[row 1], [row 2], ...].\n");
    mg_text_board(question, shown, size, size);
    for (int i = 0; i < size * size; i++) {
        solution[i] = v[i] & 15;
        problem->operations += shown[i] == 0;
    }
    mg_text_matrix(answer, solution, size, size);
    problem->digits = 1;
    problem->difficulty = problem->operations;
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int size = level->knob[0];
    mg_latin board;
    start(level, problem->operand, &board);
    for (int i = 0; i < size * size; i++)
        if (problem->operand[i] & GIVEN) mg_latin_place(&board, i, (int)(problem->operand[i] & 15));
    for (int cell; (cell = mg_latin_step(&board)) >= 0;)
        mg_text_cell(out, cell / size, cell % size, board.value[cell]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    return (mg_text_bounds){240 + 13 * level->knob[1] + 2 * cells, 3 * cells + 2 * size + 2,
                            8 * cells};
}

const mg_family mg_family_futoshiki = {
    .name = "futoshiki",
    .summary = "latin squares with signs between neighbours",
    .topic = "games",
    .id = MG_FAMILY_ID_futoshiki,
    .knobs = {"size", "signs"},
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

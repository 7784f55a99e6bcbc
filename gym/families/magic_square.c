/* Magic squares with some numbers missing: rows, columns and both diagonals have the stated sum.
 * Lines with one missing number fill it in, one after the other. */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 5, CELLS = MAX_SIZE * MAX_SIZE, GIVEN = 1 };

/* knobs: size, greatest part (a cell is the sum of two, or of three parts) */
static const mg_level LEVELS[] = {
    {"3 by 3, numbers up to about 300", {3, 100}},
    {"4 by 4, numbers up to 60", {4, 30}},
    {"4 by 4, numbers up to 1000", {4, 500}},
    {"5 by 5, numbers up to 100", {5, 50}},
    {"5 by 5, numbers up to 2000, also negative", {5, 1000, 1}},
};

/* An operand a cell: twice its number, plus 1 where it is given. */
static int64_t number_of(int64_t operand) {
    return operand >> 1;
}

/* Cell k of line l: rows, columns, the two diagonals. */
static int line_cell(int size, int line, int k) {
    if (line < size) return line * size + k;
    if (line < 2 * size) return k * size + line - size;
    return line == 2 * size ? k * size + k : k * size + size - 1 - k;
}

/* Fills one cell of a line that lacks only that; -1 where there is none. */
static int step(int size, bool *known, int *line_of) {
    for (int line = 0; line < 2 * size + 2; line++) {
        int missing = -1, count = 0;
        for (int k = 0; k < size; k++) {
            int cell = line_cell(size, line, k);
            if (known[cell]) continue;
            missing = cell;
            count++;
        }
        if (count != 1) continue;
        known[missing] = true;
        *line_of = line;
        return missing;
    }
    return -1;
}

static void draw_numbers(const mg_level *level, mg_rng *rng, int64_t *v) {
    static const char FOUR[2][17] = {"0123230132101032", "0123321010322301"};
    int size = level->knob[0];
    int64_t a[MAX_SIZE], b[MAX_SIZE], most = level->knob[1], least = level->knob[2] ? -most : 0;
    for (int i = 0; i < MAX_SIZE; i++) {
        a[i] = mg_draw_between(rng, least, most);
        b[i] = mg_draw_between(rng, least, most);
    }
    if (size == 3) {
        int64_t m = a[0] + 100, x = a[1] - a[2], y = b[0] - b[1];
        const int64_t cell[] = {m - y,     m + x + y, m - x,     m - x + y, m,
                                m + x - y, m + x,     m - x - y, m + y};
        for (int i = 0; i < 9; i++) v[i] = 2 * cell[i];
        return;
    }
    for (int i = 0; i < size * size; i++) {
        int r = i / size, c = i % size;
        int first = size == 4 ? FOUR[0][i] - '0' : (2 * r + c) % 5;
        int second = size == 4 ? FOUR[1][i] - '0' : (r + 2 * c) % 5;
        v[i] = 2 * (a[first] + b[second]);
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0], line;
    bool known[CELLS] = {false};
    int64_t order[CELLS];
    draw_numbers(level, rng, v);
    for (int i = 0; i < size * size; i++) order[i] = i;
    mg_shuffle(rng, order, size * size);
    for (int i = 0; i < size * size; i++) {
        if (known[order[i]]) continue;
        known[order[i]] = true;
        v[order[i]] |= GIVEN;
        while (step(size, known, &line) >= 0) continue;
    }
}

static int64_t sum_of(int size, const int64_t *v) {
    int64_t sum = 0;
    for (int k = 0; k < size; k++) sum += number_of(v[k]);
    return sum;
}

static void write_board(mg_text *out, const int64_t *v, int size) {
    for (int i = 0; i < size * size; i++) {
        if (i) mg_text_char(out, i % size ? ' ' : '\n');
        if (v[i] & GIVEN)
            mg_text_int(out, number_of(v[i]));
        else
            mg_text_char(out, '_');
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_text_string(out, "magic ");
    mg_text_int(out, sum_of(level->knob[0], v));
    mg_text_char(out, '\n');
    write_board(out, v, level->knob[0]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int size = level->knob[0];
    int64_t cell[CELLS];
    bool second = mg_pick(problem, 0, 2);
    mg_text_string(question, second
                                 ? "Every row, every column and both diagonals of this square add "
                                   "up to "
                                 : "In a magic square all rows, columns and both diagonals have "
                                   "the same sum, here ");
    mg_text_int(question, sum_of(size, v));
    mg_text_string(question, ". Find the missing numbers (_) and give the whole square as a matrix "
                             "[[row 1], [row 2], ...].\n");
    write_board(question, v, size);
    for (int i = 0; i < size * size; i++) {
        cell[i] = number_of(v[i]);
        int digits = mg_digit_count(cell[i]);
        if (digits > problem->digits) problem->digits = digits;
        problem->operations += !(v[i] & GIVEN);
    }
    mg_text_matrix(answer, cell, size, size);
    problem->difficulty = problem->operations * size + problem->digits;
}

/* "120-(30+41+9)=40;" for each missing number, in an order that works. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    const int64_t *v = problem->operand;
    int size = level->knob[0], line;
    bool known[CELLS];
    for (int i = 0; i < size * size; i++) known[i] = v[i] & GIVEN;
    for (int cell; (cell = step(size, known, &line)) >= 0;) {
        mg_text_int(out, sum_of(size, v));
        mg_text_string(out, "-(");
        bool first = true;
        for (int k = 0; k < size; k++) {
            int other = line_cell(size, line, k);
            if (other == cell) continue;
            int64_t number = number_of(v[other]);
            if (!first && number >= 0) mg_text_char(out, '+');
            mg_text_int(out, number);
            first = false;
        }
        mg_text_string(out, ")=");
        mg_text_int(out, number_of(v[cell]));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    int digits = mg_digit_count(4 * (int64_t)level->knob[1]) + 1;
    return (mg_text_bounds){210 + (digits + 1) * cells, (digits + 2) * cells + 2 * size + 2,
                            cells * ((digits + 1) * (size + 1) + 6)};
}

const mg_family mg_family_magic_square = {
    .name = "magic_square",
    .summary = "the missing numbers of a magic square",
    .topic = "games",
    .id = MG_FAMILY_ID_magic_square,
    .knobs = {"size", "max_part", "negative"},
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

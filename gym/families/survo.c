/* Survo: put the given numbers, each once, into the empty cells so that rows and columns have their
 * sums. One solution; cells are given away until that is so. */
#include "gym/families/puzzle.h"

enum { MAX_SIDE = 5, MAX_CELLS = MAX_SIDE * MAX_SIDE, MAX_EMPTY = 7, GIVEN = 4096 };

/* knobs: rows, columns, empty cells at most, greatest number */
static const mg_level LEVELS[] = {
    {"3 by 3, up to 4 empty", {3, 3, 4, 50}},
    {"3 by 3, up to 5 empty, numbers up to 9 (as RG survo, easy)", {3, 3, 5, 9}},
    {"4 by 4, up to 5 empty, numbers up to 9 (as RG survo, easy)", {4, 4, 5, 9}},
    {"4 by 4, up to 7 empty, numbers up to 99", {4, 4, 7, 99}},
    {"5 by 5, up to 7 empty, numbers up to 99", {5, 5, 7, 99}},
};

/* v: a cell each, its number, plus GIVEN where it is shown. */
typedef struct holes {
    int count, cell[MAX_EMPTY];              /* the empty cells */
    int64_t number[MAX_EMPTY];               /* to be put in, rising */
    int64_t row[MAX_SIDE], column[MAX_SIDE]; /* what is missing */
    int left_row[MAX_SIDE], left_column[MAX_SIDE], columns;
    bool used[MAX_EMPTY];
    int64_t tried[MAX_EMPTY], other[MAX_EMPTY];
    int found;
} holes;

static int64_t number_of(int64_t operand) {
    return operand & (GIVEN - 1);
}

static void find_holes(const mg_level *level, const int64_t *v, holes *h) {
    *h = (holes){.columns = level->knob[1]};
    for (int i = 0; i < level->knob[0] * level->knob[1]; i++) {
        int r = i / h->columns, c = i % h->columns;
        if (v[i] & GIVEN) continue;
        h->row[r] += v[i];
        h->column[c] += v[i];
        h->left_row[r]++;
        h->left_column[c]++;
        h->number[h->count] = v[i];
        h->cell[h->count++] = i;
    }
    mg_sort_numbers(h->number, h->count);
}

/* Tries the numbers in hole `at` and on; stops at a second way that looks different. */
static void search(holes *h, const int64_t *v, int at) {
    if (h->found > 1) return;
    if (at == h->count) {
        bool same = true;
        for (int i = 0; i < h->count; i++) same = same && h->tried[i] == v[h->cell[i]];
        h->found++;
        for (int i = 0; i < h->count && !same; i++) h->other[i] = h->tried[i];
        return;
    }
    int r = h->cell[at] / h->columns, c = h->cell[at] % h->columns;
    for (int n = 0; n < h->count; n++) {
        int64_t number = h->number[n];
        if (h->used[n] || (n > 0 && h->number[n - 1] == number && !h->used[n - 1])) continue;
        if (number > h->row[r] || number > h->column[c]) continue;
        if ((h->left_row[r] == 1 && number != h->row[r]) ||
            (h->left_column[c] == 1 && number != h->column[c]))
            continue;
        h->used[n] = true;
        h->tried[at] = number;
        h->row[r] -= number;
        h->column[c] -= number;
        h->left_row[r]--;
        h->left_column[c]--;
        search(h, v, at + 1);
        h->used[n] = false;
        h->row[r] += number;
        h->column[c] += number;
        h->left_row[r]++;
        h->left_column[c]++;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int cells = level->knob[0] * level->knob[1];
    int64_t order[MAX_CELLS];
    mg_draw_all(rng, v, cells, 1, level->knob[3]);
    for (int i = 0; i < cells; i++) order[i] = i;
    mg_shuffle(rng, order, cells);
    for (int i = level->knob[2]; i < cells; i++) v[order[i]] |= GIVEN;
    for (;;) {
        holes h;
        find_holes(level, v, &h);
        search(&h, v, 0);
        if (h.found < 2) return;
        int i = 0;
        while (h.other[i] == v[h.cell[i]]) i++;
        v[h.cell[i]] |= GIVEN;
    }
}

/* Three cells or more are empty. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    holes h;
    find_holes(level, v, &h);
    if (h.count < 3) return false;
    mg_text_string(out, "survo ");
    for (int i = 0; i < level->knob[0] * level->knob[1]; i++) {
        if (i) mg_text_char(out, i % level->knob[1] ? ',' : ';');
        mg_text_int(out, v[i] & GIVEN ? number_of(v[i]) : 0);
    }
    for (int r = 0; r < level->knob[0]; r++) {
        mg_text_char(out, ' ');
        mg_text_int(out, h.row[r]);
    }
    for (int c = 0; c < level->knob[1]; c++) {
        mg_text_char(out, ' ');
        mg_text_int(out, h.column[c]);
    }
    mg_key_list(out, "n", h.number, h.count);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int rows = level->knob[0], columns = level->knob[1];
    int64_t shown[MAX_CELLS], solution[MAX_CELLS], sums[2 * MAX_SIDE] = {0};
    holes h;
    find_holes(level, v, &h);
    for (int i = 0; i < rows * columns; i++) {
        solution[i] = number_of(v[i]);
        shown[i] = v[i] & GIVEN ? solution[i] : 0;
        sums[i / columns] += solution[i];
        sums[MAX_SIDE + i % columns] += solution[i];
    }
    mg_text_string(question,
                   mg_pick(problem, 0, 2) ? "Put the numbers " : "Fill the empty cells (_) with ");
    mg_text_list(question, h.number, h.count);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? ", each once, into the empty cells (_), so that "
                                   "the rows have the sums "
                                 : ", using each once; rows must add up to ");
    mg_text_list(question, sums, rows);
    mg_text_string(question,
                   mg_pick(problem, 0, 2) ? " and the columns the sums " : ", columns to ");
    mg_text_list(question, sums + MAX_SIDE, columns);
    mg_text_string(question, ". Give the full grid as a matrix [[row 1], [row 2], ...].\n");
    mg_text_board(question, shown, rows, columns);
    mg_text_matrix(answer, solution, rows, columns);
    problem->digits = mg_longest(solution, rows * columns);
    problem->operations = h.count;
    problem->difficulty = 2 * h.count + problem->digits;
}

/* What each line lacks, then the numbers that fit. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    holes h;
    find_holes(level, problem->operand, &h);
    for (int line = 0; line < level->knob[0] + level->knob[1]; line++) {
        bool row = line < level->knob[0];
        int k = row ? line : line - level->knob[0];
        if (!(row ? h.left_row : h.left_column)[k]) continue;
        mg_text_string(out, row ? "row " : "column ");
        mg_text_int(out, k + 1);
        mg_text_string(out, " lacks ");
        mg_text_int(out, (row ? h.row : h.column)[k]);
        mg_text_char(out, ';');
    }
    for (int i = 0; i < h.count; i++)
        mg_text_cell(out, h.cell[i] / h.columns, h.cell[i] % h.columns,
                     problem->operand[h.cell[i]]);
}

static mg_text_bounds bounds(const mg_level *level) {
    int cells = level->knob[0] * level->knob[1], digits = mg_digit_count(level->knob[3]);
    return (mg_text_bounds){270 + (digits + 1) * cells + (digits + 2) * MAX_EMPTY,
                            (digits + 2) * cells + 2 * level->knob[0] + 2,
                            2 * MAX_SIDE * 20 + MAX_EMPTY * 10};
}

const mg_family mg_family_survo = {
    .name = "survo",
    .summary = "numbers into a grid with given sums",
    .topic = "games",
    .id = MG_FAMILY_ID_survo,
    .knobs = {"rows", "columns", "max_empty", "max_number"},
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

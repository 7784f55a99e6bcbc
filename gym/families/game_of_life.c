/* Conway's game of life on a small board: the board after some steps. */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 12 };

/* knobs: rows and columns, steps, whether opposite edges touch, percent of cells that live */
static const mg_level LEVELS[] = {
    {"4 by 4, 1 step", {4, 1, 0, 40}},
    {"6 by 6, 1 step", {6, 1, 0, 35}},
    {"6 by 6, 2 steps, edges touch", {6, 2, 1, 35}},
    {"10 by 10, 1 step, edges touch (as RG game_of_life, easy)", {10, 1, 1, 20}},
    {"8 by 8, 3 steps, edges touch", {8, 3, 1, 30}},
    {"12 by 12, 2 steps, edges touch", {12, 2, 1, 25}},
};

/* v: a row each, bit c for column c. */
static void box(const mg_level *level, mg_box *box) {
    int size = level->knob[0];
    box->count = size <= 4 ? size : 0;
    for (int i = 0; i < box->count; i++) {
        box->low[i] = 0;
        box->high[i] = (1 << size) - 1;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    for (int r = 0; r < level->knob[0]; r++)
        for (int c = 0; c < level->knob[0]; c++)
            v[r] |= (int64_t)(mg_rng_below(rng, 100) < (uint32_t)level->knob[3]) << c;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t alive = 0;
    for (int i = 0; i < level->knob[0]; i++) alive |= v[i];
    if (!alive) return false;
    mg_text_string(out, "life ");
    mg_text_int(out, level->knob[1]);
    mg_key_list(out, level->knob[2] ? "t" : "f", v, level->knob[0]);
    return true;
}

static int neighbours(const mg_level *level, const int64_t *row, int r, int c) {
    int size = level->knob[0], count = 0;
    for (int i = -1; i <= 1; i++) {
        for (int k = -1; k <= 1; k++) {
            int at = r + i, to = c + k;
            if (level->knob[2]) {
                at = (at + size) % size;
                to = (to + size) % size;
            }
            bool inside = at >= 0 && at < size && to >= 0 && to < size;
            count += (i || k) && inside && (row[at] >> to & 1);
        }
    }
    return count;
}

static void step(const mg_level *level, int64_t *row) {
    int64_t next[MAX_SIZE];
    for (int r = 0; r < level->knob[0]; r++) {
        next[r] = 0;
        for (int c = 0; c < level->knob[0]; c++) {
            int count = neighbours(level, row, r, c);
            next[r] |= (int64_t)(count == 3 || (count == 2 && (row[r] >> c & 1))) << c;
        }
    }
    for (int r = 0; r < level->knob[0]; r++) row[r] = next[r];
}

/* "0110 0011" */
static void write_rows(mg_text *out, const int64_t *row, int size, char between) {
    for (int r = 0; r < size; r++) {
        if (r) mg_text_char(out, between);
        for (int c = 0; c < size; c++) mg_text_char(out, row[r] >> c & 1 ? '1' : '0');
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int size = level->knob[0], steps = level->knob[1];
    int64_t row[MAX_SIZE];
    for (int r = 0; r < size; r++) row[r] = v[r];
    mg_text_string(question, "Conway's Game of Life, 1 is alive: a live cell with 2 or 3 live "
                             "neighbours (of the 8 around it) stays alive, a dead one with exactly "
                             "3 comes alive, all others are dead next. ");
    mg_text_string(question, level->knob[2] ? "The first and last rows touch, and so do the first "
                                              "and last columns. "
                                            : "Everything outside the board is dead. ");
    mg_text_string(question,
                   mg_pick(problem, 1, 2) ? "Give the board after " : "What is the board after ");
    mg_text_int(question, steps);
    mg_text_string(question, steps == 1 ? " step" : " steps");
    mg_text_string(question, ", as a matrix [[row 1], [row 2], ...] of 0 and 1?\n");
    write_rows(question, row, size, '\n');
    for (int s = 0; s < steps; s++) step(level, row);
    int64_t cell[MAX_SIZE * MAX_SIZE];
    for (int i = 0; i < size * size; i++) cell[i] = row[i / size] >> i % size & 1;
    mg_text_matrix(answer, cell, size, size);
    problem->operations = size * size * steps;
    problem->difficulty = steps * size;
    for (int r = 0; r < size; r++)
        problem->difficulty += __builtin_popcountll((unsigned long long)v[r]);
}

/* Each step: the living neighbours of every cell, row by row, then the new rows. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int64_t row[MAX_SIZE];
    int size = level->knob[0];
    for (int r = 0; r < size; r++) row[r] = problem->operand[r];
    for (int s = 0; s < level->knob[1]; s++) {
        mg_text_string(out, "neighbours:");
        for (int r = 0; r < size; r++) {
            mg_text_char(out, ' ');
            for (int c = 0; c < size; c++)
                mg_text_char(out, (char)('0' + neighbours(level, row, r, c)));
        }
        mg_text_string(out, ";next: ");
        step(level, row);
        write_rows(out, row, size, ' ');
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * (size + 1);
    return (mg_text_bounds){390 + cells, 3 * size * size + 2 * size + 2,
                            level->knob[1] * (2 * cells + 22)};
}

const mg_family mg_family_game_of_life = {
    .name = "game_of_life",
    .summary = "the board after some steps of life",
    .topic = "games",
    .id = MG_FAMILY_ID_game_of_life,
    .knobs = {"size", "steps", "edges_touch", "percent_alive"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_MATRIX,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

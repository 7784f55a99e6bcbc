/* Connected land on a board of 0 and 1: the cells of the largest island, or how many islands there
 * are; which of the two is part of the problem. */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 20, MAX_CELLS = MAX_SIZE * MAX_SIZE };

/* knobs: rows and columns, percent of land */
static const mg_level LEVELS[] = {
    {"5 by 5 (as RG largest_island, smallest)", {5, 50}},
    {"8 by 8", {8, 50}},
    {"10 by 10 (as RG largest_island, easy)", {10, 50}},
    {"14 by 14", {14, 50}},
    {"20 by 20", {20, 50}},
};

/* v: 0 for the largest, 1 for how many; then a row each, bit c for column c. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    uint32_t land = (uint32_t)mg_draw_between(rng, level->knob[1] - 12, level->knob[1] + 6);
    v[0] = mg_rng_below(rng, 2);
    for (int r = 1; r <= level->knob[0]; r++)
        for (int c = 0; c < level->knob[0]; c++)
            v[r] |= (int64_t)(mg_rng_below(rng, 100) < land) << c;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t land = 0;
    for (int r = 1; r <= level->knob[0]; r++) land |= v[r];
    mg_key_list(out, "islands", v, level->knob[0] + 1);
    return land != 0;
}

typedef struct islands {
    int count, largest;
    int first[MAX_CELLS / 2 + 1], size[MAX_CELLS / 2 + 1]; /* each one's first cell and cells */
} islands;

static bool is_land(const int64_t *v, int cell, int size) {
    return v[1 + cell / size] >> cell % size & 1;
}

static void find_islands(const int64_t *v, int size, islands *found) {
    bool seen[MAX_CELLS] = {false};
    int16_t stack[MAX_CELLS];
    found->count = found->largest = 0;
    for (int i = 0; i < size * size; i++) {
        if (seen[i] || !is_land(v, i, size)) continue;
        int depth = 0, cells = 0;
        stack[depth++] = (int16_t)i;
        seen[i] = true;
        while (depth) {
            int cell = stack[--depth], row = cell / size, column = cell % size;
            const int next[] = {row > 0 ? cell - size : -1, row < size - 1 ? cell + size : -1,
                                column > 0 ? cell - 1 : -1, column < size - 1 ? cell + 1 : -1};
            cells++;
            for (int k = 0; k < 4; k++) {
                if (next[k] < 0 || seen[next[k]] || !is_land(v, next[k], size)) continue;
                seen[next[k]] = true;
                stack[depth++] = (int16_t)next[k];
            }
        }
        found->first[found->count] = i;
        found->size[found->count++] = cells;
        if (cells > found->largest) found->largest = cells;
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int size = level->knob[0];
    islands found;
    find_islands(v, size, &found);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? "1 is land, 0 is water; land cells that share a side belong to "
                                   "the same island. "
                                 : "An island is a group of 1s joined through their sides (not "
                                   "corners). ");
    mg_text_string(question, v[0] ? "How many islands are on this map?"
                                  : "How many cells does the largest island have?");
    for (int i = 0; i < size * size; i++) {
        if (i % size == 0) mg_text_char(question, '\n');
        mg_text_char(question, is_land(v, i, size) ? '1' : '0');
    }
    mg_text_int(answer, v[0] ? found.count : found.largest);
    problem->digits = mg_digit_count(v[0] ? found.count : found.largest);
    problem->operations = size * size;
    problem->difficulty = size + found.count;
}

/* Each island by its first cell, with its number of cells. */
static void work(const mg_problem *problem, mg_text *out) {
    int size = mg_level_of(problem)->knob[0];
    islands found;
    find_islands(problem->operand, size, &found);
    for (int i = 0; i < found.count; i++) {
        if (i) mg_text_char(out, ';');
        mg_text_int(out, i + 1);
        mg_text_string(out, " at r");
        mg_text_int(out, found.first[i] / size + 1);
        mg_text_char(out, 'c');
        mg_text_int(out, found.first[i] % size + 1);
        mg_text_string(out, ": ");
        mg_text_int(out, found.size[i]);
    }
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0];
    return (mg_text_bounds){150 + size * (size + 1), 3, 19 * (size * size / 2 + 1)};
}

const mg_family mg_family_largest_island = {
    .name = "largest_island",
    .summary = "the largest island, or how many there are",
    .topic = "logic",
    .id = MG_FAMILY_ID_largest_island,
    .knobs = {"size", "percent_land"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

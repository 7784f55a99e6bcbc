/* Boards with blocked cells: the length of a shortest path (shortest_path), and the number of paths
 * that only go right and down (count_paths). */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 14, MAX_CELLS = MAX_SIZE * MAX_SIZE, TRIES = 4 };

/* knobs: rows and columns, percent of blocked cells */
static const mg_level LEVELS[] = {
    {"5 by 5, 30% blocked", {5, 30}},
    {"6 by 6, 35% blocked (as RG shortest_path, easy)", {6, 35}},
    {"8 by 8, 35% blocked (as RG shortest_path, easy)", {8, 35}},
    {"11 by 11, 35% blocked", {11, 35}},
    {"14 by 14, 35% blocked", {14, 35}},
};

static const mg_level COUNT_LEVELS[] = {
    {"5 by 5, 15% blocked", {5, 15}},
    {"7 by 7, 15% blocked", {7, 15}},
    {"9 by 9, 12% blocked", {9, 12}},
    {"12 by 12, 10% blocked", {12, 10}},
};

/* v: a row each, bit c where column c is blocked; then start and goal as row * size + column. */
static bool is_blocked(const int64_t *v, int size, int cell) {
    return v[cell / size] >> cell % size & 1;
}

static void draw_board(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0];
    for (int r = 0; r < size; r++) {
        v[r] = 0;
        for (int c = 0; c < size; c++)
            v[r] |= (int64_t)(mg_rng_below(rng, 100) < (uint32_t)level->knob[1]) << c;
    }
}

/* A point of the board becomes free. */
static void clear(int64_t *v, int size, int64_t cell) {
    v[cell / size] &= ~((int64_t)1 << cell % size);
}

/* Steps from the start to every cell, -1 where there is no way. */
static void find_steps(const int64_t *v, int size, int start, int16_t *steps) {
    int16_t queue[MAX_CELLS];
    int head = 0, tail = 0;
    for (int i = 0; i < size * size; i++) steps[i] = -1;
    steps[start] = 0;
    queue[tail++] = (int16_t)start;
    while (head < tail) {
        int cell = queue[head++], row = cell / size, column = cell % size;
        const int next[] = {row > 0 ? cell - size : -1, row < size - 1 ? cell + size : -1,
                            column > 0 ? cell - 1 : -1, column < size - 1 ? cell + 1 : -1};
        for (int k = 0; k < 4; k++) {
            if (next[k] < 0 || steps[next[k]] >= 0 || is_blocked(v, size, next[k])) continue;
            steps[next[k]] = (int16_t)(steps[cell] + 1);
            queue[tail++] = (int16_t)next[k];
        }
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0];
    bool reachable = mg_rng_below(rng, 10) != 0; /* one in ten has no way */
    for (int t = 0; t < TRIES; t++) {
        int16_t steps[MAX_CELLS];
        draw_board(level, rng, v);
        v[size] = mg_rng_below(rng, (uint32_t)(size * size));
        clear(v, size, v[size]);
        find_steps(v, size, (int)v[size], steps);
        for (int k = 0; k < 4 * TRIES; k++) {
            int goal = (int)mg_rng_below(rng, (uint32_t)(size * size));
            v[size + 1] = goal;
            if (goal != v[size] && !is_blocked(v, size, goal) &&
                (reachable ? steps[goal] >= size / 2 : steps[goal] < 0))
                return;
        }
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int size = level->knob[0];
    if (v[size] == v[size + 1] || is_blocked(v, size, (int)v[size + 1])) return false;
    mg_key_list(out, "path", v, size + 2);
    return true;
}

static void write_board(mg_text *out, const int64_t *v, int size, int64_t start, int64_t goal) {
    for (int i = 0; i < size * size; i++) {
        if (i % size == 0) mg_text_char(out, '\n');
        mg_text_char(out, i == start ? 'S' : i == goal ? 'G' : is_blocked(v, size, i) ? '#' : '.');
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int size = level->knob[0];
    int16_t steps[MAX_CELLS];
    find_steps(v, size, (int)v[size], steps);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? "How many steps up, down, left or right does a shortest way from "
                                   "S to G take? # is blocked."
                                 : "On this board one moves to a cell above, below, left or right "
                                   "that is not #. Find the least number of moves from S to G.");
    mg_text_string(question, " Answer -1 if there is no way.");
    write_board(question, v, size, v[size], v[size + 1]);
    mg_text_int(answer, steps[v[size + 1]]);
    for (int i = 0; i < size * size; i++) problem->operations += steps[i] >= 0;
    problem->digits = mg_digit_count(steps[v[size + 1]]);
    problem->difficulty = size + (steps[v[size + 1]] > 0 ? steps[v[size + 1]] : size);
}

/* The cells at each distance: "2: r1c3 r2c2;" until the goal is there. */
static void work(const mg_problem *problem, mg_text *out) {
    int size = mg_level_of(problem)->knob[0];
    const int64_t *v = problem->operand;
    int16_t steps[MAX_CELLS];
    find_steps(v, size, (int)v[size], steps);
    for (int distance = 0;; distance++) {
        bool some = false;
        for (int i = 0; i < size * size; i++) {
            if (steps[i] != distance) continue;
            if (!some) {
                mg_text_int(out, distance);
                mg_text_char(out, ':');
            }
            some = true;
            mg_text_char(out, ' ');
            mg_text_int(out, i / size + 1);
            mg_text_char(out, ',');
            mg_text_int(out, i % size + 1);
        }
        mg_text_string(out, some ? ";" : "no more cells;");
        if (!some || steps[v[size + 1]] == distance) return;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    return (mg_text_bounds){170 + cells + size, 3, cells * 8};
}

const mg_family mg_family_shortest_path = {
    .name = "shortest_path",
    .summary = "the length of a shortest way on a board",
    .topic = "logic",
    .id = MG_FAMILY_ID_shortest_path,
    .knobs = {"size", "percent_blocked"},
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

/* -- count_paths ------------------------------------------------------------------------------ */

/* Ways to each cell from the top left one. */
static void find_ways(const int64_t *v, int size, int64_t *ways) {
    for (int i = 0; i < size * size; i++) {
        ways[i] = i == 0;
        if (i % size) ways[i] += ways[i - 1];
        if (i >= size) ways[i] += ways[i - size];
        if (is_blocked(v, size, i)) ways[i] = 0;
    }
}

static void count_draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0];
    for (int t = 0; t < TRIES; t++) {
        int64_t ways[MAX_CELLS];
        draw_board(level, rng, v);
        clear(v, size, 0);
        clear(v, size, size * size - 1);
        find_ways(v, size, ways);
        if (ways[size * size - 1] > 0) return;
    }
}

/* The board or its mirror image in the main diagonal, the smaller: they have as many paths. */
static bool count_canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int size = level->knob[0], order = 0;
    int64_t mirrored[MAX_SIZE] = {0};
    for (int i = 0; i < size * size; i++)
        mirrored[i % size] |= (int64_t)is_blocked(v, size, i) << i / size;
    for (int r = 0; r < size && !order; r++) order = (v[r] > mirrored[r]) - (v[r] < mirrored[r]);
    mg_key_list(out, "paths", order > 0 ? mirrored : v, size);
    return true;
}

static void count_pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                       mg_problem *problem) {
    int size = level->knob[0];
    int64_t ways[MAX_CELLS];
    find_ways(v, size, ways);
    mg_text_string(question, mg_pick(problem, 0, 2)
                                 ? "How many ways lead from S to G if each step goes one cell right "
                                   "or one cell down and never onto #?"
                                 : "A path starts at S, moves only right or down by one cell, avoids "
                                   "# and ends at G. How many such paths are there?");
    write_board(question, v, size, 0, size * size - 1);
    mg_text_int(answer, ways[size * size - 1]);
    problem->digits = mg_digit_count(ways[size * size - 1]);
    problem->operations = (size - 1) * (size - 1);
    problem->difficulty = size + problem->digits;
}

/* The ways to each cell, row by row. */
static void count_work(const mg_problem *problem, mg_text *out) {
    int size = mg_level_of(problem)->knob[0];
    int64_t ways[MAX_CELLS];
    find_ways(problem->operand, size, ways);
    for (int r = 0; r < size; r++) {
        mg_text_string(out, "ways to row ");
        mg_text_int(out, r + 1);
        mg_text_string(out, ": ");
        mg_text_list(out, ways + r * size, size);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds count_bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    return (mg_text_bounds){130 + cells + size, 7, size * 20 + cells * 7};
}

const mg_family mg_family_count_paths = {
    .name = "count_paths",
    .summary = "how many ways right and down there are",
    .topic = "logic",
    .id = MG_FAMILY_ID_count_paths,
    .knobs = {"size", "percent_blocked"},
    .levels = COUNT_LEVELS,
    .level_count = sizeof COUNT_LEVELS / sizeof COUNT_LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .draw = count_draw,
    .canonical = count_canonical,
    .pose = count_pose,
    .work = count_work,
    .bounds = count_bounds,
};

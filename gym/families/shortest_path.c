/* Boards with blocked cells: the length of a shortest path in single steps (shortest_path) or in a
 * knight's moves (knight_moves), and the number of paths that only go right and down (count_paths).
 */
#include "gym/families/puzzle.h"

enum { MAX_SIZE = 14, MAX_CELLS = MAX_SIZE * MAX_SIZE, TRIES = 4 };

/* knobs: rows and columns, percent of blocked cells, whether a knight moves */
static const mg_level LEVELS[] = {
    {"5 by 5, 30% blocked", {5, 30}},
    {"6 by 6, 35% blocked (as RG shortest_path, easy)", {6, 35}},
    {"8 by 8, 35% blocked (as RG shortest_path, easy)", {8, 35}},
    {"11 by 11, 35% blocked", {11, 35}},
    {"14 by 14, 35% blocked", {14, 35}},
};

static const mg_level KNIGHT_LEVELS[] = {
    {"7 by 7, 40% blocked", {7, 40, 1}},
    {"8 by 8, 40% blocked", {8, 40, 1}},
    {"10 by 10, 45% blocked", {10, 45, 1}},
    {"12 by 12, 50% blocked", {12, 50, 1}},
};

static const mg_level COUNT_LEVELS[] = {
    {"7 by 7, 28% blocked", {7, 28}},
    {"8 by 8, 25% blocked", {8, 25}},
    {"10 by 10, 20% blocked", {10, 20}},
    {"13 by 13, 15% blocked", {13, 15}},
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

static const int8_t STEPS[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
static const int8_t LEAPS[8][2] = {{-2, -1}, {-2, 1}, {-1, -2}, {-1, 2},
                                   {1, -2},  {1, 2},  {2, -1},  {2, 1}};

/* Moves from the start to every cell, -1 where there is no way. */
static void find_moves(const mg_level *level, const int64_t *v, int16_t *moves) {
    int16_t queue[MAX_CELLS];
    int size = level->knob[0], start = (int)v[size], head = 0, tail = 0;
    const int8_t(*way)[2] = level->knob[2] ? LEAPS : STEPS;
    for (int i = 0; i < size * size; i++) moves[i] = -1;
    moves[start] = 0;
    queue[tail++] = (int16_t)start;
    while (head < tail) {
        int cell = queue[head++];
        for (int k = 0; k < (level->knob[2] ? 8 : 4); k++) {
            int row = cell / size + way[k][0], column = cell % size + way[k][1];
            int next = row * size + column;
            if (row < 0 || column < 0 || row >= size || column >= size) continue;
            if (moves[next] >= 0 || is_blocked(v, size, next)) continue;
            moves[next] = (int16_t)(moves[cell] + 1);
            queue[tail++] = (int16_t)next;
        }
    }
}

/* One in ten has no way; of the others, half of the tries look for a far goal. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0], least = level->knob[2] ? 2 : size / 2;
    bool reachable = mg_rng_below(rng, 10) != 0;
    int wanted = least + (int)mg_rng_below(rng, (uint32_t)(level->knob[2] ? 6 : size));
    for (int t = 0; t < TRIES; t++) {
        int16_t moves[MAX_CELLS];
        draw_board(level, rng, v);
        v[size] = mg_rng_below(rng, (uint32_t)(size * size));
        clear(v, size, v[size]);
        find_moves(level, v, moves);
        for (int k = 0; k < 8 * TRIES; k++) {
            int goal = (int)mg_rng_below(rng, (uint32_t)(size * size));
            v[size + 1] = goal;
            if (goal != v[size] && !is_blocked(v, size, goal) &&
                (reachable ? moves[goal] >= (k < 4 * TRIES ? wanted : least) : moves[goal] < 0))
                return;
        }
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int size = level->knob[0];
    if (v[size] == v[size + 1] || is_blocked(v, size, (int)v[size + 1])) return false;
    mg_key_list(out, level->knob[2] ? "knight" : "path", v, size + 2);
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
    static const char *const ASK[2][2] = {
        {"How many steps up, down, left or right does a shortest way from S to G take? # is "
         "blocked.",
         "On this board one moves to a cell above, below, left or right that is not #. Find the "
         "least number of moves from S to G."},
        {"How many moves does a chess knight need at least from S to G? It may not stand on #, but "
         "leap over it.",
         "A knight moves as in chess and cannot land on #. What is the least number of its moves "
         "from S to G?"}};
    int size = level->knob[0];
    int16_t moves[MAX_CELLS];
    find_moves(level, v, moves);
    mg_text_string(question, ASK[level->knob[2]][mg_pick(problem, 0, 2)]);
    mg_text_string(question, " Answer -1 if there is no way.");
    write_board(question, v, size, v[size], v[size + 1]);
    mg_text_int(answer, moves[v[size + 1]]);
    for (int i = 0; i < size * size; i++) problem->operations += moves[i] >= 0;
    problem->digits = mg_digit_count(moves[v[size + 1]]);
    problem->difficulty = size + (moves[v[size + 1]] > 0 ? moves[v[size + 1]] : size);
}

/* The cells at each distance: "2: r1c3 r2c2;" until the goal is there. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = mg_level_of(problem);
    int size = level->knob[0];
    const int64_t *v = problem->operand;
    int16_t moves[MAX_CELLS];
    find_moves(level, v, moves);
    for (int distance = 0;; distance++) {
        bool some = false;
        for (int i = 0; i < size * size; i++) {
            if (moves[i] != distance) continue;
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
        if (!some || moves[v[size + 1]] == distance) return;
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int size = level->knob[0], cells = size * size;
    return (mg_text_bounds){190 + cells + size, 3, cells * 8};
}

const mg_family mg_family_shortest_path = {
    .name = "shortest_path",
    .summary = "the length of a shortest way on a board",
    .topic = "logic",
    .id = MG_FAMILY_ID_shortest_path,
    .knobs = {"size", "percent_blocked", "knight"},
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

const mg_family mg_family_knight_moves = {
    .name = "knight_moves",
    .summary = "the fewest moves of a knight",
    .topic = "games",
    .id = MG_FAMILY_ID_knight_moves,
    .knobs = {"size", "percent_blocked", "knight"},
    .levels = KNIGHT_LEVELS,
    .level_count = sizeof KNIGHT_LEVELS / sizeof KNIGHT_LEVELS[0],
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

/* A random board with one path cleared. */
static void count_draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int size = level->knob[0], down = size - 1, right = size - 1;
    draw_board(level, rng, v);
    for (int cell = 0;;) {
        clear(v, size, cell);
        if (down + right == 0) return;
        bool goes_down = mg_rng_below(rng, (uint32_t)(down + right)) < (uint32_t)down;
        cell += goes_down ? size : 1;
        down -= goes_down;
        right -= !goes_down;
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
    mg_text_string(question,
                   mg_pick(problem, 0, 2)
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

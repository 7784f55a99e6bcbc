/* Shortest paths on a grid through a point, or round it.
 *
 * Operands: right, up, the point's place to the right and up, avoid it. The mirror image is the
 * same problem: right is at most up. */
#include "gym/families/numbers_counting.h"

static const mg_level LEVELS[] = {
    {"grids to 6 by 6", {6}}, {"grids to 12 by 12", {12}}, {"grids to 30 by 30", {30}}};

static void box(const mg_level *level, mg_box *box) {
    int64_t side = level->knob[0];
    *box = (mg_box){.count = 5, .low = {1, 2, 0, 0, 0}, .high = {side, side, side, side, 1}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, 1, level->knob[0]);
    v[1] = mg_draw_between(rng, 2, level->knob[0]);
    mg_num_sort_numbers(v, 2);
    v[2] = mg_draw_between(rng, 0, v[0]);
    v[3] = mg_draw_between(rng, 0, v[1]);
    v[4] = mg_rng_below(rng, 2);
    if (v[0] == v[1]) mg_num_sort_numbers(v + 2, 2);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_num_put(out, v[4] ? "paths to %0,%1 not by %2,%3" : "paths to %0,%1 by %2,%3", v[0], v[1],
               v[2], v[3]);
    bool inside = v[2] <= v[0] && v[3] <= v[1], end = v[2] + v[3] == v[0] + v[1];
    return inside && !end && v[2] + v[3] > 0 && (v[0] < v[1] || (v[0] == v[1] && v[2] <= v[3]));
}

static const mg_wordings ASK[2] = {
    {2,
     {"On a grid, each step goes 1 to the right or 1 up. How many paths lead from (0, 0) to (%0, "
      "%1) through (%2, %3)?",
      "A robot moves right or up by 1 in each step. In how many ways can it get from (0, 0) to "
      "(%0, %1) by way of (%2, %3)?"}},
    {2,
     {"On a grid, each step goes 1 to the right or 1 up. How many paths lead from (0, 0) to (%0, "
      "%1) without touching (%2, %3)?",
      "A robot moves right or up by 1 in each step. In how many ways can it get from (0, 0) to "
      "(%0, %1) if (%2, %3) is blocked?"}}};

static int64_t paths(int64_t right, int64_t up) {
    return mg_num_binomial(right + up, right);
}

/* difficulty: digits of the answer + 2, and 3 more for a point that is avoided */
static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    int64_t through = paths(v[2], v[3]) * paths(v[0] - v[2], v[1] - v[3]);
    int64_t value = v[4] ? paths(v[0], v[1]) - through : through;
    bool mirror = mg_pick(problem, 1, 2);
    int64_t shown[4] = {v[mirror], v[!mirror], v[2 + mirror], v[3 - mirror]};
    mg_num_ask(problem, question, &ASK[v[4]], &(mg_holes){.number = shown});
    mg_text_int(answer, value);
    problem->digits = mg_digit_count(value);
    problem->operations = v[4] ? 3 : 2;
    problem->difficulty = problem->digits + 2 + 3 * (int)v[4];
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t first = paths(v[2], v[3]), second = paths(v[0] - v[2], v[1] - v[3]);
    mg_num_put(out, "to the point: %0 of %1 steps, %2 paths;", v[2], v[2] + v[3], first);
    mg_num_put(out, "from there: %0 of %1 steps, %2 paths;%3*%2=%4;", v[0] - v[2],
               v[0] + v[1] - v[2] - v[3], second, first, first * second);
    if (!v[4]) return;
    int64_t all = paths(v[0], v[1]);
    mg_num_put(out, "in all: %0 of %1 steps, %2 paths;%2-%3=%4;", v[0], v[0] + v[1], all,
               first * second, all - first * second);
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = mg_digit_count(level->knob[0]), value = n == 1 ? 3 : level->knob[0] > 12 ? 18 : 7;
    return (mg_text_bounds){116 + 4 * n, value, 110 + 6 * n + 8 * value};
}

const mg_family mg_family_paths_on_grid = {
    .name = "paths_on_grid",
    .summary = "shortest paths on a grid, through a point or round it",
    .topic = "numbers",
    .id = MG_FAMILY_ID_paths_on_grid,
    .knobs = {"side"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

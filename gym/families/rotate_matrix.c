/* A square matrix of digits turned by quarter turns. Operands: size, quarter turns clockwise
 * (below 0: anticlockwise), rows. */
#include "gym/families/calculus_grid.h"

static const mg_level LEVELS[] = {
    {"2 by 2, one to three quarter turns", {2, 2, 3}},
    {"3 by 3, one to three quarter turns", {3, 3, 3}},
    {"4 by 4 to 6 by 6, up to 5 quarter turns", {4, 6, 5}},
    {"4 by 4 to 10 by 10, up to 10 quarter turns, as RG rotate_matrix", {4, 10, 10}},
    {"12 by 12, up to 15 quarter turns", {12, 12, 15}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    if (level->knob[1] > 2) return;
    mg_box_add(box, 1, 2, 2);
    mg_box_add(box, 1, -level->knob[2], level->knob[2]);
    mg_box_add(box, 2, 0, 99);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1]);
    v[1] = mg_draw_nonzero(rng, level->knob[2]);
    mg_grid_draw(rng, v + 2, (int)v[0], (int)v[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "rotate", v, 2 + (int)v[0]);
    return v[1] != 0;
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_grid grid;
    if (which == 'd') {
        mg_text_int(out, 90 * (v[1] < 0 ? -v[1] : v[1]));
        mg_text_string(out, v[1] < 0 ? " degrees anticlockwise" : " degrees clockwise");
        return;
    }
    mg_grid_unpack(&grid, v + 2, (int)v[0], (int)v[0]);
    mg_text_grid(out, &grid);
}

/* Quarter turns clockwise, 0 to 3, of the same effect. */
static int quarters(const int64_t *v) {
    return (int)mg_mod(v[1], 4);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Turn the matrix @m by @d. What is the resulting matrix?",
        "Rotate @m by @d and write the matrix.",
        "What does the matrix @m become after a rotation by @d?", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_grid grid;
    mg_grid_unpack(&grid, v + 2, (int)v[0], (int)v[0]);
    mg_grid_turn(&grid, quarters(v));
    mg_text_grid(answer, &grid);
    problem->digits = 1;
    problem->operations = (int)(v[0] * v[0]);
    problem->difficulty = problem->operations * (1 + quarters(v));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    static const char *const SAYS[] = {"it stays as it is", "each row is a column from below",
                                       "rows from below, each backwards",
                                       "each row is a column from above, the last one first"};
    if (v[1] > 3 || v[1] < -3) {
        mg_text_int(out, 90 * v[1]);
        mg_text_string(out, " = 360*");
        mg_text_factor(out, (v[1] - quarters(v)) / 4);
        mg_text_string(out, " + ");
        mg_text_int(out, 90 * quarters(v));
        mg_text_char(out, ';');
    }
    mg_text_int(out, 90 * quarters(v));
    mg_text_string(out, " degrees clockwise: ");
    mg_text_string(out, SAYS[quarters(v)]);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1];
    return (mg_text_bounds){90 + n * (3 * n + 2), n * (3 * n + 2), 110};
}

const mg_family mg_family_rotate_matrix = {
    .name = "rotate_matrix",
    .summary = "a square matrix turned by quarter turns",
    .topic = "calculus",
    .id = MG_FAMILY_ID_rotate_matrix,
    .knobs = {"min_size", "max_size", "max_turns"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_MATRIX,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

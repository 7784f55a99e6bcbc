/* u x v of whole vectors in space. Operands: u, v. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"up to 9", {9}},
    {"up to 20", {20}},
    {"up to 99", {99}},
    {"up to 999", {999}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, 6, -level->knob[0], level->knob[0]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 6, -level->knob[0], level->knob[0]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "cross", v, 6);
    return true;
}

static int64_t component(const int64_t *v, int i) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    return v[j] * v[3 + k] - v[k] * v[3 + j];
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    mg_text_point(out, which == 'u' ? v : v + 3, 3);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the cross product of @u and @v, in this order. List its three components.",
        "Let u = @u and v = @v. List the components of u x v.",
        "What are the components of the vector product @u x @v?", NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    for (int i = 0; i < 3; i++) {
        if (i > 0) mg_text_string(answer, ", ");
        mg_text_int(answer, component(v, i));
    }
    problem->digits = mg_longest(v, 6);
    problem->operations = 9;
    problem->difficulty = 9 * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        mg_text_factor(out, v[j]);
        mg_text_char(out, '*');
        mg_text_factor(out, v[3 + k]);
        mg_text_string(out, " - ");
        mg_text_factor(out, v[k]);
        mg_text_char(out, '*');
        mg_text_factor(out, v[3 + j]);
        mg_text_string(out, " = ");
        mg_text_int(out, component(v, i));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]);
    return (mg_text_bounds){75 + 6 * (d + 3), 3 * (2 * d + 4), 3 * (6 * d + 26)};
}

const mg_family mg_family_cross_product = {
    .name = "cross_product",
    .summary = "cross products of two vectors",
    .topic = "calculus",
    .id = MG_FAMILY_ID_cross_product,
    .knobs = {"max_component"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_LIST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

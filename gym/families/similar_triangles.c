/* A length in a triangle that is similar to a given one. Operands: a, b, c of ABC, the first side
 * of DEF, what is asked: 0 and 1 its other sides, 2 its perimeter, 3 the ratio of the areas. */
#include "gym/families/calculus_tools.h"

static const mg_level LEVELS[] = {
    {"sides up to 12", {12, 20, 1}},
    {"sides up to 20", {20, 40, 2}},
    {"sides up to 99", {99, 150, 2}},
    {"sides up to 99, areas too", {99, 150, 3}},
};

static void box(const mg_level *level, mg_box *box) {
    *box = (mg_box){0};
    mg_box_add(box, 3, 2, level->knob[0]);
    mg_box_add(box, 1, 1, level->knob[1]);
    mg_box_add(box, 1, 0, level->knob[2]);
    mg_box_keep_if_small(box);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_draw_all(rng, v, 2, 2, level->knob[0]);
    int64_t low = v[0] > v[1] ? v[0] - v[1] + 1 : v[1] - v[0] + 1, high = v[0] + v[1] - 1;
    v[2] = mg_draw_between(rng, low > 2 ? low : 2, high < level->knob[0] ? high : level->knob[0]);
    v[3] = mg_draw_between(rng, 1, level->knob[1]);
    v[4] = mg_draw_between(rng, 0, level->knob[2]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "similar", v, 5);
    return v[0] != v[3] && v[0] + v[1] > v[2] && v[1] + v[2] > v[0] && v[2] + v[0] > v[1];
}

static mg_ratio value(const int64_t *v) {
    if (v[4] == 3) return mg_ratio_of(v[3] * v[3], v[0] * v[0]);
    return mg_ratio_of((v[4] == 2 ? v[0] + v[1] + v[2] : v[1 + v[4]]) * v[3], v[0]);
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    static const char *const ASKED[] = {"How long is EF?", "How long is FD?",
                                        "What is the perimeter of DEF?",
                                        "The area of DEF is how many times that of ABC?"};
    if (which == 'q')
        mg_text_string(out, ASKED[v[4]]);
    else
        mg_text_int(out, v[which - 'a']);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Triangle ABC has AB = @a, BC = @b and CA = @c. Triangle DEF is similar to it, with A, B, "
        "C corresponding to D, E, F, and DE = @d. @q",
        "In triangle ABC, AB = @a, BC = @b, CA = @c. The triangles ABC and DEF are similar (in "
        "this order of corners) and DE = @d. @q",
        NULL};
    mg_ask(problem, question, WORDINGS, part, level, v);
    mg_text_ratio(answer, value(v));
    problem->digits = mg_longest(v, 4);
    problem->operations = v[4] >= 2 ? 4 : 2;
    problem->difficulty = problem->operations * problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio factor = mg_ratio_of(v[3], v[0]);
    mg_text_int(out, v[3]);
    mg_text_char(out, '/');
    mg_text_int(out, v[0]);
    mg_text_string(out, " = ");
    mg_text_ratio(out, factor);
    mg_text_char(out, ';');
    if (v[4] == 2) {
        mg_text_int(out, v[0]);
        mg_text_signed(out, v[1]);
        mg_text_signed(out, v[2]);
        mg_text_string(out, " = ");
        mg_text_int(out, v[0] + v[1] + v[2]);
        mg_text_char(out, ';');
    }
    mg_text_ratio_factor(out, factor);
    mg_text_char(out, '*');
    if (v[4] == 3)
        mg_text_ratio_factor(out, factor);
    else
        mg_text_int(out, v[4] == 2 ? v[0] + v[1] + v[2] : v[1 + v[4]]);
    mg_text_string(out, " = ");
    mg_text_ratio(out, value(v));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[0]), e = mg_digit_count(level->knob[1]);
    return (mg_text_bounds){178 + 3 * d + e, 3 * d + 2 * e + 2, 50 + 10 * d + 8 * e};
}

const mg_family mg_family_similar_triangles = {
    .name = "similar_triangles",
    .summary = "lengths in similar triangles",
    .topic = "calculus",
    .id = MG_FAMILY_ID_similar_triangles,
    .knobs = {"max_side", "max_similar_side", "max_asked"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

/* + - * / of fractions, exact: "What is 1/2 + 3/4 * (5/6)? ..." -> "9/8".
 *
 * Operands: a tree (arithmetic_tree.h) of fractions in lowest terms and whole numbers. */
#include "gym/families/arithmetic_tree.h"

enum { MOST_DIGITS = 12 }; /* of any value's terms */

/* numbers from-to, highest top, highest bottom */
static const mg_level LEVELS[] = {
    {"2 positive fractions of terms up to 9", {2, 2, 9, 9}},
    {"2 positive fractions of terms up to 20", {2, 2, 20, 20}},
    {"2 to 3 fractions of terms up to 99", {2, 3, 99, 99}},
    {"3 to 4 fractions of terms up to 30", {3, 4, 30, 30}},
    {"4 to 6 fractions of terms up to 30", {4, 6, 30, 30}},
};

/* Of two fractions: the operator's place in "+-*" and '/', then tops and bottoms. */
static bool has_box(const mg_level *level) {
    return level->knob[1] == 2 && level->knob[3] <= 20;
}

/* The root's three slots, then the two numbers' (arithmetic_tree.h). */
static void box(const mg_level *level, mg_box *box) {
    if (!has_box(level)) return;
    int top = level->knob[2], bottom = level->knob[3];
    *box = (mg_box){.count = 10,
                    .low = {3, '*', 2, 0, 0, 1, 1, 0, 1, 1},
                    .high = {3, '/', 2, 0, 0, top, bottom, 0, top, bottom}};
}

static void grow(const mg_level *level, mg_rng *rng, int n, int64_t *v) {
    if (n == 1) {
        int64_t top = mg_draw_signed(rng, level->knob[2]);
        if (has_box(level) || mg_rng_below(rng, 2)) top = mg_absolute(top);
        mg_ratio value = mg_ratio_of(top, mg_draw_between(rng, 2, level->knob[3]));
        mg_tree_put_number(v, 0, value.top, value.bottom);
        return;
    }
    int left = (int)mg_draw_between(rng, 1, n - 1);
    int at = mg_tree_put_op(v, "+-*/"[mg_rng_below(rng, 4)]);
    grow(level, rng, left, v);
    mg_tree_set_right(v, at, (int)v[0]);
    grow(level, rng, n - left, v);
}

/* Two fractions that commute are drawn in the order that stands for both. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = 0;
    grow(level, rng, (int)mg_draw_between(rng, level->knob[0], level->knob[1]), v);
    if (!has_box(level) || v[1] == '-' || v[1] == '/') return;
    if (v[5] < v[8] || (v[5] == v[8] && v[6] <= v[9])) return;
    const int64_t pair[2] = {v[5], v[6]};
    v[5] = v[8];
    v[6] = v[9];
    v[8] = pair[0];
    v[9] = pair[1];
}

/* A point of the box: an operator (',' and '.' lie between them), terms that are lowest, at least
 * one fraction, and of a pair that commutes the sorted order. */
static bool is_problem(const int64_t *v) {
    if (v[1] == ',' || v[1] == '.' || (v[6] == 1 && v[9] == 1)) return false;
    if (mg_gcd(v[5], v[6]) != 1 || mg_gcd(v[8], v[9]) != 1) return false;
    return v[1] == '-' || v[1] == '/' || v[5] < v[8] || (v[5] == v[8] && v[6] <= v[9]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_tree tree;
    if (has_box(level) && !is_problem(v)) return false;
    mg_tree_load(v, &tree);
    if (!mg_tree_evaluate(&tree)) return false;
    for (int i = 0; i < tree.count; i++)
        if (mg_digit_count(tree.node[i].value.top) > MOST_DIGITS ||
            mg_digit_count(tree.node[i].value.bottom) > MOST_DIGITS)
            return false;
    mg_tree_canonical(&tree, out);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    mg_tree tree;
    mg_tree_load(v, &tree);
    if (!mg_tree_evaluate(&tree)) return;
    int wording = mg_ask_open(problem, question);
    mg_tree_print(&tree, question);
    mg_ask_close(problem, question, wording, " Give a whole number or a fraction in lowest terms.");
    mg_text_ratio(answer, tree.node[0].value);
    mg_tree_measure(&tree, problem);
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], number = 2 * mg_digit_count(level->knob[3]) + 2;
    int value = 2 * MOST_DIGITS + 2;
    return (mg_text_bounds){MG_ASK_BYTES + 56 + n * (number + 7), value,
                            (n - 1) * (8 * value + 30)};
}

const mg_family mg_family_fraction_arithmetic = {
    .name = "fraction_arithmetic",
    .summary = "+ - * / of fractions, exact",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_fraction_arithmetic,
    .knobs = {"numbers_from", "numbers_to", "highest_top", "highest_bottom"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .form = MG_FORM_LOWEST,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = mg_tree_level_work,
    .bounds = bounds,
};

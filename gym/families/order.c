/* Order of operations: expressions of + - * and brackets: "(3+4)*5=" -> "35".
 *
 * Operands of n numbers: the numbers, n - 1 operators (0 +, 1 -, 2 *), and n - 1 picks that say in
 * which order the operators are applied (expression.h). */
#include "gym/expression.h"
#include "gym/family.h"

/* numbers, highest number; the lowest is 1 */
static const mg_level LEVELS[] = {
    {"3 numbers of 1 to 9", {3, 9}},   {"4 numbers of 1 to 9", {4, 9}},
    {"5 numbers of 1 to 15", {5, 15}},   {"6 numbers of 1 to 9", {6, 9}},
    {"3 numbers of 1 to 99", {3, 99}}, {"4 numbers of 1 to 99", {4, 99}},
};

static void box(const mg_level *level, mg_box *box) {
    int n = level->knob[0];
    *box = (mg_box){.count = 3 * n - 2};
    for (int i = 0; i < n; i++) {
        box->low[i] = 1;
        box->high[i] = level->knob[1];
    }
    for (int i = 0; i + 1 < n; i++) {
        box->high[n + i] = 2;
        box->high[2 * n - 1 + i] = n - 2 - i;
    }
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    int n = level->knob[0];
    for (int i = 0; i < n; i++) *v++ = mg_draw_between(rng, 1, level->knob[1]);
    for (int i = 1; i < n; i++) *v++ = mg_rng_below(rng, 3);
    for (int left = n - 1; left > 0; left--) *v++ = mg_rng_below(rng, (uint32_t)left);
}

static void fold(int n, const int64_t *v, mg_expression *expression) {
    mg_expression_fold(expression, n, v, v + n, v + 2 * n - 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_expression expression;
    fold(level->knob[0], v, &expression);
    mg_expression_canonical(&expression, out);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int n = level->knob[0];
    mg_expression expression;
    fold(n, v, &expression);
    mg_expression_print(&expression, question);
    mg_text_char(question, '=');
    int64_t value = expression.node[expression.root].value;
    mg_text_int(answer, value);
    for (int i = 0; i < n; i++) {
        int digits = mg_digit_count(v[i]);
        if (digits > problem->digits) problem->digits = digits;
    }
    problem->operations = n - 1;
    problem->difficulty =
        n - 1 + mg_expression_brackets(&expression) + mg_digit_count(value) + (value < 0);
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_expression expression;
    fold(problem->item.family->levels[problem->item.level - 1].knob[0], problem->operand,
         &expression);
    mg_expression_work(&expression, out);
}

/* With the highest number h, a value is at most h^n, and a negative one at least -h^(n-1): some
 * subtraction spends a number on the sign (by induction over the operators). */
static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    int64_t below = 1;
    for (int i = 1; i < n; i++) below *= level->knob[1];
    int positive = mg_digit_count(below * level->knob[1]), negative = 1 + mg_digit_count(below);
    int value = positive > negative ? positive : negative;
    int question = n * mg_digit_count(level->knob[1]) + n - 1 + 2 * (n - 2) + 1;
    return (mg_text_bounds){question, value, (n - 1) * (3 * value + 5)};
}

const mg_family mg_family_order = {
    .name = "order",
    .summary = "order of operations: + - * and brackets",
    .topic = "basics",
    .id = MG_FAMILY_ID_order,
    .knobs = {"numbers", "highest"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 1,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .shares_keys = true,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

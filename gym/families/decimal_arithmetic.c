/* + - * / of decimals with brackets, exact or to a number of significant digits:
 * "Work out (3.25 - 1.5) / 0.7. Round to 6 significant digits ..." -> "2.5".
 *
 * Operands: a tree (arithmetic_tree.h) of decimals. Values are exact until the one rounding. */
#include "gym/families/arithmetic_tree.h"
#include "gym/families/big.h"

enum { STEP_DIGITS = 16, ALL = MG_OP_ADD | MG_OP_SUBTRACT | MG_OP_MULTIPLY | MG_OP_DIVIDE };

/* numbers from-to, places from-to, significant digits (0: exact), operators */
static const mg_level LEVELS[] = {
    {"3 numbers of up to 2 places, + - *, exact", {3, 3, 1, 2, 0, ALL - MG_OP_DIVIDE}},
    {"2 to 4 numbers of up to 4 places, + - *, exact", {2, 4, 2, 4, 0, ALL - MG_OP_DIVIDE}},
    {"2 to 5 numbers of up to 3 places, to 6 digits", {2, 5, 2, 3, 6, ALL}},
    {"2 to 6 numbers of 3 places, to 12 digits, as RG decimal_arithmetic, easy",
     {2, 6, 3, 3, 12, ALL}},
    {"5 to 8 numbers of 5 to 8 places, to 10 digits, as RG decimal_arithmetic, hard",
     {5, 8, 5, 8, 10, ALL}},
    {"8 to 10 numbers of 6 to 8 places, to 12 digits", {8, 10, 6, 8, 12, ALL}},
};

/* Sign and terms of an exact value; `places` of `bottom` = 10^places where no division was met. */
typedef struct value {
    bool negative;
    int places;
    mg_big top, bottom;
} value;

static void grow(const mg_level *level, mg_rng *rng, int n, int64_t *v) {
    if (n == 1) {
        int places = (int)mg_draw_between(rng, level->knob[2], level->knob[3]);
        int64_t scale = mg_power_of_ten(places);
        int64_t units = mg_draw_between(rng, 0, scale - 1) * 10;
        units += mg_draw_between(rng, 1, 9);
        mg_tree_put_number(v, places, units, scale);
        return;
    }
    char op = "+-*/"[mg_rng_below(rng, level->knob[5] & MG_OP_DIVIDE ? 4 : 3)];
    int left = (int)mg_draw_between(rng, 1, n - 1), at = mg_tree_put_op(v, op);
    grow(level, rng, left, v);
    mg_tree_set_right(v, at, (int)v[0]);
    grow(level, rng, n - left, v);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = 0;
    grow(level, rng, (int)mg_draw_between(rng, level->knob[0], level->knob[1]), v);
}

/* a + b, or a - b where `minus`. */
static void add(const value *a, const value *b, bool minus, value *sum) {
    mg_big left = mg_big_product(&a->top, &b->bottom), right = mg_big_product(&b->top, &a->bottom);
    bool right_negative = b->negative != minus;
    sum->bottom = mg_big_product(&a->bottom, &b->bottom);
    sum->negative = a->negative;
    if (a->negative == right_negative) {
        sum->top = mg_big_sum(&left, &right);
    } else if (mg_big_compare(&left, &right) >= 0) {
        sum->top = mg_big_difference(&left, &right);
    } else {
        sum->top = mg_big_difference(&right, &left);
        sum->negative = right_negative;
    }
}

/* False where a division is by zero. */
static bool evaluate(const mg_tree *tree, value *values) {
    for (int i = tree->count; i-- > 0;) {
        const mg_tree_node *node = &tree->node[i];
        value *result = &values[i];
        if (!node->op) {
            result->negative = false;
            result->places = node->places;
            result->top = mg_big_of((uint64_t)node->top);
            result->bottom = mg_big_of((uint64_t)node->bottom);
            continue;
        }
        const value *a = &values[node->left], *b = &values[node->right];
        result->places = a->places + b->places;
        if (node->op == '+' || node->op == '-') {
            add(a, b, node->op == '-', result);
            continue;
        }
        bool divide = node->op == '/';
        if (divide && b->top.count == 0) return false;
        result->negative = a->negative != b->negative;
        result->top = mg_big_product(&a->top, divide ? &b->bottom : &b->top);
        result->bottom = mg_big_product(&a->bottom, divide ? &b->top : &b->bottom);
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_tree tree;
    value values[MG_TREE_NODES];
    mg_tree_load(v, &tree);
    if (!evaluate(&tree, values)) return false;
    mg_text_int(out, level->knob[4]);
    mg_text_char(out, ':');
    mg_tree_canonical(&tree, out);
    return true;
}

/* Rounded to a number of digits; true where that is the value itself. */
static bool write_rounded(mg_text *out, const value *number, int digits) {
    if (number->top.count == 0) {
        mg_text_char(out, '0');
        return true;
    }
    int64_t mantissa;
    int exponent;
    bool exact = mg_big_round(&number->top, &number->bottom, digits, &mantissa, &exponent);
    mg_text_scaled(out, number->negative ? -mantissa : mantissa, exponent);
    return exact;
}

static void write_answer(mg_text *out, const value *root, int digits) {
    if (digits > 0) {
        write_rounded(out, root, digits);
        return;
    }
    if (root->negative && root->top.count > 0) mg_text_char(out, '-');
    mg_text_big_decimal(out, &root->top, root->places);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_tree tree;
    value values[MG_TREE_NODES];
    mg_tree_load(v, &tree);
    if (!evaluate(&tree, values)) return;
    int wording = mg_ask_open(problem, question), digits = level->knob[4];
    mg_tree_print(&tree, question);
    mg_ask_close(problem, question, wording, digits ? " Round to " : NULL);
    if (digits) {
        mg_text_int(question, digits);
        mg_text_string(question, " significant digits (half away from zero).");
    }
    write_answer(answer, &values[0], digits);
    mg_tree_measure(&tree, problem);
}

/* Where a value does not end, or is long, the line says "about", and the next ones go on from it;
 * 16 digits are enough for those that are asked for. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_tree tree;
    value values[MG_TREE_NODES];
    mg_tree_load(problem->operand, &tree);
    if (!evaluate(&tree, values)) return;
    for (int i = tree.count; i-- > 0;) {
        const mg_tree_node *node = &tree.node[i];
        if (!node->op) continue;
        const value *right = &values[node->right];
        bool exact = write_rounded(out, &values[node->left], STEP_DIGITS);
        mg_text_char(out, node->op);
        if (right->negative) mg_text_char(out, '(');
        exact &= write_rounded(out, right, STEP_DIGITS);
        if (right->negative) mg_text_char(out, ')');
        char result[STEP_DIGITS * 8];
        mg_text text = mg_text_over(result, sizeof result);
        exact &= write_rounded(&text, &values[i], STEP_DIGITS);
        mg_text_string(out, exact ? "=" : " is about ");
        mg_text_bytes(out, result, mg_text_length(&text));
        mg_text_char(out, ';');
    }
    if (problem->item.family->levels[problem->item.level - 1].knob[4] == 0) return;
    mg_text_string(out, "rounded: ");
    mg_text_bytes(out, problem->answer, problem->answer_bytes);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[1], number = level->knob[3] + 3, digits = level->knob[4];
    int answer = digits ? digits + 14 : n * number + 2;
    return (mg_text_bounds){MG_ASK_BYTES + 64 + n * (number + 5), answer,
                            (n - 1) * (3 * STEP_DIGITS + 60) + 10 + answer};
}

const mg_family mg_family_decimal_arithmetic = {
    .name = "decimal_arithmetic",
    .summary = "+ - * / of decimals, exact or rounded once",
    .topic = "arithmetic",
    .id = MG_FAMILY_ID_decimal_arithmetic,
    .knobs = {"numbers_from", "numbers_to", "places_from", "places_to", "significant_digits",
              "operators"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

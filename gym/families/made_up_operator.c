/* An operator that nobody has seen before: "Define a @ b = 3*a - 2*b + 1. What is (4 @ 2) @ 5?"
 *
 * Operands: form, p, q, r, whether brackets open on the right, then the n + 1 numbers.
 *     form 0   a @ b = p*a + q*b + r
 *     form 1   a @ b = p*a*b + q*a + r*b */
#include "gym/family.h"

enum { FORM, P, Q, R, RIGHT, NUMBERS };

/* applications, largest coefficient, largest number */
static const mg_level LEVELS[] = {
    {"once, coefficients up to 2, numbers up to 9", {1, 2, 9}},
    {"once, coefficients up to 5, numbers up to 20", {1, 5, 20}},
    {"twice, coefficients up to 5, numbers up to 9", {2, 5, 9}},
    {"3 times, coefficients up to 6, numbers up to 12", {3, 6, 12}},
    {"4 times, coefficients up to 9, numbers up to 20", {4, 9, 20}},
    {"6 times, coefficients up to 9, numbers up to 50", {6, 9, 50}},
};

static mg_box ranges_of(const mg_level *level) {
    int n = level->knob[0];
    mg_box box = {.count = NUMBERS + n + 1, .high = {[FORM] = 1, [RIGHT] = n > 1}};
    for (int i = P; i <= R; i++) {
        box.low[i] = -level->knob[1];
        box.high[i] = level->knob[1];
    }
    for (int i = NUMBERS; i < box.count; i++) {
        box.low[i] = 1;
        box.high[i] = level->knob[2];
    }
    return box;
}

static void box(const mg_level *level, mg_box *box) {
    *box = level->knob[0] <= 2 ? ranges_of(level) : (mg_box){0};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_box ranges = ranges_of(level);
    for (int i = 0; i < ranges.count; i++)
        v[i] = mg_draw_between(rng, ranges.low[i], ranges.high[i]);
}

static int64_t apply(const int64_t *v, int64_t a, int64_t b) {
    return v[FORM] ? v[P] * a * b + v[Q] * a + v[R] * b : v[P] * a + v[Q] * b + v[R];
}

/* A definition in which each of a and b plays a part. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[P] == 0 || (v[FORM] == 0 && v[Q] == 0)) return false;
    mg_text_string(out, "operator");
    for (int i = FORM; i < NUMBERS + level->knob[0] + 1; i++) {
        mg_text_char(out, ' ');
        mg_text_int(out, v[i]);
    }
    return true;
}

/* "+ 3*a", "- b", or nothing. */
static void write_term(mg_text *out, int64_t factor, const char *name, bool first) {
    if (factor == 0) return;
    if (!first) mg_text_string(out, factor < 0 ? " - " : " + ");
    if (first && factor < 0) mg_text_char(out, '-');
    int64_t size = factor < 0 ? -factor : factor;
    bool silent = size == 1 && name[0];
    if (!silent) mg_text_int(out, size);
    if (!silent && name[0]) mg_text_char(out, '*');
    mg_text_string(out, name);
}

static void write_rule(mg_text *out, const int64_t *v) {
    static const char *const NAMES[2][3] = {{"a", "b", ""}, {"a*b", "a", "b"}};
    for (int i = 0; i < 3; i++) write_term(out, v[P + i], NAMES[v[FORM]][i], i == 0);
}

static void write_expression(mg_text *out, const int64_t *v, int n, char symbol) {
    for (int i = 1; i < n; i++)
        if (!v[RIGHT]) mg_text_char(out, '(');
    for (int i = 0; i <= n; i++) {
        if (i > 0) {
            mg_text_char(out, ' ');
            mg_text_char(out, symbol);
            mg_text_char(out, ' ');
        }
        if (v[RIGHT] && i > 0 && i < n) mg_text_char(out, '(');
        mg_text_int(out, v[NUMBERS + i]);
        if (!v[RIGHT] && i > 0 && i < n) mg_text_char(out, ')');
    }
    for (int i = 1; i < n; i++)
        if (v[RIGHT]) mg_text_char(out, ')');
}

/* The operands of application number i, from the innermost bracket out; returns its value. */
static int64_t step(const int64_t *v, int n, int i, int64_t value, int64_t *a, int64_t *b) {
    const int64_t *x = v + NUMBERS;
    if (v[RIGHT]) {
        *a = x[n - 1 - i];
        *b = i == 0 ? x[n] : value;
    } else {
        *a = i == 0 ? x[0] : value;
        *b = x[i + 1];
    }
    return apply(v, *a, *b);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int n = level->knob[0];
    char symbol = "@&~$"[mg_pick(problem, 0, 4)];
    bool terse = mg_pick(problem, 1, 2);
    mg_text_string(question, terse ? "Define a " : "An operation is defined by a ");
    mg_text_char(question, symbol);
    mg_text_string(question, " b = ");
    write_rule(question, v);
    mg_text_string(question, terse ? ". What is " : ". Work out ");
    write_expression(question, v, n, symbol);
    mg_text_char(question, terse ? '?' : '.');
    int64_t value = 0, a, b;
    for (int i = 0; i < n; i++) value = step(v, n, i, value, &a, &b);
    mg_text_int(answer, value);
    problem->operations = n;
    problem->digits = mg_digit_count(value);
    /* difficulty: applications, each with its products, and the answer's digits */
    problem->difficulty = n * (int)(2 + v[FORM]) + problem->digits;
}

/* The rule with the numbers put in: "3*4 - 2*2 + 1 = 9;3*9 - 2*5 + 1 = 18;" */
static void write_number(mg_text *out, int64_t value) {
    if (value < 0) mg_text_char(out, '(');
    mg_text_int(out, value);
    if (value < 0) mg_text_char(out, ')');
}

static void write_product(mg_text *out, int64_t factor, int64_t a, const int64_t *b, bool first) {
    if (factor == 0) return;
    if (!first) mg_text_string(out, factor < 0 ? " - " : " + ");
    mg_text_int(out, first || factor > 0 ? factor : -factor);
    mg_text_char(out, '*');
    write_number(out, a);
    if (b) mg_text_char(out, '*');
    if (b) write_number(out, *b);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int n = problem->item.family->levels[problem->item.level - 1].knob[0];
    int64_t value = 0, a, b;
    for (int i = 0; i < n; i++) {
        value = step(v, n, i, value, &a, &b);
        write_product(out, v[P], a, v[FORM] ? &b : NULL, true);
        write_product(out, v[Q], v[FORM] ? a : b, NULL, false);
        if (v[FORM])
            write_product(out, v[R], b, NULL, false);
        else
            write_term(out, v[R], "", false);
        mg_text_string(out, " = ");
        mg_text_int(out, value);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int n = level->knob[0];
    return (mg_text_bounds){70 + 8 * n, 2 + 3 * n, n * 90};
}

const mg_family mg_family_made_up_operator = {
    .name = "made_up_operator",
    .summary = "operators defined in the question, applied again and again",
    .topic = "words",
    .id = MG_FAMILY_ID_made_up_operator,
    .knobs = {"applications", "max_coefficient", "max_number"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

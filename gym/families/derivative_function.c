/* Derivatives of elementary functions: sum, product, chain and quotient rule. Operands: kind, k,
 * n, q, function F, a, b, function G, c, d; the kinds are in TEXTS. a and c are above 0, b and d
 * not below, so that all functions are defined for x > 0. */
#include "gym/families/calculus_tools.h"

enum { SUM, PRODUCT, CHAIN, QUOTIENT, TWO, KIND_COUNT };
enum { SIN, COS, EXP, LN, SQRT, TAN, FUNCTION_COUNT };

/* k x^n + q F(a x + b); (k x^n + q) F(a x + b); k F(a x^2 + b x + d); F(a x + b)/(k x^n + q);
 * k F(a x + b) G(c x + d) */
static const mg_level LEVELS[] = {
    {"sums, up to 20", {SUM, SUM, 20, 9}},
    {"products, up to 50", {PRODUCT, PRODUCT, 50, 20}},
    {"chains, up to 99", {CHAIN, CHAIN, 99, 30}},
    {"quotients, up to 50", {QUOTIENT, QUOTIENT, 50, 20}},
    {"products, chains and quotients", {PRODUCT, TWO, 99, 30}},
};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){0};
    if (knob[1] != SUM) return;
    mg_box_add(box, 1, SUM, SUM);
    mg_box_add(box, 1, -knob[2], knob[2]);
    mg_box_add(box, 1, 2, 6);
    mg_box_add(box, 1, -knob[2], knob[2]);
    mg_box_add(box, 1, 0, FUNCTION_COUNT - 1);
    mg_box_add(box, 1, 1, knob[3]);
    mg_box_add(box, 1, 0, knob[3]);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[0], knob[1]);
    v[1] = mg_draw_nonzero(rng, knob[2]);
    if (v[0] != CHAIN && v[0] != TWO)
        v[2] = mg_draw_between(rng, v[0] == SUM ? 2 : 1, v[0] == SUM ? 6 : 5);
    if (v[0] != CHAIN && v[0] != TWO) v[3] = mg_draw_nonzero(rng, knob[2]);
    v[4] = mg_draw_between(rng, 0, FUNCTION_COUNT - 1);
    v[5] = mg_draw_between(rng, 1, knob[3]);
    v[6] = mg_draw_between(rng, 0, knob[3]);
    if (v[0] != CHAIN && v[0] != TWO) return;
    if (v[0] == TWO) v[7] = (v[4] + mg_draw_between(rng, 1, FUNCTION_COUNT - 1)) % FUNCTION_COUNT;
    if (v[0] == TWO) v[8] = mg_draw_between(rng, 1, knob[3]);
    v[9] = mg_draw_between(rng, 0, knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    bool swap = v[0] == TWO && v[4] > v[7];
    mg_key_list(out, "differentiate", v, 4);
    mg_key_list(out, ";", v + (swap ? 7 : 4), 2);
    mg_key_list(out, ",", v + (swap ? 9 : 6), 1);
    mg_key_list(out, ";", v + (swap ? 4 : 7), 2);
    mg_key_list(out, ",", v + (swap ? 6 : 9), 1);
    return v[1] != 0 && (v[3] != 0 || v[0] == CHAIN || v[0] == TWO);
}

/* -- text ------------------------------------------------------------------------------------ */

/* a x + b, or a x^2 + b x + d of a chain. */
static void say_inner(const int64_t *v, bool second, mg_text *out) {
    const int64_t line[2] = {v[second ? 9 : 6], v[second ? 8 : 5]}, square[3] = {v[9], v[6], v[5]};
    if (v[0] == CHAIN)
        mg_text_whole_polynomial(out, square, 2, 'x');
    else
        mg_text_whole_polynomial(out, line, 1, 'x');
}

static void say_function(const int64_t *v, bool second, mg_text *out) {
    static const char *const NAMES[] = {"sin(", "cos(", "exp(", "ln(", "sqrt(", "tan("};
    mg_text_string(out, NAMES[v[second ? 7 : 4]]);
    say_inner(v, second, out);
    mg_text_char(out, ')');
}

/* factor * F'(inner), where factor is not 0: "3*cos(2*x)", "3/(2*sqrt(x))" */
static void say_derived(const int64_t *v, bool second, int64_t factor, mg_text *out) {
    static const char *const BEFORE[] = {"*cos(", "*sin(", "*exp(", "/(", "/(2*sqrt(", "/cos("};
    static const char *const BEHIND[] = {")", ")", ")", ")", "))", ")^2"};
    int64_t function = v[second ? 7 : 4];
    mg_text_int(out, function == COS ? -factor : factor);
    mg_text_string(out, BEFORE[function]);
    say_inner(v, second, out);
    mg_text_string(out, BEHIND[function]);
}

/* k x^n + q, or k n x^(n - 1) */
static void say_power(const int64_t *v, bool derived, mg_text *out) {
    int64_t c[8] = {v[3]};
    c[0] = v[0] == SUM || derived ? 0 : v[3];
    c[v[2]] = derived ? 0 : v[1];
    if (derived) c[v[2] - 1] = v[1] * v[2];
    mg_text_whole_polynomial(out, c, (int)v[2], 'x');
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    if (v[0] == SUM) {
        say_power(v, false, out);
        mg_text_string(out, v[3] < 0 ? " - " : " + ");
        int64_t q = v[3] < 0 ? -v[3] : v[3];
        if (q != 1) mg_text_int(out, q);
        if (q != 1) mg_text_char(out, '*');
    } else if (v[0] == PRODUCT) {
        mg_text_char(out, '(');
        say_power(v, false, out);
        mg_text_string(out, ")*");
    } else if (v[0] != QUOTIENT && v[1] != 1) {
        mg_text_int(out, v[1]);
        mg_text_char(out, '*');
    }
    say_function(v, false, out);
    if (v[0] == TWO) mg_text_char(out, '*');
    if (v[0] == TWO) say_function(v, true, out);
    if (v[0] != QUOTIENT) return;
    mg_text_string(out, "/(");
    say_power(v, false, out);
    mg_text_char(out, ')');
}

static void say_answer(const int64_t *v, mg_text *out) {
    bool sine_like = v[4] == COS; /* its derivative has a minus sign of its own */
    switch (v[0]) {
    case SUM:
        say_power(v, true, out);
        mg_text_string(out, (v[3] < 0) != sine_like ? " - " : " + ");
        say_derived(v, false, (v[3] < 0 ? -v[3] : v[3]) * v[5] * (sine_like ? -1 : 1), out);
        break;
    case PRODUCT:
        mg_text_char(out, '(');
        say_power(v, true, out);
        mg_text_string(out, ")*");
        say_function(v, false, out);
        mg_text_string(out, " + (");
        say_power(v, false, out);
        mg_text_string(out, ")*(");
        say_derived(v, false, v[5], out);
        mg_text_char(out, ')');
        break;
    case CHAIN:
        mg_text_char(out, '(');
        mg_text_whole_polynomial(out, (const int64_t[]){v[6], 2 * v[5]}, 1, 'x');
        mg_text_string(out, ")*(");
        say_derived(v, false, v[1], out);
        mg_text_char(out, ')');
        break;
    case QUOTIENT:
        mg_text_string(out, "((");
        say_derived(v, false, v[5], out);
        mg_text_string(out, ")*(");
        say_power(v, false, out);
        mg_text_string(out, ") - ");
        say_function(v, false, out);
        mg_text_string(out, "*(");
        say_power(v, true, out);
        mg_text_string(out, "))/(");
        say_power(v, false, out);
        mg_text_string(out, ")^2");
        break;
    default:
        mg_text_char(out, '(');
        say_derived(v, false, v[1] * v[5], out);
        mg_text_string(out, ")*");
        say_function(v, true, out);
        mg_text_string(out, " + ");
        say_function(v, false, out);
        mg_text_string(out, "*(");
        say_derived(v, true, v[1] * v[8], out);
        mg_text_char(out, ')');
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {"Differentiate f(x) = $f.",
                                           "What is the derivative of $f with respect to x?",
                                           "Find the derivative of f(x) = $f for x > 0.", NULL};
    static const int STEPS[] = {4, 6, 5, 9, 7};
    mg_ask(problem, question, WORDINGS, part, level, v);
    say_answer(v, answer);
    problem->digits = mg_longest(v + 1, 3);
    problem->operations = STEPS[v[0]];
    problem->difficulty = problem->operations + problem->digits;
}

/* The parts and their derivatives, which the answer puts together. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    for (int second = 0; second < 1 + (v[0] == TWO); second++) {
        mg_text_string(out, "derivative of ");
        say_function(v, second, out);
        mg_text_string(out, ": ");
        if (v[0] == CHAIN) mg_text_char(out, '(');
        if (v[0] == CHAIN) mg_text_whole_polynomial(out, (const int64_t[]){v[6], 2 * v[5]}, 1, 'x');
        if (v[0] == CHAIN) mg_text_string(out, ")*(");
        say_derived(v, second, v[0] == CHAIN ? 1 : v[second ? 8 : 5], out);
        mg_text_string(out, v[0] == CHAIN ? ");" : ";");
    }
    if (v[0] == CHAIN || v[0] == TWO) return;
    mg_text_string(out, "derivative of ");
    say_power(v, false, out);
    mg_text_string(out, ": ");
    say_power(v, true, out);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    int d = mg_digit_count(level->knob[2]), e = mg_digit_count(level->knob[3]);
    return (mg_text_bounds){80 + 2 * d + 4 * e, 92 + 8 * d + 9 * e, 150 + 6 * d + 10 * e};
}

const mg_family mg_family_derivative_function = {
    .name = "derivative_function",
    .summary = "derivatives of elementary functions",
    .topic = "calculus",
    .id = MG_FAMILY_ID_derivative_function,
    .knobs = {"first_kind", "last_kind", "max_factor", "max_inner"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_EXPRESSION,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

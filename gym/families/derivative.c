/* Derivatives of any order of a polynomial, perhaps asked for in several steps. Operands: letter,
 * degree, orders of the steps (4, 0 where there is none), coefficients. */
#include <string.h>

#include "gym/families/calculus_tools.h"

enum { MAX_DEGREE = 12, STEPS_AT = 2, MAX_STEPS = 4, COEFFICIENTS_AT = STEPS_AT + MAX_STEPS };

static const mg_level LEVELS[] = {
    {"first derivatives, degree 3", {3, 3, 99, 1, 1, 1}},
    {"first derivatives, degree 3 to 6", {3, 6, 99, 1, 1, 1}},
    {"orders 1 to 3, degree 3 to 6, as DM differentiate, one variable", {3, 6, 999, 3, 1, 1}},
    {"orders 1 to 3, 2 to 4 steps, as DM differentiate_composed", {5, 8, 99, 3, 2, 4}},
    {"orders 1 to 4, degree 6 to 12", {6, 12, 9999, 4, 1, 1}},
};

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 0, 7);
    v[1] = mg_draw_between(rng, knob[0], knob[1]);
    int steps = (int)mg_draw_between(rng, knob[4], knob[5]);
    int64_t left = v[1];
    for (int i = 0; i < steps && left > 0; i++) {
        v[STEPS_AT + i] = mg_draw_between(rng, 1, knob[3] < left ? knob[3] : left);
        left -= v[STEPS_AT + i];
    }
    int terms = (int)mg_draw_between(rng, 3, v[1] < 6 ? v[1] + 1 : 6);
    mg_draw_polynomial(rng, v + COEFFICIENTS_AT, (int)v[1], terms, knob[2]);
}

static int order_of(const int64_t *v) {
    return (int)(v[STEPS_AT] + v[STEPS_AT + 1] + v[STEPS_AT + 2] + v[STEPS_AT + 3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "derivative", (const int64_t[]){order_of(v)}, 1);
    mg_key_list(out, ";", v + COEFFICIENTS_AT, (int)v[1] + 1);
    return order_of(v) <= v[1];
}

static char letter_of(const int64_t *v) {
    return "xyztnuwp"[v[0]];
}

static const char *ordinal(int64_t n) {
    static const char *const NAMES[] = {"", "first", "second", "third", "fourth"};
    return NAMES[n];
}

static int step_count(const int64_t *v) {
    int count = 0;
    while (count < MAX_STEPS && v[STEPS_AT + count] > 0) count++;
    return count;
}

static void say_function(char name, const int64_t *v, mg_text *out) {
    mg_text_char(out, name);
    mg_text_char(out, '(');
    mg_text_char(out, letter_of(v));
    mg_text_char(out, ')');
}

/* "Let g(x) be the second derivative of f(x). " for each step but the last */
static void say_chain(const int64_t *v, mg_text *out) {
    int steps = step_count(v);
    for (int i = 0; i + 1 < steps; i++) {
        mg_text_string(out, " Let ");
        say_function((char)('g' + i), v, out);
        mg_text_string(out, " be the ");
        mg_text_string(out, ordinal(v[STEPS_AT + i]));
        mg_text_string(out, " derivative of ");
        say_function((char)('f' + i), v, out);
        mg_text_char(out, '.');
    }
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    int steps = step_count(v);
    if (which == 'p') mg_text_whole_polynomial(out, v + COEFFICIENTS_AT, (int)v[1], letter_of(v));
    if (which == 'x') mg_text_char(out, letter_of(v));
    if (which == 'o') mg_text_string(out, ordinal(v[STEPS_AT + steps - 1]));
    if (which == 'c') say_chain(v, out);
    if (which == 'l') say_function((char)('f' + steps - 1), v, out);
    if (which == 'f') say_function('f', v, out);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const ONE[] = {"Find the @o derivative of $p with respect to @x.",
                                      "What is the @o derivative of @f = $p?",
                                      "@f = $p. Give its @o derivative.", NULL};
    static const char *const CHAIN[] = {"Let @f = $p.@c What is the @o derivative of @l?",
                                        "Suppose that @f = $p.@c Find the @o derivative of @l.",
                                        NULL};
    mg_ask(problem, question, step_count(v) > 1 ? CHAIN : ONE, part, level, v);
    int64_t c[MAX_DEGREE + 1];
    int degree = (int)v[1], terms = 0;
    memcpy(c, v + COEFFICIENTS_AT, sizeof c);
    for (int i = 0; i <= degree; i++) terms += c[i] != 0;
    problem->digits = mg_longest(c, degree + 1);
    for (int i = 0; i < order_of(v); i++) degree = mg_derive(c, degree);
    mg_text_whole_polynomial(answer, c, degree, letter_of(v));
    problem->operations = terms * order_of(v);
    problem->difficulty = problem->operations + problem->digits;
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t c[MAX_DEGREE + 1];
    int degree = (int)v[1];
    memcpy(c, v + COEFFICIENTS_AT, sizeof c);
    for (int i = 1; i <= order_of(v); i++) {
        degree = mg_derive(c, degree);
        mg_text_string(out, "derivative ");
        mg_text_int(out, i);
        mg_text_string(out, ": ");
        mg_text_whole_polynomial(out, c, degree, letter_of(v));
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    const int32_t *knob = level->knob;
    int d = mg_digit_count(knob[2]), terms = knob[1] < 6 ? knob[1] + 1 : 6;
    int order = knob[3] * knob[5] < knob[1] ? knob[3] * knob[5] : knob[1];
    int answer = terms * (d + 8 + order);
    return (mg_text_bounds){60 + terms * (d + 8) + (knob[5] - 1) * 45, answer,
                            order * (answer + 16)};
}

const mg_family mg_family_derivative = {
    .name = "derivative",
    .summary = "derivatives of polynomials",
    .topic = "calculus",
    .id = MG_FAMILY_ID_derivative,
    .knobs = {"min_degree", "max_degree", "max_coefficient", "max_order", "min_steps", "max_steps"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 3,
    .answer_kind = MG_ANSWER_POLYNOMIAL,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

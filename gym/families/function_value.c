/* Values of composed functions: "f(x) = 2*x + 1, g(x) = x^2 - 3; what is f(g(2))?" -> "3".
 * difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { ONE, TWICE, BOTH, NESTED };

/* kind, degrees of f and g, largest coefficient, largest argument */
static const mg_level LEVELS[] = {
    {"f of a number, f linear, values up to 20", {ONE, 1, 1, 20, 20}},
    {"f(g(n)), both linear, values up to 30", {BOTH, 1, 1, 30, 20}},
    {"f(f(n)), f quadratic, values up to 99", {TWICE, 2, 1, 99, 50}},
    {"f(g(n)), f quadratic and g linear, or the other way round", {BOTH, 2, 1, 30, 12}},
    {"f(g(f(n))), f linear and g quadratic", {NESTED, 1, 2, 20, 12}},
};
static const mg_text_bounds BOUNDS[] = {
    {45, 10, 40}, {70, 10, 70}, {55, 15, 145}, {80, 10, 100}, {85, 15, 140}};
static const char *const ONE_WORDINGS[] = {"Let f([2]) = {0}. What is [3]?",
                                           "Find [3] if f([2]) = {0}."};
static const char *const WORDINGS[] = {"Let f([2]) = {0} and g([2]) = {1}. What is [3]?",
                                       "Find [3] if f([2]) = {0} and g([2]) = {1}."};
static const char *const CALLS[] = {"f(%d)", "f(f(%d))", "f(g(%d))", "f(g(f(%d)))"};
static const char *const ORDERS[] = {"f", "ff", "gf", "fgf"};

/* n, f from its constant, g from its constant */
static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[3];
    box->count = 0;
    if (level->knob[0] == ONE)
        *box = (mg_box){.count = 3, .low = {-max, -max, -max}, .high = {max, max, max}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    *v++ = mg_draw_between(rng, -knob[4], knob[4]);
    for (int f = 1; f <= 2 && (f == 1 || knob[0] >= BOTH); f++, v += knob[f - 1] + 1) {
        for (int i = 0; i <= knob[f]; i++) v[i] = mg_draw_between(rng, -knob[3], knob[3]);
        v[knob[f]] = algebra_nonzero(rng, knob[f] > 1 ? 9 : knob[3]);
    }
}

static void read_functions(const mg_level *level, const int64_t *v, mg_polynomial f[2]) {
    f[0] = mg_polynomial_of(v + 1, level->knob[1] + 1);
    f[1] = mg_polynomial_of(v + 2 + level->knob[1], level->knob[2] + 1);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_polynomial f[2];
    read_functions(level, v, f);
    if (f[0].degree != level->knob[1]) return false;
    if (f[0].degree == 1 && f[0].coefficient[1] == 1 && f[0].coefficient[0] == 0) return false;
    int64_t value = v[0];
    algebra_key(out, ORDERS[level->knob[0]], v, 1);
    algebra_key_polynomial(out, ";", &f[0]);
    if (level->knob[0] >= BOTH) algebra_key_polynomial(out, ";", &f[1]);
    for (const char *at = ORDERS[level->knob[0]]; *at; at++)
        if (!mg_polynomial_value(&f[*at == 'g'], value, &value)) return false;
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial f[2];
    read_functions(level, v, f);
    const char *x = algebra_letter(problem, 0);
    algebra_line first, second, call;
    algebra_format(&call, CALLS[level->knob[0]], v[0]);
    const char *formulas[] = {algebra_format(&first, "%p", &f[0], *x),
                              algebra_format(&second, "%p", &f[1], *x), x, call.text};
    algebra_ask(problem, question, level->knob[0] >= BOTH ? WORDINGS : ONE_WORDINGS, 2, formulas);
    int64_t value = v[0];
    int operations = 0;
    for (const char *at = ORDERS[level->knob[0]]; *at; at++) {
        mg_polynomial_value(&f[*at == 'g'], value, &value);
        operations += 2 * f[*at == 'g'].degree;
    }
    mg_text_int(answer, value);
    algebra_measure(problem, &value, 1, operations);
}

/* Each call by Horner's scheme. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    mg_polynomial f[2];
    read_functions(level, problem->operand, f);
    int64_t value = problem->operand[0];
    for (const char *at = ORDERS[level->knob[0]]; *at; at++) {
        const mg_polynomial *p = &f[*at == 'g'];
        int64_t sum = p->coefficient[p->degree];
        for (int i = p->degree - 1; i >= 0; i--) {
            int64_t next = sum * value + p->coefficient[i];
            algebra_write(out, "%n*%n%+d = %d;", sum, value, p->coefficient[i], next);
            sum = next;
        }
        value = sum;
    }
}

ALGEBRA_FAMILY(function_value, "values of composed functions", 2, INTEGER, ANY, box, "kind",
               "degree_f", "degree_g", "max_coefficient", "max_argument");

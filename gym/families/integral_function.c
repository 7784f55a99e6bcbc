/* Indefinite integrals of elementary functions, by substitution and by parts. A term is a kind and
 * a number that stands for its parameters k, a, b, n and a choice: see parameters_of. Operands: the
 * number of terms, then kind and number of each term, kinds rising. */
#include "gym/families/calculus_tools.h"

enum { LINEAR, RADICAL, LOGARITHM, TRIGONOMETRIC, BY_PARTS, EXPONENTIAL, CYCLIC, KIND_COUNT };

/* How many values: k (-9 to 9 without 0), a (1 to 10), b (-10 to 10, or 0 to 10 where a function
 * must be defined), n, choice. */
static const int RADIX[KIND_COUNT][5] = {
    {18, 10, 21, 4, 1}, /* k (a x + b)^n, n 2 to 5 */
    {18, 10, 11, 1, 2}, /* k sqrt(a x + b), k/sqrt(a x + b) */
    {18, 10, 11, 1, 2}, /* k ln(a x + b), k/(a x + b) */
    {18, 10, 21, 4, 2}, /* k cos(u) sin(u)^n, k sin(u) cos(u)^n, u = a x + b, n 1 to 4 */
    {18, 10, 1, 4, 3},  /* k x^n times exp, sin or cos of a x, n 1 to 4 */
    {18, 10, 21, 1, 2}, /* k exp(a x + b), k (2 a x + b) exp(a x^2 + b x) */
    {18, 10, 10, 1, 2}, /* k exp(a x) times sin or cos of b x, b 1 to 10 */
};

static const mg_level LEVELS[] = {
    {"powers and roots of a*x + b", {LINEAR, RADICAL, 1}},
    {"one term of any kind, as RG intermediate_integration (no asin, atan)", {LINEAR, CYCLIC, 1}},
    {"powers of sine and cosine, as RG intermediate_integration, hard",
     {TRIGONOMETRIC, TRIGONOMETRIC, 1}},
    {"sums of two kinds", {LINEAR, CYCLIC, 2}},
    {"sums of three kinds", {LINEAR, CYCLIC, 3}},
};

typedef struct parameters {
    int kind, choice;
    int64_t k, a, b, n;
} parameters;

static int64_t number_count(int64_t kind) {
    int64_t count = 1;
    for (int i = 0; i < 5; i++) count *= RADIX[kind][i];
    return count;
}

static parameters parameters_of(const int64_t *term) {
    int64_t digit[5], rest = term[1];
    for (int i = 0; i < 5; i++) {
        digit[i] = rest % RADIX[term[0]][i];
        rest /= RADIX[term[0]][i];
    }
    parameters p = {.kind = (int)term[0], .choice = (int)digit[4], .a = digit[1] + 1};
    p.k = digit[0] < 9 ? digit[0] - 9 : digit[0] - 8;
    p.b = RADIX[term[0]][2] == 21 ? digit[2] - 10 : digit[2] + (p.kind == CYCLIC);
    p.n = digit[3] + (p.kind == LINEAR ? 2 : 1);
    return p;
}

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t most = 0;
    *box = (mg_box){0};
    if (knob[2] > 1) return;
    for (int kind = knob[0]; kind <= knob[1]; kind++)
        if (number_count(kind) > most) most = number_count(kind);
    mg_box_add(box, 1, 1, 1);
    mg_box_add(box, 1, knob[0], knob[1]);
    mg_box_add(box, 1, 0, most - 1);
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    int64_t kind = knob[0] - 1;
    v[0] = knob[2];
    for (int i = 0; i < v[0]; i++) {
        kind = mg_draw_between(rng, kind + 1, knob[1] - (v[0] - 1 - i));
        v[1 + 2 * i] = kind;
        v[2 + 2 * i] = mg_draw_between(rng, 0, number_count(kind) - 1);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    mg_key_list(out, "antiderivative", v + 1, 2 * (int)v[0]);
    for (int i = 0; i < v[0]; i++)
        if (v[2 + 2 * i] >= number_count(v[1 + 2 * i])) return false;
    return true;
}

/* -- text ------------------------------------------------------------------------------------ */

static void say_inner(const parameters *p, mg_text *out) {
    mg_text_whole_polynomial(out, (const int64_t[]){p->b, p->a}, 1, 'x');
}

/* "name(a x + b)" */
static void say_of(const char *name, const parameters *p, mg_text *out) {
    mg_text_string(out, name);
    mg_text_char(out, '(');
    say_inner(p, out);
    mg_text_char(out, ')');
}

static void say_scaled(const char *name, int64_t a, mg_text *out) {
    mg_text_string(out, name);
    mg_text_char(out, '(');
    mg_text_term(out, true, (mg_ratio){a, 1}, "x");
    mg_text_char(out, ')');
}

static void say_power_of(int64_t n, mg_text *out) {
    if (n == 1) return;
    mg_text_char(out, '^');
    mg_text_int(out, n);
}

/* "exp(a*x^2 + b*x)" */
static void say_square(const parameters *p, mg_text *out) {
    mg_text_string(out, "exp(");
    mg_text_whole_polynomial(out, (const int64_t[]){0, p->b, p->a}, 2, 'x');
    mg_text_char(out, ')');
}

/* A factor in front, its sign written by the caller: "" for 1, "3*", "3/2*" as "(3/2)*". */
static void say_factor(mg_ratio factor, mg_text *out) {
    if (factor.top < 0) factor.top = -factor.top;
    if (factor.top == 1 && factor.bottom == 1) return;
    mg_text_ratio_factor(out, factor);
    mg_text_char(out, '*');
}

static void say_sign(bool negative, bool first, mg_text *out) {
    if (first && negative) mg_text_char(out, '-');
    if (!first) mg_text_string(out, negative ? " - " : " + ");
}

static void say_integrand(const parameters *p, bool first, mg_text *out) {
    static const char *const FUNCTIONS[] = {"exp", "sin", "cos"};
    bool over = (p->kind == RADICAL || p->kind == LOGARITHM) && p->choice == 1;
    say_sign(p->k < 0, first, out);
    if (over) {
        mg_text_int(out, p->k < 0 ? -p->k : p->k);
        mg_text_char(out, '/');
        say_of(p->kind == RADICAL ? "sqrt" : "", p, out);
        return;
    }
    say_factor((mg_ratio){p->k, 1}, out);
    switch (p->kind) {
    case LINEAR:
        say_of("", p, out);
        say_power_of(p->n, out);
        break;
    case RADICAL:
        say_of("sqrt", p, out);
        break;
    case LOGARITHM:
        say_of("ln", p, out);
        break;
    case TRIGONOMETRIC:
        say_of(p->choice ? "sin" : "cos", p, out);
        mg_text_char(out, '*');
        say_of(p->choice ? "cos" : "sin", p, out);
        say_power_of(p->n, out);
        break;
    case BY_PARTS:
        mg_text_char(out, 'x');
        say_power_of(p->n, out);
        mg_text_char(out, '*');
        say_scaled(FUNCTIONS[p->choice], p->a, out);
        break;
    case EXPONENTIAL:
        if (p->choice == 0) {
            say_of("exp", p, out);
            break;
        }
        mg_text_char(out, '(');
        mg_text_whole_polynomial(out, (const int64_t[]){p->b, 2 * p->a}, 1, 'x');
        mg_text_string(out, ")*");
        say_square(p, out);
        break;
    default:
        say_scaled("exp", p->a, out);
        mg_text_char(out, '*');
        say_scaled(p->choice ? "cos" : "sin", p->b, out);
    }
}

/* x^n f(a x) by parts, n + 1 times: the factors n!/(n - j)! / a^(j + 1) with the signs of the
 * repeated antiderivatives of f. */
static void say_by_parts(const parameters *p, bool first, mg_text *out) {
    static const char *const NAMES[3][2] = {{"exp", "exp"}, {"cos", "sin"}, {"sin", "cos"}};
    int64_t factor = p->k, below = 1;
    for (int64_t j = 0; j <= p->n; j++) {
        below *= p->a;
        bool minus = p->choice == 0 ? j % 2 == 1 : (j + (p->choice == 1 ? 3 : 0)) % 4 >= 2;
        mg_ratio c = mg_ratio_of(factor, below);
        say_sign((c.top < 0) != minus, first && j == 0, out);
        say_factor(c, out);
        if (j < p->n) mg_text_char(out, 'x');
        if (j < p->n) say_power_of(p->n - j, out);
        if (j < p->n) mg_text_char(out, '*');
        say_scaled(NAMES[p->choice][j % 2], p->a, out);
        factor *= p->n - j;
    }
}

static void say_cyclic(const parameters *p, bool first, mg_text *out) {
    mg_ratio c = mg_ratio_of(p->k, p->a * p->a + p->b * p->b);
    say_sign(c.top < 0, first, out);
    say_factor(c, out);
    say_scaled("exp", p->a, out);
    mg_text_string(out, "*(");
    if (p->a != 1) mg_text_int(out, p->a);
    if (p->a != 1) mg_text_char(out, '*');
    say_scaled(p->choice ? "cos" : "sin", p->b, out);
    mg_text_string(out, p->choice ? " + " : " - ");
    if (p->b != 1) mg_text_int(out, p->b);
    if (p->b != 1) mg_text_char(out, '*');
    say_scaled(p->choice ? "sin" : "cos", p->b, out);
    mg_text_char(out, ')');
}

/* factor * name(a x + b)^power */
static void say_whole(mg_ratio factor, const char *name, const parameters *p, int64_t power,
                      bool first, mg_text *out) {
    say_sign(factor.top < 0, first, out);
    say_factor(factor, out);
    say_of(name, p, out);
    say_power_of(power, out);
}

static void say_antiderivative(const parameters *p, bool first, mg_text *out) {
    int64_t k = p->k, a = p->a;
    switch (p->kind) {
    case LINEAR:
        say_whole(mg_ratio_of(k, a * (p->n + 1)), "", p, p->n + 1, first, out);
        break;
    case RADICAL:
        say_whole(p->choice ? mg_ratio_of(2 * k, a) : mg_ratio_of(2 * k, 3 * a),
                  p->choice ? "sqrt" : "", p, 1, first, out);
        if (!p->choice) mg_text_string(out, "^(3/2)");
        break;
    case LOGARITHM:
        if (p->choice) {
            say_whole(mg_ratio_of(k, a), "ln", p, 1, first, out);
            break;
        }
        say_whole(mg_ratio_of(k, a), "", p, 1, first, out);
        mg_text_char(out, '*');
        say_of("ln", p, out);
        mg_text_term(out, false, (mg_ratio){-k, 1}, "x");
        break;
    case TRIGONOMETRIC:
        say_whole(mg_ratio_of(p->choice ? -k : k, a * (p->n + 1)), p->choice ? "cos" : "sin", p,
                  p->n + 1, first, out);
        break;
    case BY_PARTS:
        say_by_parts(p, first, out);
        break;
    case EXPONENTIAL:
        if (p->choice == 0) {
            say_whole(mg_ratio_of(k, a), "exp", p, 1, first, out);
            break;
        }
        say_sign(k < 0, first, out);
        say_factor((mg_ratio){k, 1}, out);
        say_square(p, out);
        break;
    default:
        say_cyclic(p, first, out);
    }
}

static void part(const mg_level *level, const int64_t *v, char which, mg_text *out) {
    (void)level;
    (void)which;
    for (int i = 0; i < v[0]; i++) {
        parameters p = parameters_of(v + 1 + 2 * i);
        say_integrand(&p, i == 0, out);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    static const char *const WORDINGS[] = {
        "Find the indefinite integral of $f with respect to x.",
        "Give an antiderivative of f(x) = $f for x > 0.",
        "Integrate $f with respect to x. The constant may be left out.", NULL};
    static const int STEPS[] = {3, 3, 4, 4, 5, 3, 7};
    mg_ask(problem, question, WORDINGS, part, level, v);
    for (int i = 0; i < v[0]; i++) {
        parameters p = parameters_of(v + 1 + 2 * i);
        say_antiderivative(&p, i == 0, answer);
        problem->operations += STEPS[p.kind] + (p.kind == BY_PARTS ? 3 * (int)p.n : 0);
    }
    problem->digits = 1;
    problem->difficulty = problem->operations;
}

static void work(const mg_problem *problem, mg_text *out) {
    static const char *const METHODS[] = {
        "substitute the inner linear function", "substitute the inner linear function",
        "substitute the inner linear function", "substitute the function whose power it is",
        "integrate by parts until x is gone",   "substitute the exponent",
        "integrate by parts twice and solve"};
    const int64_t *v = problem->operand;
    for (int i = 0; i < v[0]; i++) {
        parameters p = parameters_of(v + 1 + 2 * i);
        mg_text_string(out, METHODS[p.kind]);
        mg_text_string(out, ";integral of ");
        say_integrand(&p, true, out);
        mg_text_string(out, ": ");
        say_antiderivative(&p, true, out);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    int terms = level->knob[2];
    return (mg_text_bounds){62 + 40 * terms, 150 + 80 * (terms - 1), 240 + 170 * (terms - 1)};
}

const mg_family mg_family_integral_function = {
    .name = "integral_function",
    .summary = "indefinite integrals of elementary functions",
    .topic = "calculus",
    .id = MG_FAMILY_ID_integral_function,
    .knobs = {"first_kind", "last_kind", "terms"},
    .levels = LEVELS,
    .level_count = sizeof LEVELS / sizeof LEVELS[0],
    .default_level = 2,
    .answer_kind = MG_ANSWER_EXPRESSION,
    .form = MG_FORM_CONSTANT,
    .box = box,
    .draw = draw,
    .canonical = canonical,
    .pose = pose,
    .work = work,
    .bounds = bounds,
};

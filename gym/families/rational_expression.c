/* Fractions of polynomials in lowest terms: "(x^2 - 1)/(x^2 + 3*x + 2)", the numerator -> "x - 1".
 * difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

/* common linear factors, degree of the numerator left, largest values */
static const mg_level LEVELS[] = {
    {"one common factor, values up to 99", {1, 1, 99, 9}},
    {"one common factor, numerator of degree 2 left", {1, 2, 40, 12}},
    {"two common factors", {2, 1, 40, 12}},
    {"two common factors, numerator of degree 2 left", {2, 2, 30, 20}},
};
static const mg_text_bounds BOUNDS[] = {
    {225, 15, 115}, {235, 25, 140}, {250, 15, 175}, {265, 25, 195}};
static const char *const WORDINGS[] = {
    "Reduce the fraction with numerator {0} and denominator {1} to lowest terms so that the "
    "leading "
    "coefficient of the denominator is 1. What is the new numerator, multiplied out?",
    "A fraction has the numerator {0} and the denominator {1}. In lowest terms, with 1 as leading "
    "coefficient below, what is its numerator? Write it as a sum of terms."};

/* roots of the common factors, root of the denominator left, numerator left from its constant */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 0; i <= knob[0]; i++) v[i] = mg_draw_between(rng, -knob[2], knob[2]);
    for (int i = 0; i <= knob[1]; i++) v[knob[0] + 1 + i] = mg_draw_between(rng, -knob[2], knob[2]);
    v[knob[0] + 1 + knob[1]] = algebra_nonzero(rng, knob[3]);
    if (knob[0] == 2 && v[0] > v[1]) {
        int64_t old = v[0];
        v[0] = v[1];
        v[1] = old;
    }
}

typedef struct fraction {
    mg_polynomial common, left, top, bottom, divisor;
} fraction;

static bool read_fraction(const mg_level *level, const int64_t *v, fraction *f) {
    int n = level->knob[0];
    f->common = mg_polynomial_linear(1, -v[0]);
    if (n == 2) {
        mg_polynomial second = mg_polynomial_linear(1, -v[1]);
        if (!mg_polynomial_multiply(&f->common, &second, &f->common)) return false;
    }
    f->divisor = mg_polynomial_linear(1, -v[n]);
    f->left = mg_polynomial_of(v + n + 1, level->knob[1] + 1);
    return mg_polynomial_multiply(&f->common, &f->left, &f->top) &&
           mg_polynomial_multiply(&f->common, &f->divisor, &f->bottom);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    fraction f;
    int64_t value;
    if (!read_fraction(level, v, &f)) return false;
    algebra_key_polynomial(out, "reduce", &f.top);
    algebra_key_polynomial(out, "/", &f.bottom);
    return mg_polynomial_value(&f.left, v[level->knob[0]], &value) && value != 0;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    fraction f;
    read_fraction(level, v, &f);
    char x = *algebra_letter(problem, 0);
    algebra_line top, bottom;
    ALGEBRA_ASK(problem, question, WORDINGS, algebra_format(&top, "%p", &f.top, x),
                algebra_format(&bottom, "%p", &f.bottom, x));
    mg_text_polynomial(answer, &f.left, x);
    algebra_measure(problem, f.top.coefficient, f.top.degree + 1,
                    f.top.degree * f.bottom.degree + 2);
}

static void work(const mg_problem *problem, mg_text *out) {
    fraction f;
    read_fraction(algebra_level(problem), problem->operand, &f);
    char x = *algebra_letter(problem, 0);
    algebra_write(out, "%p = (%p)*%P;", &f.bottom, x, &f.common, x, &f.divisor, x);
    algebra_write(out, "%p = (%p)*(%p);", &f.top, x, &f.common, x, &f.left, x);
}

ALGEBRA_FAMILY(rational_expression, "fractions of polynomials in lowest terms", 1, POLYNOMIAL,
               EXPANDED, NULL, "common", "degree_left", "max_root", "max_lead");

/* Greatest common divisor of two polynomials: "x^2 - 1 and x^2 + 3*x + 2" -> "x + 1". difficulty:
 * operations + digits. */
#include "gym/families/algebra_common.h"

/* largest number of common linear factors, own factors of each, largest a and b of a*x + b */
static const mg_level LEVELS[] = {
    {"quadratics, at most one common factor x + b", {1, 1, 1, 99}},
    {"degree 2-3, factors a*x + b", {2, 1, 4, 30}},
    {"degree 2-4, at most two common factors", {2, 2, 3, 20}},
    {"degree 2-5, at most three common factors", {3, 2, 4, 20}},
};
static const mg_text_bounds BOUNDS[] = {
    {190, 10, 145}, {220, 25, 245}, {245, 25, 295}, {280, 40, 390}};
static const char *const WORDINGS[] = {
    "Find the greatest common divisor of {0} and {1}. Give it with whole coefficients without a "
    "common factor and with a positive leading one.",
    "What is the greatest common divisor of {0} and {1}? (Whole coefficients, no common factor, "
    "the "
    "leading one positive.)"};

/* number of common factors; those of the first and of the second; scales of both; then a, b of
 * each factor */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    uint32_t none = mg_rng_below(rng, 6); /* 1 in 6 has no common factor */
    v[0] = none ? mg_draw_between(rng, 1, knob[0]) : 0;
    v[1] = mg_draw_between(rng, v[0] ? 1 : 2, knob[1] + !v[0]);
    v[2] = mg_draw_between(rng, v[0] ? 1 : 2, knob[1] + !v[0]);
    v[3] = mg_draw_between(rng, 1, 6);
    v[4] = mg_draw_between(rng, 1, 6);
    for (int i = 0; i < v[0] + v[1] + v[2]; i++) {
        int64_t a = mg_draw_between(rng, 1, knob[2]), b = mg_draw_between(rng, -knob[3], knob[3]);
        int64_t common = mg_gcd(a, b);
        v[5 + 2 * i] = a / common;
        v[6 + 2 * i] = b / common;
    }
}

typedef struct pair {
    mg_polynomial common, own[2], whole[2];
} pair;

static bool multiply_factors(const int64_t *factor, int64_t count, mg_polynomial *product) {
    *product = mg_polynomial_of((int64_t[]){1}, 1);
    for (int64_t i = 0; i < count; i++) {
        mg_polynomial line = mg_polynomial_linear(factor[2 * i], factor[2 * i + 1]);
        if (!mg_polynomial_multiply(product, &line, product)) return false;
    }
    return true;
}

static bool read_pair(const int64_t *v, pair *p) {
    const int64_t *factor = v + 5;
    if (!multiply_factors(factor, v[0], &p->common)) return false;
    factor += 2 * v[0];
    for (int i = 0; i < 2; i++) {
        if (!multiply_factors(factor, v[1 + i], &p->own[i]) ||
            !mg_polynomial_scale(&p->own[i], v[3 + i], &p->own[i]) ||
            !mg_polynomial_multiply(&p->common, &p->own[i], &p->whole[i]))
            return false;
        factor += 2 * v[1 + i];
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    const int64_t *first = v + 5 + 2 * v[0], *second = first + 2 * v[1];
    for (int i = 0; i < v[1]; i++)
        for (int j = 0; j < v[2]; j++)
            if (first[2 * i] == second[2 * j] && first[2 * i + 1] == second[2 * j + 1])
                return false; /* another common factor */
    pair p;
    if (!read_pair(v, &p)) return false;
    int larger = p.whole[1].degree != p.whole[0].degree
                     ? p.whole[1].degree > p.whole[0].degree
                     : p.whole[1].coefficient[0] > p.whole[0].coefficient[0];
    algebra_key_polynomial(out, "gcd", &p.whole[larger]);
    algebra_key_polynomial(out, ";", &p.whole[!larger]);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    pair p;
    read_pair(v, &p);
    char x = *algebra_letter(problem, 0);
    algebra_line line, second;
    ALGEBRA_ASK(problem, question, WORDINGS, algebra_format(&line, "%p", &p.whole[0], x),
                algebra_format(&second, "%p", &p.whole[1], x));
    mg_text_polynomial(answer, &p.common, x);
    algebra_measure(problem, p.whole[0].coefficient, p.whole[0].degree + 1,
                    p.whole[0].degree * p.whole[1].degree);
}

/* Both in factors; what they share. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    pair p;
    read_pair(v, &p);
    char x = *algebra_letter(problem, 0);
    const int64_t *own = v + 5 + 2 * v[0];
    for (int i = 0; i < 2; i++) {
        algebra_write(out, "%p = ", &p.whole[i], x);
        bool any = v[3 + i] != 1;
        if (any) mg_text_int(out, v[3 + i]);
        for (int64_t k = 0; k < v[0] + v[1 + i]; k++) {
            const int64_t *factor = k < v[0] ? v + 5 + 2 * k : own + 2 * (k - v[0]);
            mg_polynomial line = mg_polynomial_linear(factor[0], factor[1]);
            algebra_write(out, any ? "*%P" : "%P", &line, x);
            any = true;
        }
        mg_text_char(out, ';');
        own += 2 * v[1 + i];
    }
    if (v[0] == 0) mg_text_string(out, "no factor in common;");
    if (v[0] < 2) return;
    for (int64_t k = 0; k < v[0]; k++) {
        mg_polynomial line = mg_polynomial_linear(v[5 + 2 * k], v[6 + 2 * k]);
        algebra_write(out, k ? "*%P" : "%P", &line, x);
    }
    algebra_write(out, " = %p;", &p.common, x);
}

ALGEBRA_FAMILY(polynomial_gcd, "greatest common divisor of two polynomials", 2, POLYNOMIAL, ANY,
               NULL, "max_common", "max_own", "max_a", "max_b");

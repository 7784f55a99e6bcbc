/* "Factor 2*x^2 - 2*x - 12." -> "2*(x + 2)*(x - 3)". Over the whole numbers; x^2 + c stays.
 * difficulty: operations (a division for each factor) + digits. */
#include "gym/families/algebra_roots.h"

/* linear factors, denominator, range of the base, largest step, largest scale, largest c */
static const mg_level LEVELS[] = {
    {"x^2 + b*x + c", {2, 1, 15, 30, 1, 0}},
    {"quadratic with a common factor", {2, 1, 15, 30, 9, 0}},
    {"quadratic with rational roots", {2, 6, 36, 36, 3, 0}},
    {"cubic with whole roots", {3, 1, 12, 12, 5, 0}},
    {"x^2 + c times two linear factors", {2, 1, 15, 30, 4, 20}},
    {"cubic with rational roots", {3, 6, 24, 24, 3, 0}},
    {"quartic with rational roots", {4, 6, 18, 12, 3, 0}},
    {"x^2 + c times three linear factors", {3, 6, 18, 12, 1, 20}},
};
static const mg_text_bounds BOUNDS[] = {{80, 20, 60},   {85, 25, 115},  {85, 30, 135},
                                        {95, 35, 220},  {105, 35, 280}, {105, 40, 265},
                                        {120, 55, 435}, {125, 50, 330}};
static const char *const WORDINGS[] = {"Factor {0} over the whole numbers as far as possible.",
                                       "Write {0} as a product that cannot be factored further.",
                                       "Factorise {0} completely, with whole coefficients."};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int n = knob[0];
    *box = (mg_box){.count = n + 1 + (knob[5] > 0)}; /* base, steps, scale, c */
    for (int i = 0; i < n; i++) {
        box->low[i] = i ? 0 : -knob[2];
        box->high[i] = i ? knob[3] : knob[2];
    }
    box->low[n] = knob[4] > 1 ? -knob[4] : 1;
    box->high[n] = knob[4];
    box->low[n + 1] = 1;
    box->high[n + 1] = knob[5];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    algebra_draw_roots(rng, knob[0], knob[2], knob[3], v);
    v[knob[0]] = knob[4] > 1 ? algebra_nonzero(rng, knob[4]) : 1;
    if (knob[5]) v[knob[0] + 1] = mg_draw_between(rng, 1, knob[5]);
}

static bool build(const mg_level *level, const int64_t *v, mg_ratio *roots, mg_polynomial *p) {
    int n = level->knob[0];
    algebra_read_roots(v, n, level->knob[1], roots);
    if (v[n] == 0 || !algebra_from_roots(roots, n, v[n], p)) return false;
    mg_polynomial square = mg_polynomial_of((int64_t[]){v[n + 1], 0, 1}, 3);
    return level->knob[5] == 0 || mg_polynomial_multiply(p, &square, p);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    if (!build(level, v, roots, &p)) return false;
    algebra_key_polynomial(out, "factor", &p);
    return true;
}

static void write_factors(mg_text *out, char x, const mg_level *level, const int64_t *v,
                          const mg_ratio *roots) {
    int n = level->knob[0];
    bool any = v[n] != 1 && v[n] != -1;
    if (any) mg_text_int(out, v[n]);
    if (v[n] == -1) mg_text_char(out, '-');
    for (int i = 0; i < n;) {
        int power = 1;
        while (i + power < n && mg_ratio_compare(roots[i], roots[i + power]) == 0) power++;
        mg_polynomial factor = mg_polynomial_linear(roots[i].bottom, -roots[i].top);
        algebra_write(out, any ? "*%P" : "%P", &factor, x);
        if (power > 1) algebra_write(out, "^%i", power);
        any = true;
        i += power;
    }
    if (level->knob[5]) algebra_write(out, "*(%c^2 + %d)", x, v[n + 1]);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    build(level, v, roots, &p);
    char x = *algebra_letter(problem, 0);
    algebra_line line;
    algebra_format(&line, "%p", &p, x);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    write_factors(answer, x, level, v, roots);
    algebra_measure(problem, p.coefficient, p.degree + 1,
                    p.degree * (p.degree + 1) / 2 + (level->knob[1] > 1) * 3);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    build(level, problem->operand, roots, &p);
    algebra_factor_steps(out, *algebra_letter(problem, 0), &p, roots, level->knob[0]);
}

ALGEBRA_FAMILY(polynomial_factor, "factoring polynomials over the whole numbers", 2, POLYNOMIAL,
               FACTORED, box, "linear_factors", "denominator", "max_base", "max_step", "max_scale",
               "max_square_plus");

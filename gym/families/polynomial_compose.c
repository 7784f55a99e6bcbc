/* "Let f(x) = 2*x + 1 and g(x) = x^2 - 3. Expand f(g(x))." -> "2*x^2 - 5". difficulty: operations
 * (products of terms) + digits. */
#include "gym/families/algebra_common.h"

/* degrees of f and g, largest values of f's and g's coefficients */
static const mg_level LEVELS[] = {
    {"linear in linear, values up to 12", {1, 1, 12, 12}},
    {"quadratic in linear, values up to 20 and 99", {2, 1, 99, 20}},
    {"linear in cubic, values up to 99", {1, 3, 99, 99}},
    {"quadratic in quadratic (as DM polynomials compose)", {2, 2, 20, 30}},
    {"cubic in quadratic", {3, 2, 12, 20}},
};
static const mg_text_bounds BOUNDS[] = {
    {95, 15, 50}, {105, 35, 185}, {115, 40, 100}, {115, 60, 310}, {125, 90, 670}};
static const char *const WORDINGS[] = {
    "Let f([2]) = {0} and g([2]) = {1}. Expand f(g([2])).",
    "Given f([2]) = {0} and g([2]) = {1}, write f(g([2])) as a sum of powers of {2}."};

/* f's coefficients from the constant, then g's */
static void box(const mg_level *level, mg_box *box) {
    int64_t f = level->knob[2], g = level->knob[3];
    box->count = 0;
    if (level->knob[0] == 1 && level->knob[1] == 1)
        *box = (mg_box){.count = 4, .low = {-f, -f, -g, -g}, .high = {f, f, g, g}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int p = 0; p < 2; p++, v += knob[0] + 1) {
        int degree = knob[p];
        for (int i = 0; i <= degree; i++) v[i] = mg_draw_between(rng, -knob[2 + p], knob[2 + p]);
        v[degree] = algebra_nonzero(rng, knob[2 + p]);
    }
}

static bool read_both(const mg_level *level, const int64_t *v, mg_polynomial *f, mg_polynomial *g,
                      mg_polynomial *composed) {
    *f = mg_polynomial_of(v, level->knob[0] + 1);
    *g = mg_polynomial_of(v + level->knob[0] + 1, level->knob[1] + 1);
    return mg_polynomial_compose(f, g, composed);
}

static bool is_identity(const mg_polynomial *p) {
    return p->degree == 1 && p->coefficient[1] == 1 && p->coefficient[0] == 0;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_polynomial f, g, composed;
    if (!read_both(level, v, &f, &g, &composed)) return false;
    if (f.degree < level->knob[0] || g.degree < level->knob[1]) return false;
    algebra_key_polynomial(out, "compose", &f);
    algebra_key_polynomial(out, ";", &g);
    return !is_identity(&f) && !is_identity(&g);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial f, g, composed;
    read_both(level, v, &f, &g, &composed);
    const char *x = algebra_letter(problem, 0);
    algebra_line first, second;
    ALGEBRA_ASK(problem, question, WORDINGS, algebra_format(&first, "%p", &f, *x),
                algebra_format(&second, "%p", &g, *x), x);
    mg_text_polynomial(answer, &composed, *x);
    algebra_measure(problem, composed.coefficient, composed.degree + 1,
                    f.degree * (g.degree + 1) * (g.degree + 1));
}

/* The powers of g, each times its coefficient; then the sum. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_polynomial f, g, composed, power = mg_polynomial_of((int64_t[]){1}, 1);
    read_both(algebra_level(problem), problem->operand, &f, &g, &composed);
    char x = *algebra_letter(problem, 0);
    for (int i = 1; i <= f.degree; i++) {
        mg_polynomial before = power;
        if (!mg_polynomial_multiply(&power, &g, &power)) return;
        if (i > 1) algebra_write(out, "(%p)*(%p) = %p;", &before, x, &g, x, &power, x);
        int64_t by = f.coefficient[i];
        mg_polynomial multiple;
        if (by == 0 || by == 1 || !mg_polynomial_scale(&power, by, &multiple)) continue;
        algebra_write(out, "%d*(%p) = %p;", by, &power, x, &multiple, x);
    }
}

ALGEBRA_FAMILY(polynomial_compose, "one polynomial put into another", 2, POLYNOMIAL, EXPANDED, box,
               "degree_f", "degree_g", "max_f", "max_g");

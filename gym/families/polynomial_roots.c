/* All rational roots of a polynomial: "x^3 - 2*x^2 - x + 2 = 0" -> "-1, 1, 2". difficulty:
 * operations (a division for each root) + digits. */
#include "gym/families/algebra_roots.h"

/* degree, denominator, range of the base, largest step, largest scale */
static const mg_level LEVELS[] = {
    {"degree 2, whole roots", {2, 1, 20, 40, 9}},
    {"degree 3, whole roots (as DM polynomial_roots)", {3, 1, 15, 15, 9}},
    {"degree 4, whole roots", {4, 1, 9, 8, 9}},
    {"degree 3, rational roots", {3, 6, 24, 24, 3}},
    {"degree 4, rational roots", {4, 6, 18, 12, 3}},
    {"degree 5, whole roots (as DM polynomial_roots_big)", {5, 1, 8, 6, 5}},
    {"degree 5, rational roots", {5, 6, 15, 10, 1}},
};
static const mg_text_bounds BOUNDS[] = {{80, 10, 120}, {90, 20, 225},  {105, 20, 360},
                                        {95, 25, 265}, {115, 30, 435}, {120, 25, 530},
                                        {135, 35, 460}};
static const char *const WORDINGS[] = {"Find all solutions of {0} = 0, each once.",
                                       "Which {1} satisfy {0} = 0? List them all, each once.",
                                       "List the different roots of the polynomial {0}."};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    *box = (mg_box){.count = knob[0] + 1}; /* base, steps, scale */
    for (int i = 0; i < knob[0]; i++) {
        box->low[i] = i ? 0 : -knob[2];
        box->high[i] = i ? knob[3] : knob[2];
    }
    box->low[knob[0]] = knob[4] > 1 ? -knob[4] : 1;
    box->high[knob[0]] = knob[4];
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    algebra_draw_roots(rng, knob[0], knob[2], knob[3], v);
    v[knob[0]] = knob[4] > 1 ? algebra_nonzero(rng, knob[4]) : 1;
}

static bool build(const mg_level *level, const int64_t *v, mg_ratio *roots, mg_polynomial *p) {
    algebra_read_roots(v, level->knob[0], level->knob[1], roots);
    return v[level->knob[0]] != 0 &&
           algebra_from_roots(roots, level->knob[0], v[level->knob[0]], p);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    if (!build(level, v, roots, &p)) return false;
    algebra_key_polynomial(out, "roots", &p);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    build(level, v, roots, &p);
    const char *x = algebra_letter(problem, 0);
    algebra_line line;
    algebra_format(&line, "%p", &p, *x);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    algebra_root_set(answer, roots, level->knob[0]);
    algebra_measure(problem, p.coefficient, p.degree + 1,
                    level->knob[0] * (level->knob[0] + 1) / 2 + (level->knob[1] > 1) * 3);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    mg_ratio roots[ALGEBRA_ROOTS];
    mg_polynomial p;
    build(level, problem->operand, roots, &p);
    algebra_factor_steps(out, *algebra_letter(problem, 0), &p, roots, level->knob[0]);
}

ALGEBRA_FAMILY(polynomial_roots, "all roots of a polynomial with rational roots", 2, SET, ANY, box,
               "degree", "denominator", "max_base", "max_step", "max_scale");

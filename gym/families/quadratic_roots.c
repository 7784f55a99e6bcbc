/* A quadratic equation, exact real roots: "x^2 - 2*x - 1 = 0" -> "1 - sqrt(2), 1 + sqrt(2)".
 * difficulty: operations (collecting, discriminant, roots, surds) + digits. */
#include "gym/families/algebra_roots.h"

enum { ROOTS, SURDS, ANY_KIND };

static const mg_level LEVELS[] = {
    {"monic, whole roots up to 15", {ROOTS, 1, 15, 1}},
    {"scaled, whole roots up to 30", {ROOTS, 1, 30, 9}},
    {"rational roots", {ROOTS, 6, 60, 3}},
    {"surd roots", {SURDS, 6, 30, 150}},
    {"whole, surd or no roots", {ANY_KIND, 6, 30, 150}},
    {"terms on both sides; whole, surd or no roots", {ANY_KIND, 6, 30, 150, 50}},
};
static const mg_text_bounds BOUNDS[] = {{105, 10, 110}, {115, 10, 140}, {115, 15, 160},
                                        {110, 55, 140}, {110, 55, 140}, {130, 55, 165}};
static const char *const WORDINGS[] = {
    "Find all real solutions of {0}, exactly. If there is none, answer no solution.",
    "Solve {0} for real {1}. Give exact values, or answer no solution.",
    "Which real {1} satisfy {0}? Answer exactly; if none does, no solution."};

/* ROOTS: base, step, scale; others: c, b, a. Then terms moved to the right: 1, x, x^2. */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == ROOTS)
        *box = (mg_box){.count = 3,
                        .low = {-knob[2], 0, knob[3] > 1 ? -knob[3] : 1},
                        .high = {knob[2], 2 * knob[2], knob[3]}};
    else if (knob[4] == 0)
        *box = (mg_box){
            .count = 3, .low = {-knob[3], -knob[2], 1}, .high = {knob[3], knob[2], knob[1]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 3; i < 6 && knob[4]; i++) v[i] = algebra_nonzero(rng, knob[4]);
    if (knob[0] == ROOTS) {
        algebra_draw_roots(rng, 2, knob[2], 2 * knob[2], v);
        v[2] = knob[3] > 1 ? algebra_nonzero(rng, knob[3]) : 1;
        return;
    }
    uint32_t kind = knob[0] == SURDS ? 3 : mg_rng_below(rng, 6); /* 0 none, 1 and 2 whole */
    v[2] = mg_draw_between(rng, 1, knob[1]);
    v[1] = mg_draw_between(rng, -knob[2], knob[2]);
    if (kind == 1 || kind == 2) {
        int64_t r = mg_draw_between(rng, -9, 9), s = mg_draw_between(rng, -9, 9);
        if (v[2] > 2) v[2] = 1;
        v[1] = -v[2] * (r + s);
        v[0] = v[2] * r * s;
        return;
    }
    int64_t edge = v[1] * v[1] / (4 * v[2]); /* the discriminant is negative above */
    v[0] = kind == 0 ? edge + mg_draw_between(rng, 1, knob[3] / 2)
                     : mg_draw_between(rng, -knob[3], edge < knob[3] ? edge : knob[3]);
}

static bool is_square(int64_t n) {
    int64_t root = mg_square_root(n);
    return root * root == n;
}

static bool build(const mg_level *level, const int64_t *v, mg_polynomial *p) {
    const int32_t *knob = level->knob;
    if (v[2] == 0) return false;
    if (knob[0] == ROOTS) {
        mg_ratio roots[2];
        algebra_read_roots(v, 2, knob[1], roots);
        return algebra_from_roots(roots, 2, v[2], p);
    }
    *p = mg_polynomial_of(v, 3);
    int64_t discriminant = v[1] * v[1] - 4 * v[2] * v[0];
    if (v[0] < -knob[3] || v[0] > knob[3]) return false;
    return knob[0] != SURDS || (discriminant > 0 && !is_square(discriminant));
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_polynomial p;
    if (!build(level, v, &p)) return false;
    algebra_key_polynomial(out, "roots", &p);
    if (level->knob[4]) algebra_key(out, ";", v + 3, 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial p, left, right = mg_polynomial_of(v + 3, 3);
    build(level, v, &p);
    mg_polynomial_add(&p, &right, &left);
    const char *x = algebra_letter(problem, 0);
    algebra_line line;
    algebra_format(&line, "%p = %p", &left, *x, &right, *x);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    algebra_quadratic_set(answer, p.coefficient[2], p.coefficient[1], p.coefficient[0]);
    bool surds = answer->at != answer->start && answer->at[-1] == ')';
    algebra_measure(problem, p.coefficient, 3, 4 + 3 * (level->knob[4] > 0) + 3 * surds);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    const mg_level *level = algebra_level(problem);
    mg_polynomial p;
    build(level, v, &p);
    char x = *algebra_letter(problem, 0);
    int64_t a = p.coefficient[2], b = p.coefficient[1], c = p.coefficient[0];
    if (level->knob[4])
        algebra_write(out, b * b < 4 * a * c ? "collected: %p = 0;" : "%p = 0;", &p, x);
    algebra_solve_quadratic(out, x, a, b, c);
}

ALGEBRA_FAMILY(quadratic_roots, "exact real roots of a quadratic equation", 3, SET, ANY, box,
               "kind", "denominator_or_max_a", "max_root_or_b", "max_scale_or_c", "max_moved");

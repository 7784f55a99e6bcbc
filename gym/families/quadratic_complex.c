/* The complex roots of a quadratic: "x^2 - 4*x + 13 = 0", the root with positive imaginary part ->
 * "2 + 3*i". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"monic, whole parts up to 20", {1, 1, 20, 0}},
    {"scaled, whole parts up to 50", {1, 9, 50, 0}},
    {"rational parts", {6, 3, 50, 0}},
    {"terms on both sides", {6, 3, 50, 99}},
};
static const mg_text_bounds BOUNDS[] = {
    {145, 15, 85}, {150, 15, 110}, {155, 20, 125}, {175, 20, 175}};
static const char *const WORDINGS[] = {
    "The solutions of {0} are not real. Which of them has a positive imaginary part? Write it with "
    "the imaginary unit i.",
    "Solve {0} over the complex numbers; give the solution whose imaginary part is positive (i is "
    "the imaginary unit)."};

/* scale, t, p, q: scale * ((t x - p)^2 + q^2); moved terms 1, x, x^2 */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[3] == 0)
        *box = (mg_box){.count = 4,
                        .low = {knob[1] > 1 ? -knob[1] : 1, 1, -knob[2], 1},
                        .high = {knob[1], knob[0], knob[2], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
    v[1] = mg_draw_between(rng, 1, knob[0]);
    v[2] = mg_draw_between(rng, -knob[2], knob[2]);
    v[3] = mg_draw_between(rng, 1, knob[2]);
    for (int i = 4; i < 7 && knob[3]; i++) v[i] = algebra_nonzero(rng, knob[3]);
}

static mg_polynomial build(const int64_t *v) {
    return mg_polynomial_of((int64_t[]){v[0] * (v[2] * v[2] + v[3] * v[3]), -2 * v[0] * v[1] * v[2],
                                        v[0] * v[1] * v[1]},
                            3);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[0] == 0 || mg_gcd(mg_gcd(v[1], v[2]), v[3]) != 1) return false;
    mg_polynomial p = build(v);
    algebra_key_polynomial(out, "complex roots", &p);
    if (level->knob[3]) algebra_key(out, ";", v + 4, 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial p = build(v), left, right = mg_polynomial_of(v + 4, 3);
    mg_polynomial_add(&p, &right, &left);
    char x = *algebra_letter(problem, 0);
    algebra_line line;
    algebra_format(&line, "%p = %p", &left, x, &right, x);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    bool any = mg_text_term(answer, true, mg_ratio_of(v[2], v[1]), "");
    mg_text_term(answer, !any, mg_ratio_of(v[3], v[1]), "i");
    algebra_measure(problem, p.coefficient, 3, 5 + 3 * (level->knob[3] > 0));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_polynomial p = build(v);
    char x = *algebra_letter(problem, 0);
    int64_t a = p.coefficient[2], b = p.coefficient[1], c = p.coefficient[0];
    int64_t d = b * b - 4 * a * c, root = 2 * v[0] * v[1] * v[3];
    if (root < 0) root = -root;
    if (v[6] != 0) algebra_write(out, "collected: %p = 0;", &p, x);
    algebra_write(out, "%n^2 - 4*%n*%n = %d;%d = %d^2;", b, a, c, d, -d, root);
    algebra_write(out, "%d/%n = %r;%d/%d = %r;", -b, 2 * a, mg_ratio_of(-b, 2 * a), root,
                  a < 0 ? -2 * a : 2 * a, mg_ratio_of(v[3], v[1]));
}

ALGEBRA_FAMILY(quadratic_complex, "complex roots of a quadratic equation", 2, COMPLEX, ANY, box,
               "max_denominator", "max_scale", "max_part", "max_moved");

/* "Solve x^2 - x - 6 < 0 for x." -> "-2 < x < 3". difficulty: operations + digits. */
#include "gym/families/algebra_roots.h"

static const mg_level LEVELS[] = {
    {"monic, whole ends up to 20", {1, 1, 20, 0}},
    {"scaled, ends up to 30, 1 in 6 without ends", {1, 9, 30, 0}},
    {"rational ends, 1 in 6 without", {6, 3, 40, 0}},
    {"terms on both sides", {6, 3, 40, 50}},
};
static const mg_text_bounds BOUNDS[] = {
    {95, 25, 105}, {100, 25, 170}, {100, 30, 190}, {120, 30, 240}};
static const char *const WORDINGS[] = {
    "Solve {0} for {1}. Where that is so, answer no solution or all {1}.",
    "For which {1} is {0}? (no solution and all {1} are possible answers)"};
static const char *const SIGNS[] = {"<", ">", "<=", ">="};

/* op, scale, base, step (negative: no ends), moved terms x^2, x, 1 */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[3] == 0)
        *box = (mg_box){.count = 4,
                        .low = {0, knob[1] > 1 ? -knob[1] : 1, -knob[2], knob[1] > 1 ? -20 : 1},
                        .high = {3, knob[1], knob[2], 2 * knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    bool ends = knob[1] == 1 || mg_rng_below(rng, 6);
    v[0] = mg_rng_below(rng, 4);
    v[1] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
    v[2] = mg_draw_between(rng, -knob[2], knob[2]);
    v[3] = ends ? mg_draw_between(rng, 1, 2 * knob[2]) : mg_draw_between(rng, -20, -1);
    if (knob[3] == 0) return;
    v[4] = algebra_nonzero(rng, 9);
    v[5] = algebra_nonzero(rng, knob[3]);
    v[6] = algebra_nonzero(rng, knob[3]);
}

static bool build(const mg_level *level, const int64_t *v, mg_ratio roots[2], mg_polynomial *p) {
    if (v[1] == 0 || v[3] == 0) return false;
    algebra_read_roots(v + 2, 2, level->knob[0], roots);
    if (v[3] > 0) return algebra_from_roots(roots, 2, v[1], p);
    mg_polynomial extra = mg_polynomial_of((int64_t[]){-v[3] * v[1]}, 1);
    roots[1] = roots[0]; /* scale * ((q x - p)^2 - step) */
    return algebra_from_roots(roots, 2, v[1], p) && mg_polynomial_add(p, &extra, p);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_ratio roots[2];
    mg_polynomial p;
    if (!build(level, v, roots, &p)) return false;
    algebra_key_polynomial(out, SIGNS[v[0]], &p);
    if (level->knob[3]) algebra_key(out, ";", v + 4, 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_ratio roots[2];
    mg_polynomial p, right = mg_polynomial_of((int64_t[]){v[6], v[5], v[4]}, 3);
    build(level, v, roots, &p);
    mg_polynomial_add(&p, &right, &p);
    const char *x = algebra_letter(problem, 0);
    algebra_line line;
    algebra_format(&line, "%p %s %p", &p, *x, SIGNS[v[0]], &right, *x);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    bool inside = (v[0] % 2 == 0) == (v[1] > 0), closed = v[0] >= 2;
    if (v[3] < 0) {
        mg_text_string(answer, inside ? "no solution" : "all ");
        if (!inside) mg_text_string(answer, x);
    } else {
        algebra_bound low = {roots[0], closed}, high = {roots[1], closed};
        if (inside) {
            algebra_interval(answer, *x, &low, &high);
        } else {
            algebra_interval(answer, *x, NULL, &low);
            mg_text_string(answer, " or ");
            algebra_interval(answer, *x, &high, NULL);
        }
    }
    int64_t values[] = {p.coefficient[0], v[5], v[6]};
    algebra_measure(problem, values, 3, 4 + 2 * (level->knob[0] > 1) + 3 * (level->knob[3] > 0));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    mg_ratio roots[2];
    mg_polynomial p;
    build(algebra_level(problem), v, roots, &p);
    char x = *algebra_letter(problem, 0);
    if (v[4] != 0) algebra_write(out, "collected: %p %s 0;", &p, x, SIGNS[v[0]]);
    int64_t a = p.coefficient[2], b = p.coefficient[1], c = p.coefficient[0];
    if (v[3] > 0) {
        algebra_factor_steps(out, x, &p, roots, 2);
        algebra_write(out, "zeros: %r and %r;", roots[0], roots[1]);
        mg_text_string(out, v[1] > 0 ? "negative between them;" : "positive between them;");
    } else {
        algebra_write(out, "%n^2 - 4*%n*%n = %d;no zeros;", b, a, c, b * b - 4 * a * c);
        mg_text_string(out, v[1] > 0 ? "always positive;" : "always negative;");
    }
}

ALGEBRA_FAMILY(quadratic_inequality, "a quadratic inequality", 2, INTERVAL, ANY, box, "denominator",
               "max_scale", "max_end", "max_moved");

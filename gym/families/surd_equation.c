/* "sqrt(3*x + 7) = x - 1" -> "6": roots of the squared equation are tried. difficulty: operations +
 * digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"sqrt(x + b) = c, values up to 30", {1, 1, 50, 30}},
    {"sqrt(a*x + b) = c, |a| up to 12", {1, 12, 99, 30}},
    {"sqrt(a*x + b) = x + c with whole candidates up to 40", {0, 40, 60}},
    {"sqrt(a*x + b) = x + c with whole candidates up to 300", {0, 300, 300}},
};
static const mg_text_bounds BOUNDS[] = {
    {95, 15, 60}, {100, 15, 70}, {105, 15, 260}, {110, 15, 280}};
static const char *const WORDINGS[] = {
    "Find all real solutions of {0}. If there is none, answer no solution.",
    "Solve {0} over the real numbers, or answer no solution."};

/* single: a, b, c; else candidates r <= s and c: x^2 + (2 c - a) x + c^2 - b = (x - r)(x - s) */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0])
        *box = (mg_box){.count = 3,
                        .low = {knob[1] > 1 ? -knob[1] : 1, -knob[2], -knob[3] / 6},
                        .high = {knob[1], knob[2], knob[3]}};
    else if (knob[1] < 300)
        *box = (mg_box){
            .count = 3, .low = {-knob[1], 1, -knob[2]}, .high = {knob[1], 2 * knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0]) {
        v[0] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
        v[1] = algebra_nonzero(rng, knob[2]);
        v[2] = mg_draw_between(rng, -knob[3] / 6, knob[3]);
        return;
    }
    v[0] = mg_draw_between(rng, -knob[1], knob[1]);
    v[1] = mg_draw_between(rng, 1, 2 * knob[1]);
    /* half the time the candidates stand on both sides of -c: one is none */
    v[2] = mg_rng_below(rng, 2) ? mg_draw_between(rng, -knob[2], knob[2])
                                : -mg_draw_between(rng, v[0] + 1, v[0] + v[1]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    const int32_t *knob = level->knob;
    if (knob[0]) {
        if (v[0] == 0 || v[1] == 0) return false;
        algebra_key(out, "sqrt", v, 3);
        return true;
    }
    if (v[2] == 0 || v[2] < -knob[2] || v[2] > knob[2] || 2 * v[2] + 2 * v[0] + v[1] == 0)
        return false;
    algebra_key(out, "sqrt x", v, 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    char x = *algebra_letter(problem, 0);
    algebra_line line;
    bool single = level->knob[0];
    int64_t r = v[0], s = v[0] + v[1], c = v[2], a = 2 * c + r + s, b = c * c - r * s;
    if (single)
        algebra_format(&line, "sqrt(%l) = %d", v[0], x, v[1], v[2]);
    else
        algebra_format(&line, "sqrt(%l) = %l", a, x, b, (int64_t)1, x, c);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text);
    bool first = r + c >= 0, second = s + c >= 0;
    if (single && v[2] >= 0)
        mg_text_ratio(answer, mg_ratio_of(v[2] * v[2] - v[1], v[0]));
    else if (single || !second)
        mg_text_string(answer, "no solution");
    else
        algebra_write(answer, first ? "%d, %d" : "%d", first ? r : s, s);
    int64_t values[] = {a, b, c};
    algebra_measure(problem, single ? v : values, 3, single ? 3 : 9);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char x = *algebra_letter(problem, 0);
    int64_t r = v[0], s = v[0] + v[1], c = v[2];
    if (algebra_level(problem)->knob[0]) {
        int64_t square = v[2] * v[2];
        if (v[2] < 0) {
            algebra_write(out, "a square root is never %d: no solution;", v[2]);
            return;
        }
        algebra_write(out, "%d^2 = %d;%d%+d = %d;", v[2], square, square, -v[1], square - v[1]);
        if (v[0] != 1)
            algebra_write(out, "%d/%n = %r;", square - v[1], v[0],
                          mg_ratio_of(square - v[1], v[0]));
        return;
    }
    mg_polynomial p = mg_polynomial_of((int64_t[]){r * s, -r - s, 1}, 3);
    mg_polynomial low = mg_polynomial_linear(1, -r), high = mg_polynomial_linear(1, -s);
    algebra_write(out, "(%l)^2 = %p squared;", (int64_t)1, x, c,
                  &(mg_polynomial){2, {c * c, 2 * c, 1}}, x);
    algebra_write(out, "collected: %p = 0;%p = %P*%P;", &p, x, &p, x, &low, x, &high, x);
    for (int i = 0; i < 2; i++) {
        int64_t root = i ? s : r;
        algebra_write(out, "%d%+d = %d;", root, c, root + c);
        if (root + c < 0) algebra_write(out, "negative, so %d is no solution;", root);
    }
}

ALGEBRA_FAMILY(surd_equation, "equations with a square root", 3, SET, ANY, box, "single",
               "max_a_or_root", "max_b_or_c", "max_c");

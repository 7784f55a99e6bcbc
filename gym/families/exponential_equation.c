/* "8^(2*x - 1) = 4^(x + 5)" -> "13/4". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"b^x = N", {0, 12, 0}},
    {"b^(p*x + q) = N", {1, 10, 9}},
    {"both sides powers of the same number, exponents p*x + q", {2, 4, 40}},
};
static const mg_text_bounds BOUNDS[] = {{40, 5, 40}, {50, 10, 90}, {60, 10, 120}};
static const char *const WORDINGS[] = {"Solve {0} for {1}.", "Which {1} satisfies {0}?",
                                       "Find {1} if {0}."};

/* b, n: N = b^n; then p, q; both sides: base, i, j, p, q, r, s: (b^i)^(p x + q) = (b^j)^(r x + s)
 */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t m = knob[2];
    box->count = 0;
    if (knob[0] < 2)
        *box = (mg_box){.count = 4,
                        .low = {2, knob[0] ? -5 : 1, knob[0] ? -m : 1, -m},
                        .high = {knob[0] ? 15 : 40, knob[1], knob[0] ? m : 1, m}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] < 2) {
        v[0] = mg_draw_between(rng, 2, knob[0] ? 15 : 40);
        v[1] = mg_draw_between(rng, knob[0] ? -5 : 1, v[0] < 5 ? knob[1] : 6);
        v[2] = knob[0] ? algebra_nonzero(rng, knob[2]) : 1;
        v[3] = knob[0] ? mg_draw_between(rng, -knob[2], knob[2]) : 0;
        return;
    }
    v[0] = mg_draw_between(rng, 2, 7);
    for (int i = 1; i < 3; i++) v[i] = mg_draw_between(rng, 1, knob[1]);
    for (int i = 3; i < 7; i++) v[i] = algebra_nonzero(rng, i % 2 ? 9 : knob[2]);
}

static bool is_base(int64_t b) { /* no power itself */
    return b != 4 && b != 8 && b != 9 && b != 16 && b != 25 && b != 27 && b != 32 && b != 36;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int64_t value;
    bool both = level->knob[0] == 2;
    if (!is_base(v[0])) return false;
    if (!both &&
        (v[2] == 0 || !mg_power(v[0], (int)(v[1] < 0 ? -v[1] : v[1]), &value) || value > 10000000))
        return false;
    if (both && (v[3] == 0 || v[5] == 0 || v[1] * v[3] == v[2] * v[5] || v[1] == v[2]))
        return false;
    algebra_key(out, "exponents", v, both ? 7 : 4);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *x = algebra_letter(problem, 0);
    algebra_line line, exponent;
    int64_t first, second;
    if (level->knob[0] == 2) {
        mg_power(v[0], (int)v[1], &first);
        mg_power(v[0], (int)v[2], &second);
        algebra_format(&line, "%d^(%l) = %d^(%l)", first, v[3], *x, v[4], second, v[5], *x, v[6]);
        mg_text_ratio(answer, mg_ratio_of(v[2] * v[6] - v[1] * v[4], v[1] * v[3] - v[2] * v[5]));
    } else {
        mg_power(v[0], (int)(v[1] < 0 ? -v[1] : v[1]), &first);
        bool bare = v[2] == 1 && v[3] == 0;
        algebra_format(&exponent, bare ? "%l" : "(%l)", v[2], *x, v[3]);
        algebra_format(&line, v[1] < 0 ? "%d^%s = 1/%d" : "%d^%s = %d", v[0], exponent.text, first);
        mg_text_ratio(answer, mg_ratio_of(v[1] - v[3], v[2]));
    }
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    algebra_measure(problem, v, 7, 2 + 4 * level->knob[0]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    char x = *algebra_letter(problem, 0);
    int64_t first, second;
    if (algebra_level(problem)->knob[0] < 2) {
        mg_power(v[0], (int)(v[1] < 0 ? -v[1] : v[1]), &first);
        algebra_write(out, v[1] < 0 ? "1/%d = %d^%n;" : "%d = %d^%n;", first, v[0], v[1]);
        algebra_write(out, "%l = %d;", v[2], x, v[3], v[1]);
        algebra_solve_linear(out, x, v[2], v[3], 0, v[1]);
        return;
    }
    mg_power(v[0], (int)v[1], &first);
    mg_power(v[0], (int)v[2], &second);
    algebra_write(out, "%d = %d^%d;%d = %d^%d;", first, v[0], v[1], second, v[0], v[2]);
    algebra_write(out, "%d*(%l) = %d*(%l);", v[1], v[3], x, v[4], v[2], v[5], x, v[6]);
    algebra_solve_linear(out, x, v[1] * v[3], v[1] * v[4], v[2] * v[5], v[2] * v[6]);
}

ALGEBRA_FAMILY(exponential_equation, "equations between powers", 2, RATIONAL, LOWEST, box, "kind",
               "max_power", "max_exponent");

/* The unknown below: "5/(x + 2) = 3/(x - 4)" -> "13". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { ONE, TWO, LINES };

static const mg_level LEVELS[] = {
    {"a/(x + b) = c", {ONE, 99, 50, 20}},
    {"a/(x + b) = c/(x + d), 1 in 8 without a solution", {TWO, 99, 99, 99}},
    {"(a*x + b)/(c*x + d) = e/f", {LINES, 30, 99, 20}},
};
static const mg_text_bounds BOUNDS[] = {{90, 10, 70}, {100, 15, 115}, {105, 15, 90}};
static const char *const WORDINGS[] = {"Solve {0} for {1}. If there is none, answer no solution.",
                                       "Which number {1} satisfies {0}? If none does, answer no "
                                       "solution."};

/* a, b, c; a, b, c, d; or a, b, c, d, e, f */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == ONE)
        *box = (mg_box){
            .count = 3, .low = {-knob[1], -knob[2], -knob[3]}, .high = {knob[1], knob[2], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    for (int i = 0; i < (knob[0] == ONE ? 3 : knob[0] == TWO ? 4 : 6); i++)
        v[i] = algebra_nonzero(rng, knob[1 + (knob[0] == LINES ? i / 2 : i % 2 ? 1 : 0)]);
    if (knob[0] == ONE) v[2] = algebra_nonzero(rng, knob[3]);
    if (knob[0] == LINES) v[2] = algebra_nonzero(rng, 30);
    if (knob[0] == TWO && mg_rng_below(rng, 8) == 0) v[2] = v[0];
    if (knob[0] == LINES) v[5] = mg_draw_between(rng, 2, 20);
}

/* slope * x = right, without denominators; `pole`: where the left denominator is zero */
static void clear(const mg_level *level, const int64_t *v, int64_t *slope, int64_t *right) {
    if (level->knob[0] == ONE) { /* a = c (x + b) */
        *slope = v[2];
        *right = v[0] - v[2] * v[1];
    } else if (level->knob[0] == TWO) { /* a (x + d) = c (x + b) */
        *slope = v[0] - v[2];
        *right = v[2] * v[1] - v[0] * v[3];
    } else { /* f (a x + b) = e (c x + d) */
        *slope = v[5] * v[0] - v[4] * v[2];
        *right = v[4] * v[3] - v[5] * v[1];
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int kind = level->knob[0];
    for (int i = 0; i < 3; i++)
        if (v[i] == 0) return false;
    if (kind == TWO && v[1] == v[3]) return false;
    if (kind == LINES && (v[0] * v[3] == v[1] * v[2] || v[5] * v[0] == v[4] * v[2])) return false;
    if (kind == LINES && mg_gcd(v[4], v[5]) != 1) return false;
    algebra_key(out, "fractions", v, kind == ONE ? 3 : kind == TWO ? 4 : 6);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    const char *x = algebra_letter(problem, 0);
    algebra_line line;
    switch (level->knob[0]) {
    case ONE:
        algebra_format(&line, "%d/(%l) = %d", v[0], (int64_t)1, *x, v[1], v[2]);
        break;
    case TWO:
        algebra_format(&line, "%d/(%l) = %d/(%l)", v[0], (int64_t)1, *x, v[1], v[2], (int64_t)1, *x,
                       v[3]);
        break;
    default:
        algebra_format(&line, "(%l)/(%l) = %d/%d", v[0], *x, v[1], v[2], *x, v[3], v[4], v[5]);
        break;
    }
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    int64_t slope, right;
    clear(level, v, &slope, &right);
    if (slope == 0)
        mg_text_string(answer, "no solution");
    else
        mg_text_ratio(answer, mg_ratio_of(right, slope));
    algebra_measure(problem, v, 6, 3 + 2 * level->knob[0]);
}

static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    int64_t slope, right;
    clear(level, v, &slope, &right);
    char x = *algebra_letter(problem, 0);
    mg_text_string(out, slope == 0 ? "without denominators: " : "");
    if (level->knob[0] == ONE)
        algebra_write(out, "%d = %d*(%l);", v[0], v[2], (int64_t)1, x, v[1]);
    else if (level->knob[0] == TWO)
        algebra_write(out, "%d*(%l) = %d*(%l);", v[0], (int64_t)1, x, v[3], v[2], (int64_t)1, x,
                      v[1]);
    else
        algebra_write(out, "%d*(%l) = %d*(%l);", v[5], v[0], x, v[1], v[4], v[2], x, v[3]);
    if (slope == 0) {
        algebra_write(out, "left over: 0 = %d, never true;", right);
        return;
    }
    algebra_write(out, "%t = %d;%c = %r;", slope, x, right, x, mg_ratio_of(right, slope));
}

ALGEBRA_FAMILY(rational_equation, "equations with the unknown in denominators", 2, RATIONAL, LOWEST,
               box, "kind", "max_first", "max_second", "max_third");

/* Sums and products of roots without the roots: "r and s are the roots of 2*x^2 - 3*x + 5; what is
 * r^2 + s^2?" -> "-11/4". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"sum or product, quadratic, values up to 30", {2, 0, 1, 9, 30}},
    {"symmetric expressions, quadratic, values up to 30", {2, 2, 6, 9, 30}},
    {"symmetric expressions, quadratic, values up to 999", {2, 0, 6, 99, 999}},
    {"sum, product, sum of products of a cubic's roots, values up to 99", {3, 7, 9, 30, 99}},
};
static const mg_text_bounds BOUNDS[] = {
    {135, 10, 30}, {140, 15, 145}, {140, 25, 170}, {160, 10, 35}};
static const char *const WORDINGS[] = {
    "The polynomial {0} has the roots {1} (real or complex, repeated as often as they count). What "
    "is {2}?",
    "Let {1} be the roots of {0}, each as often as it counts. Find {2}."};
static const char *const ASKED[] = {"r + s",           "r*s",       "r^2 + s^2", "1/r + 1/s",
                                    "(r - s)^2",       "r^3 + s^3", "r/s + s/r", "r + s + t",
                                    "r*s + r*t + s*t", "r*s*t"};

/* which, then the coefficients from the constant */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[3] == 9)
        *box = (mg_box){.count = 4,
                        .low = {knob[1], -knob[4], -knob[4], 1},
                        .high = {knob[2], knob[4], knob[4], knob[3]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, knob[1], knob[2]);
    for (int i = 0; i < knob[0]; i++) v[1 + i] = algebra_nonzero(rng, knob[4]);
    v[1 + knob[0]] = mg_draw_between(rng, 1, knob[3]);
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[1] == 0 || v[2] == 0) return false;
    algebra_key(out, "vieta", v, level->knob[0] + 2);
    return true;
}

static mg_ratio value_of(const int64_t *v) {
    int64_t c = v[1], b = v[2], a = v[3];
    switch (v[0]) {
    case 0:
        return mg_ratio_of(-b, a);
    case 1:
        return mg_ratio_of(c, a);
    case 2:
        return mg_ratio_of(b * b - 2 * a * c, a * a);
    case 3:
        return mg_ratio_of(-b, c);
    case 4:
        return mg_ratio_of(b * b - 4 * a * c, a * a);
    case 5:
        return mg_ratio_of(-b * b * b + 3 * a * b * c, a * a * a);
    case 6:
        return mg_ratio_of(b * b - 2 * a * c, a * c);
    case 7:
        return mg_ratio_of(-v[3], v[4]);
    case 8:
        return mg_ratio_of(v[2], v[4]);
    default:
        return mg_ratio_of(-v[1], v[4]);
    }
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial p = mg_polynomial_of(v + 1, level->knob[0] + 1);
    algebra_line line;
    const char *wording = WORDINGS[mg_pick(problem, 0, 2)];
    algebra_line text;
    mg_text out = mg_text_over(text.text, sizeof text.text);
    for (; *wording; wording++) { /* {1}: the names of the roots, each a formula */
        if (wording[0] == '{' && wording[1] == '1') {
            mg_text_string(&out, level->knob[0] == 2 ? "{3} and {4}" : "{3}, {4} and {5}");
            wording += 2;
        } else {
            mg_text_char(&out, *wording);
        }
    }
    mg_text_end(&out);
    const char *formulas[] = {algebra_format(&line, "%p", &p, 'x'), "", ASKED[v[0]], "r", "s", "t"};
    algebra_ask(problem, question, (const char *const[]){text.text}, 1, formulas);
    mg_text_ratio(answer, value_of(v));
    algebra_measure(problem, v + 1, level->knob[0] + 1, 2 + 2 * (v[0] > 1));
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t a = v[algebra_level(problem)->knob[0] + 1];
    if (v[0] >= 7) {
        algebra_write(out, "%d/%d = %r;",
                      v[0] == 7   ? -v[3]
                      : v[0] == 8 ? v[2]
                                  : -v[1],
                      a, value_of(v));
        return;
    }
    static const char *const IDENTITIES[] = {"",
                                             "",
                                             "r^2 + s^2 = (r + s)^2 - 2*r*s;",
                                             "1/r + 1/s = (r + s)/(r*s);",
                                             "(r - s)^2 = (r + s)^2 - 4*r*s;",
                                             "r^3 + s^3 = (r + s)^3 - 3*r*s*(r + s);",
                                             "r/s + s/r = ((r + s)^2 - 2*r*s)/(r*s);"};
    mg_ratio sum = mg_ratio_of(-v[2], a), product = mg_ratio_of(v[1], a), value = value_of(v);
    if (v[0] != 1) algebra_write(out, "%d/%d = %r;", -v[2], a, sum);
    if (v[0] != 0) algebra_write(out, "%d/%d = %r;", v[1], a, product);
    mg_text_string(out, IDENTITIES[v[0]]);
    switch (v[0]) {
    case 2:
        algebra_write(out, "%R^2 - 2*%R = %r;", sum, product, value);
        break;
    case 3:
        algebra_write(out, "%R/%R = %r;", sum, product, value);
        break;
    case 4:
        algebra_write(out, "%R^2 - 4*%R = %r;", sum, product, value);
        break;
    case 5:
        algebra_write(out, "%R^3 - 3*%R*%R = %r;", sum, product, sum, value);
        break;
    case 6:
        algebra_write(out, "(%R^2 - 2*%R)/%R = %r;", sum, product, product, value);
        break;
    default:
        break;
    }
}

ALGEBRA_FAMILY(vieta, "sums and products of roots from the coefficients", 2, RATIONAL, LOWEST, box,
               "degree", "first_asked", "last_asked", "max_a", "max_value");

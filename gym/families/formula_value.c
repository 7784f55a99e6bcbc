/* Numbers put into a formula: "v = u + a*t with u = 3, a = 2, t = 5: what is v?" -> "13".
 * difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"products and sums, values up to 20", {0, 4, 20}},
    {"with fractions and squares, values up to 60", {4, 8, 60}},
    {"solved for another letter, values up to 99", {8, 12, 99}},
};
static const mg_text_bounds BOUNDS[] = {{75, 10, 55}, {75, 15, 100}, {75, 10, 80}};
static const char *const WORDINGS[] = {"Given {0} with {1}, {2}, {3}: what is {4}?",
                                       "Let {0}, {1}, {2}, {3}. Find {4}."};

/* The formula, the three letters that are given, the one sought, operations. */
static const struct {
    const char *text, *given, *sought;
    int operations;
} FORMULAS[] = {
    {"v = u + b*t", "ubt", "v", 2},       {"p = 2*(m + n) + k", "mnk", "p", 3},
    {"w = m*n - k", "mnk", "w", 2},       {"s = (m - n)*k", "mnk", "s", 2},
    {"s = u*t + b*t^2/2", "utb", "s", 5}, {"z = (m + n)*h/2", "mnh", "z", 3},
    {"q = m*v^2/2 + k", "mvk", "q", 4},   {"d = m^2 - 4*n*k", "mnk", "d", 4},
    {"v = u + b*t", "vbt", "u", 3},       {"z = (m + n)*h/2", "zhn", "m", 4},
    {"p = 2*(m + n) + k", "pnk", "m", 4}, {"v = u + b*t", "vut", "b", 4},
};

/* formula, three values */
static void box(const mg_level *level, mg_box *box) {
    int64_t m = level->knob[2];
    *box = (mg_box){
        .count = 4, .low = {level->knob[0], -m, -m, -m}, .high = {level->knob[1] - 1, m, m, m}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, level->knob[0], level->knob[1] - 1);
    for (int i = 1; i < 4; i++) v[i] = algebra_nonzero(rng, level->knob[2]);
}

static mg_ratio solve(const int64_t *v) {
    int64_t a = v[1], b = v[2], c = v[3];
    switch (v[0]) {
    case 0:
        return (mg_ratio){a + b * c, 1};
    case 1:
        return (mg_ratio){2 * (a + b) + c, 1};
    case 2:
        return (mg_ratio){a * b - c, 1};
    case 3:
        return (mg_ratio){(a - b) * c, 1};
    case 4:
        return mg_ratio_of(2 * a * b + c * b * b, 2);
    case 5:
        return mg_ratio_of((a + b) * c, 2);
    case 6:
        return mg_ratio_of(a * b * b + 2 * c, 2);
    case 7:
        return (mg_ratio){a * a - 4 * b * c, 1};
    case 8:
        return (mg_ratio){a - b * c, 1};
    case 9:
        return mg_ratio_of(2 * a - c * b, b);
    case 10:
        return mg_ratio_of(a - c - 2 * b, 2);
    default:
        return mg_ratio_of(a - b, c);
    }
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    (void)level;
    if (v[1] == 0 || v[2] == 0 || v[3] == 0) return false;
    algebra_key(out, "formula", v, 4);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    (void)level;
    algebra_line line[3];
    for (int i = 0; i < 3; i++)
        algebra_format(&line[i], "%c = %d", FORMULAS[v[0]].given[i], v[1 + i]);
    ALGEBRA_ASK(problem, question, WORDINGS, FORMULAS[v[0]].text, line[0].text, line[1].text,
                line[2].text, FORMULAS[v[0]].sought);
    mg_text_ratio(answer, solve(v));
    algebra_measure(problem, v, 4, FORMULAS[v[0]].operations);
}

/* The formula with the numbers in the place of the letters, as a chain. */
static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    int64_t a = v[1], b = v[2], c = v[3];
    mg_ratio value = solve(v);
    switch (v[0]) {
    case 0:
        algebra_write(out, "%n*%n = %d;%d%+d", b, c, b * c, a, b * c);
        break;
    case 1:
        algebra_write(out, "%d%+d = %d;2*%n%+d", a, b, a + b, a + b, c);
        break;
    case 2:
        algebra_write(out, "%n*%n = %d;%d%+d", a, b, a * b, a * b, -c);
        break;
    case 3:
        algebra_write(out, "%d%+d = %d;%n*%n", a, -b, a - b, a - b, c);
        break;
    case 4:
        algebra_write(out, "%n*%n = %d;%n*%n^2 = %d;%d%+d/2", a, b, a * b, c, b, c * b * b, a * b,
                      c * b * b);
        break;
    case 5:
        algebra_write(out, "%d%+d = %d;%n*%n/2", a, b, a + b, a + b, c);
        break;
    case 6:
        algebra_write(out, "%n*%n^2 = %d;%d/2%+d", a, b, a * b * b, a * b * b, c);
        break;
    case 7:
        algebra_write(out, "%n^2 = %d;4*%n*%n = %d;%d%+d", a, a * a, b, c, 4 * b * c, a * a,
                      -4 * b * c);
        break;
    case 8:
        algebra_write(out, "%n*%n = %d;%d%+d", b, c, b * c, a, -b * c);
        break;
    case 9:
        algebra_write(out, "2*%n/%n = %r;2*%n/%n - %n", a, b, mg_ratio_of(2 * a, b), a, b, c);
        break;
    case 10:
        algebra_write(out, "%d%+d = %d;%d/2%+d", a, -c, a - c, a - c, -b);
        break;
    default:
        algebra_write(out, "%d%+d = %d;%d/%n", a, -b, a - b, a - b, c);
        break;
    }
    algebra_write(out, " = %r;", value);
}

ALGEBRA_FAMILY(formula_value, "numbers put into formulas", 2, RATIONAL, LOWEST, box,
               "first_formula", "end_formula", "max_value");

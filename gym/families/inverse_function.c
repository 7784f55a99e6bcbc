/* The inverse of a linear function: "f(x) = 3*x - 5" -> "x/3 + 5/3". difficulty: operations +
 * digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"a*x + b, values up to 50", {50, 1, 0}},
    {"(a*x + b)/c, values up to 50", {50, 20, 0}},
    {"a*(b*x + c) + d, values up to 99", {99, 1, 1}},
};
static const mg_text_bounds BOUNDS[] = {{110, 20, 160}, {115, 20, 165}, {120, 25, 185}};
static const char *const WORDINGS[] = {
    "Find the inverse function of f([1]) = {0}. Write it as a sum of terms in {1}.",
    "Let f([1]) = {0}. Which polynomial in {1} is its inverse function? Write it as a sum of "
    "terms."};

/* a, b, c; or a, b, c, d */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (!knob[2])
        *box = (mg_box){
            .count = 3, .low = {-knob[0], -knob[0], 1}, .high = {knob[0], knob[0], knob[1]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = algebra_nonzero(rng, knob[2] ? 20 : knob[0]);
    v[1] = algebra_nonzero(rng, knob[0]);
    v[2] = knob[2] ? algebra_nonzero(rng, knob[0])
                   : mg_draw_between(rng, knob[1] > 1 ? 2 : 1, knob[1]);
    if (knob[2]) v[3] = algebra_nonzero(rng, 999);
}

/* slope, number and denominator of (slope x + number) / denominator */
static void read_line(const mg_level *level, const int64_t *v, int64_t line[3]) {
    bool nested = level->knob[2];
    line[0] = nested ? v[0] * v[1] : v[0];
    line[1] = nested ? v[0] * v[2] + v[3] : v[1];
    line[2] = nested ? 1 : v[2];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (v[0] == 0 || v[1] == 0) return false;
    if (level->knob[2] && (v[0] == 1 || v[0] == -1)) return false;
    if (!level->knob[2] && level->knob[1] > 1 &&
        (v[2] == 1 || mg_gcd(mg_gcd(v[0], v[1]), v[2]) > 1))
        return false;
    algebra_key(out, "inverse", v, level->knob[2] ? 4 : 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int64_t line[3];
    read_line(level, v, line);
    const char *x = algebra_letter(problem, 0);
    algebra_line text;
    if (level->knob[2])
        algebra_format(&text, "%d*(%l)%+d", v[0], v[1], *x, v[2], v[3]);
    else
        algebra_format(&text, line[2] == 1 ? "%l" : "(%l)/%d", v[0], *x, v[1], line[2]);
    ALGEBRA_ASK(problem, question, WORDINGS, text.text, x);
    mg_text_term(answer, true, mg_ratio_of(line[2], line[0]), x);
    mg_text_term(answer, false, mg_ratio_of(-line[1], line[0]), "");
    algebra_measure(problem, line, 3, 3 + (line[2] > 1) + 2 * (level->knob[2] != 0));
}

/* x = (a*y + b)/c solved for y, with u for the unknown */
static void work(const mg_problem *problem, mg_text *out) {
    int64_t line[3];
    read_line(algebra_level(problem), problem->operand, line);
    algebra_write(out, "set u = (%d*v%+d)/%d and solve for v;", line[0], line[1], line[2]);
    algebra_write(out, "%d*u = %d*v%+d is turned to %d*v = %d*u%+d;", line[2], line[0], line[1],
                  line[0], line[2], -line[1]);
    algebra_write(out, "%d/%n = %r;%d/%n = %r;", line[2], line[0], mg_ratio_of(line[2], line[0]),
                  -line[1], line[0], mg_ratio_of(-line[1], line[0]));
}

ALGEBRA_FAMILY(inverse_function, "the inverse of a linear function", 1, POLYNOMIAL, EXPANDED, box,
               "max_value", "max_denominator", "nested");

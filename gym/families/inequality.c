/* A linear inequality: "Solve 3 - 2*x <= 11 for x." -> "x >= -4". difficulty: operations (terms
 * moved, the bracket, the division and its turn of the sign) + digits. */
#include "gym/families/algebra_common.h"

enum { WHOLE, RATIONAL, ANY_KIND };

/* p*(a*x + b) op c*x + d; p = 1 and c = 0 on boxed levels */
static const mg_level LEVELS[] = {
    {"x + b < d, values up to 50", {WHOLE, 1, 0, 50, 50}},
    {"a*x + b < d, |a| up to 12", {WHOLE, 12, 0, 50, 30}},
    {"unknown on both sides, whole bounds up to 99", {WHOLE, 50, 50, 200, 99}},
    {"unknown on both sides, a bracket, rational bounds", {RATIONAL, 20, 20, 99, 99}},
    {"as before, 1 in 4 each with no solution or all x", {ANY_KIND, 20, 20, 99, 99}},
};
static const mg_text_bounds BOUNDS[] = {
    {35, 10, 55}, {45, 10, 135}, {50, 10, 165}, {55, 20, 230}, {100, 20, 230}};
static const char *const WORDINGS[] = {"Solve {0} for {1}.", "For which {1} is {0}?",
                                       "Find all {1} with {0}."};
static const char *const KIND_WORDINGS[] = {
    "Solve {0} for {1}. Where that is so, answer no solution or all {1}.",
    "For which {1} is {0}? Answer an inequality, no solution or all {1}."};
static const char *const SIGNS[] = {"<", ">", "<=", ">="};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[2] == 0) /* op, a, b, the bound */
        *box = (mg_box){.count = 4,
                        .low = {0, knob[1] > 1 ? -knob[1] : 1, -knob[3], -knob[4]},
                        .high = {3, knob[1], knob[3], knob[4]}};
}

typedef struct inequality {
    int op;
    int64_t p, a, b, c, d;
} inequality;

/* Operands: op, a, b, bound of whole levels, then c, p, d. */
static inequality read_inequality(const mg_level *level, const int64_t *v) {
    inequality q = {(int)v[0], v[5] ? v[5] : 1, v[1], v[2], v[4], v[6]};
    if (level->knob[0] == WHOLE) q.d = (q.a - q.c) * v[3] + q.b;
    return q;
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_rng_below(rng, 4);
    v[1] = knob[1] > 1 ? algebra_nonzero(rng, knob[1]) : 1;
    v[2] = mg_draw_between(rng, -knob[3], knob[3]);
    v[3] = mg_draw_between(rng, -knob[4], knob[4]);
    if (knob[2] == 0) return;
    v[4] = algebra_nonzero(rng, knob[2]);
    if (knob[0] == WHOLE) return;
    v[5] = algebra_nonzero(rng, 9);
    v[6] = mg_draw_between(rng, -9 * knob[3], 9 * knob[3]);
    if (knob[0] == ANY_KIND && mg_rng_below(rng, 2)) v[4] = v[5] * v[1];
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    inequality q = read_inequality(level, v);
    if (q.a == 0 || (q.p == 1 && q.a == 1 && q.b == 0 && q.c == 0)) return false;
    if (q.p * q.a == q.c && level->knob[0] != ANY_KIND) return false;
    int64_t values[] = {q.p, q.a, q.b, q.op, q.c, q.d};
    algebra_key(out, "inequality", values, 6);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    inequality q = read_inequality(level, v);
    const char *x = algebra_letter(problem, 0);
    algebra_line left, line;
    if (q.p == 1)
        algebra_format(&left, "%l", q.a, *x, q.b);
    else if (q.p == -1)
        algebra_format(&left, "-(%l)", q.a, *x, q.b);
    else
        algebra_format(&left, "%d*(%l)", q.p, q.a, *x, q.b);
    algebra_format(&line, "%s %s %l", left.text, SIGNS[q.op], q.c, *x, q.d);
    if (level->knob[0] == ANY_KIND)
        ALGEBRA_ASK(problem, question, KIND_WORDINGS, line.text, x);
    else
        ALGEBRA_ASK(problem, question, WORDINGS, line.text, x);
    int64_t slope = q.p * q.a - q.c, rest = q.d - q.p * q.b;
    bool less = (q.op % 2 == 0) == (slope > 0), closed = q.op >= 2;
    if (slope == 0) {
        bool all = (q.op % 2 == 0 ? rest > 0 : rest < 0) || (closed && rest == 0);
        mg_text_string(answer, all ? "all " : "no solution");
        if (all) mg_text_string(answer, x);
    } else {
        algebra_bound bound = {mg_ratio_of(rest, slope), closed};
        algebra_interval(answer, *x, less ? NULL : &bound, less ? &bound : NULL);
    }
    int64_t values[] = {q.a, q.b, q.c, q.d};
    algebra_measure(problem, values, 4, (q.b != 0) + (q.c != 0) + (q.p != 1) + 1 + (slope < 0));
}

static void work(const mg_problem *problem, mg_text *out) {
    inequality q = read_inequality(algebra_level(problem), problem->operand);
    char x = *algebra_letter(problem, 0);
    int64_t slope = q.p * q.a - q.c, rest = q.d - q.p * q.b;
    if (q.p != 1)
        algebra_write(out, "without the bracket: %l %s %l;", q.p * q.a, x, q.p * q.b, SIGNS[q.op],
                      q.c, x, q.d);
    if (q.c != 0) algebra_write(out, "%d%+d = %d;", q.p * q.a, -q.c, slope);
    if (q.b != 0) algebra_write(out, "%d%+d = %d;", q.d, -q.p * q.b, rest);
    algebra_write(out, "collected: %l %s %d;", slope, x, (int64_t)0, SIGNS[q.op], rest);
    if (slope == 0 || slope == 1) return;
    if (slope < 0) mg_text_string(out, "division by a negative number turns the sign;");
    algebra_write(out, "%d/%n = %r;", rest, slope, mg_ratio_of(rest, slope));
}

ALGEBRA_FAMILY(inequality, "a linear inequality", 3, INTERVAL, ANY, box, "kind", "max_left",
               "max_right", "max_number", "max_bound");

/* Exact logarithms: "the logarithm of 8 to base 4" -> "3/2". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

static const mg_level LEVELS[] = {
    {"of a power of the base", {0, 1, 12}},
    {"of powers and reciprocals; base and number powers of one number", {1, 4, 12}},
    {"sums of multiples of two logarithms", {2, 3, 9}},
};
static const mg_text_bounds BOUNDS[] = {{60, 5, 45}, {65, 10, 70}, {120, 10, 140}};
static const char *const WORDINGS[] = {"What is the logarithm of {1} to base {0}?",
                                       "Find the base-{0} logarithm of {1}.",
                                       "To which power must {0} be raised to give {1}?"};
static const char *const SUM_WORDINGS[] = {
    "To base {0}, what is {2} times the logarithm of {1} plus {4} times the logarithm of {3}?",
    "Take logarithms to base {0}: {2} times that of {1} plus {4} times that of {3} is which "
    "number?"};

/* b, i, j (, second j, multipliers): base b^i, numbers b^j */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    int64_t m = knob[2];
    *box = (mg_box){.count = knob[0] == 2 ? 6 : 3,
                    .low = {2, 1, knob[0] ? -m : 0, -m, -9, -9},
                    .high = {30, knob[1], m, m, 9, 9}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = mg_draw_between(rng, 2, 30);
    int64_t m = v[0] < 4 ? knob[2] : v[0] < 11 ? 8 : 5;
    if (m > knob[2]) m = knob[2];
    v[1] = mg_draw_between(rng, 1, v[0] < 11 ? knob[1] : knob[1] > 2 ? 2 : knob[1]);
    v[2] = knob[0] ? algebra_nonzero(rng, m) : mg_draw_between(rng, 0, m);
    if (knob[0] < 2) return;
    v[3] = algebra_nonzero(rng, m);
    if (v[3] < v[2]) {
        int64_t old = v[2];
        v[2] = v[3];
        v[3] = old;
    }
    v[4] = algebra_nonzero(rng, 9);
    v[5] = algebra_nonzero(rng, 9);
}

/* b^j as a fraction; false where it is longer than 9 digits */
static bool power_of(int64_t b, int64_t j, mg_ratio *value) {
    int64_t whole;
    if (!mg_power(b, (int)(j < 0 ? -j : j), &whole) || whole > 999999999) return false;
    *value = j < 0 ? (mg_ratio){1, whole} : (mg_ratio){whole, 1};
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    mg_ratio value;
    int64_t u = mg_square_root(v[0]);
    if (u * u == v[0] || v[0] == 8 || v[0] == 27) return false;
    bool sum = level->knob[0] == 2;
    if (!power_of(v[0], v[1], &value) || !power_of(v[0], v[2], &value)) return false;
    if (level->knob[0] && v[2] == 0) return false;
    if (sum &&
        (!power_of(v[0], v[3], &value) || v[3] == 0 || v[4] == 0 || v[5] == 0 || v[2] == v[3]))
        return false;
    bool swap = sum && v[2] > v[3];
    int64_t sorted[6] = {v[0],           v[1], v[swap ? 3 : 2], v[swap ? 2 : 3], v[swap ? 5 : 4],
                         v[swap ? 4 : 5]};
    if (swap && level->knob[0] == 2) return false; /* boxed: in order only */
    algebra_key(out, "log", sorted, sum ? 6 : 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_ratio base, first, second;
    power_of(v[0], v[1], &base);
    power_of(v[0], v[2], &first);
    power_of(v[0], v[3], &second);
    algebra_line line[5];
    const char *formulas[] = {
        algebra_format(&line[0], "%r", base), algebra_format(&line[1], "%r", first),
        algebra_format(&line[2], "%d", v[4]), algebra_format(&line[3], "%r", second),
        algebra_format(&line[4], "%d", v[5])};
    bool sum = level->knob[0] == 2;
    algebra_ask(problem, question, sum ? SUM_WORDINGS : WORDINGS, sum ? 2 : 3, formulas);
    mg_text_ratio(answer, mg_ratio_of(sum ? v[4] * v[2] + v[5] * v[3] : v[2], v[1]));
    int64_t longest = first.top * first.bottom;
    algebra_measure(problem, &longest, 1, 1 + (v[1] > 1) + (v[2] < 0) + 4 * sum);
}

static void work(const mg_problem *problem, mg_text *out) {
    const int64_t *v = problem->operand;
    bool sum = algebra_level(problem)->knob[0] == 2;
    mg_ratio base, number;
    power_of(v[0], v[1], &base);
    if (v[1] > 1) algebra_write(out, "%r = %d^%d;", base, v[0], v[1]);
    for (int i = 2; i < 3 + sum; i++) {
        power_of(v[0], v[i], &number);
        algebra_write(out, "%r = %d^%n;", number, v[0], v[i]);
        if (v[1] > 1) algebra_write(out, "%d/%d = %r;", v[i], v[1], mg_ratio_of(v[i], v[1]));
    }
    if (sum)
        algebra_write(out, "%d*%R%+d*%R = %r;", v[4], mg_ratio_of(v[2], v[1]), v[5],
                      mg_ratio_of(v[3], v[1]), mg_ratio_of(v[4] * v[2] + v[5] * v[3], v[1]));
}

ALGEBRA_FAMILY(logarithm, "exact logarithms", 2, RATIONAL, LOWEST, box, "kind", "max_base_power",
               "max_power");

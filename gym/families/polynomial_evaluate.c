/* "What is 2*x^2 - x + 1 at x = -3?" -> "22". difficulty: operations (Horner's) + digits. */
#include "gym/families/algebra_sums.h"

enum { LINEAR, WHOLE, RATIONAL, TWO };

static const mg_level LEVELS[] = {
    {"a*x + b, values up to 20", {LINEAR, 1, 20, 20}},
    {"degree 2, coefficients up to 99, values up to 20", {WHOLE, 2, 99, 20}},
    {"degree 3 (as DM polynomials evaluate)", {WHOLE, 3, 50, 20}},
    {"degree 4-5, values up to 99", {WHOLE, 5, 99, 12}},
    {"two variables, degree 2 each", {TWO, 2, 30, 12}},
    {"degree 2-3 at a fraction", {RATIONAL, 3, 99, 9}},
};
static const mg_text_bounds BOUNDS[] = {{50, 10, 40},  {55, 10, 70},   {65, 10, 105},
                                        {85, 15, 180}, {100, 10, 285}, {70, 15, 130}};
static const char *const WORDINGS[] = {"What is {0} at {1}?", "Evaluate {0} for {1}.",
                                       "Find the value of {0} if {1}."};
static const char *const TWO_WORDINGS[] = {"What is {0} at {1}, {2}?", "Evaluate {0} for {1}, {2}.",
                                           "Find the value of {0} if {1}, {2}."};

static void box(const mg_level *level, mg_box *box) {
    int64_t max = level->knob[2];
    box->count = 0;
    if (level->knob[0] == LINEAR) /* x, b, a */
        *box = (mg_box){.count = 3, .low = {-max, -max, -max}, .high = {max, max, max}};
}

/* One variable: x (top, and for RATIONAL bottom last), then the coefficients from the constant;
 * TWO: x, y, then a sum. */
static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    v[0] = algebra_nonzero(rng, knob[3]);
    if (knob[0] == TWO) {
        v[1] = algebra_nonzero(rng, knob[3]);
        algebra_draw_sum(rng, 3, 5, 2, knob[1], 1, knob[2], v + 2);
        return;
    }
    int degree = knob[1] - (knob[1] > 3 || knob[0] == RATIONAL ? (int)mg_rng_below(rng, 2) : 0);
    for (int i = 0; i <= degree; i++) v[1 + i] = mg_draw_between(rng, -knob[2], knob[2]);
    v[1 + degree] = algebra_nonzero(rng, knob[2]);
    if (knob[0] == RATIONAL) v[8] = mg_draw_between(rng, 2, 6);
}

static mg_ratio point(const mg_level *level, const int64_t *v) {
    return level->knob[0] == RATIONAL ? mg_ratio_of(v[0], v[8]) : (mg_ratio){v[0], 1};
}

static mg_polynomial read_polynomial(const mg_level *level, const int64_t *v) {
    return mg_polynomial_of(v + 1, level->knob[1] + 1);
}

static bool value_of_sum(const mg_sum *sum, const int64_t *point, int64_t *value) {
    *value = 0;
    for (int i = 0; i < sum->count; i++) {
        int64_t part = sum->term[i].coefficient, power;
        for (int k = 0; k < 2; k++)
            if (!mg_power(point[k], mg_monomial_exponent(sum->term[i].monomial, k), &power) ||
                __builtin_mul_overflow(part, power, &part))
                return false;
        if (__builtin_add_overflow(*value, part, value)) return false;
    }
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    if (level->knob[0] == TWO) {
        mg_sum sum;
        algebra_read_sum(v + 2, &sum);
        int used[2] = {0, 0};
        for (int i = 0; i < sum.count; i++)
            for (int k = 0; k < 2; k++) used[k] |= mg_monomial_exponent(sum.term[i].monomial, k);
        mg_text_string(out, "value ");
        mg_text_sum(out, &sum, "xyzw");
        algebra_key(out, "", v, 2);
        return used[0] && used[1];
    }
    mg_polynomial p = read_polynomial(level, v);
    mg_ratio x = point(level, v);
    if (p.degree < 1 || (x.bottom == 1 && level->knob[0] == RATIONAL)) return false;
    algebra_key_polynomial(out, "value", &p);
    algebra_write(out, ";%r", x);
    return p.degree > 1 || p.coefficient[1] != 1 || p.coefficient[0] != 0;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    algebra_line line, at, second;
    if (level->knob[0] == TWO) {
        char names[5];
        mg_sum sum;
        algebra_names(problem, names);
        algebra_read_sum(v + 2, &sum);
        mg_text text = mg_text_over(line.text, sizeof line.text);
        mg_text_sum(&text, &sum, names);
        mg_text_end(&text);
        ALGEBRA_ASK(problem, question, TWO_WORDINGS, line.text,
                    algebra_format(&at, "%c = %d", names[0], v[0]),
                    algebra_format(&second, "%c = %d", names[1], v[1]));
        int64_t value = 0;
        value_of_sum(&sum, v, &value);
        mg_text_int(answer, value);
        algebra_measure(problem, &value, 1, 4 * sum.count);
        return;
    }
    mg_polynomial p = read_polynomial(level, v);
    mg_ratio x = point(level, v), value = {0, 1};
    char name = *algebra_letter(problem, 0);
    ALGEBRA_ASK(problem, question, WORDINGS, algebra_format(&line, "%p", &p, name),
                algebra_format(&at, "%c = %r", name, x));
    mg_polynomial_value_ratio(&p, x, &value);
    mg_text_ratio(answer, value);
    int64_t top = value.top;
    algebra_measure(problem, &top, 1, 2 * p.degree + (x.bottom > 1 ? 3 * p.degree : 0));
}

/* Horner's scheme; with two variables term by term. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    if (level->knob[0] == TWO) {
        mg_sum sum;
        algebra_read_sum(v + 2, &sum);
        int64_t total = 0;
        for (int i = 0; i < sum.count; i++) {
            mg_sum term = {.count = 1, .term = {sum.term[i]}};
            int64_t value = 0, before = total;
            value_of_sum(&term, v, &value);
            algebra_write(out, "%d", sum.term[i].coefficient);
            for (int k = 0; k < 2; k++) {
                int power = mg_monomial_exponent(sum.term[i].monomial, k);
                if (power > 0) algebra_write(out, "*%n", v[k]);
                if (power > 1) algebra_write(out, "^%i", power);
            }
            algebra_write(out, " = %d;", value);
            total += value;
            if (i > 0) algebra_write(out, "%d%+d = %d;", before, value, total);
        }
        return;
    }
    mg_polynomial p = read_polynomial(level, v);
    mg_ratio x = point(level, v), sum = {p.coefficient[p.degree], 1};
    for (int i = p.degree - 1; i >= 0; i--) {
        algebra_write(out, "%R*%R", sum, x);
        mg_ratio_multiply(sum, x, &sum);
        mg_ratio_add(sum, (mg_ratio){p.coefficient[i], 1}, &sum);
        if (p.coefficient[i] != 0) algebra_write(out, "%+d", p.coefficient[i]);
        algebra_write(out, " = %r;", sum);
    }
}

ALGEBRA_FAMILY(polynomial_evaluate, "the value of a polynomial", 2, RATIONAL, LOWEST, box, "kind",
               "max_degree", "max_coefficient", "max_point");

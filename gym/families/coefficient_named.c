/* "What is the coefficient of x^2 in (x + 1)*(x - 3)?" -> "1". difficulty: operations + digits. */
#include "gym/families/algebra_common.h"

enum { PRODUCT, POWER };

/* kind; PRODUCT: factors, degree of each, largest value; POWER: largest n, a, b */
static const mg_level LEVELS[] = {
    {"two linear factors, values up to 20", {PRODUCT, 2, 1, 20}},
    {"(a*x + b)^n, n up to 5", {POWER, 5, 9, 12}},
    {"two quadratic factors, values up to 30 (as DM coefficient_named)", {PRODUCT, 2, 2, 30}},
    {"(a*x + b)^n, n up to 10", {POWER, 10, 9, 12}},
    {"two cubic factors, values up to 99", {PRODUCT, 2, 3, 99}},
    {"three quadratic factors, values up to 20", {PRODUCT, 3, 2, 20}},
};
static const mg_text_bounds BOUNDS[] = {{80, 10, 40},  {75, 10, 105}, {100, 10, 60},
                                        {75, 20, 195}, {120, 10, 75}, {125, 10, 165}};
static const char *const WORDINGS[] = {"What is the coefficient of {1} in the expansion of {0}?",
                                       "Expand {0}: which number stands before {1}?",
                                       "Find the coefficient of {1} in {0}."};

/* PRODUCT: k, then the factors' coefficients from the constant; POWER: k, b, a, n */
static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    int64_t max = knob[3];
    if (knob[0] == POWER)
        *box =
            (mg_box){.count = 4, .low = {1, -max, 1, 2}, .high = {knob[1], max, knob[2], knob[1]}};
    else if (knob[1] == 2 && knob[2] == 1)
        *box = (mg_box){.count = 5, .low = {1, -max, 1, -max, 1}, .high = {1, max, 9, max, 9}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    const int32_t *knob = level->knob;
    if (knob[0] == POWER) {
        v[1] = algebra_nonzero(rng, knob[3]);
        v[2] = mg_draw_between(rng, 1, knob[2]);
        v[3] = mg_draw_between(rng, 2, knob[1]);
        v[0] = mg_draw_between(rng, 1, v[3]);
        return;
    }
    v[0] = mg_draw_between(rng, 1, knob[1] * knob[2] - 1);
    for (int f = 0; f < knob[1]; f++) {
        int64_t *c = v + 1 + f * (knob[2] + 1);
        for (int i = 0; i < knob[2]; i++) c[i] = algebra_nonzero(rng, knob[3]);
        c[knob[2]] = mg_draw_between(rng, 1, 9);
    }
}

static int read_factors(const mg_level *level, const int64_t *v, mg_polynomial factor[3]) {
    const int32_t *knob = level->knob;
    if (knob[0] == POWER) {
        factor[0] = mg_polynomial_of(v + 1, 2);
        return (int)v[3];
    }
    for (int f = 0; f < knob[1]; f++)
        factor[f] = mg_polynomial_of(v + 1 + f * (knob[2] + 1), knob[2] + 1);
    return knob[1];
}

/* The running products: product[i] of the first i + 1 factors. */
static bool multiply_all(const mg_level *level, const int64_t *v, mg_polynomial *product) {
    mg_polynomial factor[3];
    int count = read_factors(level, v, factor);
    *product = factor[0];
    for (int i = 1; i < count; i++)
        if (!mg_polynomial_multiply(product, &factor[level->knob[0] == POWER ? 0 : i], product))
            return false;
    return true;
}

static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    const int32_t *knob = level->knob;
    mg_polynomial product, factor[3];
    if (knob[0] == POWER) {
        if (v[1] == 0 || v[0] > v[3]) return false;
        algebra_key(out, "coefficient ^", v, 4);
        return multiply_all(level, v, &product);
    }
    int width = knob[2] + 1, order[3] = {0, 1, 2};
    for (int i = 1; i < knob[1]; i++)
        for (int at = i; at > 0; at--) {
            const int64_t *a = v + 1 + order[at - 1] * width, *b = v + 1 + order[at] * width;
            int k = 0;
            while (k < width && a[k] == b[k]) k++;
            if (k == width || a[k] < b[k]) break;
            int old = order[at];
            order[at] = order[at - 1];
            order[at - 1] = old;
        }
    if (level->knob[2] == 1 && order[0] != 0) return false; /* boxed: in order only */
    read_factors(level, v, factor);
    algebra_key(out, "coefficient", v, 1);
    for (int i = 0; i < knob[1]; i++) {
        if (factor[i].degree != knob[2] || factor[i].coefficient[0] == 0) return false;
        algebra_key_polynomial(out, ";", &factor[order[i]]);
    }
    return multiply_all(level, v, &product);
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    mg_polynomial factor[3], product;
    int count = read_factors(level, v, factor);
    char x = *algebra_letter(problem, 0);
    algebra_line line, power;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    if (level->knob[0] == POWER)
        algebra_write(&text, "(%p)^%i", &factor[0], x, count);
    else
        for (int i = 0; i < count; i++) algebra_write(&text, i ? "*(%p)" : "(%p)", &factor[i], x);
    mg_text_end(&text);
    text = mg_text_over(power.text, sizeof power.text);
    mg_text_power(&text, x, (int)v[0]);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, power.text);
    multiply_all(level, v, &product);
    int64_t value = product.coefficient[v[0]];
    mg_text_int(answer, value);
    algebra_measure(problem, &value, 1, count * (level->knob[0] == POWER ? 2 : 2 * (int)v[0] + 1));
}

/* (a x + b)^n: n over k by its factors; else the products of terms that give the power. */
static void work(const mg_problem *problem, mg_text *out) {
    const mg_level *level = algebra_level(problem);
    const int64_t *v = problem->operand;
    if (level->knob[0] == POWER) {
        int64_t k = v[0], n = v[3], choose = 1, a, b;
        for (int64_t i = 1; i <= k; i++) {
            int64_t next = choose * (n - k + i) / i;
            if (i > 1 || n > k + 1)
                algebra_write(out, "%d*%d/%d = %d;", choose, n - k + i, i, next);
            choose = next;
        }
        mg_power(v[2], (int)k, &a);
        mg_power(v[1], (int)(n - k), &b);
        algebra_write(out, "%d^%d = %d;", v[2], k, a);
        if (n > k) algebra_write(out, "%n^%d = %d;", v[1], n - k, b);
        algebra_write(out, "%d*%d*%n = %d;", choose, a, n > k ? b : 1,
                      choose * a * (n > k ? b : 1));
        return;
    }
    mg_polynomial factor[3], sum;
    int count = read_factors(level, v, factor);
    char x = *algebra_letter(problem, 0);
    sum = factor[0];
    for (int i = 1; i < count; i++) {
        mg_polynomial before = sum;
        if (!mg_polynomial_multiply(&sum, &factor[i], &sum)) return;
        if (i + 1 < count) {
            algebra_write(out, "(%p)*(%p) = %p;", &before, x, &factor[i], x, &sum, x);
            continue;
        }
        bool any = false;
        for (int k = 0; k <= v[0]; k++) {
            int other = (int)v[0] - k;
            if (k > before.degree || other > factor[i].degree) continue;
            algebra_write(out, any ? " + %n*%n" : "%d*%n", before.coefficient[k],
                          factor[i].coefficient[other]);
            any = true;
        }
        algebra_write(out, " = %d;", sum.coefficient[v[0]]);
    }
}

ALGEBRA_FAMILY(coefficient_named, "one coefficient of a product or power", 3, INTEGER, ANY, box,
               "kind", "factors_or_max_n", "degree_or_max_a", "max_value");

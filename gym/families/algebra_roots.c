#include "gym/families/algebra_roots.h"

void algebra_read_roots(const int64_t *operand, int count, int64_t denominator, mg_ratio *roots) {
    int64_t top = 0;
    for (int i = 0; i < count; i++) {
        top += operand[i];
        roots[i] = denominator == 1 ? (mg_ratio){top, 1} : mg_ratio_of(top, denominator);
    }
}

bool algebra_from_roots(const mg_ratio *roots, int count, int64_t scale, mg_polynomial *result) {
    mg_polynomial product = mg_polynomial_of(&scale, 1);
    for (int i = 0; i < count; i++) {
        mg_polynomial factor = mg_polynomial_linear(roots[i].bottom, -roots[i].top);
        if (!mg_polynomial_multiply(&product, &factor, &product)) return false;
    }
    *result = product;
    return true;
}

void algebra_draw_roots(mg_rng *rng, int count, int64_t range, int64_t max_step, int64_t *operand) {
    operand[0] = mg_draw_between(rng, -range, range);
    for (int i = 1; i < count; i++) {
        bool again = mg_rng_below(rng, 12) == 0;
        operand[i] = again ? 0 : mg_draw_between(rng, 1, max_step);
    }
}

void algebra_factor_steps(mg_text *out, char x, const mg_polynomial *polynomial,
                          const mg_ratio *roots, int count) {
    mg_polynomial left = *polynomial, rest, none;
    int64_t content = mg_polynomial_content(&left);
    if (content > 1) {
        for (int i = 0; i <= left.degree; i++) left.coefficient[i] /= content;
        algebra_write(out, "%p = %d*(%p);", polynomial, x, content, &left, x);
    }
    for (int i = 0; i < count; i++) {
        mg_polynomial factor = mg_polynomial_linear(roots[i].bottom, -roots[i].top);
        if (!mg_polynomial_divide(&left, &factor, &rest, &none) || rest.degree < 1) return;
        algebra_write(out, "%p = %P*%P;", &left, x, &factor, x, &rest, x);
        left = rest;
    }
}

void algebra_root_set(mg_text *out, const mg_ratio *roots, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0 && mg_ratio_compare(roots[i - 1], roots[i]) == 0) continue;
        algebra_write(out, i ? ", %r" : "%r", roots[i]);
    }
}

void algebra_quadratic_set(mg_text *out, int64_t a, int64_t b, int64_t c) {
    int64_t discriminant = b * b - 4 * a * c, u, rest, sign = a < 0 ? -1 : 1;
    if (discriminant < 0) {
        mg_text_string(out, "no solution");
        return;
    }
    if (discriminant == 0) {
        mg_text_ratio(out, mg_ratio_of(-b, 2 * a));
        return;
    }
    algebra_split_square(discriminant, &u, &rest);
    for (int64_t which = -1; which <= 1; which += 2) {
        if (which > 0) mg_text_string(out, ", ");
        if (rest == 1)
            mg_text_ratio(out, mg_ratio_of(sign * -b + which * u, sign * 2 * a));
        else
            algebra_surd(out, sign * -b, which * u, rest, sign * 2 * a);
    }
}

void algebra_solve_quadratic(mg_text *out, char x, int64_t a, int64_t b, int64_t c) {
    int64_t discriminant = b * b - 4 * a * c, u, rest;
    algebra_write(out, "%n^2 - 4*%n*%n = %d;", b, a, c, discriminant);
    if (discriminant < 0) {
        mg_text_string(out, "the discriminant is negative: no solution;");
        return;
    }
    if (discriminant == 0) {
        algebra_write(out, "%c = %d/%n = %r;", x, -b, 2 * a, mg_ratio_of(-b, 2 * a));
        return;
    }
    algebra_split_square(discriminant, &u, &rest);
    if (rest == 1) {
        algebra_write(out, "%d = %d^2;", discriminant, u);
        for (int64_t which = -1; which <= 1; which += 2)
            algebra_write(out, "%c = (%d%+d)/%n = %r;", x, -b, which * u, 2 * a,
                          mg_ratio_of(-b + which * u, 2 * a));
        return;
    }
    if (u > 1) algebra_write(out, "sqrt(%d) = %d*sqrt(%d);", discriminant, u, rest);
    for (int which = 0; which < 2; which++)
        algebra_write(out, "%c = (%d %c sqrt(%d))/%n;", x, -b, which ? '+' : '-', discriminant,
                      2 * a);
}

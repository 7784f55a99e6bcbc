/* Polynomials of the families: by hand, and against values at points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/philox.h"
#include "gym/polynomial.h"

static void assert_prints(const mg_polynomial *p, int64_t denominator, const char *expected) {
    char buffer[256];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    mg_text_polynomial_over(&text, p, denominator, 'x');
    mg_text_end(&text);
    assert_string_equal(buffer, expected);
}

static void test_print(void **state) {
    (void)state;
    mg_polynomial p = mg_polynomial_of((int64_t[]){1, -1, 3}, 3);
    assert_prints(&p, 1, "3*x^2 - x + 1");
    assert_prints(&p, 2, "3*x^2/2 - x/2 + 1/2");
    p = mg_polynomial_of((int64_t[]){0, 0, -1, 0}, 4);
    assert_int_equal(p.degree, 2);
    assert_prints(&p, 1, "-x^2");
    p = mg_polynomial_of((int64_t[]){INT64_MIN, 1}, 2);
    assert_prints(&p, 1, "x - 9223372036854775808");
    p = mg_polynomial_of((int64_t[]){0}, 1);
    assert_prints(&p, 1, "0");
}

static mg_polynomial draw(mg_rng *rng, int degree) {
    int64_t c[8];
    for (int i = 0; i <= degree; i++) c[i] = mg_rng_between(rng, -9, 9);
    return mg_polynomial_of(c, degree + 1);
}

static int64_t at(const mg_polynomial *p, int64_t x) {
    int64_t value;
    assert_true(mg_polynomial_value(p, x, &value));
    return value;
}

/* Each operation at points. */
static void test_operations(void **state) {
    (void)state;
    mg_rng rng = mg_rng_at(1, 2, 3);
    for (int round = 0; round < 2000; round++) {
        mg_polynomial a = draw(&rng, (int)mg_rng_below(&rng, 5));
        mg_polynomial b = draw(&rng, (int)mg_rng_below(&rng, 4));
        mg_polynomial sum, difference, product, composed, quotient, remainder;
        assert_true(mg_polynomial_add(&a, &b, &sum));
        assert_true(mg_polynomial_subtract(&a, &b, &difference));
        assert_true(mg_polynomial_multiply(&a, &b, &product));
        assert_true(mg_polynomial_compose(&a, &b, &composed));
        for (int64_t x = -3; x <= 3; x++) {
            int64_t u = at(&a, x), v = at(&b, x);
            assert_int_equal(at(&sum, x), u + v);
            assert_int_equal(at(&difference, x), u - v);
            assert_int_equal(at(&product, x), u * v);
            assert_int_equal(at(&composed, x), at(&a, v));
        }
        if (b.degree < 0) continue;
        assert_true(mg_polynomial_divide(&product, &b, &quotient, &remainder));
        assert_true(mg_polynomial_equal(&quotient, &a) && remainder.degree == -1);
        b.coefficient[b.degree] = 1;
        assert_true(mg_polynomial_divide(&a, &b, &quotient, &remainder));
        assert_true(remainder.degree < b.degree || remainder.degree == -1);
        assert_true(mg_polynomial_multiply(&quotient, &b, &quotient)); /* in place */
        assert_true(mg_polynomial_add(&quotient, &remainder, &quotient));
        assert_true(mg_polynomial_equal(&quotient, &a));
    }
}

static void test_failures_are_seen(void **state) {
    (void)state;
    mg_polynomial big = mg_polynomial_linear(INT64_MAX, 1), p, q;
    int64_t value;
    assert_false(mg_polynomial_add(&big, &big, &p));
    assert_false(mg_polynomial_multiply(&big, &big, &p));
    assert_false(mg_polynomial_value(&big, 2, &value));
    p = mg_polynomial_linear(2, 1);
    q = mg_polynomial_linear(3, 1);
    assert_false(mg_polynomial_divide(&q, &p, &p, &p)); /* 3/2 is not whole */
    q = (mg_polynomial){.degree = -1};
    assert_false(mg_polynomial_divide(&p, &q, &p, &q));
    int64_t high[MG_MAX_DEGREE + 1] = {[MG_MAX_DEGREE] = 1};
    q = mg_polynomial_of(high, MG_MAX_DEGREE + 1);
    assert_false(mg_polynomial_multiply(&q, &q, &q));
}

static void test_ratio_value_and_derivative(void **state) {
    (void)state;
    mg_polynomial p = mg_polynomial_of((int64_t[]){1, 0, 4, 1}, 4); /* x^3 + 4 x^2 + 1 */
    mg_ratio value;
    assert_true(mg_polynomial_value_ratio(&p, mg_ratio_of(-1, 2), &value));
    assert_true(value.top == 15 && value.bottom == 8);
    assert_true(mg_polynomial_derive(&p, &p));
    assert_prints(&p, 1, "3*x^2 + 8*x");
    assert_int_equal(mg_polynomial_content(&p), 1);
}

static void test_several_variables(void **state) {
    (void)state;
    mg_sum a = {0}, b = {0}, product;
    mg_monomial x = mg_monomial_of((int[]){1, 0}, 2), y = mg_monomial_of((int[]){0, 1}, 2);
    assert_true(mg_sum_add_term(&a, y, 1) && mg_sum_add_term(&a, x, 1)); /* x + y */
    assert_true(mg_sum_add_term(&b, x, 1) && mg_sum_add_term(&b, y, -1));
    assert_true(mg_sum_add_term(&b, 0, 3)); /* x - y + 3 */
    assert_true(mg_sum_multiply(&a, &b, &product));
    char buffer[128];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    mg_text_sum(&text, &product, "xy");
    mg_text_end(&text);
    assert_string_equal(buffer, "x^2 - y^2 + 3*x + 3*y");
    assert_true(mg_sum_add_term(&product, x + x, -1));
    assert_int_equal(product.count, 3);
    assert_int_equal(mg_monomial_exponent(product.term[0].monomial, 1), 2);
    assert_true(mg_sum_add(&a, &b, &a));
    text = mg_text_over(buffer, sizeof buffer);
    mg_text_sum(&text, &a, "pq");
    mg_text_end(&text);
    assert_string_equal(buffer, "2*p + 3");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_failures_are_seen),
        cmocka_unit_test(test_ratio_value_and_derivative),
        cmocka_unit_test(test_several_variables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

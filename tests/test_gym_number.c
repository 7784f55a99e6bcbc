/* Number theory and fractions of the families, against slow and obvious ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gym/number.h"

static bool divides_nothing(int64_t n) {
    for (int64_t d = 2; d * d <= n; d++)
        if (n % d == 0) return false;
    return n >= 2;
}

static void test_primes(void **state) {
    (void)state;
    for (int64_t n = -3; n < 20000; n++) assert_int_equal(mg_is_prime(n), divides_nothing(n));
    assert_true(mg_is_prime(9223372036854775783));  /* the largest below 2^63 */
    assert_false(mg_is_prime(3825123056546413051)); /* strong pseudoprime to the bases 2 to 23 */
    assert_false(mg_is_prime((int64_t)3037000493 * 3037000453));
}

static void test_factors_multiply_to_the_number(void **state) {
    (void)state;
    for (int64_t n = 1; n < 5000; n++) {
        mg_factors factors;
        mg_factorise(n, &factors);
        int64_t product = 1;
        for (int i = 0; i < factors.count; i++) {
            assert_true(divides_nothing(factors.prime[i]));
            assert_true(i == 0 || factors.prime[i - 1] < factors.prime[i]);
            for (int j = 0; j < factors.power[i]; j++) product *= factors.prime[i];
        }
        assert_int_equal(product, n);
    }
}

static void test_roots(void **state) {
    (void)state;
    for (int k = 1; k <= 6; k++)
        for (int64_t n = 0; n < 3000; n++) {
            int64_t root = mg_root(n, k), below = 1, above = 1;
            for (int i = 0; i < k; i++) below *= root, above *= root + 1;
            assert_true(below <= n && n < above);
        }
    assert_int_equal(mg_square_root(INT64_MAX), 3037000499);
}

static void test_divisors_and_powers(void **state) {
    (void)state;
    assert_int_equal(mg_gcd(-12, 18), 6);
    assert_int_equal(mg_gcd(0, -7), 7);
    assert_int_equal(mg_lcm(4, 6), 12);
    assert_int_equal(mg_lcm(INT64_MAX, INT64_MAX - 1), -1);
    assert_int_equal(mg_mod(-7, 5), 3);
    assert_int_equal(mg_power_mod(-2, 3, 5), 2);
    assert_int_equal(mg_power_mod(3, 1000000006, 1000000007), 1); /* Fermat */
    int64_t value;
    assert_true(mg_power(-3, 3, &value));
    assert_int_equal(value, -27);
    assert_false(mg_power(10, 19, &value));
}

static void test_fractions(void **state) {
    (void)state;
    mg_ratio r;
    assert_true(mg_ratio_add(mg_ratio_of(1, 6), mg_ratio_of(-1, 10), &r));
    assert_true(r.top == 1 && r.bottom == 15);
    assert_true(mg_ratio_divide(mg_ratio_of(1, 2), mg_ratio_of(3, -4), &r));
    assert_true(r.top == -2 && r.bottom == 3);
    assert_false(mg_ratio_divide(r, mg_ratio_of(0, 5), &r));
    assert_false(mg_ratio_multiply(mg_ratio_of(INT64_MAX, 1), mg_ratio_of(2, 1), &r));
    assert_false(mg_ratio_add(mg_ratio_of(1, INT64_MAX), mg_ratio_of(1, INT64_MAX - 1), &r));
    assert_int_equal(mg_ratio_compare(mg_ratio_of(2, 3), mg_ratio_of(3, 4)), -1);
}

static void test_texts(void **state) {
    (void)state;
    char buffer[128];
    mg_text text = mg_text_over(buffer, sizeof buffer);
    mg_text_decimal(&text, -1250, 3);
    mg_text_char(&text, ' ');
    mg_text_decimal(&text, -7, 2);
    mg_text_char(&text, ' ');
    mg_text_ratio(&text, mg_ratio_of(14, -6));
    mg_text_char(&text, ' ');
    mg_text_based(&text, -255, 16);
    mg_text_char(&text, ' ');
    mg_text_padded(&text, 7, 3);
    mg_text_end(&text);
    assert_string_equal(buffer, "-1.250 -0.07 -7/3 -ff 007");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_primes),    cmocka_unit_test(test_factors_multiply_to_the_number),
        cmocka_unit_test(test_roots),     cmocka_unit_test(test_divisors_and_powers),
        cmocka_unit_test(test_fractions), cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

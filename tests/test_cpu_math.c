#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cpu/backend_isa.h"

#define CHUNK 1000 /* not a multiple of any vector width: the partial vector is tested as well */

static double exact_sigmoid(double x) {
    return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
}

/* Distance in units of the last place of the exact value rounded to float (subnormals: 2^-149). */
static double ulps(float got, double exact) {
    float nearest = (float)exact;
    if (isinf(nearest)) return isinf(got) && signbit(got) == signbit(nearest) ? 0 : INFINITY;
    if (isnan(got) || isinf(got)) return INFINITY;
    int exponent;
    frexp(exact, &exponent);
    if (exact == 0 || exponent < -125) exponent = -125;
    return fabs((double)got - exact) / ldexp(1, exponent - 24);
}

/* Largest error of f over [low, high], `n` points equally far apart. */
static double worst(void (*f)(float *, const float *, int64_t), double (*exact)(double), double low,
                    double high, int64_t n) {
    float x[CHUNK], y[CHUNK];
    double most = 0;
    for (int64_t begin = 0; begin < n; begin += CHUNK) {
        for (int i = 0; i < CHUNK; i++) {
            x[i] = (float)(low + (high - low) * (double)(begin + i) / (double)n);
        }
        f(y, x, CHUNK);
        for (int i = 0; i < CHUNK; i++) {
            double error = ulps(y[i], exact((double)x[i]));
            if (!(error <= most)) most = error;
        }
    }
    return most;
}

/* Every 4099th float from `first` to `last` (bit patterns of the same sign). */
static double worst_bits(void (*f)(float *, const float *, int64_t), double (*exact)(double),
                         float first, float last) {
    uint32_t bits, end;
    memcpy(&bits, &first, 4);
    memcpy(&end, &last, 4);
    float x[CHUNK], y[CHUNK];
    double most = 0;
    while (bits < end) {
        int n = 0;
        for (; n < CHUNK && bits < end; n++, bits += 4099) memcpy(&x[n], &bits, 4);
        f(y, x, n);
        for (int i = 0; i < n; i++) {
            double error = ulps(y[i], exact((double)x[i]));
            if (!(error <= most)) most = error;
        }
    }
    return most;
}

/* Runs `check` once for each instruction set of this machine. */
static void for_each_isa(void (*check)(const mg_cpu_math *)) {
    int n = 0;
    for (int i = 0; i < MG_N_ISAS; i++) {
        if (!mg_cpu_isa_available((mg_isa)i)) continue;
        print_message("%s\n", mg_cpu_isa_name((mg_isa)i));
        check(mg_cpu_math_for((mg_isa)i));
        n++;
    }
    assert_true(n > 0);
}

/* The bounds are what the polynomials and the roundings around them allow: without fused
 * multiply-add (sse2) a little more than with. Measured maxima are printed. */
#define ASSERT_ULPS(bound, measured)                                                               \
    do {                                                                                           \
        double got_ = (measured);                                                                  \
        print_message("  %-60.60s %.3f ulp\n", #measured, got_);                                   \
        assert_true(got_ <= (bound));                                                              \
    } while (0)

static void check_exp(const mg_cpu_math *m) {
    ASSERT_ULPS(1.5, worst(m->exp, exp, -1, 1, 200000));
    ASSERT_ULPS(1.5, worst(m->exp, exp, -87.3, 88.8, 400000));
    ASSERT_ULPS(1.5, worst(m->exp, exp, -120, -87.3, 100000)); /* subnormal results, then 0 */
    ASSERT_ULPS(1.5, worst_bits(m->exp, exp, 1e-40f, 100));
    ASSERT_ULPS(1.5, worst_bits(m->exp, exp, -1e-40f, -200));
}

static void check_log(const mg_cpu_math *m) {
    ASSERT_ULPS(1.5, worst(m->log, log, 0.5, 2, 200000));
    ASSERT_ULPS(1.5, worst(m->log, log, 0.999, 1.001, 100000));
    ASSERT_ULPS(1.5, worst_bits(m->log, log, 1e-45f, INFINITY));
}

static void check_sigmoid(const mg_cpu_math *m) {
    ASSERT_ULPS(3, worst(m->sigmoid, exact_sigmoid, -20, 20, 200000));
    ASSERT_ULPS(3, worst(m->sigmoid, exact_sigmoid, -110, 110, 200000));
}

static void check_special(const mg_cpu_math *m) {
    const float x[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 3.4e38f, -3.4e38f, 1, -1e-45f};
    const float e[] = {1, 1, INFINITY, 0, NAN, INFINITY, 0, 2.7182817f, 1};
    const float l[] = {-INFINITY, -INFINITY, INFINITY, NAN, NAN, 88.722009f, NAN, 0, NAN};
    const float s[] = {0.5f, 0.5f, 1, 0, NAN, 1, 0, 0.7310586f, 0.5f};
    enum { N = sizeof x / sizeof *x };
    for (int n = 1; n <= N; n++) { /* all lengths of the partial vector, and nothing beyond it */
        float y[N + 1];
        void (*f[])(float *, const float *, int64_t) = {m->exp, m->log, m->sigmoid};
        const float *exact[] = {e, l, s};
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i <= N; i++) y[i] = 77;
            f[k](y, x, n);
            for (int i = 0; i < n; i++) {
                if (isnan(exact[k][i]))
                    assert_true(isnan(y[i]));
                else if (isinf(exact[k][i]) || exact[k][i] == 0)
                    assert_true(y[i] == exact[k][i]);
                else
                    assert_true(fabsf(y[i] / exact[k][i] - 1) < 3e-7f);
            }
            for (int i = n; i <= N; i++) assert_true(y[i] == 77);
        }
    }
}

static void check_sum(const mg_cpu_math *m) {
    float x[67];
    for (int i = 0; i < 67; i++) x[i] = (float)(i + 1);
    for (int n = 0; n <= 67; n++) assert_true(m->sum(x, n) == (float)(n * (n + 1) / 2));
}

static void test_exp(void **state) {
    (void)state;
    for_each_isa(check_exp);
}

static void test_log(void **state) {
    (void)state;
    for_each_isa(check_log);
}

static void test_sigmoid(void **state) {
    (void)state;
    for_each_isa(check_sigmoid);
}

static void test_special_values(void **state) {
    (void)state;
    for_each_isa(check_special);
}

static void test_sum(void **state) {
    (void)state;
    for_each_isa(check_sum);
}

static void test_isa_override(void **state) {
    (void)state;
    mg_isa best, isa;
    unsetenv("MATHGYM_CPU_ISA");
    assert_int_equal(mg_cpu_isa_best(&best), MG_OK);
    for (int i = 0; i < MG_N_ISAS; i++) {
        setenv("MATHGYM_CPU_ISA", mg_cpu_isa_name((mg_isa)i), 1);
        if (mg_cpu_isa_available((mg_isa)i)) {
            assert_int_equal(mg_cpu_isa_best(&isa), MG_OK);
            assert_int_equal(isa, i);
        } else {
            assert_int_equal(mg_cpu_isa_best(&isa), MG_ERR_UNSUPPORTED);
        }
    }
    setenv("MATHGYM_CPU_ISA", "avx1024", 1);
    assert_int_equal(mg_cpu_isa_best(&isa), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "MATHGYM_CPU_ISA=avx1024"));
    assert_non_null(strstr(mg_error_text(), mg_cpu_isa_name(best)));
    unsetenv("MATHGYM_CPU_ISA");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp),     cmocka_unit_test(test_log),
        cmocka_unit_test(test_sigmoid), cmocka_unit_test(test_special_values),
        cmocka_unit_test(test_sum),     cmocka_unit_test(test_isa_override),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

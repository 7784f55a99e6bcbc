/* Every case of every op: forward on every backend against the float64 oracle, gradient against
 * central differences in double, nothing skipped.
 *
 *     test_ops [FILTER]     only cases whose "op/case" contains FILTER
 *
 * MATHGYM_TEST_DEVICES (helper_devices.h) says what to check: "oracle" stands for gradients. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/ops/ops.h"
#include "tests/helper_case.h"
#include "tests/helper_devices.h"

#define MAX_CASES 1024

typedef struct op_test {
    char name[128];
    const mg_op *op;
    const mg_op_case *c;
} op_test;

static mg_device *oracle, *device;

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

/* Largest |a - b| / (1 + max |b|); a NaN on one side only counts as infinite. */
static double distance(const double *a, const double *b, int64_t n) {
    double worst = 0, scale = 0;
    for (int64_t i = 0; i < n; i++) {
        if (isfinite(b[i]) && fabs(b[i]) > scale) scale = fabs(b[i]);
    }
    for (int64_t i = 0; i < n; i++) {
        if (a[i] == b[i] || (isnan(a[i]) && isnan(b[i]))) continue;
        double d = fabs(a[i] - b[i]) / (1 + scale);
        if (!(d <= worst)) worst = isnan(d) ? INFINITY : d;
    }
    return worst;
}

static void compare(const op_test *t, const case_values *got, const case_values *want) {
    assert_int_equal(got->n, want->n);
    for (int i = 0; i < want->n; i++) {
        double d = distance(got->data[i], want->data[i], want->size[i]);
        double tolerance = want->dtype[i] == MG_I32 ? 0 : t->c->tolerance;
        if (!(d <= tolerance)) {
            fail_msg("%s on %s: output %d is off by %.3g, tolerance %.3g (%s)", t->name,
                     device->description, i, d, tolerance, t->c->reason);
        }
    }
}

static void test_forward(void **state) {
    const op_test *t = *state;
    double *inputs[MG_CASE_INPUTS];
    case_values want, first, second;
    must(case_inputs_create(t->c, inputs));
    must(case_run(oracle, t->c, inputs, &want));
    must(case_run(device, t->c, inputs, &first));
    must(case_run(device, t->c, inputs, &second));
    compare(t, &first, &want);
    for (int i = 0; i < want.n; i++) {
        size_t bytes = (size_t)first.size[i] * sizeof(double);
        if (memcmp(first.data[i], second.data[i], bytes) != 0) {
            fail_msg("%s: two runs differ in output %d", t->name, i);
        }
    }
    case_values_free(&want);
    case_values_free(&first);
    case_values_free(&second);
    case_inputs_free(t->c, inputs);
}

/* Central differences with step h have an error of h^2 f''' / 6 + eps |f| / h. */
#define STEP 1e-5

static double numeric_gradient(case_probe *probe, double *const *inputs, int input, int64_t e) {
    double x = inputs[input][e], high, low;
    must(case_probe_loss(probe, input, e, x + STEP, &high));
    must(case_probe_loss(probe, input, e, x - STEP, &low));
    return (high - low) / (2 * STEP);
}

static void test_gradient(void **state) {
    const op_test *t = *state;
    double *inputs[MG_CASE_INPUTS];
    case_values grads = {0};
    case_probe *probe = NULL;
    must(case_inputs_create(t->c, inputs));
    must(case_gradient(oracle, t->c, inputs, &grads));
    must(case_probe_create(oracle, t->c, inputs, &probe));
    int g = 0;
    for (int i = 0; i < t->c->n_inputs; i++) {
        if (!t->c->inputs[i].check_grad) continue;
        for (int64_t e = 0; e < grads.size[g]; e++) {
            double want = numeric_gradient(probe, inputs, i, e), got = grads.data[g][e];
            if (!(fabs(got - want) <= 1e-6 * (1 + fabs(want)))) {
                fail_msg("%s: d/d input %d [%lld] is %.9g, central difference %.9g", t->name, i,
                         (long long)e, got, want);
            }
        }
        g++;
    }
    case_probe_free(probe);
    case_values_free(&grads);
    case_inputs_free(t->c, inputs);
}

static bool wants_gradient(const mg_op_case *c) {
    if (c->forward_only) return false;
    for (int i = 0; i < c->n_inputs; i++) {
        if (c->inputs[i].check_grad) return true;
    }
    return false;
}

static int collect(op_test *tests, struct CMUnitTest *units, const char *filter, bool gradients) {
    int n = 0;
    for (const mg_op *const *op = mg_all_ops; *op; op++) {
        for (int i = 0; i < (*op)->n_cases; i++) {
            const mg_op_case *c = &(*op)->cases[i];
            if (gradients && !wants_gradient(c)) continue;
            op_test *t = &tests[n];
            snprintf(t->name, sizeof t->name, "%s/%s", (*op)->name, c->name);
            if (filter && !strstr(t->name, filter)) continue;
            t->op = *op;
            t->c = c;
            units[n] = (struct CMUnitTest){t->name, gradients ? test_gradient : test_forward, NULL,
                                           NULL, t};
            n++;
            if (n == MAX_CASES) abort();
        }
    }
    return n;
}

/* An op without a case would be an op without a test. */
static void test_every_op_has_a_case(void **state) {
    (void)state;
    for (const mg_op *const *op = mg_all_ops; *op; op++) {
        if ((*op)->n_cases == 0) fail_msg("op %s has no test case", (*op)->name);
    }
}

static int run_on(const char *name, const char *filter) {
    if (!device_wanted(name)) return 0;
    static op_test tests[MAX_CASES];
    static struct CMUnitTest units[MAX_CASES];
    mg_status status = mg_device_open(name, 2, &device);
    if (status != MG_OK) {
        if (strcmp(name, "vulkan") == 0) return device_vulkan_missing();
        fprintf(stderr, "%s: %s\n", name, mg_error_text());
        return 1;
    }
    char title[256];
    snprintf(title, sizeof title, "forward on %s", device->description);
    int n = collect(tests, units, filter, false);
    int failed = _cmocka_run_group_tests(title, units, (size_t)n, NULL, NULL);
    mg_device_free(device);
    return failed;
}

static int run_gradients(const char *filter) {
    if (!device_wanted("oracle")) return 0;
    static op_test tests[MAX_CASES];
    static struct CMUnitTest units[MAX_CASES];
    const struct CMUnitTest coverage[] = {cmocka_unit_test(test_every_op_has_a_case)};
    int failed = cmocka_run_group_tests(coverage, NULL, NULL);
    int n = collect(tests, units, filter, true);
    failed += _cmocka_run_group_tests("gradients on the oracle", units, (size_t)n, NULL, NULL);
    return failed;
}

int main(int argc, char **argv) {
    const char *filter = argc > 1 ? argv[1] : NULL;
    if (mg_device_open("oracle", 1, &oracle) != MG_OK) return 1;
    int failed = run_gradients(filter) + run_on("cpu", filter);
    int vulkan = run_on("vulkan", filter);
    mg_device_free(oracle);
    return failed ? 1 : vulkan;
}

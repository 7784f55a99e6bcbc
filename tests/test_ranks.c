/* Quantiles and ranks from counts, beside the same from all values in order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/philox.h"
#include "core/base/ranks.h"

enum { N = 400 };

static void draw(double *x, double *y, double share) {
    for (int i = 0; i < N; i++) {
        double normals[4];
        mg_philox_normals(mg_philox(3, (uint64_t)i, 1, 0), normals);
        x[i] = 2 * normals[0];
        y[i] = share * 2 * normals[0] + 2 * normals[1];
    }
}

/* Rank of x[i] among all. */
static double rank_of(const double *x, int i) {
    double rank = 0;
    for (int j = 0; j < N; j++) rank += x[j] < x[i] ? 1 : x[j] == x[i] ? 0.5 : 0;
    return rank;
}

static double spearman(const double *x, const double *y) {
    double product = 0, xx = 0, yy = 0;
    for (int i = 0; i < N; i++) {
        double a = rank_of(x, i) - 0.5 * N, b = rank_of(y, i) - 0.5 * N;
        product += a * b, xx += a * a, yy += b * b;
    }
    return product / sqrt(xx * yy);
}

static void test_spearman(void **state) {
    (void)state;
    static const double SHARES[] = {0, 0.5, -0.5, 2};
    static mg_rank_table table;
    for (int s = 0; s < 4; s++) {
        double x[N], y[N];
        draw(x, y, SHARES[s]);
        table = (mg_rank_table){0};
        for (int i = 0; i < N; i++) mg_rank_table_add(&table, x[i], y[i]);
        /* Bins are a tenth of the deviation wide. */
        double want = spearman(x, y), found = mg_rank_table_spearman(&table);
        if (!(fabs(found - want) < 0.01)) fail_msg("%g: %g, want %g", SHARES[s], found, want);
    }
    table = (mg_rank_table){0};
    assert_true(isnan(mg_rank_table_spearman(&table)));
    for (int i = 0; i < 9; i++) mg_rank_table_add(&table, i, 1);
    assert_true(isnan(mg_rank_table_spearman(&table)));
    for (int i = 0; i < 9; i++) mg_rank_table_add(&table, 1e9 * i, INFINITY);
    for (int i = 0; i < 9; i++) mg_rank_table_add(&table, -i, -i);
    assert_true(mg_rank_table_spearman(&table) > 0);
}

static void test_auroc(void **state) {
    (void)state;
    static mg_histogram high, low, empty;
    double x[N], y[N], won = 0;
    draw(x, y, 0.5);
    for (int i = 0; i < N; i++) {
        mg_histogram_add(&low, x[i]);
        mg_histogram_add(&high, y[i] + 1.5);
        for (int j = 0; j < N; j++) won += y[i] + 1.5 > x[j];
    }
    double found = mg_histogram_auroc(&high, &low);
    assert_true(fabs(found - won / (N * N)) < 0.005);
    assert_true(fabs(found + mg_histogram_auroc(&low, &high) - 1) < 1e-12);
    assert_true(mg_histogram_auroc(&low, &low) == 0.5);
    assert_true(isnan(mg_histogram_auroc(&low, &empty)) && isnan(mg_histogram_auroc(&empty, &low)));
}

static void test_quantiles(void **state) {
    (void)state;
    static mg_histogram h;
    assert_true(isnan(mg_histogram_quantile(&h, 0.5)));
    for (int i = 0; i <= 1000; i++) mg_histogram_add(&h, 0.02 * i - 10);
    assert_true(fabs(mg_histogram_quantile(&h, 0.1) + 8) < 0.05);
    assert_true(fabs(mg_histogram_quantile(&h, 0.99) - 9.8) < 0.05);
    for (int i = 0; i < 2000; i++) mg_histogram_add(&h, -1e9);
    assert_true(mg_histogram_quantile(&h, 0.5) < -29.9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spearman),
        cmocka_unit_test(test_auroc),
        cmocka_unit_test(test_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

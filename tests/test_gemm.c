#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/cpu/backend_isa.h"

#define CANARY  1234.5f
#define N_POOLS 3

static const int pool_threads[N_POOLS] = {1, 2, 5};
static mg_pool *pools[N_POOLS];
static void *scratch;
static const mg_cpu_gemm *gemm;

typedef enum layout { NN, NT, TN, N_LAYOUTS } layout;

/* One problem with padded leading dimensions, and what C must be. */
typedef struct problem {
    mg_gemm_args args;
    float *a, *b, *c, *before; /* `before`: C at the start, canaries between the rows */
    size_t c_floats;
} problem;

static float *random_floats(size_t n, uint32_t stream) {
    float *x = mg_malloc_aligned(64, (n + 1) * sizeof *x);
    assert_non_null(x);
    mg_rng rng = mg_rng_at(7, n, stream);
    for (size_t i = 0; i < n; i++) x[i] = (float)(mg_rng_unit(&rng) * 2 - 1);
    return x;
}

static problem problem_create(int64_t m, int64_t n, int64_t k, layout l, int64_t pad,
                              bool accumulate) {
    problem p = {0};
    mg_gemm_args *g = &p.args;
    *g = (mg_gemm_args){.m = m, .n = n, .k = k, .accumulate = accumulate};
    g->trans_a = l == TN;
    g->trans_b = l == NT;
    g->lda = (g->trans_a ? m : k) + pad;
    g->ldb = (g->trans_b ? k : n) + pad * 2;
    g->ldc = n + pad * 3;
    /* Exactly as much memory as may be read: a read beyond is found by the sanitised build. */
    const int64_t a_rows = g->trans_a ? k : m, b_rows = g->trans_b ? n : k;
    g->a = p.a = random_floats((size_t)(a_rows ? a_rows * g->lda - pad : 0), 1);
    g->b = p.b = random_floats((size_t)(b_rows ? b_rows * g->ldb - pad * 2 : 0), 2);
    p.c_floats = (size_t)(m * g->ldc + 1);
    g->c = p.c = random_floats(p.c_floats, 3);
    for (int64_t i = 0; i < m; i++) {
        for (int64_t j = n; j < g->ldc; j++) p.c[i * g->ldc + j] = CANARY;
    }
    p.c[p.c_floats - 1] = CANARY;
    p.before = mg_malloc(p.c_floats * sizeof(float));
    assert_non_null(p.before);
    memcpy(p.before, p.c, p.c_floats * sizeof(float));
    return p;
}

static void problem_free(problem *p) {
    mg_free(p->a);
    mg_free(p->b);
    mg_free(p->c);
    mg_free(p->before);
}

static void reset(problem *p) {
    memcpy(p->c, p->before, p->c_floats * sizeof(float));
}

/* Against the plain sum in double; of a large problem only some diagonals, which still cross every
 * row and column. The bound is the worst case of rounding each of the products and
 * partial sums: (terms in one chain + blocks + 2) half-ulps of the sum of magnitudes. */
static void check_values(const problem *p) {
    const mg_gemm_args *g = &p->args;
    const int64_t chain = (g->k < MG_GEMM_KC ? g->k : MG_GEMM_KC) * 2 + g->k / MG_GEMM_KC + 2;
    const int64_t step = 1 + g->m * g->n * g->k / 1000000;
    for (int64_t i = 0; i < g->m; i++) {
        for (int64_t j = 0; j < g->ldc; j++) {
            const float got = p->c[i * g->ldc + j];
            if (j >= g->n) {
                if (got != CANARY) fail_msg("row %d: wrote %d behind the row", (int)i, (int)j);
                continue;
            }
            if ((i + j) % step != 0) continue;
            double sum = g->accumulate ? (double)p->before[i * g->ldc + j] : 0, size = fabs(sum);
            for (int64_t q = 0; q < g->k; q++) {
                double a = (double)(g->trans_a ? g->a[q * g->lda + i] : g->a[i * g->lda + q]);
                double b = (double)(g->trans_b ? g->b[j * g->ldb + q] : g->b[q * g->ldb + j]);
                sum += a * b;
                size += fabs(a * b);
            }
            if (!(fabs((double)got - sum) <= size * (double)FLT_EPSILON / 2 * (double)chain)) {
                fail_msg("%dx%dx%d %s%s acc %d: C[%d][%d] = %g, not %g", (int)g->m, (int)g->n,
                         (int)g->k, g->trans_a ? "T" : "N", g->trans_b ? "T" : "N", g->accumulate,
                         (int)i, (int)j, (double)got, sum);
            }
        }
    }
    assert_true(p->c[p->c_floats - 1] == CANARY);
}

/* serial() against double, then batch() with 1, 2 and 5 threads against the bytes of serial(). */
static void check(int64_t m, int64_t n, int64_t k, layout l, int64_t pad, bool accumulate) {
    problem p = problem_create(m, n, k, l, pad, accumulate);
    gemm->serial(&p.args, scratch);
    check_values(&p);
    float *expected = mg_malloc(p.c_floats * sizeof *expected);
    assert_non_null(expected);
    memcpy(expected, p.c, p.c_floats * sizeof *expected);
    for (int i = 0; i < N_POOLS; i++) {
        reset(&p);
        gemm->batch(pools[i], &p.args, 1);
        if (memcmp(p.c, expected, p.c_floats * sizeof *expected) != 0) {
            fail_msg("%dx%dx%d layout %d: %d threads differ from serial", (int)m, (int)n, (int)k,
                     (int)l, pool_threads[i]);
        }
    }
    mg_free(expected);
    problem_free(&p);
}

static void for_each_isa(void (*run)(void)) {
    for (int i = 0; i < MG_N_ISAS; i++) {
        if (!mg_cpu_isa_available((mg_isa)i)) continue;
        gemm = mg_cpu_gemm_for((mg_isa)i);
        run();
    }
}

static void run_small(void) {
    static const int64_t sizes[] = {1, 2, 3, 7, 8, 13, 16, 17, 31, 33, 48, 49, 65};
    enum { N = sizeof sizes / sizeof *sizes };
    for (int i = 0; i < N * N * N; i++) {
        const int64_t m = sizes[i % N], n = sizes[i / N % N], k = sizes[i / N / N];
        check(m, n, k, (layout)(i % N_LAYOUTS), i % 4, i / 2 % 2);
    }
}

/* Each crosses some border: of a block of k, of tiles, of panels, of what the shared memory holds.
 */
static void run_large(void) {
    static const int64_t shapes[][3] = {
        {64, 64, 64},   {100, 130, 47},  {47, 100, 130}, {130, 47, 300},  {31, 1100, 64},
        {24, 300, 257}, {25, 65, 513},   {300, 96, 256}, {257, 290, 255}, {700, 40, 128},
        {65, 33, 5000}, {26, 2100, 600}, {1024, 70, 40},
    };
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        for (int l = 0; l < N_LAYOUTS; l++) {
            const int64_t *d = shapes[s];
            check(d[0], d[1], d[2], (layout)l, (int64_t)(s % 3) * 5, (s + (size_t)l) % 2);
        }
    }
}

static void run_empty(void) {
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        check(5, 7, 0, NN, 1, accumulate);
        check(5, 0, 7, NN, 1, accumulate);
        check(0, 7, 5, NN, 1, accumulate);
        check(200, 300, 0, NT, 0, accumulate);
    }
}

/* 0 * NaN and 0 * inf are NaN, in every position of a tile and in no other row or column. */
static void run_nan(void) {
    for (int l = 0; l < N_LAYOUTS; l++) {
        for (int64_t at = 0; at < 40; at++) {
            problem p = problem_create(40, 37, 40, (layout)l, 3, false);
            const mg_gemm_args *g = &p.args;
            memset(p.b, 0, (size_t)((g->trans_b ? 37 : 40) * g->ldb - 6) * sizeof *p.b);
            p.a[g->trans_a ? at * g->lda + 11 : 11 * g->lda + at] = at % 2 ? NAN : INFINITY;
            gemm->serial(g, scratch);
            for (int64_t i = 0; i < 40; i++) {
                for (int64_t j = 0; j < 37; j++) {
                    const float c = p.c[i * g->ldc + j];
                    assert_true(i == 11 ? isnan(c) : c == 0);
                }
            }
            problem_free(&p);
        }
    }
}

/* The promise of the header: a row's result does not depend on the rows beside it. */
static void run_row_invariance(void) {
    problem p = problem_create(300, 100, 600, NT, 0, false);
    gemm->batch(pools[1], &p.args, 1);
    float row[100];
    for (int64_t i = 0; i < 300; i += 23) {
        mg_gemm_args one = p.args;
        one.m = 1;
        one.a += i * one.lda;
        one.c = row;
        gemm->batch(pools[1], &one, 1);
        assert_memory_equal(row, p.c + i * p.args.ldc, sizeof row);
    }
    problem_free(&p);
}

/* Many problems of different shapes in one call, more than one job holds, some of them empty. */
static void run_batch(void) {
    enum { N = 300 };
    static problem list[N];
    static mg_gemm_args args[N];
    for (int t = 0; t < N_POOLS; t++) {
        for (int i = 0; i < N; i++) {
            int64_t m = i % 7 == 0 ? 0 : 1 + i * 37 % 90, k = i % 50 == 0 ? 700 : 1 + i * 13 % 70;
            list[i] = problem_create(m, 1 + i * 29 % 80, k, (layout)(i % N_LAYOUTS), i % 3, i % 2);
            args[i] = list[i].args;
        }
        /* Two that each fill the shared memory. */
        problem_free(&list[N - 1]);
        problem_free(&list[N / 2]);
        list[N - 1] = problem_create(160, 700, 700, NT, 0, false);
        list[N / 2] = problem_create(160, 700, 1000, NN, 0, true);
        args[N - 1] = list[N - 1].args;
        args[N / 2] = list[N / 2].args;
        gemm->batch(pools[t], args, N);
        for (int i = 0; i < N; i++) {
            if (t == 0 || i == N - 1) check_values(&list[i]);
            const size_t bytes = list[i].c_floats * sizeof(float);
            float *got = mg_malloc(bytes);
            assert_non_null(got);
            memcpy(got, list[i].c, bytes);
            reset(&list[i]);
            gemm->serial(&args[i], scratch);
            assert_memory_equal(got, list[i].c, bytes);
            mg_free(got);
            problem_free(&list[i]);
        }
    }
    gemm->batch(pools[1], args, 0);
}

#define TEST(name)                                                                                 \
    static void test_##name(void **state) {                                                        \
        (void)state;                                                                               \
        for_each_isa(run_##name);                                                                  \
    }

TEST(small)
TEST(large)
TEST(empty)
TEST(nan)
TEST(row_invariance)
TEST(batch)

static int set_up(void **state) {
    (void)state;
    scratch = mg_malloc_aligned(MG_CACHE_LINE, MG_GEMM_SCRATCH_BYTES);
    if (!scratch) return 1;
    for (int i = 0; i < N_POOLS; i++) {
        if (mg_pool_create(&pools[i], pool_threads[i]) != MG_OK) return 1;
        if (mg_gemm_reserve(pools[i]) != MG_OK) return 1;
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    for (int i = 0; i < N_POOLS; i++) mg_pool_free(pools[i]);
    mg_free(scratch);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small), cmocka_unit_test(test_large),
        cmocka_unit_test(test_empty), cmocka_unit_test(test_nan),
        cmocka_unit_test(test_batch), cmocka_unit_test(test_row_invariance),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/base/threads.h"

#define N_MARKS 1000

typedef struct marks {
    mg_pool *pool;
    atomic_int count[N_MARKS];
    atomic_int owner_of[MG_MAX_THREADS]; /* 1 while a task runs as that thread */
    atomic_int clashes;
    int64_t values[N_MARKS];
} marks;

static void mark(void *context, int64_t task, int thread) {
    marks *m = context;
    if (atomic_exchange(&m->owner_of[thread], 1)) atomic_fetch_add(&m->clashes, 1);
    atomic_fetch_add(&m->count[task], 1);
    m->values[task] = task * task;
    atomic_store(&m->owner_of[thread], 0);
}

/* Every task runs once, threads are never shared, and results are visible, for many short jobs in a
 * row: the window in which a late worker meets the next job. */
static void check_jobs(int n_threads, int jobs) {
    marks *m = mg_calloc(1, sizeof *m);
    assert_non_null(m);
    assert_int_equal(mg_pool_create(&m->pool, n_threads), MG_OK);
    assert_int_equal(mg_pool_threads(m->pool), n_threads);
    for (int job = 0; job < jobs; job++) {
        int64_t n = 1 + (job * 37) % N_MARKS;
        memset(m->values, 0xff, sizeof m->values);
        mg_parallel_for(m->pool, n, mark, m);
        for (int64_t i = 0; i < n; i++) {
            assert_int_equal(m->values[i], i * i);
            assert_int_equal(atomic_exchange(&m->count[i], 0), 1);
        }
        for (int64_t i = n; i < N_MARKS; i++) assert_int_equal(atomic_load(&m->count[i]), 0);
    }
    assert_int_equal(atomic_load(&m->clashes), 0);
    mg_pool_free(m->pool);
    mg_free(m);
}

static void test_every_task_once(void **state) {
    (void)state;
    check_jobs(1, 50);
    check_jobs(2, 2000);
    check_jobs(5, 500);
    check_jobs(23, 100);
}

/* Long gaps: workers have gone to sleep and must be woken. */
static void test_wakes_sleepers(void **state) {
    (void)state;
    marks *m = mg_calloc(1, sizeof *m);
    assert_non_null(m);
    assert_int_equal(mg_pool_create(&m->pool, 3), MG_OK);
    for (int job = 0; job < 20; job++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        mg_parallel_for(m->pool, 100, mark, m);
        for (int i = 0; i < 100; i++) assert_int_equal(atomic_exchange(&m->count[i], 0), 1);
    }
    mg_pool_free(m->pool);
    mg_free(m);
}

typedef struct meeting {
    atomic_int arrived;
    atomic_int met;
} meeting;

static void meet(void *context, int64_t task, int thread) {
    (void)task;
    (void)thread;
    meeting *m = context;
    atomic_fetch_add(&m->arrived, 1);
    for (int i = 0; i < 2000 && atomic_load(&m->arrived) < 3; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    if (atomic_load(&m->arrived) == 3) atomic_fetch_add(&m->met, 1);
}

/* Three tasks that wait for each other can only all return if three threads run them. */
static void test_runs_in_parallel(void **state) {
    (void)state;
    mg_pool *pool;
    meeting m = {0};
    assert_int_equal(mg_pool_create(&pool, 3), MG_OK);
    mg_parallel_for(pool, 3, meet, &m);
    assert_int_equal(atomic_load(&m.met), 3);
    mg_pool_free(pool);
}

typedef struct nest {
    mg_pool *pool;
    int outer_thread[8];
    atomic_int inner_calls;
    atomic_int wrong_thread;
} nest;

typedef struct inner_context {
    nest *nest;
    int thread;
} inner_context;

static void inner(void *context, int64_t task, int thread) {
    (void)task;
    inner_context *c = context;
    atomic_fetch_add(&c->nest->inner_calls, 1);
    if (thread != c->thread) atomic_fetch_add(&c->nest->wrong_thread, 1);
}

static void outer(void *context, int64_t task, int thread) {
    (void)task;
    nest *n = context;
    inner_context c = {n, thread};
    mg_parallel_for(n->pool, 5, inner, &c);
}

static void test_nested_calls_are_serial(void **state) {
    (void)state;
    for (int n_threads = 1; n_threads <= 4; n_threads++) {
        nest n = {0};
        assert_int_equal(mg_pool_create(&n.pool, n_threads), MG_OK);
        mg_parallel_for(n.pool, 8, outer, &n);
        mg_parallel_for(n.pool, 1, outer, &n);
        assert_int_equal(atomic_load(&n.inner_calls), 9 * 5);
        assert_int_equal(atomic_load(&n.wrong_thread), 0);
        mg_pool_free(n.pool);
    }
}

static void test_scratch(void **state) {
    (void)state;
    mg_pool *pool;
    assert_int_equal(mg_pool_create(&pool, 3), MG_OK);
    assert_null(mg_pool_scratch(pool, 0));
    assert_null(mg_pool_shared(pool));
    assert_int_equal(mg_pool_reserve(pool, 100, 1000), MG_OK);
    assert_true(mg_pool_scratch_bytes(pool) >= 100 && mg_pool_shared_bytes(pool) >= 1000);
    for (int i = 0; i < 3; i++) {
        char *scratch = mg_pool_scratch(pool, i);
        assert_int_equal((uintptr_t)scratch % MG_CACHE_LINE, 0);
        memset(scratch, i, 100);
    }
    memset(mg_pool_shared(pool), 9, 1000);
    for (int i = 0; i < 3; i++) assert_int_equal(((char *)mg_pool_scratch(pool, i))[99], i);
    /* Neither shrinks, and one that fails keeps what there was. */
    assert_int_equal(mg_pool_reserve(pool, 10, 2000), MG_OK);
    assert_true(mg_pool_scratch_bytes(pool) >= 100 && mg_pool_shared_bytes(pool) >= 2000);
    mg_alloc_fail_at(1);
    assert_int_equal(mg_pool_reserve(pool, 100000, 0), MG_ERR_MEMORY);
    mg_alloc_fail_at(0);
    assert_true(mg_pool_scratch_bytes(pool) < 100000);
    assert_int_equal(mg_pool_reserve(pool, SIZE_MAX - 100, 0), MG_ERR_MEMORY);
    assert_non_null(mg_pool_scratch(pool, 2));
    mg_pool_free(pool);
}

static void test_create_fails_cleanly(void **state) {
    (void)state;
    mg_pool *pool;
    assert_int_equal(mg_pool_create(&pool, -1), MG_ERR_ARG);
    assert_null(pool);
    assert_int_equal(mg_pool_create(&pool, MG_MAX_THREADS + 1), MG_ERR_ARG);
    for (int n = 1; n <= 2; n++) {
        mg_alloc_fail_at(n);
        assert_int_equal(mg_pool_create(&pool, 2), MG_ERR_MEMORY);
        assert_null(pool);
    }
    mg_alloc_fail_at(0);
    assert_int_equal(mg_pool_create(&pool, 0), MG_OK);
    assert_int_equal(mg_pool_threads(pool), mg_cpu_count());
    mg_parallel_for(pool, 0, inner, NULL);
    mg_pool_free(pool);
    mg_pool_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_task_once),  cmocka_unit_test(test_wakes_sleepers),
        cmocka_unit_test(test_runs_in_parallel), cmocka_unit_test(test_nested_calls_are_serial),
        cmocka_unit_test(test_scratch),          cmocka_unit_test(test_create_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The cache of blocks: what it loads, what it keeps, what it does where loading fails, and threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "core/base/philox.h"
#include "data/series_cache.h"

#define BLOCK_BYTES (MG_SERIES_BLOCK * sizeof(float))

typedef struct store {
    atomic_int loads, failures; /* loads to fail from now on */
    useconds_t wait;
} store;

static mg_status load(void *context, const mg_series_block *block, float *values) {
    store *s = context;
    if (s->wait) usleep(s->wait);
    atomic_fetch_add(&s->loads, 1);
    if (atomic_load(&s->failures) > 0 && atomic_fetch_sub(&s->failures, 1) > 0)
        return mg_fail(MG_ERR_IO, "row %d cannot be read", (int)block->row);
    for (int i = 0; i < block->count; i++)
        values[i] = (float)(block->row * 10000 + block->first + i);
    return MG_OK;
}

static mg_series_block block_of(int64_t row) {
    return (mg_series_block){.shard = 3, .row = row, .first = 4096, .count = 100};
}

static mg_series_cache *cache_of(size_t blocks, store *s) {
    mg_series_cache *cache;
    if (mg_series_cache_create(blocks * BLOCK_BYTES, load, s, &cache))
        fail_msg("%s", mg_error_text());
    return cache;
}

static void expect_read(mg_series_cache *cache, int64_t row, int first) {
    float values[3];
    if (mg_series_cache_read(cache, block_of(row), first, 3, values))
        fail_msg("%s", mg_error_text());
    for (int i = 0; i < 3; i++) assert_true(values[i] == (float)(row * 10000 + 4096 + first + i));
}

/* The block used longest ago goes. */
static void test_oldest_goes(void **state) {
    (void)state;
    store s = {0};
    mg_series_cache *cache = cache_of(5, &s);
    for (int row = 0; row < 5; row++) expect_read(cache, row, row);
    expect_read(cache, 0, 97);
    assert_int_equal(s.loads, 5);
    expect_read(cache, 5, 0); /* in place of row 1 */
    expect_read(cache, 0, 1);
    assert_int_equal(s.loads, 6);
    expect_read(cache, 1, 0);
    assert_int_equal(s.loads, 7);
    assert_int_equal(mg_series_cache_loads(cache), 7);
    mg_series_cache_free(cache);
}

/* Blocks that begin at one place but are of different lengths are different blocks. */
static void test_lengths(void **state) {
    (void)state;
    store s = {0};
    float value;
    mg_series_cache *cache = cache_of(4, &s);
    mg_series_block block = block_of(1);
    for (block.count = 1; block.count <= 100; block.count++) { /* every bucket has several */
        assert_int_equal(mg_series_cache_read(cache, block, block.count - 1, 1, &value), MG_OK);
        assert_true(value == (float)(10000 + 4096 + block.count - 1));
    }
    assert_int_equal(s.loads, 100);
    mg_series_cache_free(cache);
}

static void test_failure(void **state) {
    (void)state;
    store s = {.failures = 2};
    float values[3];
    mg_series_cache *cache = cache_of(4, &s);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(mg_series_cache_read(cache, block_of(7), 0, 3, values), MG_ERR_IO);
        assert_string_equal(mg_error_text(), "row 7 cannot be read");
    }
    expect_read(cache, 7, 0);
    expect_read(cache, 7, 1);
    assert_int_equal(s.loads, 3);
    mg_series_cache_free(cache);
}

/* -- threads ----------------------------------------------------------------------------------- */

enum { THREADS = 8, READS = 4000 };

static void *read_one(void *context) {
    expect_read(context, 1, 5);
    return NULL;
}

static void run_threads(mg_series_cache *cache, void *(*run)(void *)) {
    pthread_t threads[THREADS];
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_create(&threads[t], NULL, run, cache), 0);
    for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
}

/* Threads that want the same block load it once. */
static void test_one_load(void **state) {
    (void)state;
    store s = {.wait = 20000};
    mg_series_cache *cache = cache_of(4, &s);
    run_threads(cache, read_one);
    assert_int_equal(s.loads, 1);
    mg_series_cache_free(cache);
}

static void *read_many(void *context) {
    mg_rng rng = mg_rng_at((uint64_t)(uintptr_t)&rng, 0, 0);
    for (int i = 0; i < READS; i++)
        expect_read(context, mg_rng_below(&rng, 12), (int)mg_rng_below(&rng, 97));
    return NULL;
}

/* More threads than blocks that fit: all are served, with the right values. */
static void test_crowd(void **state) {
    (void)state;
    store s = {0};
    mg_series_cache *cache = cache_of(1, &s);
    run_threads(cache, read_many);
    assert_in_range(s.loads, 12, THREADS * READS);
    mg_series_cache_free(cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oldest_goes), cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_failure),     cmocka_unit_test(test_one_load),
        cmocka_unit_test(test_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

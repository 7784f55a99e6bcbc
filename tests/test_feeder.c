/* The feeder: the same problems in the same order with any number of threads, failures where they
 * belong, and an end that waits for nothing but what is being made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/feeder.h"

static mg_stream stream_of(const char *tasks, uint64_t position) {
    mg_stream_config config = {.split = MG_SPLIT_TRAIN, .seed = 7, .causal = true};
    mg_stream stream = {.position = 0};
    if (mg_tokenizer_for_size(&config.tokenizer, 384) || mg_mixture_parse(tasks, &config.mixture) ||
        mg_stream_init(&stream, &config))
        fail_msg("%s", mg_error_text());
    stream.position = position;
    return stream;
}

static mg_feeder *feeder_of(const mg_stream *stream, int threads) {
    mg_feeder *feeder;
    if (mg_feeder_create(stream, threads, &feeder)) fail_msg("%s", mg_error_text());
    return feeder;
}

static void expect_batches(mg_stream *fed, mg_stream *plain, int count) {
    mg_batch a, b;
    assert_int_equal(mg_batch_create(&a, 3, 64), MG_OK);
    assert_int_equal(mg_batch_create(&b, 3, 64), MG_OK);
    for (int i = 0; i < count; i++) {
        if (mg_stream_next_batch(fed, &a)) fail_msg("%s", mg_error_text());
        if (mg_stream_next_batch(plain, &b)) fail_msg("%s", mg_error_text());
        assert_memory_equal(a.ids, b.ids, 3 * 64 * sizeof *a.ids);
        assert_memory_equal(a.targets, b.targets, 3 * 64 * sizeof *a.targets);
        assert_int_equal(fed->position, plain->position);
    }
    mg_batch_free(&a);
    mg_batch_free(&b);
}

/* Enough batches to go round the ring several times, from positions in and out of step with it. */
static void test_same_batches(void **state) {
    (void)state;
    static const int THREADS[] = {1, 2, 7};
    static const uint64_t POSITIONS[] = {0, 5, 12345};
    for (size_t i = 0; i < sizeof THREADS / sizeof *THREADS; i++) {
        mg_stream fed = stream_of("mixture,gcd", POSITIONS[i]);
        mg_stream plain = fed;
        mg_feeder *feeder = feeder_of(&fed, THREADS[i]);
        fed.feeder = feeder;
        expect_batches(&fed, &plain, 800);
        assert_true(plain.position > POSITIONS[i] + 3 * MG_FEEDER_AHEAD);
        mg_feeder_free(feeder);
    }
}

static void test_restart(void **state) {
    (void)state;
    mg_stream fed = stream_of("addition:1*3,linear:1", 0), plain = fed;
    mg_feeder *feeder = feeder_of(&fed, 3);
    fed.feeder = feeder;
    expect_batches(&fed, &plain, 5);
    const double weights[] = {0.0, 1.0};
    mg_mixture_set_weights(&fed.config.mixture, weights);
    mg_mixture_set_weights(&plain.config.mixture, weights);
    mg_feeder_restart(feeder, &fed);
    expect_batches(&fed, &plain, 5);
    fed.position = plain.position = 77;
    mg_feeder_restart(feeder, &fed);
    expect_batches(&fed, &plain, 5);
    mg_feeder_free(feeder);
}

static void test_refused(void **state) {
    (void)state;
    mg_feeder *feeder = (mg_feeder *)1;
    mg_stream stream = stream_of("addition", 0);
    assert_int_equal(mg_feeder_create(&stream, 0, &feeder), MG_ERR_ARG);
    assert_null(feeder);
    assert_int_equal(mg_feeder_create(&stream, MG_FEEDER_THREADS + 1, &feeder), MG_ERR_ARG);
    for (long n = 1; n <= 2; n++) {
        mg_alloc_fail_at(n);
        assert_int_equal(mg_feeder_create(&stream, 2, &feeder), MG_ERR_MEMORY);
        assert_null(feeder);
        mg_alloc_fail_at(0);
    }
    stream.config.order = MG_ORDER_WALK;
    assert_int_equal(mg_feeder_create(&stream, 1, &feeder), MG_ERR_ARG);
}

/* -- failures: a family whose data end at item 100 --------------------------------------------- */

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *operand) {
    const mg_family *base = level->context;
    if (rng->index >= 100)
        return mg_fail(MG_ERR_IO, "no data at item %llu", (unsigned long long)rng->index);
    if (rng->index % 3 == 0) usleep(1000); /* so that threads finish out of order */
    base->draw(&base->levels[0], rng, operand);
    return MG_OK;
}

static void test_failure_in_order(void **state) {
    (void)state;
    const mg_family *base = mg_family_find("addition");
    mg_family broken = *base;
    mg_level level = base->levels[0];
    level.context = base;
    broken.fetch = fetch;
    broken.levels = &level;
    broken.level_count = 1;
    mg_stream stream = stream_of("addition:1", 0);
    stream.config.mixture.task[0].family = &broken;
    mg_feeder *feeder = feeder_of(&stream, 5);
    for (uint64_t i = 0; i < 100; i++) {
        const mg_problem *problem;
        if (mg_feeder_item(feeder, i, &problem)) fail_msg("item %d: %s", (int)i, mg_error_text());
        assert_int_equal(problem->item.index, i);
    }
    for (int again = 0; again < 2; again++) {
        const mg_problem *problem;
        assert_int_equal(mg_feeder_item(feeder, 100, &problem), MG_ERR_IO);
        assert_string_equal(mg_error_text(), "no data at item 100");
    }
    mg_feeder_free(feeder);
}

/* A feeder that is freed at once, or never asked, ends; and it does not run on without end. */
static void test_end(void **state) {
    (void)state;
    mg_stream stream = stream_of("addition:1", 0);
    for (int i = 0; i < 20; i++) mg_feeder_free(feeder_of(&stream, 4));
    mg_feeder_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_batches), cmocka_unit_test(test_restart),
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_failure_in_order),
        cmocka_unit_test(test_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

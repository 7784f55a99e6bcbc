/* Mixtures, streams of batches, held-out sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "data/tokenizer.h"
#include "gym/family.h"
#include "gym/heldout.h"
#include "gym/stream.h"

static mg_stream stream_of(const char *spec, mg_layout layout, bool causal, bool loss_on_all) {
    mg_stream stream = {.position = 0};
    mg_stream_config config = {.split = MG_SPLIT_TRAIN,
                               .layout = layout,
                               .seed = 31,
                               .causal = causal,
                               .loss_on_all = loss_on_all};
    if (mg_mixture_parse(spec, &config.mixture) || mg_stream_init(&stream, &config))
        fail_msg("%s", mg_error_text());
    return stream;
}

static mg_batch batch_of(int64_t rows, int64_t cols) {
    mg_batch batch;
    assert_int_equal(mg_batch_create(&batch, rows, cols), MG_OK);
    return batch;
}

static void next_batch(mg_stream *stream, mg_batch *batch) {
    if (mg_stream_next_batch(stream, batch)) fail_msg("%s", mg_error_text());
}

static void assert_same_batch(const mg_batch *a, const mg_batch *b) {
    size_t n = (size_t)(a->rows * a->cols);
    assert_memory_equal(a->ids, b->ids, n * sizeof *a->ids);
    assert_memory_equal(a->targets, b->targets, n * sizeof *a->targets);
    assert_memory_equal(a->segments, b->segments, n * sizeof *a->segments);
    assert_memory_equal(a->positions, b->positions, n * sizeof *a->positions);
    assert_memory_equal(a->loss_mask, b->loss_mask, n * sizeof *a->loss_mask);
    assert_int_equal(a->target_tokens, b->target_tokens);
}

/* -- specifications ---------------------------------------------------------------------------- */

static void test_specifications(void **state) {
    (void)state;
    mg_mixture m;
    assert_int_equal(mg_mixture_parse("mixture", &m), MG_OK);
    assert_int_equal(m.count, 7);
    for (int i = 0; i < 7; i++) {
        assert_ptr_equal(m.task[i].family, mg_family_at(i));
        assert_int_equal(m.task[i].level, m.task[i].family->default_level);
    }
    assert_int_equal(mg_mixture_parse("addition:3*2,linear:1*0.5,mixture*7", &m), MG_OK);
    assert_int_equal(m.count, 9);
    assert_int_equal(m.task[0].level, 3);
    assert_true(m.task[0].weight == 2.0 && m.task[1].weight == 0.5 && m.task[2].weight == 1.0);
    assert_string_equal(m.task[1].family->name, "linear");

    static const char *const BAD[] = {"",
                                      ",",
                                      "add",
                                      "addition:",
                                      "addition:0",
                                      "addition:13",
                                      "addition:x",
                                      "addition*0",
                                      "addition*",
                                      "addition*-1",
                                      "addition*nan",
                                      "addition,",
                                      "addition:3:4",
                                      "addition*2:3",
                                      "addition*inf",
                                      "mixture:2"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        if (mg_mixture_parse(BAD[i], &m) != MG_ERR_ARG) fail_msg("'%s' was accepted", BAD[i]);
    char huge[4096];
    memset(huge, 'a', sizeof huge);
    huge[sizeof huge - 1] = '\0';
    assert_int_equal(mg_mixture_parse(huge, &m), MG_ERR_ARG);
    for (size_t i = 0; i + 7 < sizeof huge; i += 7) memcpy(huge + i, "linear,", 7);
    assert_int_equal(mg_mixture_parse(huge, &m), MG_ERR_ARG);
}

static void test_weights(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    mg_stream stream = stream_of("addition:1*3,linear*1", MG_LAYOUT_PLAIN, true, false);
    int additions = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        mg_item item =
            mg_mixture_item(&stream.config.mixture, MG_ORDER_DRAWN, MG_SPLIT_TRAIN, 31, i);
        assert_int_equal(item.index, i);
        additions += strcmp(item.family->name, "addition") == 0;
    }
    /* binomial: 6 standard deviations of 100,000 draws at 3/4 are 822 */
    assert_in_range(additions, 75000 - 822, 75000 + 822);
}

/* In a walk the tasks take turns by their weights, and each is walked in order without a gap. */
static void test_mixtures_are_walked(void **state) {
    (void)state;
    static const double SHARE[] = {3.0 / 16.5, 5.0 / 16.5, 8.0 / 16.5, 0.5 / 16.5};
    mg_mixture mixture;
    assert_int_equal(mg_mixture_parse("addition:1*3,division:1*5,linear*8,order*0.5", &mixture),
                     MG_OK);
    uint64_t next[4] = {0};
    for (uint64_t i = 0; i < 50000; i++) {
        mg_item item = mg_mixture_item(&mixture, MG_ORDER_WALK, MG_SPLIT_TRAIN, 9, i);
        int task = 0;
        while (mixture.task[task].family != item.family) task++;
        assert_int_equal(item.index, next[task]++);
        /* two halvings, each off by less than one */
        double expected = (double)(i + 1) * SHARE[task];
        assert_true((double)next[task] > expected - 3.0 && (double)next[task] < expected + 3.0);
    }
}

static void test_walked_streams_do_not_repeat(void **state) {
    (void)state;
    mg_walks walks = {0};
    mg_stream stream;
    mg_stream_config config = {
        .split = MG_SPLIT_TEST, .seed = 3, .order = MG_ORDER_WALK, .walks = &walks};
    assert_int_equal(mg_mixture_parse("multiplication:2", &config.mixture), MG_OK);
    assert_int_equal(mg_stream_init(&stream, &config), MG_OK);
    mg_key keys[42];
    for (uint64_t i = 0; i < 42; i++) { /* all there are: README */
        mg_problem p, again;
        assert_int_equal(mg_stream_item(&stream, i, &p), MG_OK);
        assert_int_equal(mg_walks_item(&walks, &p.item, &again), MG_OK);
        assert_string_equal(p.question, again.question);
        keys[i] = p.key;
        for (uint64_t j = 0; j < i; j++) assert_false(mg_key_equal(keys[i], keys[j]));
    }
    mg_walks_free(&walks);
}

/* Held-out shapes: never in the one sequence, alone in the other; about a tenth of many. */
static void test_shapes_are_held_out(void **state) {
    (void)state;
    const mg_family *family = mg_family_find("order");
    enum { ITEMS = 400 };
    char seen[ITEMS][64];
    for (uint64_t i = 0; i < 2 * ITEMS; i++) {
        mg_order order = i < ITEMS ? MG_ORDER_SEEN_SHAPES : MG_ORDER_NEW_SHAPES;
        mg_problem p;
        const mg_item item = {family, 4, MG_SPLIT_TRAIN, 2, i, order};
        assert_int_equal(mg_problem_generate(&item, &p), MG_OK);
        /* the printed shape is a finer one than the canonical: equal prints, equal shapes */
        char shape[64];
        size_t n = 0;
        for (const char *at = p.question; *at; at++)
            if (*at < '0' || *at > '9') shape[n++] = *at;
        shape[n] = '\0';
        if (i < ITEMS) memcpy(seen[i], shape, sizeof shape);
        for (size_t k = 0; i >= ITEMS && k < ITEMS; k++) assert_string_not_equal(seen[k], shape);
    }
    mg_problem p; /* additions have one shape: it is all or nothing */
    const mg_item all = {mg_family_find("addition"), 3, MG_SPLIT_TRAIN, 2, 0, MG_ORDER_SEEN_SHAPES};
    const mg_item none = {mg_family_find("addition"), 3, MG_SPLIT_TRAIN, 2, 0, MG_ORDER_NEW_SHAPES};
    assert_int_not_equal(mg_problem_generate(&all, &p), mg_problem_generate(&none, &p));
    mg_heldout set;
    assert_int_equal(mg_heldout_draw(family, 4, MG_SPLIT_TEST, MG_ORDER_NEW_SHAPES, 50, &set),
                     MG_OK);
    assert_int_equal(set.count, 50);
    mg_heldout_free(&set);
}

/* -- batches ----------------------------------------------------------------------------------- */

/* What a batch must be, written from the description of pack.h and the items alone. */
static int64_t expect_batch(const mg_stream *stream, int64_t rows, int64_t cols, mg_batch *out) {
    const mg_stream_config *config = &stream->config;
    uint64_t index = stream->position;
    for (int64_t row = 0; row < rows; row++) {
        int64_t col = 0;
        for (int32_t segment = 0;; segment++, index++) {
            mg_problem p;
            char text[MG_PROMPT_BYTES + MG_RESPONSE_BYTES], prompt[MG_PROMPT_BYTES],
                answer[MG_RESPONSE_BYTES];
            assert_int_equal(mg_stream_item(stream, index, &p), MG_OK);
            int bytes = (int)mg_problem_render(&p, config->layout, answer);
            int question = (int)mg_problem_prompt(&p, config->layout, prompt);
            snprintf(text, sizeof text, "%s%s", prompt, answer);
            int slots = (int)mg_mixture_answer_slots(&config->mixture, config->layout);
            int length = question + (config->causal ? bytes : slots);
            if (col + length > cols) break;
            for (int i = 0; i < length; i++) {
                int64_t at = row * cols + col + i;
                int next = i + config->causal;
                out->targets[at] =
                    next < question + bytes ? (unsigned char)text[next] : MG_TOKEN_EOS;
                bool slot = !config->causal && i >= question;
                out->ids[at] = slot ? MG_TOKEN_MASK : (unsigned char)text[i];
                bool counts = config->loss_on_all || next >= question;
                out->loss_mask[at] = counts ? 1.0f : 0.0f;
                out->target_tokens += counts;
                out->segments[at] = segment;
                out->positions[at] = i;
            }
            col += length;
        }
    }
    return (int64_t)index;
}

static void check_batches(const char *spec, mg_layout layout, bool causal, bool loss_on_all,
                          int64_t rows, int64_t cols) {
    mg_stream stream = stream_of(spec, layout, causal, loss_on_all);
    mg_batch batch = batch_of(rows, cols), expected = batch_of(rows, cols);
    for (int step = 0; step < 20; step++) {
        mg_batch_clear(&expected);
        for (int64_t i = 0; i < rows * cols; i++) expected.ids[i] = MG_TOKEN_PAD;
        int64_t after = expect_batch(&stream, rows, cols, &expected);
        next_batch(&stream, &batch);
        assert_same_batch(&batch, &expected);
        assert_int_equal(stream.position, after);
    }
    mg_batch_free(&batch);
    mg_batch_free(&expected);
}

static void test_batches_are_as_described(void **state) {
    (void)state;
    for (int layout = 0; layout < MG_LAYOUT_COUNT; layout++) {
        check_batches("mixture", (mg_layout)layout, true, false, 8, 96);
        check_batches("mixture", (mg_layout)layout, true, true, 3, 128);
        check_batches("mixture", (mg_layout)layout, false, false, 5, 160);
    }
    check_batches("addition:12", MG_LAYOUT_PLAIN, true, false, 1, 40); /* exactly one fits */
}

static void test_encoder_slots_tell_nothing(void **state) {
    (void)state;
    mg_stream stream = stream_of("mixture", MG_LAYOUT_PLAIN, false, false);
    assert_int_equal(stream.pack.answer_slots, 6); /* "999r0" and <eos> */
    mg_batch batch = batch_of(4, 64);
    next_batch(&stream, &batch);
    int run = 0;
    for (int64_t i = 0; i < 4 * 64; i++) {
        if (batch.ids[i] == MG_TOKEN_MASK) {
            run++;
            continue;
        }
        assert_true(run == 0 || run == 6);
        run = 0;
    }
    mg_batch_free(&batch);
}

static void test_rows_that_are_too_short(void **state) {
    (void)state;
    mg_stream stream = stream_of("mixture", MG_LAYOUT_PLAIN, true, false);
    mg_batch batch = batch_of(2, stream.longest - 1);
    assert_int_equal(mg_stream_next_batch(&stream, &batch), MG_ERR_SHAPE);
    assert_int_equal(stream.position, 0);
    mg_batch_free(&batch);
    batch = batch_of(2, stream.longest);
    for (int i = 0; i < 200; i++) next_batch(&stream, &batch);
    mg_batch_free(&batch);
}

static void test_batches_hang_on_the_position_alone(void **state) {
    (void)state;
    enum { STEPS = 40 };
    uint64_t position[STEPS];
    mg_batch batch[STEPS];
    mg_stream stream = stream_of("mixture", MG_LAYOUT_PLAIN, true, false);
    for (int i = 0; i < STEPS; i++) {
        batch[i] = batch_of(4, 64);
        position[i] = stream.position;
        next_batch(&stream, &batch[i]);
    }
    mg_batch again = batch_of(4, 64);
    for (int i = STEPS; i-- > 0;) {
        mg_stream fresh = stream_of("mixture", MG_LAYOUT_PLAIN, true, false);
        fresh.position = position[i];
        next_batch(&fresh, &again);
        assert_same_batch(&again, &batch[i]);
        assert_int_equal(fresh.position, i + 1 < STEPS ? position[i + 1] : stream.position);
    }
    for (int i = 0; i < STEPS; i++) mg_batch_free(&batch[i]);
    mg_batch_free(&again);
}

/* -- held-out sets ----------------------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right) {
    return memcmp(left, right, sizeof(mg_key));
}

static mg_heldout heldout_of(const mg_family *family, int level, mg_split split, size_t count) {
    mg_heldout set;
    if (mg_heldout_create(family, level, split, count, &set)) fail_msg("%s", mg_error_text());
    return set;
}

static mg_key *sorted_keys(const mg_heldout *set) {
    mg_key *keys = malloc(set->count * sizeof *keys);
    for (size_t i = 0; i < set->count; i++) keys[i] = set->problems[i].key;
    qsort(keys, set->count, sizeof *keys, compare_keys);
    return keys;
}

static void test_heldout_sets_are_distinct_and_never_trained(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        int level = family->default_level;
        /* the levels of basics are small, so that a leak would show; those of others are slow */
        bool small = strcmp(family->topic, "basics") == 0;
        uint64_t items = small ? 200000 : 500;
        size_t held = small ? 1000 : 100;
        for (int split = MG_SPLIT_VALID; split <= MG_SPLIT_TEST; split++) {
            mg_heldout set = heldout_of(family, level, (mg_split)split, held);
            mg_heldout again = heldout_of(family, level, (mg_split)split, held);
            assert_true(set.complete ? set.count <= held : set.count == held);
            assert_int_equal(again.count, set.count);
            mg_key *keys = sorted_keys(&set);
            for (size_t i = 0; i < set.count; i++) {
                assert_string_equal(set.problems[i].question, again.problems[i].question);
                assert_int_equal(mg_key_split(keys[i]), split);
                if (i > 0) assert_false(mg_key_equal(keys[i - 1], keys[i]));
            }
            for (uint64_t i = 0; i < items; i++) {
                mg_problem p;
                const mg_item item = {family, level, MG_SPLIT_TRAIN, 41, i, MG_ORDER_DRAWN};
                assert_int_equal(mg_problem_generate(&item, &p), MG_OK);
                if (bsearch(&p.key, keys, set.count, sizeof *keys, compare_keys))
                    fail_msg("%s is held out and trained", p.question);
            }
            free(keys);
            mg_heldout_free(&set);
            mg_heldout_free(&again);
        }
    }
}

/* Counted here by two loops over the operands, in the gym by the walk. */
static void test_small_sets_are_complete(void **state) {
    (void)state;
    const mg_family *family = mg_family_find("multiplication");
    size_t total = 0;
    for (int split = 0; split < MG_SPLIT_COUNT; split++) {
        size_t count = 0;
        for (int a = 0; a < 100; a++) {
            for (int b = 0; b < 10; b++) {
                char text[16];
                int low = a < b ? a : b, high = a < b ? b : a;
                int bytes = snprintf(text, sizeof text, "%d*%d", low, high);
                bool repeat = a < 10 && a > b; /* b*a was counted */
                count += !repeat && (int)mg_key_split(mg_key_of(text, (size_t)bytes)) == split;
            }
        }
        mg_heldout set = heldout_of(family, 2, (mg_split)split, 1000);
        assert_true(set.complete);
        assert_int_equal(set.count, count);
        total += set.count;
        mg_heldout_free(&set);
        mg_heldout part = heldout_of(family, 2, (mg_split)split, 10);
        assert_int_equal(part.count, 10);
        assert_false(part.complete);
        mg_heldout_free(&part);
    }
    assert_int_equal(total, 955);
}

static void test_large_sets(void **state) {
    (void)state;
    mg_heldout set = heldout_of(mg_family_find("addition"), 3, MG_SPLIT_TEST, 20000);
    assert_int_equal(set.count, 20000);
    mg_heldout_free(&set);
    set = heldout_of(mg_family_find("addition"), 12, MG_SPLIT_TEST, 5000);
    assert_int_equal(set.count, 5000);
    mg_heldout_free(&set);
}

static void test_heldout_errors(void **state) {
    (void)state;
    mg_heldout set;
    const mg_family *family = mg_family_find("addition");
    assert_int_equal(mg_heldout_create(family, 0, MG_SPLIT_TEST, 10, &set), MG_ERR_ARG);
    assert_int_equal(mg_heldout_create(family, 3, MG_SPLIT_TEST, 0, &set), MG_ERR_ARG);
    mg_heldout_free(&set);
    for (long n = 1;; n++) {
        mg_alloc_fail_at(n);
        mg_status small = mg_heldout_create(mg_family_find("order"), 1, MG_SPLIT_TEST, 1000, &set);
        mg_heldout_free(&set);
        mg_alloc_fail_at(0);
        if (small == MG_OK) break;
        assert_int_equal(small, MG_ERR_MEMORY);
    }
    for (long n = 1;; n++) {
        mg_alloc_fail_at(n);
        mg_status large = mg_heldout_create(family, 3, MG_SPLIT_TEST, 100, &set);
        mg_heldout_free(&set);
        mg_alloc_fail_at(0);
        if (large == MG_OK) break;
        assert_int_equal(large, MG_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_specifications),
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_mixtures_are_walked),
        cmocka_unit_test(test_walked_streams_do_not_repeat),
        cmocka_unit_test(test_shapes_are_held_out),
        cmocka_unit_test(test_batches_are_as_described),
        cmocka_unit_test(test_encoder_slots_tell_nothing),
        cmocka_unit_test(test_rows_that_are_too_short),
        cmocka_unit_test(test_batches_hang_on_the_position_alone),
        cmocka_unit_test(test_heldout_sets_are_distinct_and_never_trained),
        cmocka_unit_test(test_small_sets_are_complete),
        cmocka_unit_test(test_large_sets),
        cmocka_unit_test(test_heldout_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

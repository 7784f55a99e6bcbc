/* Recall tasks: what their texts say, and mathgym memory-test as a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "gym/recall.h"
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

static mg_recall task_of(mg_recall_kind kind) {
    bool passkey = kind == MG_RECALL_PASSKEY;
    return (mg_recall){.kind = kind,
                       .length = 80,
                       .pairs = passkey ? 5 : 8,
                       .values = passkey ? 10 : 16,
                       .queries = passkey ? 5 : 12,
                       .gap = 30};
}

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s", mg_error_text());
}

static bool is_key(int32_t id) {
    return id >= 'A' && id <= 'Z';
}

/* Value last told for a key before the queries, and where; -1: never. */
static int32_t value_of(const int32_t *ids, int64_t end, int32_t key, int64_t *place) {
    int32_t value = -1;
    for (int64_t t = 0; t + 1 < end; t++) {
        if (ids[t] != key) continue;
        value = ids[t + 1];
        *place = t + 1;
    }
    return value;
}

/* Solves each text from its print alone. */
static void check_row(const mg_recall *task, const mg_batch *batch, int64_t row) {
    const int32_t *ids = batch->ids + row * batch->cols;
    int64_t first = task->length - task->queries, place = 0;
    for (int64_t t = 0; t < task->length; t++) {
        int64_t i = row * batch->cols + t;
        assert_int_equal(batch->loss_mask[i] != 0, t >= first);
        assert_int_equal(batch->segments[i], 0);
        assert_int_equal(batch->positions[i], t);
        if (t < first) continue;
        assert_true(is_key(ids[t]));
        assert_int_equal(batch->targets[i], value_of(ids, first, ids[t], &place));
        assert_true(first - place > task->gap);
    }
}

static void test_answers_are_what_was_told_last(void **state) {
    (void)state;
    for (int kind = 0; kind <= MG_RECALL_PASSKEY; kind++) {
        mg_recall task = task_of((mg_recall_kind)kind);
        mg_batch batch;
        must(mg_batch_create(&batch, 64, task.length));
        must(mg_recall_fill(&task, 7, 0, &batch));
        for (int64_t row = 0; row < batch.rows; row++) check_row(&task, &batch, row);
        mg_batch_free(&batch);
    }
}

/* The old value of an overwritten key is not the answer, or not more often than chance has it. */
static void test_overwriting_changes_values(void **state) {
    (void)state;
    mg_recall task = task_of(MG_RECALL_OVERWRITE);
    mg_batch batch;
    must(mg_batch_create(&batch, 64, task.length));
    must(mg_recall_fill(&task, 7, 0, &batch));
    int64_t same = 0, all = 0, place;
    for (int64_t row = 0; row < batch.rows; row++) {
        const int32_t *ids = batch.ids + row * batch.cols;
        for (int64_t p = 0; p < task.pairs; p++, all++)
            same += value_of(ids, 4 * task.pairs, ids[2 * p], &place) == ids[2 * p + 1];
    }
    assert_int_equal(all, 512);
    assert_in_range(same, 512 / 16 / 2, 2 * 512 / 16);
    mg_batch_free(&batch);
}

static void test_a_text_is_a_function_of_its_number(void **state) {
    (void)state;
    mg_recall task = task_of(MG_RECALL_PAIRS);
    mg_batch a, b;
    must(mg_batch_create(&a, 4, task.length));
    must(mg_batch_create(&b, 2, task.length));
    must(mg_recall_fill(&task, 7, 100, &a));
    must(mg_recall_fill(&task, 7, 102, &b));
    size_t bytes = (size_t)(2 * task.length) * sizeof *b.ids;
    assert_memory_equal(a.ids + 2 * task.length, b.ids, bytes);
    must(mg_recall_fill(&task, 8, 102, &b));
    assert_memory_not_equal(a.ids + 2 * task.length, b.ids, bytes);
    mg_batch_free(&a);
    mg_batch_free(&b);
}

static void test_texts_that_cannot_be(void **state) {
    (void)state;
    mg_recall task = task_of(MG_RECALL_PAIRS);
    task.length = 57; /* 16 + 30 + 12 are 58 */
    assert_int_equal(mg_recall_check(&task), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "58 are needed"));
    task = task_of(MG_RECALL_PASSKEY);
    task.values = 11;
    assert_int_equal(mg_recall_check(&task), MG_ERR_ARG);
    task = task_of(MG_RECALL_PASSKEY);
    task.queries = 4;
    assert_int_equal(mg_recall_check(&task), MG_ERR_ARG);
}

/* The percentage in a line of the table that begins with `mode`. */
static double share_of(const char *out, const char *mode) {
    const char *line = strstr(out, mode);
    assert_non_null(line);
    double share;
    assert_int_equal(sscanf(line + strlen(mode), "%*d %lf%%", &share), 1);
    return share;
}

/* A minute's training is too long for here; 100 steps are enough to be far above what is left when
 * the memory is not what it was. */
static void test_memory_test_tells_memory_from_none(void **state) {
    (void)state;
    test_tmp_in_memory();
    int code = cli_run("", "memory-test --train --task passkey --steps 100 --batch 32 --lr 0.005 "
                           "--texts 64 --device cpu --out model");
    char *out = cli_content("out", NULL), *err = cli_content("err", NULL);
    if (code != 0) fail_msg("%s", err);
    double on = share_of(out, "\non "), frozen = share_of(out, "\nfrozen "),
           reset = share_of(out, "\nreset "), shuffled = share_of(out, "\nshuffled ");
    if (!(on > 40 && frozen < 25 && reset < 25 && shuffled < 25)) fail_msg("%s", out);
    mg_free(err);
    mg_free(out);

    /* The model that was kept scores the same. */
    assert_int_equal(cli_run("", "memory-test model --task passkey --texts 64 --device cpu"), 0);
    out = cli_content("out", NULL);
    assert_true(share_of(out, "\non ") == on);
    mg_free(out);
}

static void test_memory_test_refuses(void **state) {
    (void)state;
    if (cli_expect_error("", "memory-test", 2, "give a checkpoint, or --train")) fail();
    if (cli_expect_error("", "memory-test --train --preset dense-tiny", 1, "sees the whole text"))
        fail();
    if (cli_expect_error("", "memory-test --train --length 40", 1, "too short")) fail();
    if (cli_expect_error("", "memory-test --train --steps 1 --length 66", 1, "parts of 32")) fail();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_what_was_told_last),
        cmocka_unit_test(test_overwriting_changes_values),
        cmocka_unit_test(test_a_text_is_a_function_of_its_number),
        cmocka_unit_test(test_texts_that_cannot_be),
        cmocka_unit_test(test_memory_test_tells_memory_from_none),
        cmocka_unit_test(test_memory_test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

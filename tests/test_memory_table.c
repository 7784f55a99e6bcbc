/* Tables that are asked and told all along, and what mathgym memory-test prints of them. */
#include <math.h>
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

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s", mg_error_text());
}

static mg_recall table_of(int64_t length) {
    return (mg_recall){.kind = MG_RECALL_TABLE,
                       .length = length,
                       .pairs = 26,
                       .values = 16,
                       .queries = length / 2};
}

/* Every question is answered by the next token, and always alike in its text. */
static void test_a_table_is_a_function(void **state) {
    (void)state;
    mg_recall task = table_of(128);
    mg_batch batch;
    int64_t known = 0, differ = 0;
    must(mg_batch_create(&batch, 32, task.length));
    must(mg_recall_fill(&task, 7, 0, &batch));
    for (int64_t row = 0; row < batch.rows; row++) {
        const int32_t *ids = batch.ids + row * batch.cols;
        int32_t value_of[256] = {0};
        for (int64_t t = 0; t < batch.cols; t++) {
            assert_int_equal(batch.loss_mask[row * batch.cols + t] != 0, t % 2 == 0);
            if (t % 2) continue;
            int32_t target = batch.targets[row * batch.cols + t];
            assert_in_range(ids[t], 'A', 'Z');
            assert_in_range(target, 'a', 'a' + task.values - 1);
            assert_int_equal(ids[t + 1], target);
            if (value_of[ids[t]]) assert_int_equal(target, value_of[ids[t]]);
            known += value_of[ids[t]] != 0;
            value_of[ids[t]] = target;
        }
        differ += row > 0 && value_of['A'] != batch.ids[1];
    }
    assert_int_equal(batch.target_tokens, 32 * 64);
    /* Of 64 draws from 26, 26 (1 - (25/26)^64) = 23.9 are new: 0.627 are known. */
    assert_in_range(known, 32 * 64 * 60 / 100, 32 * 64 * 65 / 100);
    assert_true(differ > 16); /* another table in each text */
    mg_batch_free(&batch);
}

static void test_tables_that_cannot_be(void **state) {
    (void)state;
    mg_recall task = table_of(128);
    task.queries = 63;
    assert_int_equal(mg_recall_check(&task), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "every other token"));
    if (cli_expect_error("", "memory-test --train --task table --steps 1 --length 65", 1,
                         "every other token"))
        fail();
    if (cli_expect_error("", "memory-test --train --task table --steps 1 --length 80", 1,
                         "in whole parts"))
        fail();
}

/* The numbers of the line that begins with `name`, up to `most` of them. */
static int numbers_of(const char *out, const char *name, double *values, int most) {
    const char *line = strstr(out, name);
    if (!line) return 0;
    line += strlen(name);
    int n = 0;
    for (char *end; n < most && *line != '\n'; line = end) {
        values[n] = strtod(line, &end);
        if (end == line) break;
        n++;
    }
    return n;
}

enum { ON, FROZEN, RESET, SHUFFLED, NOTHING, REACH, PART, ALL, READERS };

/* A small table, so that seconds suffice to see the memory do what its controls cannot, and no one
 * do better than who knows as much. */
static void test_loss_falls_with_memory_alone(void **state) {
    (void)state;
    test_tmp_in_memory();
    int code = cli_run("", "memory-test --train --task table --pairs 8 --values 4 --length 64 "
                           "--part 16 --steps 160 --batch 32 --lr 0.005 --texts 256 --device cpu");
    char *out = cli_content("out", NULL), *err = cli_content("err", NULL);
    if (code != 0) fail_msg("%s", err);
    double first[READERS], last[READERS], again[READERS];
    assert_int_equal(numbers_of(out, "\n     0 to     15", first, READERS), READERS);
    assert_int_equal(numbers_of(out, "\n    48 to     63", last, READERS), READERS);
    assert_int_equal(numbers_of(out, "\ntold before", again, READERS), READERS);
    bool good = last[ON] < first[ON] - 0.4 && again[ON] < 0.9;
    for (int control = FROZEN; control <= SHUFFLED; control++)
        good = good && last[control] > last[ON] + 0.4 && again[control] > 1.2;
    if (!good) fail_msg("%s", out);
    /* Who knows nothing of a value has log 4 nats to lose, who was told all has none. */
    assert_true(fabs(last[NOTHING] - log(4)) < 1e-3 && again[ALL] == 0);
    assert_true(last[NOTHING] > last[REACH] && last[REACH] >= last[PART] && last[PART] > last[ALL]);
    /* Up to the luck of the draw, of 2048 answers. */
    assert_true(last[ON] > last[ALL] - 0.02 && last[RESET] > last[PART] - 0.1 &&
                last[FROZEN] > last[REACH] - 0.1);
    mg_free(err);
    mg_free(out);
}

/* Attention alone has no control to be read under. */
static void test_attention_alone(void **state) {
    (void)state;
    test_tmp_in_memory();
    assert_int_equal(cli_run("", "memory-test --train --task table --attention-only --steps 1 "
                                 "--batch 2 --texts 32 --device cpu --times 2"),
                     0);
    char *out = cli_content("out", NULL);
    double values[READERS];
    assert_int_equal(numbers_of(out, "\n   224 to    255", values, READERS), 5);
    assert_int_equal(numbers_of(out, "\n   480 to    511", values, READERS), 5);
    mg_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_table_is_a_function),
        cmocka_unit_test(test_tables_that_cannot_be),
        cmocka_unit_test(test_loss_falls_with_memory_alone),
        cmocka_unit_test(test_attention_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

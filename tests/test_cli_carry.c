/* Rows that go on from batch to batch, and texts whose facts are far from their questions: training
 * on them, killed and resumed too, and what is written and printed of them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/helper_cli.h"
#include "tests/helper_run.h"
#include "tests/helper_tmp.h"

#define RUN                                                                                        \
    "train --preset micro-titans --task addition:2,linear --batch 3 --seq 48 --steps 40 "          \
    "--warmup 5 --eval-every 15 --eval-count 2 --save-every 6 --seed 3 --threads 1 --device cpu "
#define FACTS "--facts values:2,registers,repeat --gap 100 --accumulate 2 --out "

static int set_up(void **state) {
    (void)state;
    test_tmp_in_memory();
    return 0;
}

/* Both kinds of rows: killed, taken up again, and the same as a run that nothing happened to. */
static void kill_and_resume(const char *options, const char *whole, const char *killed) {
    char arguments[512], metrics[128], same[128];
    snprintf(arguments, sizeof arguments, RUN "%s%s", options, whole);
    run_ok(arguments);
    snprintf(arguments, sizeof arguments, RUN "%s%s", options, killed);
    snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", killed);
    assert_int_equal(run_interrupt_at(cli_start(arguments), metrics, 15, SIGKILL), 128 + SIGKILL);
    snprintf(arguments, sizeof arguments, "train --threads 1 --resume %s", killed);
    (void)run_interrupt_at(cli_start(arguments), metrics, 27, SIGKILL);
    run_ok(arguments);
    static const char *const files[] = {
        "metrics.jsonl", "memory.jsonl", "checkpoints/step-00000040/model.safetensors",
        "checkpoints/step-00000040/carried.safetensors", "checkpoints/step-00000040/trainer.json"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(same, sizeof same, "%s/%s", whole, files[i]);
        snprintf(metrics, sizeof metrics, "%s/%s", killed, files[i]);
        run_same_file(same, metrics);
    }
}

static void test_facts_killed_and_resumed(void **state) {
    (void)state;
    kill_and_resume(FACTS, "facts", "facts_killed");
}

static void test_problems_killed_and_resumed(void **state) {
    (void)state;
    kill_and_resume("--carry --all-tokens --out ", "carry", "carry_killed");
}

/* What is carried is part of what the parameters come from: the state matters. */
static void test_the_state_is_carried(void **state) {
    (void)state;
    run_ok(RUN FACTS "other");
    run_same_file("facts/metrics.jsonl", "other/metrics.jsonl");
    char *latest = cli_content("other/checkpoints/latest", NULL);
    assert_string_equal(latest, "step-00000040\n");
    mg_free(latest);
    FILE *file = fopen(test_tmp("other/checkpoints/latest"), "w");
    assert_non_null(file);
    fputs("step-00000036\n", file);
    fclose(file);
    /* Another row's places, or another's state, is not found to be this one's. */
    assert_int_equal(
        rename(test_tmp("other/checkpoints/step-00000036/carried.safetensors"), test_tmp("away")),
        0);
    if (cli_expect_error("", "train --resume other", 1, "carried.safetensors")) fail();
    assert_int_equal(rename(test_tmp("facts/checkpoints/step-00000040/carried.safetensors"),
                            test_tmp("other/checkpoints/step-00000036/carried.safetensors")),
                     0);
    assert_int_equal(rename(test_tmp("other/checkpoints/step-00000040"), test_tmp("later")), 0);
    run_ok("train --threads 1 --resume other");
    char *whole = cli_content("facts/metrics.jsonl", NULL),
         *metrics = cli_content("other/metrics.jsonl", NULL);
    assert_string_not_equal(whole, metrics);
    mg_free(whole);
    mg_free(metrics);
}

static void expect(const char *arguments, int code, const char *message) {
    if (cli_expect_error("", arguments, code, message)) fail();
}

static void test_what_is_refused(void **state) {
    (void)state;
    expect("train --preset dense-tiny --carry --steps 1 --warmup 1 --out x", 1, "has no memory");
    expect("train --preset micro-titans --encoder --carry --steps 1 --warmup 1 --out x", 1,
           "no rows that go on");
    expect("train --preset micro-titans --facts value --out x", 2, "\"value\" is no part of facts");
    expect("train --preset micro-titans --gap 9 --out x", 2, "give --facts too");
    expect("train --preset micro-titans --carry --curriculum --task addition:1-2 --out x", 1,
           "give one of them");
    expect("gen-problems --gap 9", 2, "give --facts too");
    expect("gen-problems --facts values --format csv", 2, "--facts writes jsonl");
    expect("gen-problems --facts values --order walk", 2, "drawn, not walked");
    expect("gen-problems --facts rule:7", 2, "rule:7");
    expect("memory-test carry --gap 100", 1, "say which with --facts");
    expect("memory-test facts --gap 100 --part 101", 1, "longer than the gap");
}

/* The fields of what gen-problems writes say where in the text things are. */
static void test_gen_problems_writes_texts(void **state) {
    (void)state;
    assert_int_equal(cli_run("", "gen-problems --facts values:3,rule --gap 1k -n 3 --seed 2 "
                                 "--task addition:2 -o long.jsonl"),
                     0);
    assert_int_equal(cli_run("", "gen-problems --facts values:3,rule --gap 1k -n 2 --start 1 "
                                 "--seed 2 --task addition:2"),
                     0);
    char *lines = cli_content("long.jsonl", NULL), *tail = cli_content("out", NULL);
    assert_non_null(strchr(lines, '\n'));
    assert_string_equal(strchr(lines, '\n') + 1, tail);
    for (char *line = lines, *end; (end = strchr(line, '\n')); line = end + 1) {
        mg_json_doc doc;
        const char *text, *question;
        mg_json list;
        int64_t from, to, distance;
        assert_int_equal(mg_json_parse_text(&doc, "line", line, (size_t)(end - line)), MG_OK);
        mg_json root = mg_json_root(&doc);
        assert_int_equal(mg_json_get_string(&root, "text", &text), MG_OK);
        assert_true(strlen(text) > 1000);
        assert_int_equal(mg_json_get_array(&root, "questions", &list), MG_OK);
        assert_in_range(mg_json_length(&list), 4, 8);
        for (size_t i = 0; i < mg_json_length(&list); i++) {
            mg_json asked = mg_json_at(&list, i);
            assert_int_equal(mg_json_get_int(&asked, "from", 0, 1 << 20, &from), MG_OK);
            assert_int_equal(mg_json_get_int(&asked, "to", 0, 1 << 20, &to), MG_OK);
            assert_int_equal(mg_json_get_int(&asked, "distance", 1000, 1 << 20, &distance), MG_OK);
            assert_int_equal(mg_json_get_string(&asked, "question", &question), MG_OK);
            assert_int_equal(strncmp(text + from, question, strlen(question)), 0);
            const char *answer;
            assert_int_equal(mg_json_get_string(&asked, "answer", &answer), MG_OK);
            assert_int_equal(strncmp(text + to, answer, strlen(answer)), 0);
            assert_int_equal(text[to + (int64_t)strlen(answer)], '\n');
        }
        assert_int_equal(mg_json_get_array(&root, "told", &list), MG_OK);
        assert_in_range(mg_json_length(&list), 5, 8);
        mg_json_doc_free(&doc);
    }
    mg_free(lines);
    mg_free(tail);
}

/* A question of a text, with a response put in, is judged as any record. */
static void test_questions_are_verified(void **state) {
    (void)state;
    run_ok("gen-problems --facts values --gap 30 -n 1 --task addition:2 -o one.jsonl");
    char *line = cli_content("one.jsonl", NULL), *from = strstr(line, "\"questions\":[{");
    assert_non_null(from);
    from += strlen("\"questions\":[{");
    char *end = strstr(from, "}}");
    assert_non_null(end);
    end[2] = '\0';
    char *answer = strstr(from, "\"answer\":\"");
    assert_non_null(answer);
    char right = answer[strlen("\"answer\":\"")];
    FILE *file = fopen(test_tmp("judged.jsonl"), "w");
    assert_non_null(file);
    fprintf(file, "{\"response\":\"The answer is %c.\",%s\n{\"response\":\"10\",%s\n", right, from,
            from);
    fclose(file);
    run_ok("verify judged.jsonl");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "integer"));
    assert_non_null(strstr(out, " 0.5000 "));
    mg_free(out);
    mg_free(line);
}

/* A table for each gap, all controls beside each other; without training all are at chance. */
static void test_memory_test_reads_facts(void **state) {
    (void)state;
    run_ok("memory-test facts --gap 64 --times 2 --texts 32 --device cpu");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "a gap of 64 tokens"));
    assert_non_null(strstr(out, "a gap of 128 tokens"));
    static const char *const rows[] = {"\nvalues", "\nregisters", "\nfirst", "\nrepeat"};
    for (int i = 0; i < 4; i++) {
        long answers;
        double share[4], loss[4], constant, told = 0, struck_off = 0;
        const char *line = strstr(out, rows[i]);
        assert_non_null(line);
        int n = sscanf(line + strlen(rows[i]),
                       " %ld %lf%% %lf %lf%% %lf %lf%% %lf %lf%% %lf %lf%% %lf%% %lf%%", &answers,
                       &share[0], &loss[0], &share[1], &loss[1], &share[2], &loss[2], &share[3],
                       &loss[3], &constant, &told, &struck_off);
        assert_int_equal(n, i == 2 ? 10 : 12); /* of a first problem no answer was told */
        /* One of n, and H_n / n, or more where answers are alike. */
        assert_true(i == 2 || (told >= 25 && told < 75 && struck_off > told));
        assert_true(answers > 0 && constant > 0 && share[0] <= 100 && loss[0] > 0);
    }
    mg_free(out);
    run_ok("memory-test facts --positions --part 64 --texts 32 --device cpu");
    run_ok("memory-test facts --stream 2000 --device cpu");
    run_ok("memory-test facts --facts rule --gap 64 --texts 32 --device cpu");
    out = cli_content("out", NULL);
    assert_non_null(strstr(out, "\nrule"));
    assert_null(strstr(out, "\nvalues"));
    mg_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_killed_and_resumed),
        cmocka_unit_test(test_problems_killed_and_resumed),
        cmocka_unit_test(test_the_state_is_carried),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_gen_problems_writes_texts),
        cmocka_unit_test(test_questions_are_verified),
        cmocka_unit_test(test_memory_test_reads_facts),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

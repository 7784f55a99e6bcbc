/* Training, killing, resuming, asking: the built program on a model of a few thousand weights. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/helper_cli.h"
#include "tests/helper_run.h"
#include "tests/helper_tmp.h"

#define STEPS 120
/* Every run of this file but the folder; evaluates and saves at odd times. */
#define RUN                                                                                        \
    "train --config small.json --task addition:1,comparison:1 --batch 4 --seq 32 --threads 1 "     \
    "--device cpu --steps 120 --warmup 10 --eval-every 25 --eval-count 4 --save-every 7 "          \
    "--keep 2 --seed 3 --out "

/* The run that was never interrupted, in the folder `whole`. */
static int set_up(void **state) {
    (void)state;
    test_tmp_in_memory();
    run_write_config();
    if (cli_run("", RUN "whole") == 0) return 0;
    char *err = cli_content("err", NULL);
    fprintf(stderr, "%s", err);
    mg_free(err);
    return 1;
}

static void test_a_run_and_its_files(void **state) {
    (void)state;
    size_t size;
    char *metrics = cli_content("whole/metrics.jsonl", &size);
    assert_int_equal(run_count_lines(metrics), STEPS + STEPS / 25 + 1);
    double first = 0, loss = 0;
    for (char *line = metrics, *end; (end = strchr(line, '\n')); line = end + 1) {
        mg_json_doc doc;
        assert_int_equal(mg_json_parse_text(&doc, "line", line, (size_t)(end - line)), MG_OK);
        mg_json root = mg_json_root(&doc);
        if (mg_json_has(&root, "loss")) {
            assert_int_equal(mg_json_get_double(&root, "loss", 0, 100, &loss), MG_OK);
            if (first == 0) first = loss;
        }
        mg_json_doc_free(&doc);
    }
    assert_true(loss < 0.8 * first); /* it learns */
    mg_free(metrics);
    assert_true(mg_path_exists(test_tmp("whole/config.json")));
    assert_true(mg_path_exists(test_tmp("whole/timing.jsonl")));
    assert_true(mg_path_exists(test_tmp("whole/samples.txt")));
    assert_true(mg_path_exists(test_tmp("whole/checkpoints/step-00000119/trainer.json")));
    assert_false(mg_path_exists(test_tmp("whole/checkpoints/step-00000112"))); /* --keep 2 */
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "checkpoint: whole/checkpoints/step-00000120\n"));
    mg_free(out);
    /* a run is never trained over */
    assert_int_equal(cli_expect_error("", RUN "whole", 1, "--resume whole"), 0);
    /* one that is done has nothing left to do */
    run_ok("train --resume whole");
}

/* -- interruptions ----------------------------------------------------------------------------- */

static void test_killed_and_resumed(void **state) {
    (void)state;
    unsigned seed = (unsigned)time(NULL) ^ (unsigned)getpid();
    for (int round = 0; round < 3; round++) {
        char folder[32], arguments[1024], metrics[128];
        seed = seed * 1664525u + 1013904223u;
        size_t lines = 10 + (seed >> 16) % 90;
        snprintf(folder, sizeof folder, "killed%d", round);
        snprintf(arguments, sizeof arguments, RUN "%s", folder);
        snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", folder);
        int code = run_interrupt_at(cli_start(arguments), metrics, lines, SIGKILL);
        print_message("killed after %zu lines: exit code %d\n", lines, code);
        assert_int_equal(code, 128 + SIGKILL);
        /* and once more, before it is done */
        snprintf(arguments, sizeof arguments, "train --threads 2 --resume %s", folder);
        (void)run_interrupt_at(cli_start(arguments), metrics, lines + 15, SIGKILL);
        run_ok(arguments);
        run_same_file("whole/metrics.jsonl", metrics);
        snprintf(metrics, sizeof metrics, "%s/samples.txt", folder);
        run_same_file("whole/samples.txt", metrics);
        snprintf(metrics, sizeof metrics, "%s/checkpoints/step-00000120/model.safetensors", folder);
        run_same_file("whole/checkpoints/step-00000120/model.safetensors", metrics);
    }
}

/* The frontiers are part of the state: a band that every pass rate leaves moves them at each other
 * evaluation. */
static void test_curriculum_resumes(void **state) {
    (void)state;
#define CLIMB                                                                                      \
    "train --config small.json --task addition:1-4,order:1-2 --curriculum --pass-low 0 "           \
    "--pass-high 0.001 --steps 60 --warmup 5 --batch 4 --seq 48 --eval-every 5 --eval-count 40 "   \
    "--save-every 5 --threads 2 --out "
    run_ok(CLIMB "climb");
    char *metrics = cli_content("climb/metrics.jsonl", NULL);
    assert_non_null(strstr(metrics, "\"frontiers\":[1,1]"));
    mg_free(metrics);
    int code = run_interrupt_at(cli_start(CLIMB "fallen"), "fallen/metrics.jsonl", 40, SIGKILL);
    assert_int_equal(code, 128 + SIGKILL);
    run_ok("train --threads 2 --resume fallen");
    run_same_file("climb/metrics.jsonl", "fallen/metrics.jsonl");
    assert_int_equal(cli_expect_error("", "train --curriculum --eval-every 0", 1, "--eval-every"),
                     0);
}

static void test_ctrl_c_saves(void **state) {
    (void)state;
    int code = run_interrupt_at(cli_start(RUN "stopped"), "stopped/metrics.jsonl", 40, SIGINT);
    assert_int_equal(code, 130);
    char *err = cli_content("err", NULL);
    assert_non_null(strstr(err, "mathgym train --resume stopped\n"));
    mg_free(err);
    /* Nothing was lost: the checkpoint is that of the last line. */
    char *metrics = cli_content("stopped/metrics.jsonl", NULL), *last = NULL;
    for (char *at = metrics; (at = strstr(at, "{\"step\":")); at++) last = at;
    assert_non_null(last);
    char name[80];
    snprintf(name, sizeof name, "stopped/checkpoints/step-%08d", atoi(last + 8));
    assert_true(mg_path_exists(test_tmp(name)));
    mg_free(metrics);
    run_ok("train --resume stopped");
    run_same_file("whole/metrics.jsonl", "stopped/metrics.jsonl");
}

static void test_killed_before_the_first_checkpoint(void **state) {
    (void)state;
    int code =
        run_interrupt_at(cli_start(RUN "early --save-every 0"), "early/metrics.jsonl", 3, SIGKILL);
    assert_int_equal(code, 128 + SIGKILL);
    assert_int_equal(cli_expect_error("", "train --resume early", 1, "no complete checkpoint"), 0);
}

/* -- asking ------------------------------------------------------------------------------------ */

static void test_eval(void **state) {
    (void)state;
    run_ok("eval whole --by-difficulty --samples 1");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "addition:1 "));
    assert_non_null(strstr(out, "comparison:1 "));
    assert_non_null(strstr(out, "95% interval"));
    assert_non_null(strstr(out, "constant"));
    mg_free(out);
    run_ok("eval whole/checkpoints/step-00000119 --task addition:2 --split valid -n 30 --json");
    size_t size;
    out = cli_content("out", &size);
    mg_json_doc doc;
    mg_json tasks, task;
    const char *name;
    int64_t problems, step, correct;
    double low, high, exact;
    assert_int_equal(mg_json_parse_text(&doc, "out", out, size), MG_OK);
    mg_json root = mg_json_root(&doc);
    assert_int_equal(mg_json_get_int(&root, "step", 119, 119, &step), MG_OK);
    assert_int_equal(mg_json_get_array(&root, "tasks", &tasks), MG_OK);
    assert_int_equal(mg_json_length(&tasks), 1);
    task = mg_json_at(&tasks, 0);
    assert_int_equal(mg_json_get_string(&task, "task", &name), MG_OK);
    assert_string_equal(name, "addition:2");
    assert_int_equal(mg_json_get_int(&task, "problems", 30, 30, &problems), MG_OK);
    assert_int_equal(mg_json_get_int(&task, "correct", 0, 30, &correct), MG_OK);
    assert_int_equal(mg_json_get_double(&task, "exact_match", 0, 1, &exact), MG_OK);
    assert_int_equal(mg_json_get_double(&task, "low", 0, exact, &low), MG_OK);
    assert_int_equal(mg_json_get_double(&task, "high", exact, 1, &high), MG_OK);
    assert_true(low < high);
    mg_json_doc_free(&doc);
    mg_free(out);
}

static void test_generate(void **state) {
    (void)state;
    run_ok("generate whole 1+2= '3?4='");
    char *two = cli_content("out", NULL);
    assert_int_equal(run_count_lines(two), 2);
    /* lines of a pipe give the same answers; an empty one comes back empty */
    assert_int_equal(cli_run("printf '1+2=\\n\\n3?4=' |", "generate whole"), 0);
    char *piped = cli_content("out", NULL), joined[512];
    const char *second = strchr(two, '\n') + 1;
    snprintf(joined, sizeof joined, "%.*s\n%s", (int)(second - two), two, second);
    assert_string_equal(piped, joined);
    mg_free(two), mg_free(piped);
    /* draws follow the seed, and not how the lines arrive */
    const char *draw = "generate whole --temperature 2 --top-k 50 --top-p 0.9 --count 3 --seed ";
    char arguments[256];
    snprintf(arguments, sizeof arguments, "%s7 --max-tokens 5 1+2= 4+4=", draw);
    run_ok(arguments);
    char *a = cli_content("out", NULL);
    assert_int_equal(run_count_lines(a), 6);
    snprintf(arguments, sizeof arguments, "%s7 --max-tokens 5", draw);
    assert_int_equal(cli_run("{ echo 1+2=; sleep 0.2; echo 4+4=; } |", arguments), 0);
    char *b = cli_content("out", NULL);
    assert_string_equal(a, b);
    snprintf(arguments, sizeof arguments, "%s8 --max-tokens 5 1+2= 4+4=", draw);
    run_ok(arguments);
    char *c = cli_content("out", NULL);
    assert_string_not_equal(a, c);
    mg_free(a), mg_free(b), mg_free(c);
    assert_int_equal(cli_expect_error("printf 'a\\0b\\n' |", "generate whole", 1, "zero byte"), 0);
    char text[640];
    snprintf(text, sizeof text, "generate whole %0513d", 1);
    assert_int_equal(cli_expect_error("", text, 1, "leaves no room"), 0);
}

static void test_encoder(void **state) {
    (void)state;
    run_ok("train --encoder --config small.json --task addition:1 --batch 4 --seq 32 --steps 20 "
           "--warmup 5 --eval-every 10 --out encoder");
    run_ok("eval encoder");
    run_ok("generate encoder 1+2= 12+34=");
    char *out = cli_content("out", NULL);
    assert_int_equal(run_count_lines(out), 2);
    mg_free(out);
    assert_int_equal(cli_expect_error("", "generate encoder -T 1 1+2=", 1, "an encoder"), 0);
}

/* A vocabulary of characters: kept with the run, used by all that ask it. */
static void test_alphabet(void **state) {
    (void)state;
    run_ok("train --alphabet 0123456789+= --config small.json --task addition:1 --batch 4 --seq 32 "
           "--steps 20 --warmup 5 --eval-every 10 --save-every 15 --out chars");
    run_ok("train --resume chars");
    run_ok("eval chars -n 20");
    run_ok("generate chars 1+2=");
    char *out = cli_content("out", NULL), *config = cli_content("chars/config.json", NULL);
    for (const char *at = out; *at; at++) assert_non_null(strchr("0123456789+=\n", *at));
    assert_non_null(strstr(config, "\"vocab_size\": 16"));
    mg_free(out), mg_free(config);
    assert_true(mg_path_exists(test_tmp("chars/tokenizer.json")));
    assert_int_equal(cli_expect_error("", "generate chars 1*2=", 1, "lacks a character"), 0);
    assert_int_equal(cli_expect_error("", "eval chars -t comparison:1", 1, "lacks a character"), 0);
    assert_int_equal(cli_expect_error("", "train -a 0120 --out twice", 1, "'0' twice"), 0);
}

static void test_suite(void **state) {
    (void)state;
    run_ok("train --alphabet 0123456789+= --config small.json --task column_addition:10 "
           "--layout reversed --batch 2 --seq 34 --steps 2 --warmup 1 --eval-every 0 --out board");
    run_ok("eval board --suite adderboard");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "all 10010"));
    assert_non_null(strstr(out, "of 10010 right"));
    assert_non_null(strstr(out, "not qualified"));
    mg_free(out);
    assert_int_equal(cli_expect_error("", "eval whole --suite adderboard", 1, "level 10"), 0);
}

static void test_bench(void **state) {
    (void)state;
    run_ok("bench train --config small.json --batch 2 --seq 64 --steps 3 --warmup 1 --profile");
    run_ok("bench train --config small.json --batch 2 --seq 64 --steps 3 --warmup 1 --json");
    size_t size;
    char *out = cli_content("out", &size);
    mg_json_doc doc;
    double speed;
    assert_int_equal(mg_json_parse_text(&doc, "out", out, size), MG_OK);
    mg_json root = mg_json_root(&doc);
    assert_int_equal(mg_json_get_double(&root, "tokens_per_second", 1, 1e12, &speed), MG_OK);
    mg_json_doc_free(&doc);
    mg_free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_and_its_files),
        cmocka_unit_test(test_killed_and_resumed),
        cmocka_unit_test(test_curriculum_resumes),
        cmocka_unit_test(test_ctrl_c_saves),
        cmocka_unit_test(test_killed_before_the_first_checkpoint),
        cmocka_unit_test(test_eval),
        cmocka_unit_test(test_generate),
        cmocka_unit_test(test_encoder),
        cmocka_unit_test(test_alphabet),
        cmocka_unit_test(test_suite),
        cmocka_unit_test(test_bench),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

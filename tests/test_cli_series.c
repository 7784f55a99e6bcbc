/* Training on problems from series: the built program on local shards. A run that is killed and
 * resumed is the one that was not, data that changed are noticed, and what cannot be read is said
 * in one line. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_hub_server.h"
#include "tests/helper_run.h"
#include "tests/helper_series.h"
#include "tests/helper_tmp.h"

#define LOTSA  MG_FIXTURES "/lotsa_hub/Salesforce/lotsa_data"
#define FOLDER LOTSA "/nn5_weekly"
/* Every run of this file but its data and its folder. */
#define SMALL                                                                                      \
    "train --config small.json --batch 2 --seq 256 --threads 1 --device cpu --steps 60 "           \
    "--warmup 10 --eval-every 25 --eval-count 4 --save-every 7 --keep 2 --seed 3 "
#define RUN                                                                                        \
    SMALL "--task 'addition:1*2' --data 'series_summary:1@" FOLDER "*2,series_runs:1@" FOLDER      \
          "' --out "

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

static void test_killed_and_resumed(void **state) {
    (void)state;
    unsigned seed = (unsigned)time(NULL) ^ (unsigned)getpid();
    for (int round = 0; round < 2; round++) {
        char folder[32], arguments[4096], metrics[64];
        seed = seed * 1664525u + 1013904223u;
        size_t lines = 8 + (seed >> 16) % 45;
        snprintf(folder, sizeof folder, "killed%d", round);
        snprintf(metrics, sizeof metrics, "%s/metrics.jsonl", folder);
        snprintf(arguments, sizeof arguments, RUN "%s", folder);
        assert_int_equal(run_interrupt_at(cli_start(arguments), metrics, lines, SIGKILL),
                         128 + SIGKILL);
        print_message("killed after %zu lines\n", lines);
        snprintf(arguments, sizeof arguments, "train --threads 2 --resume %s", folder);
        run_ok(arguments);
        run_same_file("whole/metrics.jsonl", metrics);
        snprintf(metrics, sizeof metrics, "%s/samples.txt", folder);
        run_same_file("whole/samples.txt", metrics);
    }
}

static void test_what_is_written(void **state) {
    (void)state;
    char *metrics = cli_content("whole/metrics.jsonl", NULL);
    assert_non_null(strstr(metrics, "\"series_summary:1@" FOLDER "\""));
    assert_non_null(strstr(metrics, "\"addition:1\""));
    mg_free(metrics);
    char *state_text = cli_content("whole/checkpoints/step-00000060/trainer.json", NULL);
    assert_non_null(strstr(state_text, "series_runs:1@" FOLDER));
    assert_non_null(strstr(state_text, "\"data_digest\": \""));
    mg_free(state_text);
}

/* What was trained on series is asked about them, of the same source or another. */
static void test_evaluated(void **state) {
    (void)state;
    run_ok("eval whole --count 5 --device cpu");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "series_summary:1@" FOLDER));
    mg_free(out);
    run_ok("eval whole --count 5 --device cpu --task series_change:1@" LOTSA "/elecdemand");
}

static void test_changed_data(void **state) {
    (void)state;
    char *bytes;
    size_t size;
    if (mg_file_read(LOTSA "/elecdemand/data-00000-of-00001.arrow", 1 << 20, &bytes, &size) !=
        MG_OK)
        fail_msg("%s", mg_error_text());
    test_tmp_write("own.arrow", bytes, size);
    run_ok(SMALL "--steps 8 --warmup 2 --data series_summary:1@own.arrow --out own");
    run_ok("train --resume own"); /* its source is found again */
    bytes[size - 200] ^= 1;
    test_tmp_write("own.arrow", bytes, size);
    assert_int_equal(cli_expect_error("", "train --resume own", 1, "have changed since"), 0);
    unlink(test_tmp("own.arrow"));
    assert_int_equal(cli_expect_error("", "train --resume own", 1, "own.arrow"), 0);
    mg_free(bytes);
}

/* A hub that fails for good in the middle of a run: what was trained is saved and, once the hub is
 * back, goes on as if nothing had been. */
static void test_hub_fails(void **state) {
    (void)state;
    assert_int_equal(mg_dir_create(test_tmp("hub/Salesforce/lotsa_data/lcl")), MG_OK);
    series_write_repeated(test_tmp("hub/Salesforce/lotsa_data/lcl/data-00000-of-00001.arrow"), 80);
    hub_server *hub = hub_server_start(&(hub_server_options){.root = test_tmp("hub")});
    char setup[256];
    snprintf(setup, sizeof setup, "HF_HOME=home HF_ENDPOINT=%s", hub_server_endpoint(hub));
    const char *run = SMALL "--eval-every 0 --data series_change@lotsa:lcl --out ";
    char whole[1024], broken[1024];
    snprintf(whole, sizeof whole, "%s fed", run);
    snprintf(broken, sizeof broken, "%s starved", run);
    if (cli_run(setup, whole) != 0) fail_msg("%s", cli_content("err", NULL));
    hub_server_reset(hub); /* the index is kept by now: each request is for one block */
    hub_server_script(hub, "/data/ 30- status 404");
    assert_int_equal(cli_run(setup, broken), 1);
    char *err = cli_content("err", NULL), *metrics = cli_content("starved/metrics.jsonl", NULL);
    size_t steps = run_count_lines(metrics);
    print_message("failed after %zu steps\n", steps); /* 0: a thread was overtaken by far */
    assert_int_equal(strstr(err, "continue with --resume starved") != NULL, steps > 0);
    mg_free(metrics);
    mg_free(err);
    hub_server_reset(hub);
    if (steps > 0) {
        if (cli_run(setup, "train --resume starved")) fail_msg("%s", cli_content("err", NULL));
        run_same_file("fed/metrics.jsonl", "starved/metrics.jsonl");
    }
    hub_server_stop(hub);
}

static void test_errors(void **state) {
    (void)state;
    static const struct {
        const char *arguments, *message;
    } CASES[] = {
        {"--data nowhere.arrow", "nowhere.arrow"},
        {"--data " MG_FIXTURES, "state.json"},
        {"--data lotsa:nn5_weakly", "nn5_weekly"},
        {"--data lotsa:XS-heldout", "held out for evaluation"},
        {"--data addition@" FOLDER, "no family of series"},
        {"--data series_summary:9@" FOLDER, "has levels"},
        {"--data series_summary:1@" FOLDER " --seq 32", "--seq"},
        {"--data series_period:5@" FOLDER, "shorter windows"},
        {"--data lotsa:nn5_weekly", "offline"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char arguments[4096];
        snprintf(arguments, sizeof arguments, SMALL "--seq 2048 --out none %s", CASES[i].arguments);
        assert_int_equal(
            cli_expect_error("HF_HOME=hub HF_HUB_OFFLINE=1", arguments, 1, CASES[i].message), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_and_resumed), cmocka_unit_test(test_what_is_written),
        cmocka_unit_test(test_evaluated),          cmocka_unit_test(test_changed_data),
        cmocka_unit_test(test_hub_fails),          cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

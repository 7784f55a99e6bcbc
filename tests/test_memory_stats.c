/* What mathgym memory-test shows of a memory: its statistics, and a long stream in constant memory.
 */
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
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

/* An untrained model; its memory works all the same. */
static void make_model(void) {
    test_tmp_in_memory();
    int code = cli_run("", "memory-test --train --task passkey --steps 1 --batch 2 --texts 32 "
                           "--device cpu --out model");
    if (code != 0) fail_msg("%s", cli_content("err", NULL));
}

/* The numbers of both heads in the line that begins with `title`; NaN for "-". */
static void read_line(const char *out, const char *title, double value[2]) {
    char begins[32], text[2][16];
    snprintf(begins, sizeof begins, "\n%-10s ", title);
    const char *line = strstr(out, begins);
    if (!line) fail_msg("no line \"%s\" in\n%s", title, out);
    assert_int_equal(sscanf(line + strlen(begins), "%15s %15s", text[0], text[1]), 2);
    for (int i = 0; i < 2; i++) value[i] = strcmp(text[i], "-") == 0 ? NAN : strtod(text[i], NULL);
}

static void expect_between(const char *out, const char *title, double low, double high) {
    double value[2];
    read_line(out, title, value);
    for (int i = 0; i < 2; i++)
        if (!(value[i] >= low && value[i] <= high)) fail_msg("%s: %g", title, value[i]);
}

static void test_statistics_of_an_untrained_memory(void **state) {
    (void)state;
    make_model();
    assert_int_equal(cli_run("", "memory-test model --texts 32 --stats --device cpu"), 0);
    char *out = cli_content("out", NULL);
    double before[2], after[2], low[2], high[2], none[2];
    expect_between(out, "eta", 0.45, 0.55);       /* sigmoid of about 0 */
    expect_between(out, "theta", 0.2, 0.3);       /* (1 - eta) sigmoid of about 0 */
    expect_between(out, "theta_eff", 0.45, 0.55); /* their quotient */
    expect_between(out, "half-life", 3500, 4700); /* 4096, the preset's */
    expect_between(out, "alpha", 1.4e-4, 2e-4);   /* ln 2 / 4096 = 1.7e-4 */
    expect_between(out, "cosine", 0, 1);
    expect_between(out, "theta 0|1", 0, 0);
    expect_between(out, "eta 0|1", 0, 0);
    expect_between(out, "alpha 0|1", 0, 0);
    expect_between(out, "AUROC", 0.01, 0.99);  /* digits among marks, to a memory that knows none */
    expect_between(out, "|dW|/|W|", 0.1, 1.5); /* two parts, the second on top of the first */
    expect_between(out, "rho origin", 1, 1e4); /* it writes, and forgets next to nothing */
    read_line(out, "loss", before), read_line(out, "after", after);
    read_line(out, "s p10", low), read_line(out, "s p99", high);
    read_line(out, "writes", none);
    assert_null(strstr(out, "threshold of the gate"));
    for (int i = 0; i < 2; i++) {
        assert_true(after[i] < before[i]);
        assert_true(0 < low[i] && low[i] < high[i]);
        assert_true(isnan(none[i])); /* without a gate there is no rate */
    }
    mg_free(out);
}

/* A deep memory shows less, and the same of what it shows. */
static void test_statistics_of_a_deep_memory(void **state) {
    (void)state;
    test_tmp_in_memory();
    assert_int_equal(cli_run("", "train --preset micro-titans --memory kind=deep,theta_max=0.1 "
                                 "--task addition:1 --steps 1 --warmup 1 --batch 2 --seq 64 "
                                 "--eval-every 0 --device cpu --out deep"),
                     0);
    assert_int_equal(cli_run("", "memory-test deep --task passkey --texts 32 --stats --device cpu"),
                     0);
    char *out = cli_content("out", NULL);
    double weights[2], change[2], cosine[2];
    expect_between(out, "theta_eff", 0.045, 0.055); /* a tenth of an exact memory's */
    expect_between(out, "|S|", 1e-6, 1e3);
    read_line(out, "|W|", weights), read_line(out, "|dW|", change);
    read_line(out, "cosine", cosine);
    for (int i = 0; i < 2; i++) {
        assert_true(weights[i] > 0);
        assert_true(change[i] > 0);
        assert_true(isnan(cosine[i]));
    }
    mg_free(out);
}

/* The two last of the lines of a stream: tokens and peak size in MB. */
static void test_a_stream_in_constant_memory(void **state) {
    (void)state;
    make_model();
    assert_int_equal(cli_run("", "memory-test model --stream 30k --device cpu"), 0);
    char *out = cli_content("out", NULL), *lines = strchr(out, '\n') + 1;
    double size[3], loss[3], weights[3];
    long tokens[3];
    for (int i = 0; i < 3; i++) {
        int read = 0;
        assert_int_equal(sscanf(lines, "%ld %lf %lf %*f %lf MB\n%n", &tokens[i], &loss[i],
                                &weights[i], &size[i], &read),
                         4);
        assert_true(isfinite(loss[i]) && isfinite(weights[i]));
        lines += read;
    }
    assert_in_range(tokens[2], 30000, 30300);
    /* 20,000 tokens more: not as much as their latents in one layer (40 floats each, 3.2 MB). */
    assert_true(size[2] - size[1] < 1);
    mg_free(out);
}

/* Token by token the same is read, from a state that does not grow. */
static void test_decoding_keeps_a_state_of_one_size(void **state) {
    (void)state;
    make_model();
    double loss[2][2], size[2];
    for (int decode = 0; decode < 2; decode++) {
        char text[96];
        snprintf(text, sizeof text, "memory-test model --stream 3k --part 128 %s --device cpu",
                 decode ? "--decode" : "");
        assert_int_equal(cli_run("", text), 0);
        char *out = cli_content("out", NULL), *lines = strchr(out, '\n') + 1;
        int read;
        assert_int_equal(
            sscanf(lines, "%*d %lf %lf %*[^\n]\n%n", &loss[decode][0], &size[0], &read), 2);
        assert_int_equal(sscanf(lines + read, "%*d %lf %lf", &loss[decode][1], &size[1]), 2);
        if (decode) assert_true(size[1] == size[0]);
        mg_free(out);
    }
    /* The same to the last digit while all is in one part. Then attention begins anew where the
     * parts do, and in decoding it does not. */
    assert_true(fabs(loss[0][0] - loss[1][0]) < 1.5e-4);
    assert_true(fabs(loss[0][1] - loss[1][1]) < 0.02);
}

#define RUN                                                                                        \
    "train --preset micro-titans --memory gate=hard --task addition:1 --steps 12 --warmup 1 "      \
    "--batch 2 --seq 64 --eval-every 3 --eval-count 2 --save-every 6 --device cpu --out "

/* memory.jsonl, as metrics.jsonl, is the same of a run that was resumed; what came after its last
 * checkpoint is written anew. */
static void test_a_run_logs_its_memory(void **state) {
    (void)state;
    test_tmp_in_memory();
    assert_int_equal(cli_run("", RUN "whole"), 0);
    size_t size;
    char *log = cli_content("whole/memory.jsonl", &size);
    int lines = 0;
    for (const char *c = log; (c = strchr(c, '\n')); c++) lines++;
    assert_int_equal(lines, 4);
    assert_int_equal(
        strncmp(log, "{\"step\":3,\"memory\":[{\"layer\":0,\"head\":0,\"tokens\":", 49), 0);
    assert_non_null(strstr(log, "\"write_target\":0.5,\"write_rate\":1.0,")); /* warming up */
    assert_non_null(strstr(log, "\"spearman\":")); /* the loss counts the answers' tokens */
    assert_non_null(strstr(log, "\"rho_origin\":"));
    assert_null(strstr(log, "tau_moved"));
    assert_null(strstr(log, "nan"));

    assert_int_equal(rename(test_tmp("whole/checkpoints/step-00000012"), test_tmp("later")), 0);
    FILE *latest = fopen(test_tmp("whole/checkpoints/latest"), "w");
    assert_non_null(latest);
    fputs("step-00000006\n", latest);
    fclose(latest);
    assert_int_equal(cli_run("", "train --resume whole --device cpu"), 0);
    char *again = cli_content("whole/memory.jsonl", NULL);
    assert_string_equal(again, log);
    mg_free(again);
    mg_free(log);
}

/* The threshold stands still, or is asked to follow; which it does is said. */
static void test_threshold_in_use(void **state) {
    (void)state;
    test_tmp_in_memory();
    assert_int_equal(cli_run("",
                             "train --preset micro-titans --memory gate=hard,warmup=0 --task "
                             "addition:1 --steps 2 --warmup 1 --batch 2 --seq 64 --eval-every 0 "
                             "--device cpu --out gated"),
                     0);
    const char *command = "memory-test gated --task passkey --texts 32 --stats --device cpu";
    char text[128];
    double moved[2], stays[2], tau[2][2];
    assert_int_equal(cli_run("", command), 0);
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "\nthreshold of the gate: frozen\n"));
    read_line(out, "tau moved", stays), read_line(out, "log tau", tau[0]);
    mg_free(out);
    snprintf(text, sizeof text, "%s --track", command);
    assert_int_equal(cli_run("", text), 0);
    out = cli_content("out", NULL);
    assert_non_null(strstr(out, "\nthreshold of the gate: follows what is read"));
    read_line(out, "tau moved", moved), read_line(out, "log tau", tau[1]);
    for (int i = 0; i < 2; i++) {
        /* At most half of 0.001 for each of 64 tokens: rho is a half. */
        assert_true(isnan(stays[i]) && fabs(moved[i]) > 1e-4 && fabs(moved[i]) < 0.033);
        assert_true(tau[0][i] == tau[1][i]);
    }
    mg_free(out);
    snprintf(text, sizeof text, "%s --json", command);
    assert_int_equal(cli_run("", text), 0);
    out = cli_content("out", NULL);
    const char *json = strstr(out, "\n{\"threshold\":\"frozen\",\"memory\":[{\"layer\":0,");
    assert_non_null(json);
    assert_non_null(strstr(json, "\"auroc\":"));
    assert_true(strcmp(strchr(json + 1, '\n') - 3, "}]}\n") == 0); /* the last line */
    mg_free(out);
    make_model();
    if (cli_expect_error("", "memory-test model --stats --track", 1, "no gate")) fail();
}

static void test_nothing_to_look_at(void **state) {
    (void)state;
    test_tmp_in_memory();
    const char *command = "memory-test --train --attention-only --steps 1 --batch 2 --texts 32 "
                          "--device cpu ";
    char text[160];
    snprintf(text, sizeof text, "%s--stats", command);
    assert_int_equal(cli_run("", text), 1);
    char *err = cli_content("err", NULL);
    assert_non_null(strstr(err, "a model without memory has no statistics"));
    mg_free(err);
}

/* Untrained, so no loss is below another for sure; but a memory that is empty before each part
 * finds the same the second time. */
static void test_loss_by_position(void **state) {
    (void)state;
    make_model();
    assert_int_equal(cli_run("", "memory-test model --positions --texts 32 --device cpu"), 0);
    char *out = cli_content("out", NULL);
    const char *line = strstr(out, "0 to ");
    int lines = 0;
    for (; line && (line = strstr(line, " to ")); line++, lines++) {
        double last, on, again, frozen[2], reset[2];
        int read = sscanf(line, " to %lf %lf %lf %lf %lf %lf %lf", &last, &on, &again, &frozen[0],
                          &frozen[1], &reset[0], &reset[1]);
        assert_int_equal(read, 7);
        assert_true(on > 0 && on != again && reset[0] == reset[1]);
        assert_true(lines == 0 || on != reset[0]);
    }
    assert_int_equal(lines, 8);
    mg_free(out);
}

/* Texts of growing length, one line each. */
static void test_bench_memory(void **state) {
    (void)state;
    test_tmp_in_memory();
    const char *command = "bench memory --longest 2048 --json --device cpu";
    assert_int_equal(cli_run("", command), 0);
    char *out = cli_content("out", NULL);
    double memory, attention;
    int first, second, end = 0;
    int read = sscanf(out,
                      "{\"tokens\": %d, \"memory_us\": %lf, \"attention_us\": %lf} "
                      "{\"tokens\": %d, \"memory_us\": %lf, \"attention_us\": %lf} %n",
                      &first, &memory, &attention, &second, &memory, &attention, &end);
    assert_int_equal(read, 6);
    assert_int_equal(out[end], 0);
    assert_true(first == 1024 && second == 2048 && memory > 0 && attention > 0);
    mg_free(out);
    if (cli_expect_error("", "bench memory --preset dense-tiny", 1, "without a memory")) fail();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statistics_of_an_untrained_memory),
        cmocka_unit_test(test_statistics_of_a_deep_memory),
        cmocka_unit_test(test_a_stream_in_constant_memory),
        cmocka_unit_test(test_decoding_keeps_a_state_of_one_size),
        cmocka_unit_test(test_a_run_logs_its_memory),
        cmocka_unit_test(test_threshold_in_use),
        cmocka_unit_test(test_nothing_to_look_at),
        cmocka_unit_test(test_loss_by_position),
        cmocka_unit_test(test_bench_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* mathgym calibrate as a program: its table, what it writes, what it refuses. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

static void must_run(const char *arguments) {
    if (cli_run("", arguments) != 0) fail_msg("%s: %s", arguments, cli_content("err", NULL));
}

typedef struct setting {
    double decay, rate, writes, on, frozen, reset, shuffled;
} setting;

static bool read_setting(const char *line, setting *s) {
    return sscanf(line, "%lf %lf %lf %lf %lf %lf %lf", &s->decay, &s->rate, &s->writes, &s->on,
                  &s->frozen, &s->reset, &s->shuffled) == 7;
}

/* The last row that is called so. */
static setting find_row(const char *out, const char *name) {
    char begins[16];
    setting s = {0};
    snprintf(begins, sizeof begins, "\n%-8s", name);
    const char *line = strstr(out, begins);
    for (const char *next = line; next; next = strstr(next + 1, begins)) line = next;
    if (!line || !read_setting(line + strlen(begins), &s)) fail_msg("no %s in\n%s", name, out);
    return s;
}

/* The rows of the table that is in `out`, at most `room`; returns how many. */
static int read_table(const char *out, setting *rows, int room) {
    const char *line = strstr(out, "loss, nats\n");
    assert_non_null(line);
    int n = 0;
    for (line = strchr(line, '\n') + 1; n < room; n++, line = strchr(line, '\n') + 1) {
        if (!read_setting(line, &rows[n])) break;
    }
    return n;
}

static bool same_content(const char *path, const char *old, size_t old_size) {
    size_t size;
    char *now = cli_content(path, &size);
    bool same = size == old_size && memcmp(now, old, size) == 0;
    mg_free(now);
    return same;
}

/* A run on additions whose memory has a gate; a deep one that recalls, with a gate that lets too
 * little through; and one of features. */
static int make_models(void **state) {
    (void)state;
    test_tmp_in_memory();
    must_run("train --preset micro-titans --memory gate=hard --task addition:1 --steps 2 --warmup "
             "1 --batch 2 "
             "--seq 64 --eval-every 0 --device cpu --out run");
    must_run("memory-test --train --memory kind=deep,theta_max=0.1,gate=hard,write_rate=0.2 --task "
             "passkey --steps 100 --batch 32 --lr 0.005 --texts 32 --device cpu --out model");
    must_run("memory-test --train --memory gate=hard --task passkey --steps 100 --batch 32 "
             "--lr 0.005 --texts 32 --device cpu --out feature");
    return 0;
}

/* Rates .1, .3 and 1 with decays 0 and .9. */
static void check_table(const char *out) {
    setting row[8];
    assert_int_equal(read_table(out, row, 8), 6);
    int best = 0;
    for (int i = 0; i < 6; i++) {
        assert_true(row[i].decay == (i < 3 ? 0 : 0.9));
        assert_true(fabs(row[i].writes - row[i].rate) < 0.03);
        assert_true(row[i].frozen == row[0].frozen); /* nothing written: the gate is no matter */
        if (row[i].on < row[best].on) best = i;
    }
    /* The memory is of use, and nothing else is. */
    if (!(row[best].on < 0.7 * fmin(row[best].frozen, fmin(row[best].reset, row[best].shuffled))))
        fail_msg("%s", out);
    /* The model's own thresholds, and others that let more or less through. */
    setting less = find_row(out, "own+0.3"), own = find_row(out, "own+0");
    setting more = find_row(out, "own-0.3");
    assert_true(less.writes < own.writes && own.writes < more.writes);
}

static void test_table_and_what_is_written(void **state) {
    (void)state;
    size_t sizes[2];
    char *config = cli_content("model/config.json", &sizes[0]);
    char *weights = cli_content("model/model.safetensors", &sizes[1]);
#define SWEEP "calibrate model --text passkey --texts 32 --device cpu "
    must_run(SWEEP "--rates 0.3 --decays 0.9 --shifts 0 --dry-run");
    assert_true(same_content("model/config.json", config, sizes[0]));
    assert_true(same_content("model/model.safetensors", weights, sizes[1]));

    must_run(SWEEP "--rates 0.1,0.3,1 --decays 0,0.9 --shifts -0.3,0,0.3");
    char *out = cli_content("out", NULL);
    check_table(out);
    setting before = find_row(out, "before"), after = find_row(out, "after");
    assert_true(after.on < before.on - 0.02);
    assert_true(after.frozen == before.frozen);
    assert_false(same_content("model/config.json", config, sizes[0]));
    assert_false(same_content("model/model.safetensors", weights, sizes[1]));
    assert_false(mg_path_exists("model/.calibrated"));
    double rate, decay, written;
    assert_int_equal(sscanf(strstr(out, "\n\nwrite_rate "),
                            "\n\nwrite_rate %lf, surprise_decay %lf: written to", &rate, &decay),
                     2);
    mg_free(out);
    /* The checkpoint goes by it from now on. */
    must_run("memory-test model --task passkey --texts 32 --stats --device cpu");
    out = cli_content("out", NULL);
    assert_int_equal(sscanf(strstr(out, "\ntarget"), "\ntarget %*f %*f writes %lf", &written), 1);
    assert_true(fabs(written - rate) < 0.06); /* other texts, one head of two */
    mg_free(out);
    mg_free(config);
    mg_free(weights);
}

/* Nothing that writes next to nothing is better than what the model has. */
static void test_nothing_better(void **state) {
    (void)state;
    size_t sizes[2];
    char *config = cli_content("feature/config.json", &sizes[0]);
    char *weights = cli_content("feature/model.safetensors", &sizes[1]);
    must_run("calibrate feature --text passkey --rates 0.01 --decays 0 --shifts 3 --texts 32 "
             "--device cpu");
    char *out = cli_content("out", NULL);
    assert_non_null(strstr(out, "no better than what the model has: nothing was written"));
    assert_true(find_row(out, "after").on > find_row(out, "before").on + 0.1);
    assert_true(same_content("feature/config.json", config, sizes[0]));
    assert_true(same_content("feature/model.safetensors", weights, sizes[1]));
    mg_free(out);
    mg_free(config);
    mg_free(weights);
}

static void test_features(void **state) {
    (void)state;
    must_run("calibrate feature --text passkey --rates 0.1,0.3,1 --decays 0,0.9 --shifts "
             "-0.3,0,0.3 --texts 32 --dry-run --device cpu");
    char *out = cli_content("out", NULL);
    check_table(out);
    mg_free(out);
}

static void test_problems_of_a_run(void **state) {
    (void)state;
    must_run(
        "calibrate run --rates 0.5 --decays 0.5 --shifts 0 --texts 16 --length 128 --device cpu");
    char *out = cli_content("out", NULL);
    setting row[2];
    assert_non_null(strstr(out, "problems: 16 texts of 128 tokens in parts of 64"));
    assert_int_equal(read_table(out, row, 2), 1);
    assert_true(isfinite(row[0].on) && isfinite(row[0].shuffled));
    mg_free(out);
    /* Training goes on from there. */
    must_run(
        "calibrate run --rates 0.25 --decays 0 --shifts 0.6 --texts 16 --length 128 --device cpu");
    out = cli_content("out", NULL);
    char *config = cli_content("run/checkpoints/step-00000002/config.json", NULL);
    double rate, written;
    /* An untrained memory is in the way: next to nothing of it is best. */
    assert_int_equal(sscanf(strstr(out, "\n\nwrite_rate "), "\n\nwrite_rate %lf", &rate), 1);
    assert_int_equal(sscanf(strstr(config, "\"write_rate\":"), "\"write_rate\": %lf", &written), 1);
    assert_true(rate < 0.1 && fabs(rate - written) < 1e-3);
    mg_free(out);
    mg_free(config);
    must_run("train --resume run --device cpu");
}

static void test_refusals(void **state) {
    (void)state;
    must_run("memory-test --train --task passkey --steps 1 --batch 2 --texts 32 --device cpu "
             "--out open");
    must_run("memory-test --train --attention-only --task passkey --steps 1 --batch 2 --texts 32 "
             "--device cpu --out plain");
    /* Before it trains. */
    if (cli_expect_error("", "memory-test --train --length 48 --steps 1000000", 1, "in parts of"))
        fail();
    if (cli_expect_error("", "calibrate open", 1, "--memory gate=hard")) fail();
    if (cli_expect_error("", "calibrate plain", 1, "--preset tiny-titans")) fail();
    if (cli_expect_error("", "calibrate nowhere", 1, "nowhere")) fail();
    if (cli_expect_error("", "calibrate model --rates 0.1,x", 1, "\"x\" is no number")) fail();
    if (cli_expect_error("", "calibrate model --decays 1.5", 1, "from 0 to 1")) fail();
    if (cli_expect_error("", "calibrate model --shifts 101", 1, "from -100 to 100")) fail();
    if (cli_expect_error("", "calibrate model --length 65", 1, "a multiple of --part")) fail();
    if (cli_expect_error("", "calibrate", 2, "CKPT")) fail();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_and_what_is_written),
        cmocka_unit_test(test_nothing_better),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_problems_of_a_run),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, make_models, NULL);
}

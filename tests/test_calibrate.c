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

/* The rows of the table that is in `out`, at most `room`; returns how many. */
static int read_table(const char *out, setting *rows, int room) {
    const char *line = strstr(out, "loss, nats\n");
    assert_non_null(line);
    int n = 0;
    for (line = strchr(line, '\n') + 1; n < room; n++, line = strchr(line, '\n') + 1) {
        setting *s = &rows[n];
        if (sscanf(line, "%lf %lf %lf %lf %lf %lf %lf", &s->decay, &s->rate, &s->writes, &s->on,
                   &s->frozen, &s->reset, &s->shuffled) != 7)
            break;
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

/* A run on additions whose memory has a gate; and, with its config, one that recalls. */
static int make_models(void **state) {
    (void)state;
    test_tmp_in_memory();
    must_run("train --preset micro-titans --memory gate=hard --task addition:1 --steps 2 --warmup "
             "1 --batch 2 "
             "--seq 64 --eval-every 0 --device cpu --out run");
    must_run("memory-test --train --config run/config.json --task passkey --steps 100 --batch 32 "
             "--lr 0.005 --texts 32 --device cpu --out model");
    return 0;
}

static void test_table_and_what_is_written(void **state) {
    (void)state;
    size_t sizes[2];
    char *config = cli_content("model/config.json", &sizes[0]);
    char *weights = cli_content("model/model.safetensors", &sizes[1]);
    const char *sweep = "calibrate model --text passkey --rates 0.1,0.3,1 --decays 0,0.9 "
                        "--texts 32 --device cpu";
    char text[160];
    snprintf(text, sizeof text, "%s --dry-run", sweep);
    must_run(text);
    assert_true(same_content("model/config.json", config, sizes[0]));
    assert_true(same_content("model/model.safetensors", weights, sizes[1]));

    char *out = cli_content("out", NULL);
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
    mg_free(out);

    must_run(sweep);
    assert_false(same_content("model/config.json", config, sizes[0]));
    assert_false(same_content("model/model.safetensors", weights, sizes[1]));
    assert_false(mg_path_exists("model/.calibrated"));
    out = cli_content("out", NULL);
    double rate, decay, written;
    assert_int_equal(
        sscanf(strstr(out, "best: "), "best: write_rate %lf, surprise_decay %lf", &rate, &decay),
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

static void test_problems_of_a_run(void **state) {
    (void)state;
    must_run("calibrate run --rates 0.5 --decays 0.5 --texts 16 --length 128 --device cpu");
    char *out = cli_content("out", NULL);
    setting row[2];
    assert_non_null(strstr(out, "problems: 16 texts of 128 tokens in parts of 64"));
    assert_int_equal(read_table(out, row, 2), 1);
    assert_true(isfinite(row[0].on) && isfinite(row[0].shuffled));
    mg_free(out);
    /* Training goes on from there. */
    must_run("calibrate run --rates 0.25 --decays 0 --texts 16 --length 128 --device cpu");
    char *config = cli_content("run/checkpoints/step-00000002/config.json", NULL);
    assert_non_null(strstr(config, "\"write_rate\": 0.25"));
    mg_free(config);
    must_run("train --resume run --device cpu");
}

static void test_refusals(void **state) {
    (void)state;
    must_run("memory-test --train --task passkey --steps 1 --batch 2 --texts 32 --device cpu "
             "--out open");
    must_run("memory-test --train --attention-only --task passkey --steps 1 --batch 2 --texts 32 "
             "--device cpu --out plain");
    if (cli_expect_error("", "calibrate open", 1, "--memory gate=hard")) fail();
    if (cli_expect_error("", "calibrate plain", 1, "--preset tiny-titans")) fail();
    if (cli_expect_error("", "calibrate nowhere", 1, "nowhere")) fail();
    if (cli_expect_error("", "calibrate model --rates 0.1,x", 1, "\"x\" is no number")) fail();
    if (cli_expect_error("", "calibrate model --decays 1.5", 1, "from 0 to 1")) fail();
    if (cli_expect_error("", "calibrate model --length 65", 1, "a multiple of --part")) fail();
    if (cli_expect_error("", "calibrate", 2, "CKPT")) fail();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_and_what_is_written),
        cmocka_unit_test(test_problems_of_a_run),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, make_models, NULL);
}

/* What goes wrong outside: every case is one line that says what to do, an exit code, and nothing
 * lost. Each test damages a copy of one checkpoint of one short run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_tmp.h"

#define CHECKPOINT "run/checkpoints/step-00000010"
#define MODEL      "copy/model.safetensors"
#define TRAIN                                                                                      \
    "train --preset dense-tiny --batch 2 --seq 32 --task addition:1 --warmup 2 --eval-every 0 "

static void expect(const char *setup, const char *arguments, int code, const char *message) {
    if (cli_expect_error(setup, arguments, code, message)) fail();
}

static int set_up(void **state) {
    (void)state;
    test_tmp_in_memory();
    if (cli_run("", TRAIN "--steps 10 --save-every 0 --out run") == 0) return 0;
    char *err = cli_content("err", NULL);
    fprintf(stderr, "%s", err);
    mg_free(err);
    return 1;
}

/* A fresh copy of the checkpoint in `copy`. */
static void copy_checkpoint(void) {
    char command[1024];
    snprintf(command, sizeof command, "cd '%s' && rm -rf copy && cp -r " CHECKPOINT " copy",
             test_tmp("."));
    assert_int_equal(system(command), 0);
}

/* Overwrites bytes of a file of the copy; offset < 0 counts from the end. */
static void patch(const char *name, long offset, const void *bytes, size_t n) {
    FILE *file = fopen(test_tmp(name), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, offset < 0 ? SEEK_END : SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void cut(const char *name, size_t size) {
    size_t whole;
    char *bytes = cli_content(name, &whole);
    assert_true(size < whole);
    test_tmp_write(name, bytes, size);
    mg_free(bytes);
}

static void replace(const char *name, const char *from, const char *to) {
    size_t size;
    char *text = cli_content(name, &size), *at = strstr(text, from);
    assert_non_null(at);
    char *changed = mg_asprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_non_null(changed);
    test_tmp_write(name, changed, strlen(changed));
    mg_free(changed);
    mg_free(text);
}

static void test_bad_usage(void **state) {
    (void)state;
    expect("", "train --stesp 3", 2, "did you mean --steps?");
    expect("", "train --steps", 2, "needs a value");
    expect("", "train --steps 0", 2, "outside 1 to");
    expect("", "train --lr fast", 2, "not a number");
    expect("", "train --layout palin", 2, "did you mean 'plain'?");
    expect("", "train --layout zzzzzz", 2, "plain|reversed|scratchpad");
    expect("", "train --steps 9 --minutes 1", 2, "--steps or --minutes");
    expect("", "train --minutes 1 --schedule cosine", 2, "--schedule constant only");
    expect("", "train extra", 2, "too many arguments");
    expect("", "eval", 2, "an argument is missing");
    expect("", "eval run run", 2, "too many arguments");
    expect("", "eval run --count 0", 2, "outside 1 to");
    expect("", "eval run --split train", 2, "test|valid");
    expect("", "generate", 2, "an argument is missing");
    expect("", "generate run --top-p 2", 2, "outside");
    expect("", "generate run ''", 2, "prompt 1 is empty");
    expect("", "bench", 2, "an argument is missing");
    expect("", "bench dance", 2, "give train");
}

static void test_bad_requests(void **state) {
    (void)state;
    expect("", "train --preset tniy --out new", 1, "tiny");
    expect("", "train --preset v3-671b --out new", 1, "cannot be built");
    expect("", "train --task alchemy --out new", 1, "addition, subtraction");
    expect("", "train --task addition:9 --seq 12 --out new", 1, "--seq");
    expect("", "train --steps 5 --warmup 9 --out new", 1, "--warmup 9");
    expect("", "train --config missing.json --out new", 1, "missing.json");
    expect("", "train --device gpu --out new", 1, "gpu");
    expect("", "eval run --task addition:99", 1, "levels");
    expect("", "eval missing", 1, "missing");
    expect("", "eval .", 1, "neither a checkpoint");
    expect("", "bench train --preset tniy", 1, "tiny");
    expect("", "params tniy", 1, "tniy");
    assert_false(mg_path_exists(test_tmp("new")));
}

/* Below a plain file nothing can be read or made, not even by root. */
static void test_unreadable_folders(void **state) {
    (void)state;
    test_tmp_write("plain", "x", 1);
    expect("", "eval plain/run", 1, "plain/run");
    expect("", "eval plain", 1, "plain");
    expect("", "generate plain/run 1+1=", 1, "plain/run");
    expect("", "train --resume plain/run", 1, "plain/run");
    expect("", TRAIN "--steps 4 --out plain/run", 1, "a part of the path is a file");
    expect("", "train --config plain/config.json --out new", 1, "plain/config.json");
    assert_false(mg_path_exists(test_tmp("new")));
}

static void test_malformed_config(void **state) {
    (void)state;
    copy_checkpoint();
    cut("copy/config.json", 40);
    expect("", "eval copy", 1, "copy/config.json:");
    expect("", "train --config copy/config.json --out new", 1, "copy/config.json:");
    expect("", "params copy/config.json", 1, "copy/config.json:");
    copy_checkpoint();
    replace("copy/config.json", "\"hidden_size\": 128", "\"hidden_size\": \"wide\"");
    expect("", "eval copy", 1, "\"hidden_size\" must be");
    copy_checkpoint();
    assert_int_equal(remove(test_tmp("copy/config.json")), 0);
    expect("", "eval copy", 1, "copy/config.json");
    copy_checkpoint();
    cut("copy/trainer.json", 40);
    expect("", "eval copy", 1, "copy/trainer.json:");
    copy_checkpoint();
    replace("copy/trainer.json", "\"task\"", "\"tusk\"");
    expect("", "eval copy", 1, "task");
}

static void test_damaged_weights(void **state) {
    (void)state;
    static const float nan_value = __builtin_nanf(""), infinite = __builtin_inff();
    copy_checkpoint();
    patch(MODEL, -4, &nan_value, sizeof nan_value);
    expect("", "eval copy", 1, "NaN");
    expect("", "generate copy 1+1=", 1, "model.safetensors");
    copy_checkpoint();
    patch(MODEL, -4, &infinite, sizeof infinite);
    expect("", "eval copy", 1, "inf");
    copy_checkpoint();
    cut(MODEL, 6); /* within the length of the header */
    expect("", "eval copy", 1, "model.safetensors");
    cut(MODEL, 0);
    expect("", "eval copy", 1, "model.safetensors");
    copy_checkpoint();
    cut(MODEL, 300); /* within the header */
    expect("", "eval copy", 1, "model.safetensors");
    copy_checkpoint();
    cut(MODEL, 100000); /* within the arrays */
    expect("", "eval copy", 1, "model.safetensors");
    copy_checkpoint();
    patch(MODEL, 0, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
    expect("", "eval copy", 1, "model.safetensors");
}

static void test_wrong_shapes(void **state) {
    (void)state;
    copy_checkpoint();
    replace("copy/config.json", "\"intermediate_size\": 384", "\"intermediate_size\": 256");
    expect("", "eval copy", 1, "256");
    copy_checkpoint();
    replace("copy/config.json", "\"num_hidden_layers\": 4", "\"num_hidden_layers\": 5");
    expect("", "eval copy", 1, "model.layers.4.");
}

/* The run folder with a damaged latest checkpoint: an error, and what was there stays. */
static void test_resume_from_damage(void **state) {
    (void)state;
    static const float nan_value = __builtin_nanf("");
    char command[1024];
    snprintf(command, sizeof command, "cd '%s' && rm -rf damaged && cp -r run damaged",
             test_tmp("."));
    assert_int_equal(system(command), 0);
    patch("damaged/checkpoints/step-00000010/optimizer.safetensors", -4, &nan_value, 4);
    expect("", "train --resume damaged", 1, "adamw.v");
    size_t before, after;
    mg_free(cli_content("run/metrics.jsonl", &before));
    mg_free(cli_content("damaged/metrics.jsonl", &after));
    assert_int_equal(before, after);
}

/* A limit on the size of files stands for a full disk: the checkpoint cannot be written, the one
 * before it can still be read and the run resumed. */
static void test_full_disk_while_saving(void **state) {
    (void)state;
    size_t size;
    mg_free(cli_content(CHECKPOINT "/model.safetensors", &size));
    char command[1024], limit[128];
    snprintf(command, sizeof command, "cd '%s' && rm -rf full", test_tmp("."));
    assert_int_equal(system(command), 0);
    const char *train = TRAIN "--steps 30 --save-every 10 --keep 0 --out full";
    /* The model fits, the optimiser's state (twice its size) does not. */
    snprintf(limit, sizeof limit, "trap '' XFSZ; ulimit -f %zu;", size * 3 / 2 / 512);
    expect(limit, train, 1, "cannot write full/checkpoints/");
    assert_false(mg_path_exists(test_tmp("full/checkpoints/step-00000010")));
    assert_false(mg_path_exists(test_tmp("full/checkpoints/.tmp-step-00000010")));
    /* With a checkpoint of step 10 of 30 there: it stays the latest, can be asked and gone on from.
     */
    snprintf(command, sizeof command, "cd '%s' && rm -rf full && cp -r run full", test_tmp("."));
    assert_int_equal(system(command), 0);
    replace("full/checkpoints/step-00000010/trainer.json", "\"steps\": 10", "\"steps\": 30");
    expect(limit, "train --resume full", 1, "cannot write full/checkpoints/");
    assert_int_equal(cli_run("", "eval full -n 5"), 0);
    assert_int_equal(cli_run("", "generate full 1+1="), 0);
    assert_int_equal(cli_run("", "train --resume full"), 0);
    assert_true(mg_path_exists(test_tmp("full/checkpoints/step-00000030")));
}

/* A learning rate that blows the model up: the step, the last good checkpoint, and no checkpoint of
 * what was blown up. */
static void test_divergence(void **state) {
    (void)state;
    expect("", TRAIN "--lr 10 --clip 1e9 --steps 400 --save-every 0 --out blown", 1,
           "there is no checkpoint yet; lower --lr");
    mg_free(cli_content("blown/metrics.jsonl", NULL));
    assert_false(mg_path_exists(test_tmp("blown/checkpoints/latest")));
    char command[1024];
    snprintf(command, sizeof command, "cd '%s' && rm -rf blown && cp -r run blown", test_tmp("."));
    assert_int_equal(system(command), 0);
    replace("blown/checkpoints/step-00000010/trainer.json", "\"steps\": 10", "\"steps\": 400");
    replace("blown/checkpoints/step-00000010/trainer.json", "\"lr\": 0.0015", "\"lr\": 10.0");
    replace("blown/checkpoints/step-00000010/trainer.json", "\"clip\": 1.0", "\"clip\": 1e9");
    expect("", "train --resume blown", 1, "the last good checkpoint is blown/checkpoints/step-");
    assert_int_equal(cli_run("", "eval blown -n 5"), 0);
}

static void test_no_vulkan_driver(void **state) {
    (void)state;
    const char *none = "VK_DRIVER_FILES=/nothing VK_ICD_FILENAMES=/nothing";
    expect(none, TRAIN "--steps 5 --device vulkan --out new", 1, "ulkan");
    expect(none, "eval run --device vulkan", 1, "ulkan");
    assert_false(mg_path_exists(test_tmp("new")));
    assert_int_equal(cli_run(none, "eval run -n 5"), 0); /* auto falls to the CPU */
    assert_int_equal(cli_run(none, "devices"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_usage),          cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_unreadable_folders), cmocka_unit_test(test_malformed_config),
        cmocka_unit_test(test_damaged_weights),    cmocka_unit_test(test_wrong_shapes),
        cmocka_unit_test(test_resume_from_damage), cmocka_unit_test(test_full_disk_while_saving),
        cmocka_unit_test(test_divergence),         cmocka_unit_test(test_no_vulkan_driver),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}

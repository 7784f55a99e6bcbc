/* The command line, as a user meets it: the built program, run in a shell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <zstd.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/helper_reader.h"
#include "tests/helper_tmp.h"

/* Runs "mathgym ARGUMENTS" with stdout and stderr in the files `out` and `err`; exit code. */
static int run(const char *arguments) {
    char command[2048];
    snprintf(command, sizeof command, "cd '%s' && { '%s/mathgym' %s ; } >out 2>err", test_tmp("."),
             MG_BINARY_DIR, arguments);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *content(const char *name, size_t *size) {
    char *text = NULL;
    if (mg_file_read(test_tmp(name), 1 << 26, &text, size)) fail_msg("%s", mg_error_text());
    return text;
}

/* Runs, expects an exit code, and one line on stderr that contains `message`. */
static void expect_error(const char *arguments, int code, const char *message) {
    assert_int_equal(run(arguments), code);
    size_t size;
    char *err = content("err", &size);
    if (!strstr(err, message)) fail_msg("%s: %s", arguments, err);
    assert_int_equal(strcspn(err, "\n"), size - 1); /* one line, ended */
    mg_free(err);
}

static void test_same_options_give_the_same_bytes(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems --count 500 --seed 7 -o a.jsonl"), 0);
    assert_int_equal(run("gen-problems -n500 --seed=0x7 --output b.jsonl"), 0);
    assert_int_equal(run("gen-problems --count 500 --seed 7"), 0);
    size_t a_size, b_size, out_size;
    char *a = content("a.jsonl", &a_size), *b = content("b.jsonl", &b_size);
    char *out = content("out", &out_size);
    assert_int_equal(a_size, b_size);
    assert_int_equal(a_size, out_size);
    assert_memory_equal(a, b, a_size);
    assert_memory_equal(a, out, a_size);
    /* the second half on its own, and another seed */
    assert_int_equal(run("gen-problems --start 250 -n 250 --seed 7"), 0);
    char *half = content("out", &out_size);
    assert_memory_equal(half, a + a_size - out_size, out_size);
    assert_int_equal(run("gen-problems --count 500 --seed 8"), 0);
    char *other = content("out", &out_size);
    assert_string_not_equal(other, a);
    mg_free(a);
    mg_free(b);
    mg_free(out);
    mg_free(half);
    mg_free(other);
}

static void test_compressed_output(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems -n 2k --layout scratchpad -o a.jsonl"), 0);
    assert_int_equal(run("gen-problems -n 2k --layout scratchpad -o a.jsonl.zst"), 0);
    size_t plain_size, packed_size;
    char *plain = content("a.jsonl", &plain_size), *packed = content("a.jsonl.zst", &packed_size);
    char *unpacked = malloc(plain_size + 1);
    ZSTD_DCtx *context = ZSTD_createDCtx();
    ZSTD_inBuffer in = {packed, packed_size, 0};
    ZSTD_outBuffer out = {unpacked, plain_size + 1, 0};
    size_t left = 1;
    while (in.pos < in.size && out.pos <= plain_size) {
        left = ZSTD_decompressStream(context, &out, &in);
        assert_false(ZSTD_isError(left));
    }
    ZSTD_freeDCtx(context);
    assert_int_equal(left, 0); /* the frame is complete */
    size_t size = out.pos;
    assert_int_equal(size, plain_size);
    assert_memory_equal(unpacked, plain, size);
    assert_true(packed_size < plain_size / 4);
    free(unpacked);
    mg_free(plain);
    mg_free(packed);
}

static void test_lines_are_right(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems --task mixture -n 700 --split test --order drawn"), 0);
    size_t size;
    char *out = content("out", &size);
    int lines = 0;
    for (char *line = out, *end; (end = strchr(line, '\n')); line = end + 1, lines++) {
        mg_json_doc doc;
        if (mg_json_parse_text(&doc, "line", line, (size_t)(end - line)))
            fail_msg("%s", mg_error_text());
        mg_json root = mg_json_root(&doc), metadata;
        const char *question, *answer, *key, *split, *family;
        int64_t index;
        char expected[READER_ANSWER_BYTES];
        assert_int_equal(mg_json_get_string(&root, "question", &question), MG_OK);
        assert_int_equal(mg_json_get_string(&root, "answer", &answer), MG_OK);
        assert_int_equal(mg_json_get_string(&root, "key", &key), MG_OK);
        assert_int_equal(strlen(key), 32);
        assert_int_equal(mg_json_get_object(&root, "metadata", &metadata), MG_OK);
        assert_int_equal(mg_json_get_string(&metadata, "split", &split), MG_OK);
        assert_string_equal(split, "test");
        assert_int_equal(mg_json_get_int(&metadata, "index", 0, 1000, &index), MG_OK);
        assert_int_equal(index, lines);
        assert_int_equal(mg_json_get_string(&metadata, "family", &family), MG_OK);
        assert_int_equal(reader_solve(family, question, expected), 0);
        assert_string_equal(answer, expected);
        mg_json_doc_free(&doc);
    }
    assert_int_equal(lines, 700);
    mg_free(out);
}

/* Chats and CSV carry the same problems as the lines; threads change nothing. */
static void test_formats(void **state) {
    (void)state;
    size_t size, other_size;
    assert_int_equal(run("gen-problems -n 3k --seed 5 --threads 1 -o one.jsonl"), 0);
    assert_int_equal(run("gen-problems -n 3k --seed 5 --threads 3 -o three.jsonl"), 0);
    char *one = content("one.jsonl", &size), *three = content("three.jsonl", &other_size);
    assert_int_equal(size, other_size);
    assert_memory_equal(one, three, size);
    mg_free(one);
    mg_free(three);
    assert_int_equal(run("gen-problems -t addition:2 -n 1 --format chat --layout steps"), 0);
    char *chat = content("out", &size);
    assert_non_null(strstr(chat, "{\"messages\":[{\"role\":\"user\",\"content\":\""));
    assert_non_null(strstr(chat, "\\n#### "));
    mg_free(chat);
    assert_int_equal(run("gen-problems -t linear -n 2 --format csv"), 0);
    char *csv = content("out", &size);
    assert_memory_equal(csv, "question,answer,response,", 25);
    assert_non_null(strstr(csv, "\n\"")); /* a comma in the question: quoted */
    mg_free(csv);
    assert_int_equal(run("gen-problems --bytes 10k"), 0);
    char *bytes = content("out", &size);
    assert_in_range(size, 10000, 11000);
    assert_int_equal(bytes[size - 1], '\n');
    mg_free(bytes);
}

static size_t count_lines(const char *name) {
    size_t size, lines = 0;
    char *text = content(name, &size);
    for (size_t i = 0; i < size; i++) lines += text[i] == '\n';
    mg_free(text);
    return lines;
}

/* 955 problems in all: each once, in one of three files. */
static void test_folders(void **state) {
    (void)state;
    const char *command =
        "gen-problems -t multiplication:2 --format folder -n 5k --held-out 1k -o dataset";
    assert_int_equal(run(command), 0);
    assert_int_equal(count_lines("dataset/data/train.jsonl"), 865);
    assert_int_equal(count_lines("dataset/data/validation.jsonl"), 48);
    assert_int_equal(count_lines("dataset/data/test.jsonl"), 42);
    size_t size;
    char *card = content("dataset/README.md", &size);
    assert_memory_equal(card, "---\nconfigs:\n", 13);
    mg_free(card);
    expect_error(command, 1, "dataset exists");
    expect_error("gen-problems --format folder", 2, "needs --output FOLDER");
}

static void test_exhausted_tasks_are_named(void **state) {
    (void)state;
    const char *message = "multiplication:2 has 42 problems in the test split";
    expect_error("gen-problems -t multiplication:2 --split test -n 50", 0, message);
    assert_int_equal(count_lines("out"), 50);
    expect_error("gen-problems -t multiplication:2 --split test -n 50 --once", 0, message);
    assert_int_equal(count_lines("out"), 42);
}

/* Splits share nothing; a file shares all with itself, in another order and layout too. */
static void test_audit(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems -t addition:2 -n 20k -o train.jsonl.zst"), 0);
    assert_int_equal(run("gen-problems -t addition:2 -n 100 --split test -o test.jsonl"), 0);
    assert_int_equal(run("gen-problems -t addition:2 -n 9k --seed 3 --layout steps -o again"), 0);
    assert_int_equal(run("audit train.jsonl.zst test.jsonl"), 0);
    size_t size;
    char *out = content("out", &size);
    assert_non_null(strstr(out, "0 shared: no problem of one is in the other"));
    mg_free(out);
    assert_int_equal(run("audit train.jsonl.zst again"), 1);
    out = content("out", &size);
    assert_null(strstr(out, "\n0 shared"));
    mg_free(out);
    assert_int_equal(run("audit test.jsonl - <test.jsonl"), 1);
    expect_error("audit nothing.jsonl test.jsonl", 1, "nothing.jsonl");
    assert_int_equal(
        run("gen-problems -n 1k -o whole.jsonl.zst && head -c 300 whole.jsonl.zst >cut"), 0);
    expect_error("audit cut test.jsonl", 1, "cut: the compressed file is cut off");
    expect_error("audit test.jsonl /dev/null", 1, "/dev/null has no problem");
}

/* What others write becomes records: golds, kinds of answers, worked solutions. */
static void test_import(void **state) {
    (void)state;
    static const char gsm8k[] = "{\"question\":\"N sold 48 and 24.\",\"answer\":\"48+24 = "
                                "<<48+24=72>>72 in all\\n#### 72\"}\n"
                                "{\"question\":\"B?\",\"answer\":\"x\\n#### 1,200\"}\n";
    static const char gym[] = "[{\"question\":\"4 + 3 =\",\"answer\":\"7\",\"metadata\":"
                              "{\"source_dataset\":\"chain_sum\",\"source_index\":5}},"
                              "{\"question\":\"x\",\"answer\":null,\"metadata\":{}},"
                              "{\"question\":\"y\",\"answer\":\"2 x 3\"}]";
    test_tmp_write("gsm8k.jsonl", gsm8k, sizeof gsm8k - 1);
    test_tmp_write("gym.json", gym, sizeof gym - 1);
    size_t size;
    assert_int_equal(run("import --format gsm8k gsm8k.jsonl"), 0);
    char *out = content("out", &size);
    assert_non_null(strstr(out, "\"response\":\"48+24 = 72 in all\\n#### 72\""));
    assert_non_null(strstr(out, "\"answer\":\"1,200\""));
    mg_free(out);
    assert_int_equal(run("import gym.json"), 0);
    out = content("out", &size);
    assert_int_equal(count_lines("out"), 2);
    assert_non_null(strstr(out,
                           "\"source_dataset\":\"chain_sum\",\"source_index\":5,\"answer_kind\":"
                           "\"integer\""));
    assert_non_null(strstr(out, "\"answer_kind\":\"word\"")); /* an expression is no number */
    mg_free(out);
    expect_error("import --format gsm8k gym.json", 1, "must be a final answer after");
    expect_error("import nothing.json", 1, "nothing.json");
}

static void test_bad_usage(void **state) {
    (void)state;
    expect_error("gen-problems --cuont 3", 2, "did you mean --count?");
    expect_error("gen-problems --count", 2, "needs a value");
    expect_error("gen-problems --count 0", 2, "outside 1 to");
    expect_error("gen-problems --count ten", 2, "not a whole number");
    expect_error("gen-problems --count 99999999999999999999", 2, "outside");
    expect_error("gen-problems --count 9999999999999G", 2, "outside");
    expect_error("gen-problems --seed -1", 2, "not a seed");
    expect_error("gen-problems --seed 9223372036854775808", 2, "above 2^63-1");
    expect_error("gen-problems --task alchemy", 2, "addition, subtraction");
    expect_error("gen-problems --task addition:13", 2, "levels 1 to 12");
    expect_error("gen-problems --split dev", 2, "train|valid|test");
    expect_error("gen-problems --layout palin", 2, "did you mean 'plain'?");
    expect_error("gen-problems -z", 2, "unknown option -z");
    expect_error("gen-problems extra", 2, "too many arguments");
    expect_error("gen-porblems", 2, "did you mean 'gen-problems'?");
    expect_error("qqqqqqqqqqqq", 2, "see mathgym --help");
}

static void test_unwritable_outputs(void **state) {
    (void)state;
    expect_error("gen-problems -o missing/a.jsonl", 1, "cannot write missing/a.jsonl");
    expect_error("gen-problems -o .", 1, "it is a folder");
    expect_error("gen-problems -n 10k -o /dev/full", 1, "No space left");
    expect_error("gen-problems -n 10k >/dev/full", 1, "No space left");
    /* a disk that fills up: nothing half-written stays, and the old file is kept */
    assert_int_equal(run("gen-problems -n 5 -o kept.jsonl"), 0);
    size_t before, after;
    mg_free(content("kept.jsonl", &before));
    expect_error("gen-problems --help >/dev/null; trap '' XFSZ; ulimit -f 64; "
                 "'" MG_BINARY_DIR "/mathgym' gen-problems -n 10k -o kept.jsonl",
                 1, "File too large");
    mg_free(content("kept.jsonl", &after));
    assert_int_equal(before, after);
    assert_false(mg_path_exists(test_tmp(".tmp-kept.jsonl")));
}

static void test_a_reader_that_leaves(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems -n 100k | head -1 >/dev/null"), 0);
    size_t size;
    mg_free(content("err", &size));
    assert_int_equal(size, 0);
}

static void test_help_and_version(void **state) {
    (void)state;
    assert_int_equal(run("gen-problems --help"), 0);
    size_t size;
    char *out = content("out", &size);
    assert_non_null(strstr(out, "--count"));
    assert_non_null(strstr(out, "Examples:"));
    mg_free(out);
    assert_int_equal(run("--help"), 0);
    out = content("out", &size);
    assert_non_null(strstr(out, "gen-problems"));
    mg_free(out);
    assert_int_equal(run("--version"), 0);
    assert_int_equal(run(""), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_options_give_the_same_bytes),
        cmocka_unit_test(test_compressed_output),
        cmocka_unit_test(test_lines_are_right),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_exhausted_tasks_are_named),
        cmocka_unit_test(test_audit),
        cmocka_unit_test(test_import),
        cmocka_unit_test(test_bad_usage),
        cmocka_unit_test(test_unwritable_outputs),
        cmocka_unit_test(test_a_reader_that_leaves),
        cmocka_unit_test(test_help_and_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

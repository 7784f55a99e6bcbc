/* mathgym verify and mathgym bench verify, as a user meets them. */
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

static void write_file(const char *name, const char *text) {
    assert_int_equal(mg_file_write_atomic(test_tmp(name), text, strlen(text)), MG_OK);
}

static void expect_output(const char *arguments, const char *text) {
    assert_int_equal(cli_run("", arguments), 0);
    char *out = cli_content("out", NULL);
    if (!strstr(out, text)) fail_msg("%s: no '%s' in %s", arguments, text, out);
    mg_free(out);
}

/* What gen-problems writes is right, in every layout, compressed or not. */
static void test_own_records(void **state) {
    (void)state;
    static const char *const LAYOUTS[] = {"reversed", "scratchpad", "steps"};
    for (size_t i = 0; i < sizeof LAYOUTS / sizeof LAYOUTS[0]; i++) {
        char arguments[160];
        snprintf(arguments, sizeof arguments, "gen-problems -n 100 --layout %s -o a.jsonl.zst",
                 LAYOUTS[i]);
        assert_int_equal(cli_run("", arguments), 0);
        expect_output("verify --json a.jsonl.zst", "\"group\":\"all\",\"responses\":100,"
                                                   "\"mean_reward\":1.0");
    }
    assert_int_equal(cli_run("", "gen-problems -n 100 --format chat -o c.jsonl"), 0);
    expect_output("verify --json c.jsonl", "\"responses\":100,\"mean_reward\":1.0");
    assert_int_equal(cli_run("", "gen-problems -n 50 -t addition -o p.jsonl"), 0);
    expect_output("verify --json --field answer p.jsonl", "\"mean_reward\":1.0");
    expect_output("verify --json --field question p.jsonl", "\"mean_reward\":0.0");
}

static void test_other_records(void **state) {
    (void)state;
    write_file("g.jsonl",
               "{\"question\": \"q\", \"answer\": \"so 3*4=12.\\n#### 1,200\", \"response\": "
               "\"The answer is $1200.\"}\n"
               "{\"question\": \"q\", \"answer\": \"7\", \"response\": \"8\"}\n"
               "\n"
               "{\"answer\": \"Tuesday\", \"response\": \"\\\\boxed{\\\\text{tuesday}}\"}\n"
               "{\"answer\": \"x + 1\", \"metadata\": {\"answer_kind\": \"polynomial\"}, "
               "\"messages\": [{\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\", "
               "\"content\": \"1+x\"}]}\n");
    expect_output("verify --json g.jsonl",
                  "\"group\":\"all\",\"responses\":4,\"mean_reward\":0.75");
    expect_output("verify -o - g.jsonl", "{\"line\":2,\"group\":\"rational\",\"verdict\":\"wrong\","
                                         "\"reward\":0.0,\"reason\":\"another value\"}");
    expect_output("verify g.jsonl", "polynomial");
}

#define ITEM                                                                                       \
    "\"metadata\":{\"family\":\"addition\",\"level\":3,\"split\":\"train\",\"seed\":0,\"index\":"  \
    "0,"
#define RECORD(version, question)                                                                  \
    "{\"question\":\"" question "\",\"response\":\"1\"," ITEM "\"gym_version\":" version "}}\n"

static void test_faulty_records(void **state) {
    (void)state;
    const struct {
        const char *text, *message;
    } cases[] = {
        {"{}\n{\n", "line 1: no \"response\""},
        {"{\"answer\":\"1\",\"response\":\"1\"}\nnonsense\n", "line 2: not JSON"},
        {"[1]\n", "line 1: not a JSON object"},
        {"{\"response\":\"1\"}\n", "line 1: no \"answer\""},
        {"\n\n", "has no record"},
        {RECORD("999", "1+1="), "line 1: made by gym version 999"},
        {RECORD("2", "1+1="), "line 1: its \"question\" is not that of the problem"},
        {"{\"response\":\"1\",\"metadata\":{\"family\":\"none\",\"gym_version\":2,\"level\":1,"
         "\"seed\":0,\"index\":0}}\n",
         "there is no family \"none\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file("f.jsonl", cases[i].text);
        assert_int_equal(cli_expect_error("", "verify f.jsonl", 1, cases[i].message), 0);
    }
    assert_int_equal(cli_expect_error("", "verify nowhere.jsonl", 1, "nowhere.jsonl"), 0);
    assert_int_equal(cli_expect_error("", "bench nothing", 2, "train, verify, gym or memory"), 0);
}

/* Every worked line of the gym's own is true; one that is not is counted. */
static void test_worked_lines(void **state) {
    (void)state;
    assert_int_equal(cli_run("", "gen-problems -n 200 --layout steps -o s.jsonl"), 0);
    expect_output("verify --steps s.jsonl", " true, 0 false");
    char command[256];
    snprintf(command, sizeof command, "sed -i '1s/=\\([0-9-]*\\)\\\\n/=77777\\\\n/' '%s'",
             test_tmp("s.jsonl"));
    assert_int_equal(system(command), 0);
    expect_output("verify --steps s.jsonl", " true, 1 false");
}

static void test_bench(void **state) {
    (void)state;
    static const char *const KINDS[] = {"integers", "fractions", "polynomials"};
    assert_int_equal(cli_run("", "bench verify --json"), 0);
    char *out = cli_content("out", NULL);
    const char *at = out;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        at = strstr(at, KINDS[i]);
        assert_non_null(at);
        at = strstr(at, "\"misjudged\":0}");
        assert_non_null(at);
    }
    mg_free(out);
}

/* Of three relations that are equally likely one earns about a third; the order of named families
 * is kept. */
static void test_constants(void **state) {
    (void)state;
    assert_int_equal(cli_run("", "tasks --constants --json comparison linear"), 0);
    char *out = cli_content("out", NULL);
    double relation, number;
    char *second = strchr(out, '\n');
    assert_int_equal(sscanf(strstr(out, "\"reward\":"), "\"reward\":%lf", &relation), 1);
    assert_int_equal(sscanf(strstr(second, "\"reward\":"), "\"reward\":%lf", &number), 1);
    /* 6 standard deviations of 10,000 draws are 0.028 */
    assert_true(relation > 1.0 / 3 - 0.03 && relation < 1.0 / 3 + 0.03);
    assert_true(number > 0.0 && number < 0.1);
    mg_free(out);
    assert_int_equal(cli_expect_error("", "tasks nothing", 1, "there is no family 'nothing'"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_records),    cmocka_unit_test(test_other_records),
        cmocka_unit_test(test_faulty_records), cmocka_unit_test(test_worked_lines),
        cmocka_unit_test(test_bench),          cmocka_unit_test(test_constants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

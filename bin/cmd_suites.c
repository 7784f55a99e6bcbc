/* mathgym suites: the fixed suites, their problems and their hashes. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/record.h"
#include "bin/sink.h"
#include "gym/suite.h"
#include "gym/suite_adderboard.h"

#define NAME "suites"

typedef struct request {
    const char *output;
    bool hash, check;
} request;

static void print_suite(const mg_suite *suite, int tasks) {
    char hash[MG_RECORD_KEY_BYTES];
    mg_record_key(suite->hash, hash);
    printf("%-16s v%d  %3d tasks, %4d problems each  %s\n    %s\n", suite->name, suite->version,
           tasks, suite->count, hash, suite->summary);
}

static int list_suites(void) {
    const mg_suite *suite;
    for (int i = 0; (suite = mg_suite_at(i)); i++) {
        mg_mixture tasks;
        if (mg_suite_tasks(suite, &tasks) != MG_OK) return mg_cli_fail(NAME);
        print_suite(suite, tasks.count);
    }
    printf("%-16s v1    1 task,  %d problems\n    %s\n", "adderboard", MG_ADDERBOARD_CASES,
           "AdderBoard's sums of 10 digits: mathgym eval RUN --suite adderboard");
    return MG_EXIT_OK;
}

/* Prints each hash as this program's problems have it; with `check`, fails where one differs. */
static int hash_suites(bool check) {
    const mg_suite *suite;
    int wrong = 0;
    for (int i = 0; (suite = mg_suite_at(i)); i++) {
        mg_key hash;
        size_t problems;
        if (mg_suite_hash(suite, &hash, &problems) != MG_OK) return mg_cli_fail(NAME);
        bool same = mg_key_equal(hash, suite->hash);
        wrong += !same;
        printf("%-16s 0x%016" PRIX64 "u, 0x%016" PRIX64 "u  %zu problems%s\n", suite->name,
               hash.high, hash.low, problems,
               check && !same ? "  not the hash of this version" : "");
    }
    return check && wrong ? MG_EXIT_FAILED : MG_EXIT_OK;
}

static mg_status write_task(const mg_suite *suite, const mg_task *task, mg_json_writer *json,
                            mg_sink *sink) {
    mg_heldout set;
    MG_TRY(mg_suite_problems(suite, task, &set));
    mg_status status = MG_OK;
    for (size_t i = 0; i < set.count; i++) {
        mg_json_writer_reset(json);
        MG_GO(mg_record_write(json, &set.problems[i], MG_LAYOUT_PLAIN, MG_RECORD_JSONL));
        MG_GO(mg_sink_write(sink, json->text, json->length));
    }
done:
    mg_heldout_free(&set);
    return status;
}

static mg_status write_tasks(const mg_suite *suite, mg_sink *sink) {
    mg_json_writer json = {0};
    mg_mixture tasks;
    MG_TRY(mg_suite_tasks(suite, &tasks));
    mg_status status = MG_OK;
    for (int i = 0; i < tasks.count && status == MG_OK; i++)
        status = write_task(suite, &tasks.task[i], &json, sink);
    mg_json_writer_free(&json);
    return status;
}

static int write_suite(const char *name, const char *output) {
    const mg_suite *suite = mg_suite_find(name);
    if (!suite)
        return mg_cli_usage_error(NAME, "no suite is called '%s'; mathgym suites lists them", name);
    mg_sink sink;
    if (mg_sink_open(&sink, output) != MG_OK) return mg_cli_fail(NAME);
    mg_status status = mg_sink_close(&sink, write_tasks(suite, &sink));
    return status == MG_OK || sink.reader_gone ? MG_EXIT_OK : mg_cli_fail(NAME);
}

int cmd_suites(int argc, char **argv) {
    request want = {.output = "-"};
    const mg_cli_option options[] = {
        {"output", 'o', MG_CLI_TEXT, &want.output, .value = "FILE",
         .help = "where the problems go; .zst compresses; - is stdout (default)"},
        {"hash", 0, MG_CLI_FLAG, &want.hash, .help = "print the hashes of the problems as made"},
        {"check", 0, MG_CLI_FLAG, &want.check,
         .help = "the same, and fail where one is not that of its version"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] [NAME]",
        .summary = "Lists the fixed suites of held-out problems, or writes one as JSON lines.\n"
                   "mathgym eval RUN --suite NAME scores a model on it.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym suites\n"
                    "  mathgym suites basics -o basics.jsonl\n"
                    "  mathgym eval runs/first --suite basics\n",
        .max_operands = 1};
    int exit_code = MG_EXIT_OK;
    char **names = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!names) return exit_code;
    if (names[0]) return write_suite(names[0], want.output);
    return want.hash || want.check ? hash_suites(want.check) : list_suites();
}

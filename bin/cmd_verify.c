/* mathgym verify: judges the responses in a file of JSON lines. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/evaluate.h"
#include "bin/judge_record.h"
#include "bin/layouts.h"
#include "bin/sink.h"
#include "core/base/alloc.h"
#include "core/base/json.h"

#define NAME "verify"

enum { MAX_LINE = 1 << 22, VERDICTS = MG_OVER_CAP + 1, UPDATE_LINES = 1024 };

typedef struct request {
    const char *path, *output, *field;
    int layout;
    bool has_layout, json, steps;
} request;

typedef struct tally {
    char group[64];
    int64_t count[VERDICTS];
    int64_t total, true_lines, false_lines;
    double reward;
} tally;

typedef struct tallies {
    tally all, *groups;
    size_t count, capacity;
} tallies;

/* -- counting ---------------------------------------------------------------------------------- */

static void count_one(tally *t, const mg_judged_record *judged) {
    const mg_judgement *j = &judged->judgement;
    t->count[j->verdict]++;
    t->total++;
    t->reward += j->reward;
    t->true_lines += judged->true_lines;
    t->false_lines += judged->false_lines;
}

static mg_status count_record(tallies *all, const mg_judged_record *judged) {
    size_t i = 0;
    while (i < all->count && strcmp(all->groups[i].group, judged->group) != 0) i++;
    if (i == all->count) {
        MG_TRY(mg_grow(&all->groups, &all->capacity, all->count + 1, sizeof *all->groups));
        all->groups[i] = (tally){.total = 0};
        memcpy(all->groups[i].group, judged->group, sizeof judged->group);
        all->count++;
    }
    count_one(&all->groups[i], judged);
    count_one(&all->all, judged);
    return MG_OK;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const tally *)a)->group, ((const tally *)b)->group);
}

static double mean_of(const tally *t) {
    return t->reward / (double)t->total;
}

static mg_interval interval_of(const tally *t) {
    return mg_wilson_interval((size_t)(t->reward + 0.5), (size_t)t->total);
}

/* -- writing ----------------------------------------------------------------------------------- */

static mg_status write_verdict(mg_json_writer *json, mg_sink *sink, int64_t line, bool steps,
                               const mg_judged_record *judged) {
    mg_json_writer_reset(json);
    mg_json_begin_object(json);
    mg_json_key(json, "line"), mg_json_int(json, line);
    mg_json_key(json, "group"), mg_json_string(json, judged->group);
    mg_json_key(json, "verdict");
    mg_json_string(json, mg_verdict_name((int)judged->judgement.verdict));
    mg_json_key(json, "reward"), mg_json_double(json, judged->judgement.reward);
    mg_json_key(json, "reason"), mg_json_string(json, judged->judgement.reason);
    if (steps) {
        mg_json_key(json, "true_lines"), mg_json_int(json, judged->true_lines);
        mg_json_key(json, "false_lines"), mg_json_int(json, judged->false_lines);
    }
    mg_json_end_object(json);
    mg_json_newline(json);
    MG_TRY(mg_json_writer_status(json));
    return mg_sink_write(sink, json->text, json->length);
}

static void print_row(const tally *t) {
    mg_interval range = interval_of(t);
    printf("%-24s %9" PRId64 "   %.4f [%.4f, %.4f] ", t->group, t->total, mean_of(t), range.low,
           range.high);
    for (int v = 0; v < VERDICTS; v++) printf(" %10" PRId64, t->count[v]);
    putchar('\n');
}

static void print_summary(const tallies *all) {
    printf("%-24s %9s   %-24s ", "", "responses", "mean reward [95%]");
    for (int v = 0; v < VERDICTS; v++) printf(" %10s", mg_verdict_name(v));
    putchar('\n');
    for (size_t i = 0; i < all->count; i++) print_row(&all->groups[i]);
    if (all->count > 1) print_row(&all->all);
}

static void put_tally(mg_json_writer *w, const tally *t) {
    mg_interval range = interval_of(t);
    mg_json_begin_object(w);
    mg_json_key(w, "group"), mg_json_string(w, t->group);
    mg_json_key(w, "responses"), mg_json_int(w, t->total);
    mg_json_key(w, "mean_reward"), mg_json_double(w, mean_of(t));
    mg_json_key(w, "low"), mg_json_double(w, range.low);
    mg_json_key(w, "high"), mg_json_double(w, range.high);
    for (int v = 0; v < VERDICTS; v++)
        mg_json_key(w, mg_verdict_name(v)), mg_json_int(w, t->count[v]);
    mg_json_end_object(w);
    mg_json_newline(w);
}

static mg_status print_json(const tallies *all) {
    mg_json_writer w = {.indent = 0};
    for (size_t i = 0; i < all->count; i++) put_tally(&w, &all->groups[i]);
    if (all->count > 1) put_tally(&w, &all->all);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

/* -- the command ------------------------------------------------------------------------------- */

static mg_status judge_all(const request *want, mg_source *source, mg_sink *sink, tallies *all) {
    mg_record_judge judge = {
        .field = want->field, .layout = want->has_layout ? want->layout : -1, .steps = want->steps};
    mg_json_writer json = {0};
    mg_status status = MG_OK;
    const char *line;
    size_t bytes;
    for (;;) {
        MG_GO(mg_source_next(source, &line, &bytes));
        if (!line) break;
        if (bytes == 0) continue;
        mg_judged_record judged;
        MG_GO(mg_record_judge_line(&judge, source, line, bytes, &judged));
        MG_GO(count_record(all, &judged));
        if (sink) MG_GO(write_verdict(&json, sink, source->line, want->steps, &judged));
        if (source->line % UPDATE_LINES == 0 && mg_cli_interrupted())
            MG_GO(mg_fail(MG_ERR_INTERRUPTED, "interrupted"));
    }
    if (all->all.total == 0) MG_GO(mg_fail(MG_ERR_FORMAT, "%s has no record", want->path));
done:
    mg_walks_free(&judge.walks);
    mg_json_writer_free(&json);
    return status;
}

static mg_status verify_file(const request *want, tallies *all) {
    mg_source source;
    mg_sink sink;
    MG_TRY(mg_source_open(&source, want->path, MAX_LINE));
    mg_status status;
    if (want->output) MG_GO(mg_sink_open(&sink, want->output));
    status = judge_all(want, &source, want->output ? &sink : NULL, all);
    if (want->output) status = mg_sink_close(&sink, status);
done:
    mg_source_close(&source);
    return status;
}

static int run(const request *want) {
    tallies all = {.all = {.group = "all"}};
    mg_cli_catch_interrupts();
    mg_status status = verify_file(want, &all);
    if (status == MG_OK) {
        qsort(all.groups, all.count, sizeof *all.groups, by_name);
        bool to_stdout = want->output && strcmp(want->output, "-") == 0;
        if (want->json)
            status = print_json(&all);
        else if (!to_stdout)
            print_summary(&all);
        if (want->steps && !want->json && !to_stdout)
            printf("worked lines: %" PRId64 " true, %" PRId64 " false\n", all.all.true_lines,
                   all.all.false_lines);
    }
    mg_free(all.groups);
    if (status == MG_ERR_INTERRUPTED) {
        mg_cli_error(NAME, "interrupted; nothing was written");
        return MG_EXIT_INTERRUPTED;
    }
    return status == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
}

int cmd_verify(int argc, char **argv) {
    request want = {.field = "response"};
    const mg_cli_option options[] = {
        {"field", 'f', MG_CLI_TEXT, &want.field, "NAME",
         "where the response is (default response, else the last assistant's message)", .min = 0},
        {"layout", 'l', MG_CLI_CHOICE, &want.layout, mg_layout_list(),
         "of all responses (default: what the record's metadata say, else plain)",
         .choices = mg_layout_choices(), .given = &want.has_layout},
        {"output", 'o', MG_CLI_TEXT, &want.output, "FILE",
         "write a verdict a line as JSON; .zst compresses; - is stdout", .min = 0},
        {"steps", 0, MG_CLI_FLAG, &want.steps, NULL,
         "check each worked line that is a formula, in records that name their problem", .min = 0},
        {"json", 0, MG_CLI_FLAG, &want.json, NULL, "print the summary as JSON lines", .min = 0},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] FILE",
        .summary =
            "Judges the responses in a file of JSON lines (also .zst; - is stdin), exactly, and\n"
            "prints verdicts and mean rewards. Records of gen-problems are made again from their\n"
            "metadata; others need an \"answer\" (GSM8K's \"... #### 12\" will do), and may name "
            "an\n"
            "\"answer_kind\", \"form\" and \"detail\" in \"metadata\". Exit code 0: all were "
            "judged,\n"
            "1: a line could not be read, 2: bad usage.",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .examples = "  mathgym verify answers.jsonl\n"
                    "  mathgym verify --field completion -o verdicts.jsonl answers.jsonl.zst\n",
        .min_operands = 1,
        .max_operands = 1};
    int exit_code = MG_EXIT_OK;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    want.path = operands[0];
    return run(&want);
}

/* mathgym gen-problems: problems of a mixture as JSON lines, chats, CSV, or a dataset folder. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/dataset_folder.h"
#include "bin/distant_writer.h"
#include "bin/layouts.h"
#include "bin/problem_writer.h"
#include "bin/series_options.h"
#include "bin/series_tasks.h"
#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/template.h"

#define NAME "gen-problems"

enum { FORMAT_FOLDER = MG_RECORD_FORMATS };

typedef struct request {
    const char *task, *template, *source, *output, *facts;
    int64_t count, held_out, bytes, start, threads, gap;
    uint64_t seed;
    int split, layout, format, order;
    bool once, count_given, gap_given;
} request;

/* Sends what the repeats mean to stderr: nobody should take them for new problems. */
static void report_repeat(const mg_problem_result *result, bool once) {
    const mg_item *item = &result->repeat;
    if (result->repeated > 0)
        fprintf(stderr,
                "mathgym " NAME ": %" PRId64 " problems left out that were there already%s\n",
                result->repeated, result->exhausted ? "; the source has no more of them" : "");
    if (!item->family) return;
    fprintf(stderr,
            "mathgym " NAME ": %s:%d has %" PRIu64 " problems in the %s split; %s (%" PRId64
            " written)\n",
            item->family->name, item->level, result->repeat_after, mg_split_name((int)item->split),
            once ? "ended there" : "after them they come again in another order", result->written);
}

static mg_problem_plan plan_of(const request *want, const mg_stream *stream, mg_pool *pool) {
    return (mg_problem_plan){.stream = stream,
                             .pool = pool,
                             .format = (mg_record_format)want->format,
                             .start = (uint64_t)want->start,
                             .count = want->bytes && !want->count_given ? INT64_MAX : want->count,
                             .bytes = want->bytes,
                             .once = want->once,
                             .label = NAME};
}

static mg_status write_file(const request *want, const mg_stream *stream, mg_pool *pool,
                            bool *reader_gone) {
    mg_sink sink;
    mg_problem_result result;
    const mg_problem_plan plan = plan_of(want, stream, pool);
    MG_TRY(mg_sink_open(&sink, want->output));
    mg_status status = mg_sink_close(&sink, mg_problems_write(&plan, &sink, &result));
    *reader_gone = sink.reader_gone;
    if (status == MG_OK && !sink.reader_gone) report_repeat(&result, want->once);
    return status;
}

/* Long texts with the problems between what they tell and what they ask. */
static mg_status write_texts(const request *want, const mg_stream *stream, bool *reader_gone) {
    mg_distant_config texts = {.stream = stream, .gap = want->gap};
    mg_sink sink;
    MG_TRY(mg_distant_parse(want->facts, &texts));
    const mg_distant_plan plan = {.texts = &texts,
                                  .start = (uint64_t)want->start,
                                  .count =
                                      want->bytes && !want->count_given ? INT64_MAX : want->count,
                                  .bytes = want->bytes,
                                  .label = NAME};
    MG_TRY(mg_sink_open(&sink, want->output));
    mg_status status = mg_sink_close(&sink, mg_distant_write(&plan, &sink));
    *reader_gone = sink.reader_gone;
    return status;
}

/* Its card names the sources with the commit that was read. */
static mg_status write_folder(const request *want, const mg_stream_config *config,
                              mg_series_sources *sources, mg_pool *pool) {
    char *pinned;
    MG_TRY(mg_mixture_pin(want->task, sources, &pinned));
    const mg_dataset_plan plan = {.stream = *config,
                                  .pool = pool,
                                  .task = pinned,
                                  .folder = want->output,
                                  .train = want->count,
                                  .held_out = want->held_out};
    const mg_status status = mg_dataset_write(&plan);
    mg_free(pinned);
    return status;
}

static mg_status generate(const request *want, mg_stream_config *config, mg_series_sources *sources,
                          bool *reader_gone) {
    mg_walks walks = {0};
    mg_pool *pool = NULL;
    mg_stream stream;
    mg_status status = MG_OK;
    config->order = (mg_order)want->order;
    config->walks = want->facts ? NULL : &walks;
    MG_GO(mg_pool_create(&pool, (int)want->threads));
    if (want->format == FORMAT_FOLDER) {
        MG_GO(write_folder(want, config, sources, pool));
        goto done;
    }
    MG_GO(mg_stream_init(&stream, config));
    MG_GO(want->facts ? write_texts(want, &stream, reader_gone)
                      : write_file(want, &stream, pool, reader_gone));
done:
    mg_pool_free(pool);
    mg_walks_free(&walks);
    return status;
}

static int exit_of(mg_status status, const request *want, bool reader_gone) {
    if (status == MG_OK || reader_gone) return MG_EXIT_OK;
    if (status != MG_ERR_INTERRUPTED) return mg_cli_fail(NAME);
    mg_cli_error(NAME, "interrupted; nothing was written to %s", want->output);
    return MG_EXIT_INTERRUPTED;
}

static int run(const request *want) {
    mg_stream_config config = {
        .split = (mg_split)want->split, .layout = (mg_layout)want->layout, .seed = want->seed};
    const mg_series_set_options series = mg_cli_series_options(NAME, false);
    mg_series_sources *sources = NULL;
    bool reader_gone = false;
    int exit_code;
    const mg_family *family;
    if (want->template && mg_template_shared(want->template, &family)) return mg_cli_fail(NAME);
    if (want->format == FORMAT_FOLDER && want->output[0] == '-')
        return mg_cli_usage_error(NAME, "--format folder needs --output FOLDER");
    mg_cli_catch_interrupts();
    mg_status status = mg_series_sources_create(&series, &sources);
    if (status == MG_OK) status = mg_mixture_open(want->task, sources, &config.mixture);
    if (status == MG_ERR_ARG) {
        exit_code = mg_cli_usage_error(NAME, "--task: %s", mg_error_text());
    } else {
        if (status == MG_OK) status = generate(want, &config, sources, &reader_gone);
        if (status == MG_OK) mg_cli_series_show_drops(sources);
        exit_code = exit_of(status, want, reader_gone);
    }
    mg_series_sources_free(sources);
    return exit_code;
}

/* The same where --source is given: --task then draws from it. */
static int run_on_source(request *want) {
    char *task = mg_tasks_on_source(want->task, want->source);
    if (!task) return mg_cli_fail(NAME);
    want->task = task;
    const int exit_code = run(want);
    mg_free(task);
    return exit_code;
}

int cmd_gen_problems(int argc, char **argv) {
    static const char *const SPLITS[] = {"train", "valid", "test", NULL};
    static const char *const FORMATS[] = {"jsonl", "chat", "csv", "folder", NULL};
    static const char *const ORDERS[] = {"drawn", "walk", "seen-shapes", "new-shapes", NULL};
    request want = {.output = "-", .count = 10, .order = MG_ORDER_WALK, .gap = 512};
    bool order_given = false;
    const mg_cli_option options[] = {
        {"task", 't', MG_CLI_TEXT, &want.task, .value = "SPEC",
         .help = "FAMILY[:LEVEL][*WEIGHT],... (default mixture; see mathgym tasks)"},
        {"source", 0, MG_CLI_TEXT, &want.source, .value = "SOURCE",
         .help = "series that the tasks draw from: lotsa:SUBSET, FILE.arrow or DIR; without --task "
                 "all families of series"},
        {"template", 0, MG_CLI_TEXT, &want.template, .value = "FILE",
         .help = "a family of your own, FILE.gym (gym/README.md); also as a task"},
        {"count", 'n', MG_CLI_INT, &want.count, .value = "N", .given = &want.count_given,
         .help = "how many (default 10; 5k, 2M)", .min = 1, .max = INT64_MAX / 2},
        {"bytes", 'b', MG_CLI_INT, &want.bytes, .value = "N",
         .help = "end after so many bytes (before compression)", .min = 1, .max = INT64_MAX / 2},
        {"start", 0, MG_CLI_INT, &want.start, .value = "I",
         .help = "index of the first (default 0)", .min = 0, .max = INT64_MAX / 2},
        {"seed", 's', MG_CLI_SEED, &want.seed, .value = "S",
         .help = "seed of the stream (default 0)"},
        {"split", 0, MG_CLI_CHOICE, &want.split, .value = "train|valid|test",
         .help = "which problems (default train)", .choices = SPLITS},
        {"order", 0, MG_CLI_CHOICE, &want.order, .value = "ORDER",
         .help =
             "walk: each problem once (default); drawn: as in training; seen-shapes, new-shapes",
         .choices = ORDERS, .given = &order_given},
        {"once", 0, MG_CLI_FLAG, &want.once, .help = "end where a task has no new problem left"},
        {"layout", 0, MG_CLI_CHOICE, &want.layout, .value = mg_layout_list(),
         .help = "form of the response (default plain)", .choices = mg_layout_choices()},
        {"format", 'f', MG_CLI_CHOICE, &want.format, .value = "jsonl|chat|csv|folder",
         .help = "folder: train, validation and test with a card (default jsonl)",
         .choices = FORMATS},
        {"held-out", 0, MG_CLI_INT, &want.held_out, .value = "N",
         .help = "folder: problems of validation, and of test (default 1000)", .min = 1,
         .max = INT64_MAX / 2},
        {"facts", 0, MG_CLI_TEXT, &want.facts, .value = "KIND[:LEVEL],...",
         .help =
             "long texts instead: they tell values, registers, rule or repeat, and ask for them "
             "much later; the problems come between (jsonl, drawn)"},
        {"gap", 0, MG_CLI_INT, &want.gap, .value = "N",
         .help = "--facts: bytes between, at least (default 512)", .min = 0, .max = 1 << 30,
         .given = &want.gap_given},
        {"threads", 0, MG_CLI_INT, &want.threads, .value = "N",
         .help = "0 = one per core (default); the bytes are the same", .min = 0,
         .max = MG_MAX_THREADS},
        {"output", 'o', MG_CLI_TEXT, &want.output, .value = "FILE",
         .help = "file or folder; .zst compresses; - is stdout (default)"},
    };
    want.held_out = 1000;
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...]",
        .summary = "Writes generated problems with exact answers.\n"
                   "The same options give the same bytes, always and everywhere.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples =
            "  mathgym gen-problems --task addition:3 --count 5\n"
            "  mathgym gen-problems --task 'addition*2,linear' -n 1M -o train.jsonl.zst\n"
            "  mathgym gen-problems --format chat --layout steps --bytes 100M -o chat.jsonl\n"
            "  mathgym gen-problems --template gym/templates/rectangle.gym\n"
            "  mathgym gen-problems --task gym/templates/slope.gym:2*3,linear -n 1k\n"
            "  mathgym gen-problems --format folder -n 100k -o my-dataset\n"
            "  mathgym gen-problems --facts values,registers,rule --gap 10k -o long.jsonl\n"
            "  mathgym gen-problems --source lotsa:cif_2016_12 -n 1k -o real.jsonl\n"
            "  mathgym gen-problems --task series_summary:1 --source series.arrow\n",
    };
    int exit_code = MG_EXIT_OK;
    if (!mg_cli_parse(&spec, argc, argv, &exit_code)) return exit_code;
    if (want.template && !mg_template_is_path(want.template))
        return mg_cli_usage_error(NAME, "--template: %s does not end in .gym", want.template);
    if (want.template) want.task = want.template;
    if (want.facts) {
        mg_distant_config texts;
        if (mg_distant_parse(want.facts, &texts) != MG_OK)
            return mg_cli_usage_error(NAME, "--facts: %s", mg_error_text());
        if (want.format != MG_RECORD_JSONL || want.once)
            return mg_cli_usage_error(NAME, "--facts writes jsonl, and goes on without end");
        if (!order_given) want.order = MG_ORDER_DRAWN;
        if (want.order == MG_ORDER_WALK)
            return mg_cli_usage_error(NAME, "--facts: its problems are drawn, not walked");
    } else if (want.gap_given) {
        return mg_cli_usage_error(NAME, "--gap is between facts and questions; give --facts too");
    }
    if (want.source) return run_on_source(&want);
    if (!want.task) want.task = "mixture";
    return run(&want);
}

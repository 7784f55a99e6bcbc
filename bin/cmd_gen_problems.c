/* mathgym gen-problems: problems of a mixture as JSON lines. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/sink.h"
#include "core/base/json.h"
#include "gym/family.h"
#include "gym/stream.h"

#define NAME "gen-problems"

enum { UPDATE_ITEMS = 256 /* between looks at the clock and at Ctrl-C */ };

typedef struct request {
    const char *task, *output;
    int64_t count, start;
    uint64_t seed;
    int split, layout;
} request;

static void write_count(mg_json_writer *json, const char *key, int64_t value) {
    mg_json_key(json, key);
    mg_json_int(json, value);
}

static void write_text(mg_json_writer *json, const char *key, const char *value) {
    mg_json_key(json, key);
    mg_json_string(json, value);
}

static void write_metadata(mg_json_writer *json, const mg_problem *problem, mg_layout layout) {
    const mg_item *item = &problem->item;
    mg_json_key(json, "metadata");
    mg_json_begin_object(json);
    write_text(json, "family", item->family->name);
    write_count(json, "level", item->level);
    write_text(json, "split", mg_split_name((int)item->split));
    write_text(json, "layout", mg_layout_name((int)layout));
    write_count(json, "seed", (int64_t)item->seed);
    write_count(json, "index", (int64_t)item->index);
    write_count(json, "gym_version", MG_GYM_VERSION);
    write_count(json, "difficulty", problem->difficulty);
    write_count(json, "digits", problem->digits);
    write_count(json, "carries", problem->carries);
    write_count(json, "operations", problem->operations);
    write_count(json, "draws", problem->draws);
    mg_json_key(json, "knobs");
    mg_json_begin_object(json);
    const mg_level *level = &item->family->levels[item->level - 1];
    for (int i = 0; i < MG_MAX_KNOBS && item->family->knobs[i]; i++)
        write_count(json, item->family->knobs[i], level->knob[i]);
    mg_json_end_object(json);
    mg_json_end_object(json);
}

static mg_status write_problem(mg_json_writer *json, const mg_problem *problem, mg_layout layout) {
    char response[MG_RESPONSE_BYTES], key[33];
    mg_problem_render(problem, layout, response);
    snprintf(key, sizeof key, "%016" PRIx64 "%016" PRIx64, problem->key.high, problem->key.low);
    mg_json_writer_reset(json);
    mg_json_begin_object(json);
    write_text(json, "question", problem->question);
    write_text(json, "answer", response);
    write_metadata(json, problem, layout);
    write_text(json, "key", key);
    mg_json_end_object(json);
    mg_json_newline(json);
    return mg_json_writer_status(json);
}

static mg_status write_all(const request *want, const mg_stream *stream, mg_sink *sink) {
    mg_status status = MG_OK;
    mg_json_writer json = {0};
    mg_cli_progress progress;
    mg_cli_progress_start(&progress, NAME, (uint64_t)want->count);
    for (int64_t i = 0; i < want->count; i++) {
        if (i % UPDATE_ITEMS == 0) {
            mg_cli_progress_update(&progress, (uint64_t)i, NULL);
            if (mg_cli_interrupted()) MG_GO(mg_fail(MG_ERR_INTERRUPTED, "interrupted"));
        }
        mg_problem problem;
        MG_GO(mg_stream_item(stream, (uint64_t)(want->start + i), &problem));
        MG_GO(write_problem(&json, &problem, (mg_layout)want->layout));
        MG_GO(mg_sink_write(sink, json.text, json.length));
    }
done:
    mg_cli_progress_end(&progress);
    mg_json_writer_free(&json);
    return status;
}

static int generate(const request *want) {
    mg_stream_config config = {
        .split = (mg_split)want->split, .layout = (mg_layout)want->layout, .seed = want->seed};
    mg_stream stream;
    mg_sink sink;
    if (mg_mixture_parse(want->task, &config.mixture))
        return mg_cli_usage_error(NAME, "--task: %s", mg_error_text());
    if (mg_stream_init(&stream, &config) || mg_sink_open(&sink, want->output))
        return mg_cli_fail(NAME);
    mg_cli_catch_interrupts();
    mg_status status = mg_sink_close(&sink, write_all(want, &stream, &sink));
    if (status == MG_OK || sink.reader_gone) return MG_EXIT_OK;
    if (status == MG_ERR_INTERRUPTED) {
        mg_cli_error(NAME, "interrupted; nothing was written to %s", want->output);
        return MG_EXIT_INTERRUPTED;
    }
    return mg_cli_fail(NAME);
}

int cmd_gen_problems(int argc, char **argv) {
    static const char *const SPLITS[] = {"train", "valid", "test", NULL};
    static const char *const LAYOUTS[] = {"plain", "reversed", "scratchpad", NULL};
    request want = {.task = "mixture", .output = "-", .count = 10};
    const mg_cli_option options[] = {
        {"task", 't', MG_CLI_TEXT, &want.task, .value = "SPEC",
         .help = "FAMILY[:LEVEL][*WEIGHT],... (default mixture)"},
        {"count", 'n', MG_CLI_INT, &want.count, .value = "N",
         .help = "how many (default 10; 5k, 2M)", .min = 1, .max = INT64_MAX / 2},
        {"start", 0, MG_CLI_INT, &want.start, .value = "I",
         .help = "index of the first (default 0)", .min = 0, .max = INT64_MAX / 2},
        {"seed", 's', MG_CLI_SEED, &want.seed, .value = "S",
         .help = "seed of the stream (default 0)"},
        {"split", 0, MG_CLI_CHOICE, &want.split, .value = "train|valid|test",
         .help = "which problems (default train)", .choices = SPLITS},
        {"layout", 0, MG_CLI_CHOICE, &want.layout, .value = "plain|reversed|scratchpad",
         .help = "form of the answer (default plain)", .choices = LAYOUTS},
        {"output", 'o', MG_CLI_TEXT, &want.output, .value = "FILE",
         .help = "JSON lines; .zst compresses; - is stdout (default)"},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...]",
        .summary = "Writes generated problems with exact answers, one JSON object a line.\n"
                   "The same options give the same bytes, always and everywhere.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .examples = "  mathgym gen-problems --task addition:3 --count 5\n"
                    "  mathgym gen-problems --task 'addition*2,linear' -n 1M -o train.jsonl.zst\n"
                    "  mathgym gen-problems --split test --layout reversed -n 1k -o test.jsonl\n",
    };
    int exit_code = MG_EXIT_OK;
    if (!mg_cli_parse(&spec, argc, argv, &exit_code)) return exit_code;
    return generate(&want);
}

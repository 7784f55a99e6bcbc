/* mathgym memory-test: what a memory remembers, beside the controls that show that it was it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/checkpoint_model.h"
#include "bin/cli.h"
#include "bin/evaluate.h"
#include "bin/memory_facts.h"
#include "bin/memory_positions.h"
#include "bin/memory_stats.h"
#include "bin/memory_stream.h"
#include "bin/memory_table.h"
#include "bin/memory_test.h"
#include "bin/memory_text.h"
#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/train/schedule.h"
#include "memory/memory.h"

#define NAME "memory-test"

/* Texts to train on are drawn with the seed, those to score on with another that no --seed is. */
#define TEST_SEED ((uint64_t)1 << 63)

enum { LENGTHS = 5 }; /* 1, 2, 4, 8, 16 times the length of the texts trained on */

typedef struct request {
    const char *checkpoint, *preset, *config, *memory, *device, *out, *facts;
    int task;
    bool train, attention_only, stats, json, decode, positions, track, part_given;
    int64_t pairs, values, queries, length, part, texts, times;
    int64_t steps, batch, threads, stream, gap;
    double lr;
    uint64_t seed;
} request;

static const char *const TASKS[] = {"pairs", "overwrite", "passkey", "table", NULL};

/* -- the task ---------------------------------------------------------------------------------- */

/* Keys, values, and tokens of a text, where nothing is said. */
typedef struct sizes {
    int64_t pairs, values, length;
} sizes;

static const sizes DEFAULTS[MG_RECALL_KINDS] = {
    {8, 16, 64}, {8, 16, 64}, {5, 10, 64}, {MG_RECALL_KEYS, 16, 256}};

/* Everything that is told lies before the last part, and out of attention's reach of any query; but
 * for a table, which is asked and told all along. */
static mg_status plan_task(const request *want, const mg_config *config, mg_recall_plan *plan) {
    int64_t reach;
    MG_TRY(mg_recall_reach(config, &reach));
    const sizes *usual = &DEFAULTS[want->task];
    mg_recall task = {.kind = (mg_recall_kind)want->task,
                      .pairs = want->pairs ? want->pairs : usual->pairs,
                      .values = want->values ? want->values : usual->values,
                      .length = want->length ? want->length : usual->length};
    task.queries = task.kind == MG_RECALL_PASSKEY ? task.pairs
                   : task.kind == MG_RECALL_TABLE ? task.length / 2
                                                  : want->queries;
    task.gap = want->part - task.queries;
    if (task.gap < reach + 1) task.gap = reach + 1;
    if (task.kind == MG_RECALL_TABLE) task.gap = 0;
    *plan = (mg_recall_plan){.task = task,
                             .part = want->part,
                             .rows = 32,
                             .texts = want->texts,
                             .seed = TEST_SEED,
                             .first = 0};
    /* A table is asked in its last part as in all others, and checked where it is read. */
    return task.kind == MG_RECALL_TABLE ? mg_recall_check(&task) : mg_recall_plan_check(plan);
}

/* -- training ---------------------------------------------------------------------------------- */

static mg_status one_step(const request *want, const mg_recall *task, mg_trainer *trainer,
                          mg_batch *batch, int64_t step, double *loss) {
    mg_schedule schedule = {.kind = MG_SCHEDULE_COSINE,
                            .peak = want->lr,
                            .minimum = 0.02 * want->lr,
                            .warmup = want->steps < 500 ? want->steps / 5 + 1 : 100,
                            .total = want->steps};
    mg_train_report report;
    MG_TRY(mg_recall_fill(task, want->seed, (uint64_t)((step - 1) * batch->rows), batch));
    mg_status status = mg_trainer_step(trainer, batch, mg_schedule_rate(&schedule, step), &report);
    if (status != MG_OK) return mg_fail_context(status, "step %" PRId64, step);
    *loss = report.loss;
    return MG_OK;
}

static void show(mg_cli_progress *bar, int64_t step, int64_t steps, double loss) {
    char text[40];
    snprintf(text, sizeof text, "loss %.4f", loss);
    mg_cli_progress_update(bar, (uint64_t)step, text);
    if (!bar->enabled && (step % 200 == 0 || step == steps))
        fprintf(stderr, "step %" PRId64 "/%" PRId64 "  %s\n", step, steps, text);
}

static mg_status train(const request *want, const mg_recall *task, mg_model *model) {
    mg_train_config config = mg_train_config_default();
    config.rows = want->batch, config.cols = task->length, config.accumulation = 1;
    mg_trainer *trainer = NULL;
    mg_batch batch = {0};
    mg_cli_progress bar;
    mg_cli_progress_start(&bar, NAME, (uint64_t)want->steps);
    mg_status status;
    MG_GO(mg_model_init(model, want->seed));
    MG_GO(mg_trainer_create(model, &config, &trainer));
    MG_GO(mg_batch_create(&batch, want->batch, task->length));
    for (int64_t step = 1; step <= want->steps && !mg_cli_interrupted(); step++) {
        double loss = 0;
        MG_GO(one_step(want, task, trainer, &batch, step, &loss));
        show(&bar, step, want->steps, loss);
    }
done:
    mg_cli_progress_end(&bar);
    mg_batch_free(&batch);
    mg_trainer_free(trainer);
    return status;
}

static mg_status save(const char *folder, const mg_model *model) {
    mg_tokenizer tokenizer;
    char *path = NULL;
    mg_status status;
    MG_GO(mg_dir_create(folder));
    path = mg_path_join(folder, "config.json");
    if (!path) return MG_ERR_MEMORY;
    MG_GO(mg_config_save(&model->config, path));
    MG_GO(mg_tokenizer_for_size(&tokenizer, model->config.vocab_size));
    MG_GO(mg_tokenizer_write(&tokenizer, folder));
    MG_GO(mg_model_save(model, folder));
    fprintf(stderr, "checkpoint: %s\n", folder);
done:
    mg_free(path);
    return status;
}

/* -- what is printed --------------------------------------------------------------------------- */

static void print_task(const mg_recall *t, int64_t reach) {
    if (t->kind == MG_RECALL_TABLE)
        printf("table: of %" PRId64 " keys and %" PRId64 " values, texts of %" PRId64
               " tokens; attention and convolutions reach %" PRId64 "\n\n",
               t->pairs, t->values, t->length, reach);
    else
        printf("%s: %" PRId64 " keys, %" PRId64 " values, texts of %" PRId64
               " tokens; every answer at "
               "least %" PRId64 " tokens back, attention and convolutions reach %" PRId64 "\n\n",
               mg_recall_name((int)t->kind), t->pairs, t->values, t->length, t->gap + 1, reach);
}

static void print_share(int64_t right, int64_t total) {
    mg_interval interval = mg_wilson_interval((size_t)right, (size_t)total);
    printf("  %6.1f%%  %5.1f%% to %5.1f%%", 100 * (double)right / (double)total, 100 * interval.low,
           100 * interval.high);
}

static void print_cheats(const mg_recall *t) {
    printf("\none value, always                        %5.1f%%\n", 100 / (double)t->values);
    if (t->kind == MG_RECALL_PASSKEY) return;
    printf("one of those told                        %5.1f%%\n", 100 * mg_recall_guess(t));
    printf("the same, each once and struck off       %5.1f%%\n", 100 * mg_recall_elimination(t));
}

static mg_status print_row(mg_model *model, const mg_recall_plan *plan, int mode, int64_t times) {
    mg_recall_plan longer = *plan;
    mg_recall_score score;
    longer.task.length *= times;
    MG_TRY(mg_recall_measure(model, (mg_recall_mode)mode, &longer, &score));
    printf("%-10s %6" PRId64, mg_recall_mode_name(mode), longer.task.length);
    print_share(score.right, score.queries);
    print_share(score.whole_right, score.texts);
    printf("\n");
    fflush(stdout);
    return MG_OK;
}

static mg_status print_scores(const request *want, mg_model *model, const mg_recall_plan *plan) {
    printf("memory     tokens   answers        95%% interval   whole texts    95%% interval\n");
    bool memory = model->config.memory.kind != MG_MEMORY_OFF;
    for (int64_t times = 1; times <= want->times; times *= 2)
        MG_TRY(print_row(model, plan, MG_RECALL_ON, times));
    for (int mode = MG_RECALL_FROZEN; memory && mode < MG_RECALL_MODES; mode++)
        MG_TRY(print_row(model, plan, mode, 1));
    print_cheats(&plan->task);
    return MG_OK;
}

/* Loss by position, in texts of 1, 2, 4, ... times the length. */
static mg_status print_tables(const request *want, mg_model *model, const mg_recall_plan *plan,
                              int64_t reach) {
    for (int64_t times = 1; times <= want->times && !mg_cli_interrupted(); times *= 2) {
        mg_table_plan longer = {.task = plan->task,
                                .part = plan->part,
                                .texts = plan->texts,
                                .reach = reach,
                                .seed = plan->seed};
        longer.task.length *= times, longer.task.queries *= times;
        if (times > 1) printf("\n");
        MG_TRY(mg_memory_table(model, &longer));
    }
    return MG_OK;
}

/* -- statistics -------------------------------------------------------------------------------- */

static mg_status add_texts(mg_model *model, const mg_memory_texts *texts, mg_memory_stats *stats) {
    int64_t n = texts->rows * texts->cols;
    mg_forward *forward = NULL;
    float *worth = mg_malloc((size_t)n * sizeof *worth);
    mg_status status = worth ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK)
        status = mg_forward_create_probed(model, texts->rows, texts->cols, &forward);
    for (int64_t i = 0; status == MG_OK && i < texts->parts; i++) {
        mg_batch *batch = &texts->batches[i];
        const float *logits;
        for (int64_t j = 0; j < n; j++) worth[j] = (float)mg_recall_worth(batch->ids[j]);
        for (int64_t b = 0; b < texts->rows; b++) batch->carried[b] = i > 0;
        status = mg_forward_run(forward, batch, &logits);
        if (status == MG_OK) status = mg_memory_stats_add(stats, forward, batch, logits, worth);
    }
    mg_forward_free(forward);
    mg_free(worth);
    return status;
}

static mg_status print_stats(mg_model *model, const mg_recall_plan *plan, bool as_json) {
    mg_memory_texts texts = {.rows = plan->rows,
                             .cols = plan->part,
                             .parts = plan->task.length / plan->part,
                             .groups = 1};
    mg_memory_stats *stats;
    MG_TRY(mg_memory_stats_create(&model->config, &stats));
    mg_status status = mg_memory_texts_of_recall(&texts, &plan->task, plan->seed);
    if (status == MG_OK) status = add_texts(model, &texts, stats);
    if (status == MG_OK) {
        printf("\n");
        status = as_json ? mg_memory_stats_print_json(stats) : mg_memory_stats_print(stats);
    }
    mg_memory_texts_free(&texts);
    mg_memory_stats_free(stats);
    return status;
}

/* Distant texts of the run's facts, or of others, with gaps of 1, 2, 4, ... times its own. */
static mg_status read_facts(const request *want, mg_model *model, mg_distant_config texts) {
    int64_t gap = texts.gap;
    for (int64_t times = 1; times <= want->times && !mg_cli_interrupted(); times *= 2) {
        mg_facts_plan plan = {.texts = &texts, .rows = 16, .count = want->texts};
        texts.gap = times * gap;
        plan.part = want->part_given ? want->part : texts.gap < 256 ? texts.gap : 256;
        if (times > 1) printf("\n");
        MG_TRY(mg_memory_facts(model, &plan));
    }
    return MG_OK;
}

static bool reads_stream(const request *want) {
    return want->stream || want->positions || want->facts || want->gap;
}

/* Problems of the run's mixture or, where the model comes of no run, of the default one; in distant
 * texts where the run was trained on such, or facts are asked for. */
static mg_status read_stream(const request *want, mg_checkpoint *c) {
    mg_train_options options = c->options;
    mg_distant_config texts;
    mg_tokenizer tokenizer;
    mg_stream stream;
    if (want->train) options = mg_train_options_default();
    options.cols = INT32_MAX; /* a problem may lie across parts */
    MG_TRY(mg_tokenizer_for_size(&tokenizer, c->model->config.vocab_size));
    MG_TRY(mg_train_options_stream(&options, true, want->train ? &tokenizer : &c->tokenizer, NULL,
                                   &stream));
    stream.config.seed = TEST_SEED;
    if (want->facts) snprintf(options.facts, sizeof options.facts, "%s", want->facts);
    if (want->gap) options.gap = want->gap;
    bool facts = options.facts[0];
    if (facts) MG_TRY(mg_train_options_distant(&options, &stream, &texts));
    const mg_distant_config *distant = facts ? &texts : NULL;
    if (want->positions)
        return mg_memory_positions(c->model, &stream, distant, want->texts, want->part);
    if (want->stream)
        return mg_memory_stream_read(c->model, &stream, distant, want->stream, 8 * want->part,
                                     want->decode);
    if (facts) return read_facts(want, c->model, texts);
    return mg_fail(MG_ERR_ARG, "the run was not trained on facts; say which with --facts");
}

/* -- the command ------------------------------------------------------------------------------- */

static mg_status open_model(const request *want, mg_checkpoint *c) {
    if (!want->train)
        return mg_checkpoint_open(c, NAME, want->checkpoint, want->device, (int)want->threads);
    mg_config config;
    MG_TRY(want->config ? mg_config_from_file(&config, want->config)
                        : mg_config_from_preset(&config, want->preset));
    config.mixer = &mg_memory_mixer;
    if (want->memory) MG_TRY(mg_config_set_memory(&config, want->memory));
    if (want->attention_only) config.memory = (mg_memory_config){0};
    MG_TRY(mg_device_open(want->device, (int)want->threads, &c->device));
    return mg_model_create(c->device, &config, &c->model);
}

static mg_status track(mg_config *config) {
    if (config->memory.gate == MG_MEMORY_GATE_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "--track: the model has no gate whose threshold could "
                                           "move; train one with --memory gate=hard");
    config->memory.gate_tracking = true;
    return MG_OK;
}

static mg_status run(const request *want, mg_checkpoint *c) {
    mg_recall_plan plan;
    int64_t reach;
    MG_TRY(open_model(want, c));
    if (want->track) MG_TRY(track(&c->model->config));
    if (reads_stream(want) && !want->train) return read_stream(want, c);
    MG_TRY(plan_task(want, &c->model->config, &plan));
    MG_TRY(mg_recall_reach(&c->model->config, &reach));
    print_task(&plan.task, reach);
    if (want->train) {
        MG_TRY(train(want, &plan.task, c->model));
        if (want->out) MG_TRY(save(want->out, c->model));
    }
    if (mg_cli_interrupted()) return MG_OK;
    if (reads_stream(want)) return read_stream(want, c);
    MG_TRY(plan.task.kind == MG_RECALL_TABLE ? print_tables(want, c->model, &plan, reach)
                                             : print_scores(want, c->model, &plan));
    return want->stats || want->json ? print_stats(c->model, &plan, want->json) : MG_OK;
}

int cmd_memory_test(int argc, char **argv);

int cmd_memory_test(int argc, char **argv) {
    request want = {.preset = "micro-titans",
                    .device = "auto",
                    .part = 32,
                    .queries = 8,
                    .texts = 1024,
                    .times = 1,
                    .steps = 1500,
                    .batch = 64,
                    .lr = 0.003,
                    .seed = 1};
    const mg_cli_option options[] = {
        {"train", 0, MG_CLI_FLAG, &want.train, NULL, "train a model on the task first", .min = 0},
        {"task", 't', MG_CLI_CHOICE, &want.task, "pairs|overwrite|passkey|table",
         "what is told and asked (default pairs)", .choices = TASKS},
        {"pairs", 0, MG_CLI_INT, &want.pairs, "N", "keys told (default 8; passkey: 5, table: 26)",
         .min = 1, .max = MG_RECALL_KEYS},
        {"values", 0, MG_CLI_INT, &want.values, "N", "values there are (default 16; passkey: 10)",
         .min = 2, .max = MG_RECALL_VALUES},
        {"queries", 0, MG_CLI_INT, &want.queries, "N", "asked of each text (default 8)", .min = 1,
         .max = 1024},
        {"length", 0, MG_CLI_INT, &want.length, "N", "tokens of a text (default 64; table: 256)",
         .min = 8, .max = 1 << 20},
        {"part", 0, MG_CLI_INT, &want.part, "N",
         "tokens read at once when scoring (default 32; --facts: 256, at most the gap)", .min = 2,
         .max = 1 << 16, .given = &want.part_given},
        {"times", 0, MG_CLI_INT, &want.times, "N",
         "score texts of 1, 2, 4, ... up to N times the length (default 1)", .min = 1, .max = 1024},
        {"texts", 'n', MG_CLI_INT, &want.texts, "N", "to score on (default 1024)", .min = 32,
         .max = 1 << 24},
        {"stats", 0, MG_CLI_FLAG, &want.stats, NULL,
         "what the memory does, head by head: writes, surprise, rates, norms, losses", .min = 0},
        {"json", 0, MG_CLI_FLAG, &want.json, NULL, "the same as a last line of JSON", .min = 0},
        {"track", 0, MG_CLI_FLAG, &want.track, NULL,
         "the gate's threshold follows what is read, slowly, in place of standing still", .min = 0},
        {"stream", 0, MG_CLI_INT, &want.stream, "N",
         "read one text of N tokens instead, e.g. 1M: its size in memory and its statistics",
         .min = 1, .max = INT64_MAX / 2},
        {"decode", 0, MG_CLI_FLAG, &want.decode, NULL,
         "--stream: token by token, through the cache", .min = 0},
        {"positions", 0, MG_CLI_FLAG, &want.positions, NULL,
         "loss by position in texts of the run's problems instead, and when a text comes again",
         .min = 0},
        {"facts", 0, MG_CLI_TEXT, &want.facts, "KIND[:LEVEL],...",
         "answers to facts told much earlier instead: values, registers, rule, repeat (default: "
         "those of the run)",
         .min = 0},
        {"gap", 0, MG_CLI_INT, &want.gap, "N",
         "--facts: tokens between, at least (default: the run's); --times doubles it", .min = 1,
         .max = 1 << 30},
        {"preset", 'p', MG_CLI_TEXT, &want.preset, "NAME",
         "--train: the model (default micro-titans)", .min = 0},
        {"config", 'c', MG_CLI_TEXT, &want.config, "FILE", "--train: a config.json instead",
         .min = 0},
        {"memory", 0, MG_CLI_TEXT, &want.memory, "FIELDS",
         "--train: of its memory, e.g. kind=deep,theta_max=0.1,gate=hard", .min = 0},
        {"attention-only", 0, MG_CLI_FLAG, &want.attention_only, NULL,
         "--train: the same model without its memory", .min = 0},
        {"steps", 's', MG_CLI_INT, &want.steps, "N", "--train: optimiser steps (default 1500)",
         .min = 1, .max = INT32_MAX},
        {"batch", 'b', MG_CLI_INT, &want.batch, "N", "--train: texts in a step (default 64)",
         .min = 1, .max = 65536},
        {"lr", 0, MG_CLI_REAL, &want.lr, "X", "--train: peak learning rate (default 0.003)",
         .low = 1e-9, .high = 10},
        {"seed", 0, MG_CLI_SEED, &want.seed, "N", "--train: of weights and texts (default 1)",
         .min = 0},
        {"out", 'o', MG_CLI_TEXT, &want.out, "DIR", "--train: keep the model there", .min = 0},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        NAME,
        "[OPTION...] CKPT | --train",
        "Scores a model on texts that tell something and ask for it long after attention has lost\n"
        "sight of it: with its memory on, frozen, reset and shuffled between texts.",
        options,
        sizeof options / sizeof *options,
        "  mathgym memory-test --train --task pairs --out runs/pairs\n"
        "  mathgym memory-test --train --task passkey --times 16\n"
        "  mathgym memory-test --train --task table --batch 32 --times 4\n"
        "  mathgym memory-test runs/pairs --texts 4096 --stats\n"
        "  mathgym memory-test runs/pairs --stream 1M --decode\n"
        "  mathgym memory-test runs/facts --gap 1000 --times 16 --texts 64\n",
        .min_operands = 0,
        .max_operands = 1};
    int exit_code = 0;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    want.checkpoint = operands[0];
    if (want.train == (want.checkpoint != NULL))
        return mg_cli_usage_error(NAME, "give a checkpoint, or --train");
    mg_cli_catch_interrupts();
    mg_checkpoint c = {0};
    mg_status status = run(&want, &c);
    mg_checkpoint_close(&c);
    if (status != MG_OK) return mg_cli_fail(NAME);
    return mg_cli_interrupted() ? MG_EXIT_INTERRUPTED : MG_EXIT_OK;
}

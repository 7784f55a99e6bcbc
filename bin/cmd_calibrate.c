/* mathgym calibrate: finds where the surprise gate of a trained memory should stand. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bin/calibrate.h"
#include "bin/checkpoint_model.h"
#include "bin/cli.h"
#include "bin/memory_test.h"
#include "core/base/alloc.h"

#define NAME "calibrate"

/* The texts are others than those of training, which are drawn with seeds below these: texts to
 * find the best setting on, and texts to see on whether it is better. */
#define CALIBRATE_SEED ((uint64_t)1 << 62)
#define HELD_OUT_SEED  (CALIBRATE_SEED + ((uint64_t)1 << 61))

enum { LIST = 32, ROWS = 16 };

/* Of --text: recall tasks in the order of mg_recall_kind, and problems. */
static const char *const TEXTS[] = {"pairs", "overwrite", "passkey", "problems", NULL};
enum { PROBLEMS = 3 };

typedef struct request {
    const char *checkpoint, *rates, *decays, *shifts, *task, *device;
    int text;
    bool text_given, dry_run;
    int64_t texts, length, part, threads;
} request;

typedef struct list {
    double values[LIST];
    int count;
} list;

/* Rates with each of the decays; and the model's own thresholds, moved. */
typedef struct settings_tried {
    list rates, decays, shifts;
} settings_tried;

/* "0.1,0.5": numbers in [low, high]. */
static mg_status read_list(const char *option, const char *text, double low, double high,
                           list *out) {
    char copy[512];
    out->count = 0;
    if (snprintf(copy, sizeof copy, "%s", text) >= (int)sizeof copy)
        return mg_fail(MG_ERR_ARG, "--%s: more than %zu characters", option, sizeof copy - 1);
    for (char *rest = copy, *part; (part = strsep(&rest, ","));) {
        if (out->count == LIST)
            return mg_fail(MG_ERR_ARG, "--%s: more than %d numbers", option, LIST);
        if (mg_cli_parse_real(part, low, high, &out->values[out->count++]) != MG_OK)
            return mg_fail(MG_ERR_ARG,
                           "--%s: \"%s\" is no number from %g to %g; give some like "
                           "0.1,0.5,1",
                           option, part, low, high);
    }
    return MG_OK;
}

/* -- what is read ------------------------------------------------------------------------------ */

static mg_status read_recall(const request *want, const mg_config *config, uint64_t seed,
                             mg_memory_texts *texts) {
    bool passkey = want->text == MG_RECALL_PASSKEY;
    int64_t reach;
    MG_TRY(mg_recall_reach(config, &reach));
    mg_recall task = {.kind = (mg_recall_kind)want->text,
                      .length = texts->cols * texts->parts,
                      .pairs = passkey ? 5 : 8,
                      .values = passkey ? 10 : 16,
                      .queries = passkey ? 5 : 8};
    task.gap = texts->cols - task.queries;
    if (task.gap < reach + 1) task.gap = reach + 1;
    MG_TRY(mg_recall_check(&task));
    return mg_memory_texts_of_recall(texts, &task, seed);
}

static mg_status read_problems(const request *want, const mg_checkpoint *c, uint64_t seed,
                               mg_memory_texts *texts) {
    mg_train_options options = c->options;
    mg_distant_config distant;
    mg_stream stream;
    options.seed = seed + options.seed % ((uint64_t)1 << 61);
    options.cols = INT32_MAX; /* a problem may lie across parts */
    if (want->task &&
        snprintf(options.task, sizeof options.task, "%s", want->task) >= (int)sizeof options.task)
        return mg_fail(MG_ERR_ARG, "--task is longer than %zu bytes", sizeof options.task - 1);
    MG_TRY(mg_train_options_stream(&options, true, &c->tokenizer, NULL, &stream));
    bool facts = options.facts[0] && !want->task; /* as the run was trained */
    if (facts) MG_TRY(mg_train_options_distant(&options, &stream, &distant));
    return mg_memory_texts_of_problems(texts, &stream, facts ? &distant : NULL);
}

/* A model that comes of no training run is one of memory-test's. */
static mg_status read_texts(request *want, const mg_checkpoint *c, uint64_t seed,
                            mg_memory_texts *texts) {
    if (!want->text_given) want->text = c->step >= 0 || want->task ? PROBLEMS : MG_RECALL_PAIRS;
    bool problems = want->text == PROBLEMS;
    int64_t part = want->part ? want->part : problems ? 64 : 32;
    int64_t length = want->length ? want->length : problems ? 512 : 64;
    if (length % part != 0 || length == part)
        return mg_fail(MG_ERR_ARG,
                       "texts of %" PRId64 " tokens are not read in parts of %" PRId64
                       "; give --length a multiple of --part, 2 parts or more",
                       length, part);
    texts->rows = ROWS, texts->cols = part, texts->parts = length / part;
    texts->groups = (want->texts + ROWS - 1) / ROWS;
    return problems ? read_problems(want, c, seed, texts)
                    : read_recall(want, &c->model->config, seed, texts);
}

/* -- the sweep --------------------------------------------------------------------------------- */

static void print_titles(void) {
    printf("         decay   rate  writes        on    frozen     reset  shuffled   loss, nats\n");
}

static void print_setting(const char *name, const mg_gate_setting *s) {
    printf("%-8s%6.2f  %5.2f  %6.3f ", name, s->surprise_decay, s->write_rate, s->written);
    for (int i = 0; i < MG_CONTROLS; i++) printf("  %8.4f", s->loss[i]);
    printf("\n");
    fflush(stdout);
}

/* *count settings are measured; fewer than asked for where the user interrupts. */
static mg_status sweep(const mg_model *model, const mg_memory_texts *texts,
                       const settings_tried *grid, mg_gate_setting *settings, int *count) {
    print_titles();
    *count = 0;
    for (int d = 0; d < grid->decays.count; d++) {
        for (int r = 0; r < grid->rates.count && !mg_cli_interrupted(); r++) {
            mg_gate_setting *s = &settings[*count];
            s->write_rate = grid->rates.values[r], s->surprise_decay = grid->decays.values[d];
            MG_TRY(mg_calibrate_measure(model, texts, s));
            print_setting("", s);
            ++*count;
        }
    }
    for (int i = 0; i < grid->shifts.count && !mg_cli_interrupted(); i++) {
        char name[16];
        snprintf(name, sizeof name, "own%+g", grid->shifts.values[i]);
        MG_TRY(mg_calibrate_shift(model, texts, grid->shifts.values[i], &settings[*count]));
        print_setting(name, &settings[*count]);
        ++*count;
    }
    return MG_OK;
}

/* On texts that no setting has seen: the model's own gate, and the best that was found or, as long
 * as it is no better there, the next best of those that were as good. NULL: none is. */
static mg_status compare(const mg_checkpoint *c, const mg_memory_texts *others,
                         mg_gate_setting *settings, int count, mg_gate_setting **better) {
    mg_gate_setting *before = mg_calloc(1, sizeof *before), *best = NULL;
    double lowest = INFINITY;
    mg_status status = before ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_calibrate_judge(c->model, others, before);
    if (status != MG_OK) goto done;
    print_setting("before", before);
    for (int i = 0; i < count; i++) lowest = fmin(lowest, settings[i].loss[MG_CONTROL_ON]);
    for (*better = NULL; !*better && !mg_cli_interrupted();) {
        best = &settings[mg_calibrate_best(settings, count)];
        if (best->loss[MG_CONTROL_ON] > lowest + MG_CALIBRATE_TIE) break;
        MG_GO(mg_calibrate_judge(c->model, others, best));
        print_setting("after", best);
        if (mg_calibrate_improves(before, best))
            *better = best;
        else
            best->loss[MG_CONTROL_ON] = INFINITY;
    }
done:
    mg_free(before);
    return status;
}

static mg_status choose(const request *want, const mg_checkpoint *c, const mg_memory_texts *others,
                        mg_gate_setting *settings, int count) {
    mg_gate_setting *best = &settings[mg_calibrate_best(settings, count)];
    printf(
        "\nbest: write_rate %.3g, surprise_decay %g (lowest loss; within %g nats, fewest writes); "
        "on other texts:\n\n",
        best->write_rate, best->surprise_decay, MG_CALIBRATE_TIE);
    print_titles();
    MG_TRY(compare(c, others, settings, count, &best));
    if (mg_cli_interrupted()) return MG_OK;
    printf("\n");
    if (!best) {
        printf("no better than what the model has: nothing was written\n");
    } else if (want->dry_run) {
        printf("--dry-run: nothing was written\n");
    } else {
        MG_TRY(mg_calibrate_write(c->model, best, c->folder));
        printf(
            "write_rate %.3g, surprise_decay %g: written to %s, config.json and the thresholds in "
            "model.safetensors\n",
            best->write_rate, best->surprise_decay, c->folder);
    }
    return MG_OK;
}

static mg_status run(request *want) {
    settings_tried grid;
    MG_TRY(read_list("rates", want->rates, 0.001, 1, &grid.rates));
    MG_TRY(read_list("decays", want->decays, 0, 1, &grid.decays));
    MG_TRY(read_list("shifts", want->shifts, -100, 100, &grid.shifts));
    mg_checkpoint c = {0};
    mg_memory_texts texts = {0}, others = {0};
    mg_gate_setting *settings = NULL;
    int count = 0;
    mg_status status;
    MG_GO(mg_checkpoint_open(&c, NAME, want->checkpoint, want->device, (int)want->threads));
    MG_GO(mg_calibrate_check(&c.model->config));
    MG_GO(read_texts(want, &c, CALIBRATE_SEED, &texts));
    MG_GO(read_texts(want, &c, HELD_OUT_SEED, &others));
    settings = mg_calloc((size_t)(grid.rates.count * grid.decays.count + grid.shifts.count),
                         sizeof *settings);
    if (!settings) status = MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    printf("%s: %" PRId64 " texts of %" PRId64 " tokens in parts of %" PRId64 "\n\n",
           TEXTS[want->text], texts.groups * texts.rows, texts.cols * texts.parts, texts.cols);
    MG_GO(sweep(c.model, &texts, &grid, settings, &count));
    if (!mg_cli_interrupted()) MG_GO(choose(want, &c, &others, settings, count));
done:
    mg_free(settings);
    mg_memory_texts_free(&others);
    mg_memory_texts_free(&texts);
    mg_checkpoint_close(&c);
    return status;
}

int cmd_calibrate(int argc, char **argv);

int cmd_calibrate(int argc, char **argv) {
    request want = {.rates = "0.05,0.1,0.2,0.3,0.5,0.7,1",
                    .decays = "0,0.5,0.9",
                    .shifts = "-0.6,-0.3,-0.15,0,0.15,0.3,0.6",
                    .device = "auto",
                    .texts = 64};
    const mg_cli_option options[] = {
        {"rates", 0, MG_CLI_TEXT, &want.rates, "LIST",
         "shares of the tokens to write (default 0.05,0.1,0.2,0.3,0.5,0.7,1)", .min = 0},
        {"decays", 0, MG_CLI_TEXT, &want.decays, "LIST",
         "what is left of a surprise a token later (default 0,0.5,0.9)", .min = 0},
        {"shifts", 0, MG_CLI_TEXT, &want.shifts, "LIST",
         "nats by which the model's own thresholds are moved (default "
         "-0.6,-0.3,-0.15,0,0.15,0.3,0.6)",
         .min = 0},
        {"dry-run", 0, MG_CLI_FLAG, &want.dry_run, NULL, "print the table and write nothing",
         .min = 0},
        {"text", 0, MG_CLI_CHOICE, &want.text, "pairs|overwrite|passkey|problems",
         "what is read (default problems; of memory-test's models, pairs)", .choices = TEXTS,
         .given = &want.text_given},
        {"task", 't', MG_CLI_TEXT, &want.task, "MIX",
         "problems: other than the run's, e.g. addition:3*2,linear", .min = 0},
        {"texts", 'n', MG_CLI_INT, &want.texts, "N", "how many (default 64; by 16)", .min = 16,
         .max = 1 << 20},
        {"length", 0, MG_CLI_INT, &want.length, "N",
         "tokens of a text (default 512; recall texts: 64)", .min = 2, .max = 1 << 20},
        {"part", 0, MG_CLI_INT, &want.part, "N",
         "tokens read at once (default 64; recall texts: 32)", .min = 1, .max = 1 << 16},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        NAME,
        "[OPTION...] CKPT",
        "Sweeps the surprise gate of a memory, how much it writes and for how long a surprise\n"
        "lingers, on long texts; prints the losses beside those of a memory that is frozen, reset\n"
        "or another text's; and writes the best into the checkpoint, its config.json and its\n"
        "thresholds, if on other texts it is better than what was there. The best has the lowest\n"
        "loss; within 0.001 nats, the fewest writes.",
        options,
        sizeof options / sizeof *options,
        "  mathgym calibrate runs/titans --dry-run\n"
        "  mathgym calibrate runs/pairs --text pairs --rates 0.1,0.2,0.4\n"
        "  mathgym calibrate runs/titans --task addition:3 --length 2048\n",
        .min_operands = 1,
        .max_operands = 1};
    int exit_code = 0;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    want.checkpoint = operands[0];
    mg_cli_catch_interrupts();
    if (run(&want) != MG_OK) return mg_cli_fail(NAME);
    return mg_cli_interrupted() ? MG_EXIT_INTERRUPTED : MG_EXIT_OK;
}

/* mathgym train: trains a model on a stream of problems. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/layouts.h"
#include "bin/run_folder.h"
#include "bin/series_options.h"
#include "core/base/alloc.h"
#include "memory/memory.h"

#define NAME "train"

typedef struct request {
    const char *preset, *config, *memory, *alphabet, *out, *resume, *device, *task, *data, *facts;
    int64_t threads;
    bool encoder, steps_given, schedule_given, gap_given;
    mg_train_options options;
} request;

static const char *const schedules[] = {"cosine", "constant", NULL};

/* -- the loop -----------------------------------------------------------------------------------
 */

typedef struct clock_state {
    double start, last_line;
    int64_t first_step;
    double tokens_per_second;
    double imbalance; /* of the last step */
    bool starved;     /* the step that failed had no data */
} clock_state;

/* Follows the loss and fails where it has left for good: its running mean far above its best. */
static mg_status watch_loss(mg_run *run, double loss) {
    mg_run_state *s = &run->state;
    s->smooth_loss = s->step == 1 ? loss : 0.98 * s->smooth_loss + 0.02 * loss;
    bool settled = s->step > s->watch_after;
    if (s->step == 1 || !settled || s->smooth_loss < s->lowest_loss)
        s->lowest_loss = s->smooth_loss;
    if (s->step <= run->options.warmup || !settled || s->smooth_loss < 2 * s->lowest_loss + 1)
        return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the loss diverged: its mean rose from %.4f to %.4f",
                   s->lowest_loss, s->smooth_loss);
}

/* --minutes: the rate stays constant until the time for the descent has come; then its length, and
 * with it the end of the run, is fixed by the speed so far. From there on the run is one of known
 * steps. */
static void decide_end(mg_run *run, const clock_state *clock) {
    mg_train_options *o = &run->options;
    if (o->steps > 0) return;
    double elapsed = mg_cli_seconds() - clock->start, descent = 60 * o->minutes * o->decay_share;
    if (run->state.step < o->warmup || elapsed < 60 * o->minutes - descent) return;
    double per_step = elapsed / (double)(run->state.step - clock->first_step);
    o->decay = (int64_t)(descent / per_step) + 1;
    o->steps = run->state.step + o->decay;
}

static mg_status one_step(mg_run *run, clock_state *clock) {
    double started = mg_cli_seconds();
    mg_schedule schedule = mg_train_options_schedule(&run->options);
    double rate = mg_schedule_rate(&schedule, run->state.step + 1);
    mg_train_report report;
    mg_status status = mg_run_fill_batches(run);
    clock->starved = status != MG_OK;
    MG_TRY(status);
    double waited = mg_cli_seconds() - started;
    status = mg_trainer_step(run->trainer, run->batches, rate, &report);
    if (status != MG_OK) {
        return mg_fail_context(status, "step %lld", (long long)run->state.step + 1);
    }
    run->state.step++;
    clock->imbalance = report.imbalance;
    MG_TRY(mg_run_log_step(run, &report, rate));
    status = watch_loss(run, report.loss);
    if (status != MG_OK) return mg_fail_context(status, "step %lld", (long long)run->state.step);
    const mg_train_options *o = &run->options;
    double seconds = mg_cli_seconds() - started;
    double rate_now = (double)(o->rows * o->cols * o->accumulation) / seconds;
    clock->tokens_per_second = clock->tokens_per_second == 0
                                   ? rate_now
                                   : 0.95 * clock->tokens_per_second + 0.05 * rate_now;
    decide_end(run, clock);
    return mg_run_log_timing(run, seconds, waited, rate_now);
}

/* With --minutes, and before its end is fixed: a guess from the speed so far. */
static int64_t expected_steps(const mg_run *run, const clock_state *clock) {
    const mg_train_options *o = &run->options;
    if (o->steps > 0) return o->steps;
    double elapsed = mg_cli_seconds() - clock->start;
    int64_t done = run->state.step - clock->first_step;
    return clock->first_step + (int64_t)((double)done * fmax(1, 60 * o->minutes / elapsed));
}

static void show(const mg_run *run, clock_state *clock, mg_cli_progress *bar, bool force) {
    char text[160], exact[32] = "", balance[32] = "";
    const mg_run_state *s = &run->state;
    if (s->exact_match >= 0) {
        snprintf(exact, sizeof exact, "  exact %.1f%%", 100 * s->exact_match);
    }
    if (clock->imbalance > 0) {
        snprintf(balance, sizeof balance, "  expert load %.2fx", clock->imbalance);
    }
    snprintf(text, sizeof text, "loss %.4f%s%s  %.1fk tok/s", s->smooth_loss, exact, balance,
             clock->tokens_per_second / 1e3);
    int64_t total = expected_steps(run, clock);
    bar->total = (uint64_t)total;
    mg_cli_progress_update(bar, (uint64_t)s->step, text);
    double now = mg_cli_seconds();
    if (bar->enabled || (!force && now - clock->last_line < 10)) return;
    clock->last_line = now;
    fprintf(stderr, "step %lld/%lld  %s\n", (long long)s->step, (long long)total, text);
}

static mg_status evaluate_and_save(mg_run *run, clock_state *clock, mg_cli_progress *bar) {
    const mg_train_options *o = &run->options;
    int64_t step = run->state.step;
    bool last = step == o->steps;
    if (o->eval_every > 0 && (last || step % o->eval_every == 0)) {
        MG_TRY(mg_run_log_evaluation(run));
        MG_TRY(mg_run_log_memory(run));
        show(run, clock, bar, true);
    }
    if (last || (o->save_every > 0 && step % o->save_every == 0)) MG_TRY(mg_run_save(run));
    return MG_OK;
}

static bool finished(const mg_run *run) {
    return run->options.steps > 0 && run->state.step >= run->options.steps;
}

/* Data that cannot be read end a run (the hub is down for longer than its client waits), but no
 * step of it is lost. */
static mg_status save_starved(mg_run *run, mg_status status) {
    char text[512];
    snprintf(text, sizeof text, "%s", mg_error_text());
    MG_TRY(mg_run_save(run));
    return mg_fail(status, "%s; saved after step %lld, continue with --resume %s", text,
                   (long long)run->state.step, run->folder);
}

static mg_status train(mg_run *run) {
    clock_state clock = {.start = mg_cli_seconds(), .first_step = run->state.step};
    mg_cli_progress bar;
    mg_cli_progress_start(&bar, NAME, (uint64_t)run->options.steps);
    mg_status status = MG_OK;
    while (status == MG_OK && !finished(run) && !mg_cli_interrupted()) {
        MG_GO(one_step(run, &clock));
        show(run, &clock, &bar, false);
        MG_GO(evaluate_and_save(run, &clock, &bar));
    }
done:
    mg_cli_progress_end(&bar);
    /* Ctrl-C ends a wait for data between two steps. */
    if (mg_cli_interrupted() && status == MG_ERR_INTERRUPTED) return MG_OK;
    bool lost = clock.starved && run->state.step > clock.first_step;
    return lost ? save_starved(run, status) : status;
}

/* -- what is said at the end --------------------------------------------------------------------
 */

static int report_failure(const mg_run *run, mg_status status) {
    char text[1024];
    snprintf(text, sizeof text, "%s", mg_error_text());
    char *checkpoint = run->folder ? mg_run_last_checkpoint(run) : NULL;
    if (status != MG_ERR_NUMERIC) {
        mg_cli_error(NAME, "%s", text);
    } else if (checkpoint) {
        mg_cli_error(NAME, "%s; the last good checkpoint is %s; lower --lr, or look at the data",
                     text, checkpoint);
    } else {
        mg_cli_error(NAME, "%s; there is no checkpoint yet; lower --lr, or look at the data", text);
    }
    mg_free(checkpoint);
    return MG_EXIT_FAILED;
}

static int report_interrupt(mg_run *run) {
    if (mg_run_save(run) != MG_OK) return report_failure(run, MG_ERR_IO);
    fprintf(stderr,
            "interrupted after step %lld, saved; continue with:  mathgym train --resume %s\n",
            (long long)run->state.step, run->folder);
    return MG_EXIT_INTERRUPTED;
}

static int report_success(const mg_run *run) {
    char *checkpoint = mg_run_last_checkpoint(run);
    if (run->state.exact_match >= 0) {
        printf("exact match on held-out problems: %.1f%%\n", 100 * run->state.exact_match);
    }
    printf("checkpoint: %s\n", checkpoint ? checkpoint : run->folder);
    mg_free(checkpoint);
    return MG_EXIT_OK;
}

static int run_to_end(mg_run *run, mg_status status) {
    if (status == MG_OK) {
        fprintf(stderr, "%s\nrun folder: %s\n", run->device->description, run->folder);
        mg_cli_series_show(run->sources);
        status = train(run);
        mg_cli_series_show_drops(run->sources);
    }
    int exit_code;
    if (status != MG_OK) {
        exit_code = report_failure(run, status);
    } else if (!finished(run)) {
        exit_code = report_interrupt(run);
    } else {
        exit_code = report_success(run);
    }
    mg_run_free(run);
    return exit_code;
}

/* -- the command line ---------------------------------------------------------------------------
 */

/* The model and its vocabulary: an alphabet decides vocab_size, or else vocab_size the alphabet. */
static mg_status load_config(const request *want, mg_config *config, mg_tokenizer *tokenizer) {
    MG_TRY(want->config ? mg_config_from_file(config, want->config)
                        : mg_config_from_preset(config, want->preset));
    config->mixer = &mg_memory_mixer;
    if (want->memory) MG_TRY(mg_config_set_memory(config, want->memory));
    if (want->encoder) config->causal = false;
    if (!want->alphabet) return mg_tokenizer_for_size(tokenizer, config->vocab_size);
    MG_TRY(mg_tokenizer_from_alphabet(tokenizer, want->alphabet));
    config->vocab_size = mg_tokenizer_size(tokenizer);
    config->pad_token_id = mg_tokenizer_id(tokenizer, MG_TOKEN_PAD);
    config->eos_token_id = mg_tokenizer_id(tokenizer, MG_TOKEN_EOS);
    config->bos_token_id = mg_tokenizer_id(tokenizer, MG_TOKEN_BOS);
    return mg_config_validate(config);
}

/* --task and --data as one mixture; without --task, the data alone. */
static bool join_tasks(const request *want, char *task, size_t size) {
    const char *first = want->task ? want->task : want->data ? want->data : "mixture";
    const char *second = want->task && want->data ? want->data : "";
    return snprintf(task, size, "%s%s%s", first, *second ? "," : "", second) < (int)size;
}

static int start(request *want) {
    mg_run run = {0};
    mg_config config;
    mg_tokenizer tokenizer;
    mg_train_options *o = &want->options;
    if (!join_tasks(want, o->task, sizeof o->task)) {
        return mg_cli_usage_error(NAME, "--task and --data are longer than %zu bytes",
                                  sizeof o->task - 1);
    }
    if (o->minutes > 0) {
        if (want->steps_given) return mg_cli_usage_error(NAME, "give --steps or --minutes");
        if (want->schedule_given && o->schedule != MG_SCHEDULE_CONSTANT_DECAY) {
            return mg_cli_usage_error(NAME, "--minutes goes with --schedule constant only: the end "
                                            "must not be known beforehand");
        }
        o->schedule = MG_SCHEDULE_CONSTANT_DECAY;
        o->steps = 0;
    }
    if (want->facts) {
        mg_distant_config distant;
        if (mg_distant_parse(want->facts, &distant) != MG_OK)
            return mg_cli_usage_error(NAME, "--facts: %s", mg_error_text());
        snprintf(o->facts, sizeof o->facts, "%s", want->facts);
        o->carry = true;
    } else if (want->gap_given) {
        return mg_cli_usage_error(NAME, "--gap is between facts and questions; give --facts too");
    }
    if (load_config(want, &config, &tokenizer) != MG_OK) return mg_cli_fail(NAME);
    return run_to_end(&run, mg_run_create(&run, want->out, &config, &tokenizer, o, want->device,
                                          (int)want->threads));
}

static int resume(const request *want) {
    mg_run run = {0};
    return run_to_end(&run, mg_run_resume(&run, want->resume, want->device, (int)want->threads));
}

int cmd_train(int argc, char **argv);

int cmd_train(int argc, char **argv) {
    request want = {.preset = "tiny",
                    .out = "runs/train",
                    .device = "auto",
                    .options = mg_train_options_default()};
    mg_train_options *o = &want.options;
    const mg_cli_option options[] = {
        {"preset", 'p', MG_CLI_TEXT, &want.preset, "NAME", "model: tiny (default), small, ...",
         .min = 0},
        {"config", 'c', MG_CLI_TEXT, &want.config, "FILE",
         "model: a config.json, in place of a preset", .min = 0},
        {"memory", 0, MG_CLI_TEXT, &want.memory, "FIELDS",
         "the config's memory, e.g. kind=deep,theta_max=0.1,gate=off,window=64", .min = 0},
        {"alphabet", 'a', MG_CLI_TEXT, &want.alphabet, "CHARS",
         "the model's characters, e.g. 0123456789+=, in place of bytes", .min = 0},
        {"encoder", 0, MG_CLI_FLAG, &want.encoder, NULL,
         "not causal: answer slots are filled in parallel", .min = 0},
        {"task", 't', MG_CLI_TEXT, &want.task, "MIX",
         "problems, e.g. mixture (default) or addition:3*2,linear", .min = 0},
        {"data", 0, MG_CLI_TEXT, &want.data, "SOURCE[*W],...",
         "problems from series: lotsa:XS, FILE.arrow, DIR, FAMILY:LEVEL@SOURCE; beside --task, if "
         "given",
         .min = 0},
        {"layout", 'l', MG_CLI_CHOICE, &o->layout, mg_layout_list(),
         "of the answers (default plain)", .choices = mg_layout_choices()},
        {"curriculum", 0, MG_CLI_FLAG, &o->curriculum, NULL,
         "climb the levels of parts like addition:1-6 by the pass rate of evaluations", .min = 0},
        {"pass-low", 0, MG_CLI_REAL, &o->pass_low, "X",
         "curriculum: down where not above it twice (default 0.1)", .low = 0, .high = 1},
        {"pass-high", 0, MG_CLI_REAL, &o->pass_high, "X",
         "curriculum: up where at least that twice (default 0.8)", .low = 0, .high = 1},
        {"carry", 0, MG_CLI_FLAG, &o->carry, NULL,
         "rows go on from batch to batch, with what the model's memory has kept", .min = 0},
        {"facts", 0, MG_CLI_TEXT, &want.facts, "KIND[:LEVEL],...",
         "--carry on texts that tell values, registers, rule or repeat and ask for them much "
         "later; "
         "between them problems of the tasks",
         .min = 0},
        {"gap", 0, MG_CLI_INT, &o->gap, "N", "--facts: tokens between, at least (default 512)",
         .min = 0, .max = 1 << 30, .given = &want.gap_given},
        {"out", 'o', MG_CLI_TEXT, &want.out, "DIR", "run folder (default runs/train)", .min = 0},
        {"resume", 'r', MG_CLI_TEXT, &want.resume, "DIR", "continue the run in DIR, bit for bit",
         .min = 0},
        {"steps", 'n', MG_CLI_INT, &o->steps, "N", "optimiser steps (default 5000)", .min = 1,
         .max = INT32_MAX, .given = &want.steps_given},
        {"minutes", 'm', MG_CLI_REAL, &o->minutes, "M", "in place of --steps: as many as fit",
         .low = 0.01, .high = 1e6},
        {"batch", 'b', MG_CLI_INT, &o->rows, "N", "rows per batch (default 16)", .min = 1,
         .max = 65536},
        {"seq", 's', MG_CLI_INT, &o->cols, "N", "tokens per row (default 128)", .min = 2,
         .max = 1 << 20},
        {"accumulate", 0, MG_CLI_INT, &o->accumulation, "N", "batches per step (default 1)",
         .min = 1, .max = 65536},
        {"lr", 0, MG_CLI_REAL, &o->lr, "X", "peak learning rate (default 0.0015)", .low = 1e-9,
         .high = 10},
        {"final-lr", 0, MG_CLI_REAL, &o->final_lr, "X",
         "last rate as a share of the peak (default 0.02)", .low = 0, .high = 1},
        {"warmup", 0, MG_CLI_INT, &o->warmup, "N", "steps of linear warm-up (default 100)",
         .min = 1, .max = INT32_MAX},
        {"schedule", 0, MG_CLI_CHOICE, &o->schedule, "cosine|constant",
         "cosine (default), or constant and then a decay", .choices = schedules,
         .given = &want.schedule_given},
        {"decay-share", 0, MG_CLI_REAL, &o->decay_share, "X",
         "share of the run that decays after constant (default 0.3)", .low = 0, .high = 1},
        {"weight-decay", 0, MG_CLI_REAL, &o->weight_decay, "X", "of matrices (default 0.1)",
         .low = 0, .high = 100},
        {"clip", 0, MG_CLI_REAL, &o->clip, "X", "largest norm of the gradient (default 1)",
         .low = 1e-9, .high = 1e9},
        {"all-tokens", 0, MG_CLI_FLAG, &o->loss_on_all, NULL,
         "the loss counts questions too, not answers alone", .min = 0},
        {"hold-out-shapes", 0, MG_CLI_FLAG, &o->hold_out_shapes, NULL,
         "train without a tenth of the combinations of operators (eval --shapes new)", .min = 0},
        {"recompute", 0, MG_CLI_FLAG, &o->recompute, NULL,
         "less memory for more time: forward blocks run twice", .min = 0},
        {"seed", 0, MG_CLI_SEED, &o->seed, "N", "of initial weights and problems (default 1)",
         .min = 0},
        {"eval-every", 0, MG_CLI_INT, &o->eval_every, "N",
         "steps between evaluations, 0 = never (default 1000)", .min = 0, .max = INT32_MAX},
        {"eval-count", 0, MG_CLI_INT, &o->eval_count, "N",
         "held-out problems per task then (default 64)", .min = 1, .max = 1000000},
        {"save-every", 0, MG_CLI_INT, &o->save_every, "N",
         "steps between checkpoints, 0 = the last only (default 1000)", .min = 0, .max = INT32_MAX},
        {"keep", 0, MG_CLI_INT, &o->keep, "N", "checkpoints to keep, 0 = all (default 2)", .min = 0,
         .max = INT32_MAX},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...]",
        .summary = "Trains a model on generated problems. Ctrl-C saves and says how to go on.",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .examples = "  mathgym train --minutes 8 --out runs/first\n"
                    "  mathgym train --task addition:3 --steps 2000 --out runs/add3\n"
                    "  mathgym train --encoder --task addition:2 --out runs/encoder\n"
                    "  mathgym train --task addition:1-6 --curriculum --eval-every 200\n"
                    "  mathgym train --task 'mixture*7' --data 'lotsa:XS*3' --seq 1024\n"
                    "  mathgym train --preset tiny-titans --facts values:2 --gap 1000 --seq 512\n"
                    "  mathgym train --resume runs/first\n",
    };
    int exit_code = 0;
    if (!mg_cli_parse(&spec, argc, argv, &exit_code)) return exit_code;
    mg_cli_catch_interrupts();
    return want.resume ? resume(&want) : start(&want);
}

/* mathgym eval: exact match of a checkpoint on held-out problems. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bin/checkpoint_model.h"
#include "bin/cli.h"
#include "bin/layouts.h"
#include "bin/evaluate.h"
#include "bin/series_options.h"
#include "core/base/alloc.h"
#include "core/nn/param_count.h"
#include "gym/suite.h"
#include "gym/suite_adderboard.h"

#define NAME "eval"

enum { BANDS = 5 /* of difficulty, at most */ };

typedef struct band {
    int low, high; /* difficulties, both included */
    size_t correct, total;
} band;

typedef struct task_report {
    char name[MG_TASK_NAME];
    band bands[BANDS];
    int n_bands;
} task_report;

typedef struct request {
    const char *path, *task, *device;
    int layout, split; /* -1: that of the run */
    int shapes;        /* all, seen, new */
    const char *suite; /* NULL: none */
    int64_t count, samples, threads;
    bool json, by_difficulty;
} request;

typedef struct session {
    const request *want;
    mg_checkpoint checkpoint;
    mg_eval_config config;
    mg_series_sources *sources;
    mg_evaluator *evaluator;
    task_report *reports; /* one per task */
    mg_cli_progress bar;
    uint64_t asked; /* in the tasks before this one */
    int width;      /* of the column of tasks */
} session;

static const char *const shapes[] = {"all", "seen", "new", NULL};
static const mg_order orders[] = {MG_ORDER_DRAWN, MG_ORDER_SEEN_SHAPES, MG_ORDER_NEW_SHAPES};
static const char *const splits[] = {"test", "valid", NULL};

/* Its sums are posed in the form of the task, unlike those of other suites. */
static bool is_adderboard(const request *want) {
    return want->suite && strcmp(want->suite, "adderboard") == 0;
}

static double share(size_t correct, size_t total) {
    return (double)correct / (double)total;
}

/* -- asking ------------------------------------------------------------------------------------ */

/* Cuts the difficulties of a task into at most BANDS ranges of equal width. */
static void count_bands(const mg_evaluator *e, int task, task_report *report) {
    const mg_heldout *set = &e->sets[task];
    int low = set->problems[0].difficulty, high = low;
    for (size_t i = 1; i < set->count; i++) {
        int d = set->problems[i].difficulty;
        if (d < low) low = d;
        if (d > high) high = d;
    }
    int span = high - low + 1, width = (span + BANDS - 1) / BANDS;
    report->n_bands = (span + width - 1) / width;
    for (int b = 0; b < report->n_bands; b++) {
        int last = low + (b + 1) * width - 1;
        report->bands[b] = (band){low + b * width, last < high ? last : high, 0, 0};
    }
    for (size_t i = 0; i < set->count; i++) {
        band *b = &report->bands[(set->problems[i].difficulty - low) / width];
        b->total++;
        b->correct += mg_evaluator_right(e, i);
    }
}

static void print_samples(const session *s, int task) {
    const mg_heldout *set = &s->evaluator->sets[task];
    FILE *file = s->want->json ? stderr : stdout;
    for (size_t i = 0; i < set->count && i < (size_t)s->want->samples; i++) {
        char wanted[MG_RESPONSE_BYTES], said[MG_RESPONSE_BYTES];
        mg_problem_render(&set->problems[i], s->config.layout, wanted);
        mg_text_printable(said, sizeof said, mg_evaluator_answer(s->evaluator, i));
        bool right = mg_evaluator_right(s->evaluator, i);
        fprintf(file, "%-*s %s%s%s%s\n", s->width, s->reports[task].name, set->problems[i].question,
                said, right ? "" : "   should be ", right ? "" : wanted);
    }
}

static void show_progress(void *context, int task, size_t done) {
    session *s = context;
    mg_cli_progress_update(&s->bar, s->asked + done, s->reports[task].name);
}

static void name_tasks(session *s) {
    s->width = 20;
    for (int i = 0; i < s->config.mixture.count; i++) {
        char *name = s->reports[i].name;
        mg_task_name(&s->config.mixture.task[i], name, sizeof s->reports[i].name);
        if ((int)strlen(name) > s->width) s->width = (int)strlen(name);
    }
}

static mg_status ask(session *s) {
    const mg_mixture *mixture = &s->config.mixture;
    uint64_t all = 0;
    for (int i = 0; i < mixture->count; i++) all += s->evaluator->sets[i].count;
    mg_cli_progress_start(&s->bar, NAME, all);
    mg_status status = MG_OK;
    for (int i = 0; i < mixture->count; i++) {
        show_progress(s, i, 0);
        MG_GO(mg_evaluator_run_task(s->evaluator, i));
        count_bands(s->evaluator, i, &s->reports[i]);
        s->asked += s->evaluator->sets[i].count;
        if (s->want->samples == 0) continue;
        mg_cli_progress_end(&s->bar);
        print_samples(s, i);
    }
done:
    mg_cli_progress_end(&s->bar);
    return status;
}

/* -- text -------------------------------------------------------------------------------------- */

static void print_scores(const session *s) {
    printf("%-*s %10s %12s %15s %9s %6s\n", s->width, "task", "problems", "exact match",
           "95% interval", "constant", "copy");
    for (int i = 0; i < s->config.mixture.count; i++) {
        const mg_score *score = &s->evaluator->scores[i];
        mg_interval interval = mg_wilson_interval(score->correct, score->total);
        char problems[32];
        snprintf(problems, sizeof problems, "%s%zu", score->complete ? "all " : "", score->total);
        printf("%-*s %10s %11.1f%% %5.1f%% to %5.1f%% %8.1f%% %5.1f%%\n", s->width,
               s->reports[i].name, problems, 100 * share(score->correct, score->total),
               100 * interval.low, 100 * interval.high, 100 * share(score->constant, score->total),
               100 * share(score->copy, score->total));
    }
    mg_interval mean = mg_evaluator_mean_interval(s->evaluator);
    printf("%-*s %10s %11.1f%% %5.1f%% to %5.1f%%   (unweighted)\n", s->width, "mean", "",
           100 * mg_evaluator_mean(s->evaluator), 100 * mean.low, 100 * mean.high);
    puts("constant, copy: what always the most frequent answer, or a number of the question, "
         "scores");
}

static void print_bands(const session *s) {
    printf("\n%-*s %12s %10s %12s %15s\n", s->width, "task", "difficulty", "problems",
           "exact match", "95% interval");
    for (int i = 0; i < s->config.mixture.count; i++) {
        const task_report *report = &s->reports[i];
        for (int j = 0; j < report->n_bands; j++) {
            const band *b = &report->bands[j];
            if (b->total == 0) continue;
            char range[32];
            snprintf(range, sizeof range, "%d to %d", b->low, b->high);
            mg_interval interval = mg_wilson_interval(b->correct, b->total);
            printf("%-*s %12s %10zu %11.1f%% %5.1f%% to %5.1f%%\n", s->width,
                   j == 0 ? report->name : "", range, b->total, 100 * share(b->correct, b->total),
                   100 * interval.low, 100 * interval.high);
        }
    }
}

/* AdderBoard qualifies a model with 99%. */
static void print_adderboard(const session *s) {
    const mg_score *score = &s->evaluator->scores[0];
    bool qualified = 100 * score->correct >= 99 * score->total;
    int64_t parameters = mg_count_params(&s->checkpoint.model->config).total;
    printf("AdderBoard: %zu of %zu right (%.2f%%) with %" PRId64 " parameters: %s\n",
           score->correct, score->total, 100 * share(score->correct, score->total), parameters,
           qualified ? "qualified" : "not qualified, 99% is needed");
}

static void print_text(const session *s) {
    const mg_config *config = &s->checkpoint.model->config;
    const char *suite = s->want->suite;
    printf("%s: %s, %s layout, %s %s, greedy\n\n", s->checkpoint.folder,
           config->causal ? "decoder" : "encoder", mg_layout_name((int)s->config.layout),
           suite ? suite : mg_split_name((int)s->config.split), suite ? "suite" : "split");
    print_scores(s);
    if (is_adderboard(s->want)) print_adderboard(s);
    if (s->want->by_difficulty) print_bands(s);
}

/* -- JSON -------------------------------------------------------------------------------------- */

static void put_int(mg_json_writer *w, const char *key, size_t value) {
    mg_json_key(w, key), mg_json_int(w, (int64_t)value);
}

static void put_real(mg_json_writer *w, const char *key, double value) {
    mg_json_key(w, key), mg_json_float(w, (float)value);
}

static void put_text(mg_json_writer *w, const char *key, const char *value) {
    mg_json_key(w, key), mg_json_string(w, value);
}

static void put_share(mg_json_writer *w, size_t correct, size_t total) {
    mg_interval interval = mg_wilson_interval(correct, total);
    put_int(w, "problems", total);
    put_int(w, "correct", correct);
    put_real(w, "exact_match", share(correct, total));
    put_real(w, "low", interval.low);
    put_real(w, "high", interval.high);
}

static void put_task(mg_json_writer *w, const mg_score *score, const task_report *report) {
    mg_json_begin_object(w);
    put_text(w, "task", report->name);
    put_share(w, score->correct, score->total);
    mg_json_key(w, "complete"), mg_json_bool(w, score->complete);
    put_real(w, "baseline_constant", share(score->constant, score->total));
    put_real(w, "baseline_copy", share(score->copy, score->total));
    mg_json_key(w, "by_difficulty");
    mg_json_begin_array(w);
    for (int j = 0; j < report->n_bands; j++) {
        const band *b = &report->bands[j];
        if (b->total == 0) continue;
        mg_json_begin_object(w);
        mg_json_key(w, "from"), mg_json_int(w, b->low);
        mg_json_key(w, "to"), mg_json_int(w, b->high);
        put_share(w, b->correct, b->total);
        mg_json_end_object(w);
    }
    mg_json_end_array(w);
    mg_json_end_object(w);
}

static mg_status print_json(const session *s) {
    mg_json_writer w = {.indent = 2};
    mg_json_begin_object(&w);
    put_text(&w, "checkpoint", s->checkpoint.folder);
    mg_json_key(&w, "step"), mg_json_int(&w, s->checkpoint.step);
    put_text(&w, "layout", mg_layout_name((int)s->config.layout));
    if (s->want->suite)
        put_text(&w, "suite", s->want->suite);
    else
        put_text(&w, "split", mg_split_name((int)s->config.split));
    put_real(&w, "mean_exact_match", mg_evaluator_mean(s->evaluator));
    mg_interval mean = mg_evaluator_mean_interval(s->evaluator);
    put_real(&w, "mean_low", mean.low);
    put_real(&w, "mean_high", mean.high);
    mg_json_key(&w, "tasks");
    mg_json_begin_array(&w);
    for (int i = 0; i < s->config.mixture.count; i++) {
        put_task(&w, &s->evaluator->scores[i], &s->reports[i]);
    }
    mg_json_end_array(&w);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

/* -- the command ------------------------------------------------------------------------------- */

static mg_status prepare(session *s) {
    const request *want = s->want;
    mg_checkpoint *c = &s->checkpoint;
    MG_TRY(mg_checkpoint_open(c, NAME, want->path, want->device, (int)want->threads));
    s->config = (mg_eval_config){
        .layout = (mg_layout)(want->layout < 0 ? c->options.layout : want->layout),
        .split = want->split == 0 ? MG_SPLIT_TEST : MG_SPLIT_VALID,
        .order = orders[want->shapes],
        .tokenizer = c->tokenizer,
        .count = (size_t)want->count,
        .progress = show_progress,
        .context = s,
    };
    const char *tasks = want->task ? want->task : c->options.task;
    if (is_adderboard(want)) {
        s->config.count = MG_ADDERBOARD_CASES;
        s->config.create_set = mg_adderboard_create;
    } else if (want->suite) {
        const mg_suite *suite = mg_suite_find(want->suite);
        if (!suite)
            return mg_fail(MG_ERR_ARG, "no suite is called '%s'; mathgym suites lists them",
                           want->suite);
        s->config.count = (size_t)suite->count;
        s->config.split = MG_SPLIT_TEST;
        tasks = suite->tasks;
    }
    const mg_series_set_options series = mg_cli_series_options(NAME, false);
    MG_TRY(mg_series_sources_create(&series, &s->sources));
    MG_TRY(mg_mixture_open(tasks, s->sources, &s->config.mixture));
    mg_cli_series_show(s->sources); /* which commit the scores are of */
    s->reports = mg_calloc((size_t)s->config.mixture.count, sizeof *s->reports);
    if (!s->reports) return MG_ERR_MEMORY;
    name_tasks(s);
    return mg_evaluator_create(c->model, &s->config, &s->evaluator);
}

static mg_status evaluate(const request *want) {
    session s = {.want = want};
    mg_status status;
    MG_GO(prepare(&s));
    MG_GO(ask(&s));
    if (want->json) {
        status = print_json(&s);
    } else {
        print_text(&s);
    }
done:
    mg_evaluator_free(s.evaluator);
    mg_checkpoint_close(&s.checkpoint);
    mg_series_sources_free(s.sources);
    mg_free(s.reports);
    return status;
}

int cmd_eval(int argc, char **argv) {
    request want = {.device = "auto", .layout = -1, .count = 1000};
    const mg_cli_option options[] = {
        {"task", 't', MG_CLI_TEXT, &want.task, "MIX",
         "problems, e.g. mixture or addition:3 (default: those of the training)", .min = 0},
        {"layout", 'l', MG_CLI_CHOICE, &want.layout, mg_layout_list(),
         "of the answers (default: that of the training)", .choices = mg_layout_choices()},
        {"split", 0, MG_CLI_CHOICE, &want.split, "test|valid",
         "which held-out problems (default test)", .choices = splits},
        {"shapes", 0, MG_CLI_CHOICE, &want.shapes, "all|seen|new",
         "new: combinations of operators that --hold-out-shapes held out (default all)",
         .choices = shapes},
        {"suite", 0, MG_CLI_TEXT, &want.suite, "NAME",
         "a fixed suite (mathgym suites) in place of tasks and split", .min = 0},
        {"count", 'n', MG_CLI_INT, &want.count, "N",
         "problems per task, or all if there are fewer (default 1000)", .min = 1, .max = 10000000},
        {"by-difficulty", 0, MG_CLI_FLAG, &want.by_difficulty, NULL,
         "print a second table by difficulty (JSON always has it)", .min = 0},
        {"samples", 0, MG_CLI_INT, &want.samples, "N", "print N answers per task (default 0)",
         .min = 0, .max = 10000000},
        {"json", 0, MG_CLI_FLAG, &want.json, NULL,
         "print one JSON object; samples go to stderr then", .min = 0},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] CKPT",
        .summary =
            "Asks a trained model held-out problems, none of which it was trained on, and prints\n"
            "the share of exactly right answers with its 95% interval (Wilson). Greedy decoding.\n"
            "CKPT is a run folder, of which the latest checkpoint is taken, or a checkpoint "
            "folder.\n"
            "Exit code 0: done, 1: failed, 2: bad usage.",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .examples = "  mathgym eval runs/first\n"
                    "  mathgym eval runs/adder --suite adderboard\n"
                    "  mathgym eval runs/first --by-difficulty --samples 5\n"
                    "  mathgym eval runs/add3/checkpoints/step-00002000 --task addition:4 --json\n",
        .min_operands = 1,
        .max_operands = 1,
    };
    int exit_code = MG_EXIT_OK;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    want.path = operands[0];
    return evaluate(&want) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
}

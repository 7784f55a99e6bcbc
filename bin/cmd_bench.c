/* mathgym bench: how fast this machine trains, beside what its matrix multiplication can do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/bench_gym.h"
#include "bin/bench_memory.h"
#include "bin/bench_verify.h"
#include "bin/checkpoint_model.h"
#include "bin/cli.h"
#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/json.h"
#include "core/graph/program.h"
#include "core/nn/param_count.h"
#include "core/ops/ops.h"
#include "memory/memory.h"

#define NAME "bench"

/* The yardstick: y (M, N) = x (M, K) W (N, K)^T. */
enum { GEMM_M = 4096, GEMM_N = 576, GEMM_K = 576, GEMM_RUNS = 9 };

typedef struct request {
    const char *preset, *config, *device, *task;
    int64_t batch, seq, steps, warmup, threads, longest;
    bool json, profile;
} request;

typedef struct bench {
    const request *want;
    mg_train_options options;
    mg_config config;
    mg_device *device;
    mg_model *model;
    mg_trainer *trainer;
    mg_stream stream;
    mg_batch batch;
    mg_program *gemm;
    mg_buffer *gemm_buffers[3];
    double *seconds; /* of each step, sorted in the end */
    double gemm_seconds, first_loss, last_loss;
} bench;

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int64_t n) {
    qsort(values, (size_t)n, sizeof *values, by_value);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* -- the yardstick ----------------------------------------------------------------------------- */

static mg_status fill_matrix(bench *b, int i, int64_t n, const char *purpose) {
    MG_TRY(mg_buffer_create(b->device, (size_t)n * b->device->real_bytes, purpose,
                            &b->gemm_buffers[i]));
    float *values = mg_malloc((size_t)n * sizeof *values);
    if (!values) return MG_ERR_MEMORY;
    for (int64_t j = 0; j < n; j++) values[j] = (float)(j % 13 - 6) / 8;
    mg_status status = mg_buffer_write_f32(b->gemm_buffers[i], 0, values, n);
    mg_free(values);
    return status;
}

static mg_status create_gemm(bench *b) {
    mg_graph *g = NULL;
    mg_status status;
    MG_GO(fill_matrix(b, 0, GEMM_M * GEMM_K, "the yardstick"));
    MG_GO(fill_matrix(b, 1, GEMM_N * GEMM_K, "the yardstick"));
    MG_GO(fill_matrix(b, 2, GEMM_M * GEMM_N, "the yardstick"));
    MG_GO(mg_graph_create(&g));
    mg_tensor *x = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(GEMM_M, GEMM_K), b->gemm_buffers[0], 0);
    mg_tensor *w = mg_graph_bind(g, "w", MG_F32, MG_SHAPE2(GEMM_N, GEMM_K), b->gemm_buffers[1], 0);
    mg_graph_output(g, mg_linear(g, x, w), b->gemm_buffers[2], 0);
    MG_GO(mg_program_create(b->device, g, &b->gemm));
done:
    mg_graph_free(g);
    return status;
}

static mg_status time_gemm(bench *b) {
    double seconds[GEMM_RUNS];
    MG_TRY(mg_program_run(b->gemm)); /* touches the pages */
    for (int i = 0; i < GEMM_RUNS; i++) {
        double start = mg_cli_seconds();
        MG_TRY(mg_program_run(b->gemm));
        seconds[i] = mg_cli_seconds() - start;
    }
    b->gemm_seconds = median(seconds, GEMM_RUNS);
    return MG_OK;
}

/* -- training ---------------------------------------------------------------------------------- */

static mg_status prepare(bench *b) {
    const request *want = b->want;
    mg_train_options *o = &b->options;
    *o = mg_train_options_default();
    o->rows = want->batch, o->cols = want->seq;
    if (snprintf(o->task, sizeof o->task, "%s", want->task) >= (int)sizeof o->task) {
        return mg_fail(MG_ERR_ARG, "--task is longer than %zu bytes", sizeof o->task - 1);
    }
    MG_TRY(want->config ? mg_config_from_file(&b->config, want->config)
                        : mg_config_from_preset(&b->config, want->preset));
    b->config.mixer = &mg_memory_mixer;
    mg_tokenizer tokenizer;
    MG_TRY(mg_tokenizer_for_size(&tokenizer, b->config.vocab_size));
    MG_TRY(mg_train_options_stream(o, b->config.causal, &tokenizer, NULL, &b->stream));
    MG_TRY(mg_batch_create(&b->batch, want->batch, want->seq));
    MG_TRY(mg_device_open(want->device, (int)want->threads, &b->device));
    MG_TRY(mg_model_create(b->device, &b->config, &b->model));
    MG_TRY(mg_model_init(b->model, o->seed));
    mg_train_config train = mg_train_options_config(o);
    MG_TRY(mg_trainer_create(b->model, &train, &b->trainer));
    MG_TRY(create_gemm(b));
    b->seconds = mg_calloc((size_t)want->steps, sizeof *b->seconds);
    return b->seconds ? MG_OK : MG_ERR_MEMORY;
}

/* Making the problems is part of a step, as it is in training. */
static mg_status one_step(bench *b, int64_t step, double *seconds) {
    mg_train_report report;
    mg_schedule schedule = mg_train_options_schedule(&b->options);
    double start = mg_cli_seconds();
    MG_TRY(mg_stream_next_batch(&b->stream, &b->batch));
    MG_TRY(mg_trainer_step(b->trainer, &b->batch, mg_schedule_rate(&schedule, step), &report));
    *seconds = mg_cli_seconds() - start;
    if (step == 1) b->first_loss = report.loss;
    b->last_loss = report.loss;
    return MG_OK;
}

static mg_status measure(bench *b) {
    const request *want = b->want;
    int64_t all = want->warmup + want->steps;
    mg_cli_progress bar;
    mg_cli_progress_start(&bar, NAME, (uint64_t)all);
    mg_status status = MG_OK;
    for (int64_t i = 0; i < all; i++) {
        double seconds;
        MG_GO(one_step(b, i + 1, &seconds));
        if (i >= want->warmup) b->seconds[i - want->warmup] = seconds;
        mg_cli_progress_update(&bar, (uint64_t)i + 1, NULL);
    }
    MG_GO(time_gemm(b));
done:
    mg_cli_progress_end(&bar);
    return status;
}

/* -- the report -------------------------------------------------------------------------------- */

typedef struct result {
    double seconds, tokens, gflops, gemm_gflops; /* per step; per second */
    mg_param_count count;
} result;

static result summarise(bench *b) {
    result r = {.seconds = median(b->seconds, b->want->steps),
                .tokens = (double)(b->want->batch * b->want->seq),
                .count = mg_count_params(&b->config)};
    r.gflops = 1e-9 * mg_train_flop_per_token(&b->config, b->want->seq) * r.tokens / r.seconds;
    r.gemm_gflops = 1e-9 * 2.0 * GEMM_M * GEMM_N * GEMM_K / b->gemm_seconds;
    return r;
}

static void print_text(const bench *b, const result *r) {
    const request *want = b->want;
    printf("%s\n", b->device->description);
    printf("model            %s: %.2fM parameters, %.2fM active\n",
           want->config ? want->config : want->preset, 1e-6 * (double)r->count.total,
           1e-6 * (double)r->count.active);
    printf("batch            %lld x %lld tokens, %lld steps after %lld to warm up\n",
           (long long)want->batch, (long long)want->seq, (long long)want->steps,
           (long long)want->warmup);
    printf("loss             %.4f to %.4f\n", b->first_loss, b->last_loss);
    printf("speed            %.0f tokens/s, %.2f ms a step (median; %.2f to %.2f)\n",
           r->tokens / r->seconds, 1e3 * r->seconds, 1e3 * b->seconds[0],
           1e3 * b->seconds[want->steps - 1]);
    printf("model work       %.1f GFLOP/s (6 per active parameter, and attention)\n", r->gflops);
    printf("matrix multiply  %.1f GFLOP/s at %dx%dx%d, of which that is %.0f%%\n", r->gemm_gflops,
           GEMM_M, GEMM_N, GEMM_K, 100 * r->gflops / r->gemm_gflops);
}

static void put_real(mg_json_writer *w, const char *key, double value) {
    mg_json_key(w, key), mg_json_float(w, (float)value);
}

static void put_int(mg_json_writer *w, const char *key, int64_t value) {
    mg_json_key(w, key), mg_json_int(w, value);
}

static mg_status print_json(const bench *b, const result *r) {
    mg_json_writer w = {.indent = 0};
    const request *want = b->want;
    mg_json_begin_object(&w);
    mg_json_key(&w, "model");
    mg_json_string(&w, want->config ? want->config : want->preset);
    mg_json_key(&w, "device"), mg_json_string(&w, b->device->description);
    put_int(&w, "batch", want->batch);
    put_int(&w, "seq", want->seq);
    put_int(&w, "steps", want->steps);
    put_real(&w, "tokens_per_second", r->tokens / r->seconds);
    put_real(&w, "ms_per_step", 1e3 * r->seconds);
    put_real(&w, "model_gflops", r->gflops);
    put_real(&w, "sgemm_gflops", r->gemm_gflops);
    put_real(&w, "share_of_sgemm", r->gflops / r->gemm_gflops);
    put_int(&w, "parameters", r->count.total);
    put_int(&w, "active_parameters", r->count.active);
    put_real(&w, "first_loss", b->first_loss);
    put_real(&w, "last_loss", b->last_loss);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

static mg_status run(const request *want) {
    bench b = {.want = want};
    mg_status status;
    MG_GO(prepare(&b));
    MG_GO(measure(&b));
    result r = summarise(&b);
    if (want->json) {
        MG_GO(print_json(&b, &r));
    } else {
        print_text(&b, &r);
    }
    fflush(stdout);
    if (want->profile) status = mg_trainer_profile(b.trainer, &b.batch, (int)want->steps);
done:
    mg_free(b.seconds);
    mg_program_free(b.gemm);
    for (int i = 0; i < 3; i++) mg_buffer_free(b.gemm_buffers[i]);
    mg_trainer_free(b.trainer);
    mg_model_free(b.model);
    mg_batch_free(&b.batch);
    mg_device_free(b.device);
    return status;
}

/* -- a memory ---------------------------------------------------------------------------------- */

static mg_status run_memory(const request *want) {
    mg_config config;
    mg_device *device;
    MG_TRY(want->config ? mg_config_from_file(&config, want->config)
                        : mg_config_from_preset(&config, want->preset));
    config.mixer = &mg_memory_mixer;
    MG_TRY(mg_device_open(want->device, (int)want->threads, &device));
    mg_status status = mg_bench_memory(device, &config, want->longest, want->json);
    mg_device_free(device);
    return status;
}

/* -- the command ------------------------------------------------------------------------------- */

int cmd_bench(int argc, char **argv) {
    request want = {.device = "auto",
                    .task = "mixture",
                    .batch = 16,
                    .seq = 128,
                    .steps = 30,
                    .warmup = 5,
                    .longest = 65536};
    const mg_cli_option options[] = {
        {"preset", 'p', MG_CLI_TEXT, &want.preset, "NAME",
         "model: tiny (default; memory: tiny-titans), small, ...", .min = 0},
        {"config", 'c', MG_CLI_TEXT, &want.config, "FILE",
         "model: a config.json, in place of a preset", .min = 0},
        {"task", 't', MG_CLI_TEXT, &want.task, "MIX", "problems (default mixture)", .min = 0},
        {"batch", 'b', MG_CLI_INT, &want.batch, "N", "rows per batch (default 16)", .min = 1,
         .max = 65536},
        {"seq", 's', MG_CLI_INT, &want.seq, "N", "tokens per row (default 128)", .min = 2,
         .max = 1 << 20},
        {"steps", 'n', MG_CLI_INT, &want.steps, "N", "steps to time (default 30)", .min = 1,
         .max = 1000000},
        {"warmup", 0, MG_CLI_INT, &want.warmup, "N", "steps before those (default 5)", .min = 0,
         .max = 1000000},
        {"longest", 0, MG_CLI_INT, &want.longest, "N",
         "memory: tokens of the longest text (default 65536)", .min = 1024, .max = 1 << 24},
        {"profile", 0, MG_CLI_FLAG, &want.profile, NULL, "then print the time by kernel, on stderr",
         .min = 0},
        {"json", 0, MG_CLI_FLAG, &want.json, NULL, "print one JSON object", .min = 0},
        {"device", 'd', MG_CLI_TEXT, &want.device, "NAME", "auto (default), cpu, vulkan, vulkan:N",
         .min = 0},
        {"threads", 0, MG_CLI_INT, &want.threads, "N", "of the CPU, 0 = one per core (default)",
         .min = 0, .max = 1024},
    };
    const mg_cli_spec spec = {
        .name = NAME,
        .usage = "[OPTION...] train|verify|gym|memory",
        .summary =
            "Times real training steps (problems, forward, backward, AdamW) and writes no file.\n"
            "Prints the median speed, and the model's operations a second beside those of one\n"
            "large matrix multiplication on the same device. verify: scores a second of one core;\n"
            "gym: items a second of one core;\n"
            "of eight answers four the gold itself, one another spelling, two wrong, one wordy.\n"
            "memory: microseconds a token in texts of 1,024 tokens and more, of a memory's model\n"
            "(tiny-titans) and of the same with attention over everything in its place.\n"
            "Exit code 0: done, 1: failed, 2: bad usage.",
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .examples = "  mathgym bench train\n"
                    "  mathgym bench train --preset small --steps 10 --profile\n"
                    "  mathgym bench train --device vulkan --json\n"
                    "  mathgym bench verify\n"
                    "  mathgym bench gym\n"
                    "  mathgym bench memory --longest 16384\n",
        .min_operands = 1,
        .max_operands = 1,
    };
    int exit_code = MG_EXIT_OK;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    if (strcmp(operands[0], "gym") == 0)
        return mg_bench_gym(want.json) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
    if (strcmp(operands[0], "verify") == 0)
        return mg_bench_verify(want.json) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
    bool memory = strcmp(operands[0], "memory") == 0;
    if (!want.preset) want.preset = memory ? "tiny-titans" : "tiny";
    if (memory) return run_memory(&want) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
    if (strcmp(operands[0], "train") != 0) {
        return mg_cli_usage_error(NAME, "'%s' cannot be timed; give train, verify, gym or memory",
                                  operands[0]);
    }
    return run(&want) == MG_OK ? MG_EXIT_OK : mg_cli_fail(NAME);
}

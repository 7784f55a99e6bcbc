/* mathgym params: what a model would be, by formula, without making one. */
#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "core/base/json.h"
#include "core/nn/infer.h"
#include "core/nn/param_count.h"
#include "core/train/trainer.h"
#include "memory/memory.h"

typedef struct report {
    const char *model;
    mg_config config;
    mg_param_count count;
    int64_t batch, seq;
    bool recompute;
    mg_train_memory train;   /* exact: what the planner would reserve */
    mg_decode_memory decode; /* zero for an encoder */
} report;

enum { FP32_BYTES = 4, BF16_BYTES = 2 };

/* -- memory -------------------------------------------------------------------------------- */

static mg_status plan_memory(report *r) {
    mg_train_config train = mg_train_config_default();
    train.rows = r->batch;
    train.cols = r->seq;
    train.recompute = r->recompute;
    mg_config config = r->config;
    config.num_nextn_predict_layers = 0; /* MTP modules are counted, not built */
    MG_TRY(mg_train_memory_plan(&config, &train, &r->train));
    if (!config.causal) return MG_OK;
    return mg_decode_memory_plan(&config, r->batch, r->seq, &r->decode);
}

/* -- text ---------------------------------------------------------------------------------- */

/* 37552297472 -> "37,552,297,472". */
static const char *grouped(char *buffer, size_t size, int64_t value) {
    char digits[24];
    size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, value), used = 0;
    for (size_t i = 0; i < length && used + 2 < size; i++) {
        if (i > 0 && (length - i) % 3 == 0) buffer[used++] = ',';
        buffer[used++] = digits[i];
    }
    buffer[used] = '\0';
    return buffer;
}

static void print_count(const char *label, int64_t total, const int64_t *active) {
    char buffer[32];
    printf("  %-34s %20s", label, grouped(buffer, sizeof buffer, total));
    if (active) printf(" %20s", grouped(buffer, sizeof buffer, *active));
    putchar('\n');
}

static void print_parameters(const report *r) {
    printf("%-36s %20s %20s\n", "parameters", "total", "active per token");
    for (int part = 0; part < MG_PART_COUNT; part++)
        if (r->count.part_total[part] > 0)
            print_count(mg_param_part_text((mg_param_part)part), r->count.part_total[part],
                        &r->count.part_active[part]);
    print_count("all", r->count.total, &r->count.active);
    int64_t looked_up = r->count.active - r->count.active_without_embedding;
    if (looked_up > 0)
        print_count("all but the input embedding", r->count.total - looked_up,
                    &r->count.active_without_embedding);
    if (r->count.mtp > 0) print_count("MTP modules (not in the sums)", r->count.mtp, NULL);
}

static void print_cache(const report *r) {
    int64_t values = r->count.kv_values_per_token;
    printf("\nKV cache: %" PRId64 " numbers per layer\n",
           r->config.kv_lora_rank + r->config.qk_rope_head_dim);
    print_count("bytes per token, fp32", values * FP32_BYTES, NULL);
    print_count("bytes per token, 16-bit", values * BF16_BYTES, NULL);
    char label[64];
    snprintf(label, sizeof label, "bytes for %" PRId64 " x %" PRId64 " tokens, fp32", r->batch,
             r->seq);
    print_count(label, values * FP32_BYTES * r->batch * r->seq, NULL);
}

static void print_training(const report *r) {
    double flop = mg_train_flop_per_token(&r->config, r->seq);
    int64_t tokens = mg_compute_optimal_tokens(&r->count);
    printf("\ntraining\n");
    print_count("compute-optimal tokens", tokens, NULL);
    printf("  %-34s %20.4g\n", "FLOP per token", flop);
    printf("  %-34s %20.4g\n", "FLOP per step", flop * (double)(r->batch * r->seq));
    printf("  %-34s %20.4g\n", "FLOP for the optimal tokens", flop * (double)tokens);
    puts("  (20 tokens per active parameter: Hoffmann et al. 2022; FLOP: 6 per parameter in use\n"
         "  and the attention scores at this --seq)");
}

static void print_bytes(const char *label, size_t bytes) {
    char buffer[32];
    printf("  %-34s %20s %14.3f GiB\n", label, grouped(buffer, sizeof buffer, (int64_t)bytes),
           (double)bytes / (1 << 30));
}

static void print_memory(const report *r) {
    const mg_train_memory *t = &r->train;
    const mg_decode_memory *d = &r->decode;
    printf("\nmemory to train on %" PRId64 " x %" PRId64 " tokens, fp32, bytes%s\n", r->batch,
           r->seq, r->recompute ? ", with --recompute" : "");
    print_bytes("parameters", t->parameters);
    print_bytes("gradients", t->gradients);
    print_bytes("AdamW's moments", t->moments);
    print_bytes("activations and temporaries", t->workspace);
    print_bytes("batch, tables, counters", t->other);
    print_bytes("all", t->total);
    if (!r->config.causal) return;
    printf("\nmemory to decode %" PRId64 " x %" PRId64 " tokens, fp32, bytes\n", r->batch, r->seq);
    print_bytes("parameters", d->parameters);
    print_bytes("cache", d->cache);
    print_bytes("temporaries", d->workspace);
    print_bytes("tokens, logits, tables", d->other);
    print_bytes("all", d->total);
}

static mg_status print_text(const report *r) {
    printf("%s\n\n", r->model);
    print_parameters(r);
    print_cache(r);
    print_training(r);
    print_memory(r);
    return MG_OK;
}

/* -- JSON ---------------------------------------------------------------------------------- */

static void put_int(mg_json_writer *w, const char *key, int64_t value) {
    mg_json_key(w, key);
    mg_json_int(w, value);
}

static void put_parts(mg_json_writer *w, const char *key, const int64_t *values) {
    static const char *const NAMES[] = {
#define MG_PARAM_PART(name, text) #name,
        MG_PARAM_PARTS(MG_PARAM_PART)
#undef MG_PARAM_PART
    };
    mg_json_key(w, key);
    mg_json_begin_object(w);
    for (int part = 0; part < MG_PART_COUNT; part++) put_int(w, NAMES[part], values[part]);
    mg_json_end_object(w);
}

static void put_memory(mg_json_writer *w, const report *r) {
    const mg_train_memory *t = &r->train;
    const mg_decode_memory *d = &r->decode;
    mg_json_key(w, "train_memory");
    mg_json_begin_object(w);
    mg_json_key(w, "recompute"), mg_json_bool(w, r->recompute);
    put_int(w, "parameters", (int64_t)t->parameters);
    put_int(w, "gradients", (int64_t)t->gradients);
    put_int(w, "moments", (int64_t)t->moments);
    put_int(w, "workspace", (int64_t)t->workspace);
    put_int(w, "other", (int64_t)t->other);
    put_int(w, "total", (int64_t)t->total);
    mg_json_end_object(w);
    if (!r->config.causal) return;
    mg_json_key(w, "decode_memory");
    mg_json_begin_object(w);
    put_int(w, "parameters", (int64_t)d->parameters);
    put_int(w, "cache", (int64_t)d->cache);
    put_int(w, "workspace", (int64_t)d->workspace);
    put_int(w, "other", (int64_t)d->other);
    put_int(w, "total", (int64_t)d->total);
    mg_json_end_object(w);
}

static mg_status print_json(const report *r) {
    mg_json_writer w = {.indent = 2};
    mg_json_begin_object(&w);
    mg_json_key(&w, "model"), mg_json_string(&w, r->model);
    put_int(&w, "total", r->count.total);
    put_int(&w, "active", r->count.active);
    put_int(&w, "active_without_embedding", r->count.active_without_embedding);
    put_int(&w, "mtp", r->count.mtp);
    put_parts(&w, "part_total", r->count.part_total);
    put_parts(&w, "part_active", r->count.part_active);
    put_int(&w, "kv_bytes_per_token_fp32", r->count.kv_values_per_token * FP32_BYTES);
    put_int(&w, "kv_bytes_per_token_16bit", r->count.kv_values_per_token * BF16_BYTES);
    put_int(&w, "compute_optimal_tokens", mg_compute_optimal_tokens(&r->count));
    put_int(&w, "batch", r->batch);
    put_int(&w, "seq", r->seq);
    mg_json_key(&w, "train_flop_per_token");
    mg_json_double(&w, mg_train_flop_per_token(&r->config, r->seq));
    put_memory(&w, r);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK) fputs(w.text, stdout);
    mg_json_writer_free(&w);
    return status;
}

/* -- the command --------------------------------------------------------------------------- */

static void print_presets(void) {
    puts("presets:");
    for (size_t i = 0; mg_preset_name(i); i++)
        printf("  %-14s %s\n", mg_preset_name(i), mg_preset_summary(i));
}

int cmd_params(int argc, char **argv) {
    report r = {.batch = 1, .seq = 512};
    bool json = false, seq_given = false;
    const mg_cli_option options[] = {
        {"batch", 'b', MG_CLI_INT, &r.batch, "B", "rows of a batch (default 1)", .min = 1,
         .max = 1 << 20},
        {"seq", 't', MG_CLI_INT, &r.seq, "T", "tokens of a row (default 512, or fewer)", .min = 1,
         .max = 1 << 24, .given = &seq_given},
        {.name = "recompute",
         .kind = MG_CLI_FLAG,
         .target = &r.recompute,
         .help = "memory of training with --recompute"},
        {.name = "json", .kind = MG_CLI_FLAG, .target = &json, .help = "print one JSON object"},
    };
    const mg_cli_spec spec = {
        "params",
        "[OPTION...] [PRESET|config.json]",
        "Prints the size of a model: parameters, KV cache, operations, compute-optimal tokens, "
        "and\n"
        "the memory that training and decoding would take. Without a model, lists the presets.",
        options,
        sizeof options / sizeof options[0],
        "  mathgym params base-135m\n"
        "  mathgym params v3-671b --batch 8 --seq 4096\n"
        "  mathgym params runs/a/config.json --json\n",
        .max_operands = 1};
    int exit_code = MG_EXIT_OK;
    char **operands = mg_cli_parse(&spec, argc, argv, &exit_code);
    if (!operands) return exit_code;
    if (!operands[0]) {
        print_presets();
        return MG_EXIT_OK;
    }
    r.model = operands[0];
    mg_status status = mg_config_load(&r.config, r.model);
    r.config.mixer = &mg_memory_mixer;
    bool shorter = status == MG_OK && r.config.max_position_embeddings < r.seq;
    if (shorter && !seq_given) r.seq = r.config.max_position_embeddings;
    if (status == MG_OK) status = plan_memory(&r);
    if (status == MG_OK) {
        r.count = mg_count_params(&r.config);
        status = json ? print_json(&r) : print_text(&r);
    }
    return status == MG_OK ? MG_EXIT_OK : mg_cli_fail("params");
}

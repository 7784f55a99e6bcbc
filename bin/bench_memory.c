#include "bin/bench_memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bin/cli.h"
#include "core/nn/infer.h"

/* Tokens read at once with a memory, and the shortest text. */
enum { PART = 1024, MOST_SECONDS = 30 };

typedef struct reader {
    mg_model *model;
    mg_forward *forward;
    mg_batch batch;
} reader;

static mg_status open_reader(mg_device *device, const mg_config *config, int64_t cols, reader *r) {
    mg_config longer = *config;
    if (longer.max_position_embeddings < cols) longer.max_position_embeddings = cols;
    MG_TRY(mg_model_create(device, &longer, &r->model));
    MG_TRY(mg_model_init(r->model, 1));
    MG_TRY(mg_forward_create(r->model, 1, cols, &r->forward));
    MG_TRY(mg_batch_create(&r->batch, 1, cols));
    for (int64_t t = 0; t < cols; t++) {
        r->batch.ids[t] = r->batch.targets[t] = (int32_t)(t * 7919 % config->vocab_size);
        r->batch.segments[t] = 0;
        r->batch.positions[t] = (int32_t)t;
    }
    return MG_OK;
}

static void close_reader(reader *r) {
    mg_batch_free(&r->batch);
    mg_forward_free(r->forward);
    mg_model_free(r->model);
    *r = (reader){0};
}

/* Seconds to read `parts` batches, each going on from the one before. */
static mg_status read_parts(reader *r, int64_t parts, double *seconds) {
    const float *logits;
    double start = mg_cli_seconds();
    for (int64_t p = 0; p < parts; p++) {
        r->batch.carried[0] = p > 0;
        MG_TRY(mg_forward_run(r->forward, &r->batch, &logits));
    }
    *seconds = mg_cli_seconds() - start;
    return MG_OK;
}

/* The better of two. */
static mg_status time_parts(reader *r, int64_t parts, double *seconds) {
    double again;
    MG_TRY(read_parts(r, parts, seconds));
    if (*seconds > MOST_SECONDS) return MG_OK;
    MG_TRY(read_parts(r, parts, &again));
    *seconds = fmin(*seconds, again);
    return MG_OK;
}

static mg_status time_attention(mg_device *device, const mg_config *config, int64_t tokens,
                                double *seconds) {
    reader r = {0};
    mg_status status = open_reader(device, config, tokens, &r);
    if (status == MG_OK) status = time_parts(&r, 1, seconds);
    close_reader(&r);
    return status;
}

static void print_line(int64_t tokens, double memory, double attention, bool json) {
    double scale = 1e6 / (double)tokens;
    if (json && isnan(attention))
        printf("{\"tokens\": %" PRId64 ", \"memory_us\": %.3f}\n", tokens, scale * memory);
    else if (json)
        printf("{\"tokens\": %" PRId64 ", \"memory_us\": %.3f, \"attention_us\": %.3f}\n", tokens,
               scale * memory, scale * attention);
    else if (isnan(attention))
        printf("%9" PRId64 "  %22.1f  %23s\n", tokens, scale * memory, "-");
    else
        printf("%9" PRId64 "  %22.1f  %23.1f\n", tokens, scale * memory, scale * attention);
    fflush(stdout);
}

mg_status mg_bench_memory(mg_device *device, const mg_config *config, int64_t longest, bool json) {
    if (config->memory.kind == MG_MEMORY_OFF || config->window == 0)
        return mg_fail(MG_ERR_ARG, "a model without a memory or a window carries nothing on; give "
                                   "--preset tiny-titans");
    mg_config all = *config;
    all.memory = (mg_memory_config){0};
    all.window = 0;
    reader r = {0};
    double memory = 0, attention = 0;
    mg_status status;
    MG_GO(open_reader(device, config, PART, &r));
    MG_GO(read_parts(&r, 1, &memory)); /* touches the pages */
    if (!json) printf("   tokens  with memory, us a token  attention over all, us\n");
    for (int64_t tokens = PART; tokens <= longest; tokens *= 2) {
        MG_GO(time_parts(&r, tokens / PART, &memory));
        /* Twice the text is up to four times the work; once NAN, it stays. */
        if (!(4 * attention < MOST_SECONDS)) attention = NAN;
        if (!isnan(attention)) MG_GO(time_attention(device, &all, tokens, &attention));
        print_line(tokens, memory, attention, json);
    }
done:
    close_reader(&r);
    return status;
}

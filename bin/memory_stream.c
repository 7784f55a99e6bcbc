#include "bin/memory_stream.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/memory_stats.h"
#include "bin/memory_text.h"
#include "bin/units.h"
#include "core/base/alloc.h"

/* The process's largest size so far in bytes, 0 where the system does not tell. (getrusage would
 * count that of whoever started the process too.) */
static uint64_t peak_bytes(void) {
    FILE *file = fopen("/proc/self/status", "r");
    if (!file) return 0;
    char line[256];
    uint64_t kib = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %" SCNu64, &kib) == 1) break;
    fclose(file);
    return 1024 * kib;
}

typedef struct reading {
    mg_model *model;
    mg_forward *forward;
    mg_decoder *decoder; /* token by token, in place of forward */
    float *logits;       /* (part, V): the decoder's */
    mg_memory_text text;
    mg_batch batch;
    mg_memory_stats *stats;
    double loss;             /* since the last line */
    int64_t targets, tokens; /* since the last line; in all */
} reading;

/* The part at once, with what layers show. */
static mg_status read_at_once(reading *r, const float **logits) {
    r->batch.carried[0] = r->tokens > 0;
    MG_TRY(mg_forward_run(r->forward, &r->batch, logits));
    return mg_memory_stats_add(r->stats, r->forward, &r->batch, *logits, NULL);
}

static mg_status read_by_token(reading *r, const float **logits) {
    int64_t vocabulary = r->model->config.vocab_size;
    for (int64_t t = 0; t < r->batch.cols; t++) {
        int32_t position = (int32_t)(r->tokens + t);
        const float *row;
        MG_TRY(mg_decoder_step(r->decoder, &r->batch.ids[t], &position, &row));
        memcpy(r->logits + t * vocabulary, row, (size_t)vocabulary * sizeof *row);
    }
    *logits = r->logits;
    return MG_OK;
}

static mg_status read_part(reading *r) {
    const float *logits;
    MG_TRY(mg_memory_text_next(&r->text, &r->batch));
    MG_TRY(r->decoder ? read_by_token(r, &logits) : read_at_once(r, &logits));
    r->loss += mg_memory_text_loss(&r->batch, logits, r->model->config.vocab_size);
    r->targets += r->batch.target_tokens;
    r->tokens += r->batch.cols;
    if (isfinite(r->loss)) return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the loss is not finite after %" PRId64 " tokens", r->tokens);
}

/* The largest |W| and the mean write rate of all heads. */
static void print_memory(const mg_memory_stats *stats) {
    double weights = NAN, writes = 0;
    int64_t n = mg_memory_stats_count(stats);
    for (int64_t i = 0; i < n; i++) {
        mg_memory_stat stat = mg_memory_stats_get(stats, i);
        weights = fmax(weights, stat.weights); /* of NaN and a number, the number */
        writes += (isnan(stat.write_rate) ? 1 : stat.write_rate) / (double)n;
    }
    printf("  %8.4f  %8.3f", weights, writes);
}

/* What the decoder knows of the text. */
static mg_status print_state(const mg_decoder *decoder) {
    void *bytes;
    size_t size;
    char text[MG_SIZE_TEXT];
    MG_TRY(mg_decoder_snapshot(decoder, &bytes, &size));
    mg_free(bytes);
    printf("  %10s", mg_size_text(size, text));
    return MG_OK;
}

static mg_status print_line(reading *r) {
    char size[MG_SIZE_TEXT];
    printf("%10" PRId64 "  %8.4f", r->tokens, r->loss / (double)(r->targets ? r->targets : 1));
    if (r->decoder)
        MG_TRY(print_state(r->decoder));
    else
        print_memory(r->stats);
    printf("  %10s\n", mg_size_text(peak_bytes(), size));
    fflush(stdout);
    r->loss = 0, r->targets = 0;
    return MG_OK;
}

static mg_status read_all(reading *r, int64_t tokens) {
    printf("    tokens      loss%s   peak size\n",
           r->decoder ? "       state" : "   max |W|    writes");
    int64_t next = 1000;
    while (r->tokens < tokens && !mg_cli_interrupted()) {
        MG_TRY(read_part(r));
        if (r->tokens < next && r->tokens < tokens) continue;
        MG_TRY(print_line(r));
        while (next <= r->tokens) next *= 10;
        if (r->tokens < tokens) mg_memory_stats_clear(r->stats);
    }
    if (r->decoder) return MG_OK;
    printf("\n");
    return mg_memory_stats_print(r->stats);
}

/* In a model with a window the text may be longer than any row: the cache is a ring. */
static mg_status open_decoder(reading *r, int64_t part) {
    const mg_config *config = &r->model->config;
    r->logits = mg_malloc((size_t)(part * config->vocab_size) * sizeof *r->logits);
    if (!r->logits) return MG_ERR_MEMORY;
    return mg_decoder_create(r->model, 1, config->max_position_embeddings, &r->decoder);
}

mg_status mg_memory_stream_read(mg_model *model, const mg_stream *stream,
                                const mg_distant_config *distant, int64_t tokens, int64_t part,
                                bool by_token) {
    reading r = {.model = model};
    mg_status status;
    MG_GO(mg_memory_stats_create(&model->config, &r.stats));
    MG_GO(mg_memory_text_start(&r.text, stream, distant, 1));
    MG_GO(mg_batch_create(&r.batch, 1, part));
    MG_GO(by_token ? open_decoder(&r, part) : mg_forward_create_probed(model, 1, part, &r.forward));
    MG_GO(read_all(&r, tokens));
done:
    mg_decoder_free(r.decoder);
    mg_free(r.logits);
    mg_forward_free(r.forward);
    mg_batch_free(&r.batch);
    mg_memory_text_free(&r.text);
    mg_memory_stats_free(r.stats);
    return status;
}

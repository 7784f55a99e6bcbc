#include "bin/memory_stream.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/memory_stats.h"
#include "bin/memory_text.h"
#include "bin/units.h"

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
    mg_memory_text text;
    mg_batch batch;
    mg_memory_stats *stats;
    double loss;             /* since the last line */
    int64_t targets, tokens; /* since the last line; in all */
} reading;

static mg_status read_part(reading *r) {
    const float *logits;
    MG_TRY(mg_memory_text_next(&r->text, &r->batch));
    r->batch.carried[0] = r->tokens > 0;
    MG_TRY(mg_forward_run(r->forward, &r->batch, &logits));
    MG_TRY(mg_memory_stats_add(r->stats, r->forward, &r->batch));
    r->loss += mg_memory_text_loss(&r->batch, logits, r->model->config.vocab_size);
    r->targets += r->batch.target_tokens;
    r->tokens += r->batch.cols;
    if (isfinite(r->loss)) return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the loss is not finite after %" PRId64 " tokens", r->tokens);
}

/* The largest |W| and the mean write rate of all heads. */
static void print_line(reading *r) {
    double weights = NAN, writes = 0;
    int64_t n = mg_memory_stats_count(r->stats);
    for (int64_t i = 0; i < n; i++) {
        mg_memory_stat stat = mg_memory_stats_get(r->stats, i);
        weights = fmax(weights, stat.weights); /* of NaN and a number, the number */
        writes += (isnan(stat.write_rate) ? 1 : stat.write_rate) / (double)n;
    }
    char size[MG_SIZE_TEXT];
    printf("%10" PRId64 "  %8.4f  %8.4f  %8.3f  %10s\n", r->tokens,
           r->loss / (double)(r->targets ? r->targets : 1), weights, writes,
           mg_size_text(peak_bytes(), size));
    fflush(stdout);
    r->loss = 0, r->targets = 0;
}

static mg_status read_all(reading *r, int64_t tokens) {
    printf("    tokens      loss   max |W|    writes   peak size\n");
    int64_t next = 1000;
    while (r->tokens < tokens && !mg_cli_interrupted()) {
        MG_TRY(read_part(r));
        if (r->tokens < next && r->tokens < tokens) continue;
        print_line(r);
        while (next <= r->tokens) next *= 10;
        if (r->tokens < tokens) mg_memory_stats_clear(r->stats);
    }
    printf("\n");
    mg_memory_stats_print(r->stats);
    return MG_OK;
}

mg_status mg_memory_stream_read(mg_model *model, const mg_stream *stream, int64_t tokens,
                                int64_t part) {
    reading r = {.model = model};
    mg_status status;
    MG_GO(mg_memory_stats_create(&model->config, &r.stats));
    MG_GO(mg_memory_text_start(&r.text, stream, 1));
    MG_GO(mg_batch_create(&r.batch, 1, part));
    MG_GO(mg_forward_create_probed(model, 1, part, &r.forward));
    MG_GO(read_all(&r, tokens));
done:
    mg_forward_free(r.forward);
    mg_batch_free(&r.batch);
    mg_memory_text_free(&r.text);
    mg_memory_stats_free(r.stats);
    return status;
}

#include "bin/memory_positions.h"

#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/memory_text.h"
#include "core/base/alloc.h"
#include "core/nn/infer.h"

enum { ROWS = 16, PARTS = 8, TIMES = 2, MODES = 3 };
enum { ON, FROZEN, RESET };

typedef struct position {
    double loss;
    int64_t targets;
} position;

typedef struct table {
    position at[MODES][TIMES][PARTS];
} table;

/* One group of texts from its first part to its last, then again. */
static mg_status read_group(mg_model *model, mg_forward *forward, const mg_batch *parts, int mode,
                            table *t) {
    for (int i = 0; i < TIMES * PARTS; i++) {
        const mg_batch *part = &parts[i % PARTS];
        const float *logits;
        for (int64_t row = 0; row < ROWS; row++) part->carried[row] = mode != RESET && i > 0;
        MG_TRY(mg_forward_run(forward, part, &logits));
        position *at = &t->at[mode][i / PARTS][i % PARTS];
        at->loss += mg_memory_text_loss(part, logits, model->config.vocab_size);
        at->targets += part->target_tokens;
    }
    return MG_OK;
}

static mg_status read_mode(mg_model *model, const mg_memory_texts *texts, int mode, table *t) {
    mg_forward *forward;
    MG_TRY(mg_forward_create(model, texts->rows, texts->cols, &forward));
    float *nothing = mg_calloc((size_t)(texts->rows * texts->cols), sizeof *nothing);
    mg_status status = nothing ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK && mode == FROZEN) status = mg_forward_control(forward, nothing, NULL);
    for (int64_t g = 0; status == MG_OK && g < texts->groups && !mg_cli_interrupted(); g++)
        status = read_group(model, forward, texts->batches + g * texts->parts, mode, t);
    mg_free(nothing);
    mg_forward_free(forward);
    return status;
}

static double mean(const position *at) {
    return at->targets ? at->loss / (double)at->targets : 0;
}

static void print_table(const table *t, int64_t part) {
    printf("loss by position, nats per target\n%19s", "");
    static const char *const NAMES[MODES] = {"on", "frozen", "reset"};
    for (int mode = 0; mode < MODES; mode++) printf("  %8s   again", NAMES[mode]);
    printf("\n");
    for (int p = 0; p < PARTS; p++) {
        printf("%8" PRId64 " to %7" PRId64, p * part, (p + 1) * part - 1);
        for (int mode = 0; mode < MODES; mode++)
            printf("  %8.4f %7.4f", mean(&t->at[mode][0][p]), mean(&t->at[mode][1][p]));
        printf("\n");
    }
}

mg_status mg_memory_positions(mg_model *model, const mg_stream *stream, int64_t texts,
                              int64_t part) {
    if (model->config.memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "a model without memory forgets from part to part; "
                                           "give one with a memory");
    mg_memory_texts all = {
        .rows = ROWS, .cols = part, .parts = PARTS, .groups = (texts + ROWS - 1) / ROWS};
    table t = {0};
    mg_status status;
    MG_GO(mg_memory_texts_of_problems(&all, stream));
    for (int mode = 0; mode < MODES; mode++) MG_GO(read_mode(model, &all, mode, &t));
    if (!mg_cli_interrupted()) print_table(&t, part);
done:
    mg_memory_texts_free(&all);
    return status;
}

#include "bin/memory_positions.h"

#include <inttypes.h>
#include <stdio.h>

#include "bin/cli.h"
#include "bin/memory_control.h"
#include "bin/memory_text.h"

enum { ROWS = 16, PARTS = 8, TIMES = 2 };

typedef struct position {
    double loss;
    int64_t targets;
} position;

typedef struct table {
    position at[MG_CONTROLS][TIMES][PARTS];
} table;

/* One group of texts from its first part to its last, then again. */
static mg_status read_group(mg_model *model, mg_forward *forward, mg_batch *parts, int control,
                            table *t) {
    for (int i = 0; i < TIMES * PARTS; i++) {
        mg_batch *part = &parts[i % PARTS];
        const float *logits;
        MG_TRY(mg_control_read(forward, part, i == 0, control, &logits));
        position *at = &t->at[control][i / PARTS][i % PARTS];
        at->loss += mg_memory_text_loss(part, logits, model->config.vocab_size);
        at->targets += part->target_tokens;
    }
    return MG_OK;
}

static mg_status read_texts(mg_model *model, const mg_memory_texts *texts, int control, table *t) {
    mg_forward *forward;
    MG_TRY(mg_forward_create(model, texts->rows, texts->cols, &forward));
    mg_status status = mg_control_begin(forward, texts->batches, control);
    for (int64_t g = 0; status == MG_OK && g < texts->groups && !mg_cli_interrupted(); g++)
        status = read_group(model, forward, texts->batches + g * texts->parts, control, t);
    mg_forward_free(forward);
    return status;
}

static double mean(const position *at) {
    return at->targets ? at->loss / (double)at->targets : 0;
}

static void print_table(const table *t, int64_t part) {
    printf("loss by position, nats per target\n%19s", "");
    for (int control = 0; control < MG_CONTROLS; control++)
        printf("  %8s   again", mg_control_name(control));
    printf("\n");
    for (int p = 0; p < PARTS; p++) {
        printf("%8" PRId64 " to %7" PRId64, p * part, (p + 1) * part - 1);
        for (int control = 0; control < MG_CONTROLS; control++)
            printf("  %8.4f %7.4f", mean(&t->at[control][0][p]), mean(&t->at[control][1][p]));
        printf("\n");
    }
}

mg_status mg_memory_positions(mg_model *model, const mg_stream *stream,
                              const mg_distant_config *distant, int64_t texts, int64_t part) {
    if (model->config.memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "a model without memory forgets from part to part; "
                                           "give one with a memory");
    mg_memory_texts all = {
        .rows = ROWS, .cols = part, .parts = PARTS, .groups = (texts + ROWS - 1) / ROWS};
    table t = {0};
    mg_status status;
    MG_GO(mg_memory_texts_of_problems(&all, stream, distant));
    for (int control = 0; control < MG_CONTROLS; control++)
        MG_GO(read_texts(model, &all, control, &t));
    if (!mg_cli_interrupted()) print_table(&t, part);
done:
    mg_memory_texts_free(&all);
    return status;
}

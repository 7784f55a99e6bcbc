#include "bin/memory_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bin/cli.h"
#include "bin/memory_control.h"
#include "bin/memory_text.h"

enum { ROWS = 16, BINS = 16, KEYS = 256 };

/* Who answers: the model under each control, and who knows the text before an answer in part. */
enum { NOTHING = MG_CONTROLS, REACH, PART, ALL, READERS };

/* Questions: by place, and by where their answer was told last. */
enum { FIRST = BINS, NEAR, FAR, CLASSES };

typedef struct table {
    const mg_table_plan *plan;
    mg_memory_texts texts;
    int64_t parts_per_bin;
    int64_t told[ROWS][KEYS]; /* where each key stood last; -1: nowhere */
    double loss[READERS][CLASSES];
    int64_t questions[CLASSES];
} table;

/* The answer stands behind the key that it was told of. */
static bool knows(const table *t, int reader, int64_t at, int64_t told) {
    int64_t part = at / t->plan->part * t->plan->part;
    if (told < 0 || reader == NOTHING) return false;
    if (reader == ALL) return true;
    return told >= part && (reader == PART || told + 1 >= at - t->plan->reach);
}

/* A question at `at`, and what the model lost on it under a control. */
static void count(table *t, int64_t at, int64_t told, int control, double loss) {
    int64_t part = at / t->plan->part * t->plan->part;
    int classes[2] = {(int)(at / t->plan->part / t->parts_per_bin), told < 0       ? FIRST
                                                                    : told >= part ? NEAR
                                                                                   : FAR};
    for (int i = 0; i < 2; i++) {
        int class = classes[i];
        t->loss[control][class] += loss;
        if (control != MG_CONTROL_ON) continue;
        t->questions[class]++;
        for (int reader = NOTHING; reader < READERS; reader++)
            t->loss[reader][class] +=
                knows(t, reader, at, told) ? 0 : log((double)t->plan->task.values);
    }
}

static mg_status read_part(table *t, mg_forward *forward, int64_t vocabulary, int64_t group,
                           int64_t p, int control) {
    mg_batch *batch = &t->texts.batches[group * t->texts.parts + p];
    const float *logits;
    MG_TRY(mg_control_read(forward, batch, p == 0, control, &logits));
    for (int64_t i = 0; i < batch->rows * batch->cols; i++) {
        if (batch->loss_mask[i] == 0) continue;
        int64_t *told = &t->told[i / batch->cols][batch->ids[i] % KEYS];
        int64_t at = p * batch->cols + i % batch->cols;
        count(t, at, *told, control,
              mg_memory_text_nats(logits + i * vocabulary, vocabulary, batch->targets[i]));
        *told = at;
    }
    return MG_OK;
}

static mg_status read_texts(table *t, mg_forward *forward, int64_t vocabulary, int control) {
    MG_TRY(mg_control_begin(forward, t->texts.batches, control));
    for (int64_t g = 0; g < t->texts.groups && !mg_cli_interrupted(); g++) {
        memset(t->told, -1, sizeof t->told);
        for (int64_t p = 0; p < t->texts.parts; p++)
            MG_TRY(read_part(t, forward, vocabulary, g, p, control));
    }
    return MG_OK;
}

/* -- what is printed --------------------------------------------------------------------------- */

static void print_losses(const table *t, int class, int controls) {
    double n = (double)t->questions[class];
    for (int reader = 0; reader < READERS; reader++) {
        if (reader == NOTHING) printf("   ");
        if (reader < controls || reader >= NOTHING) printf(" %8.4f", t->loss[reader][class] / n);
    }
    printf("\n");
}

static void print_table(const table *t, int controls) {
    static const char *const CLASS_NAMES[] = {"asked first", "told in part", "told before"};
    int64_t width = t->parts_per_bin * t->plan->part;
    printf("nats per answer\n%17s", "");
    for (int control = 0; control < controls; control++) printf(" %8s", mg_control_name(control));
    printf("     nothing  in reach  in part      all\n");
    for (int bin = 0; bin * width < t->plan->task.length; bin++) {
        printf("%6" PRId64 " to %6" PRId64 " ", bin * width, (bin + 1) * width - 1);
        print_losses(t, bin, controls);
    }
    for (int class = FIRST; class < CLASSES; class ++) {
        printf("%-16s ", CLASS_NAMES[class - FIRST]);
        print_losses(t, class, controls);
    }
    fflush(stdout);
}

mg_status mg_memory_table(mg_model *model, const mg_table_plan *plan) {
    MG_TRY(mg_recall_check(&plan->task));
    if (plan->task.kind != MG_RECALL_TABLE || plan->task.length % plan->part != 0)
        return mg_fail(MG_ERR_ARG,
                       "a table of %" PRId64 " tokens is read in whole parts, not of %" PRId64,
                       plan->task.length, plan->part);
    int64_t parts = plan->task.length / plan->part;
    table t = {.plan = plan,
               .parts_per_bin = (parts + BINS - 1) / BINS,
               .texts = {.rows = ROWS,
                         .cols = plan->part,
                         .parts = parts,
                         .groups = (plan->texts + ROWS - 1) / ROWS}};
    int controls = model->config.memory.kind == MG_MEMORY_OFF ? 1 : MG_CONTROLS;
    mg_forward *forward = NULL;
    mg_status status;
    MG_GO(mg_memory_texts_of_recall(&t.texts, &plan->task, plan->seed));
    MG_GO(mg_forward_create(model, ROWS, plan->part, &forward));
    for (int control = 0; control < controls; control++)
        MG_GO(read_texts(&t, forward, model->config.vocab_size, control));
    if (!mg_cli_interrupted()) print_table(&t, controls);
done:
    mg_forward_free(forward);
    mg_memory_texts_free(&t.texts);
    return status;
}

#include "bin/memory_test.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/infer.h"

static const char *const MODES[] = {"on", "frozen", "reset", "shuffled"};

const char *mg_recall_mode_name(int mode) {
    return mode >= 0 && mode < MG_RECALL_MODES ? MODES[mode] : NULL;
}

mg_status mg_recall_reach(const mg_config *config, int64_t *reach) {
    if (config->window == 0)
        return mg_fail(MG_ERR_ARG, "attention of this model sees the whole text, so that no "
                                   "memory is needed; give it a \"window\" in config.json");
    *reach = config->num_hidden_layers * (config->window - 1);
    for (int64_t l = 0; l < config->num_hidden_layers; l++)
        if (mg_config_layer_is_mixed(config, l)) *reach += config->memory.conv_kernel - 1;
    return MG_OK;
}

typedef struct reading {
    const mg_recall_plan *plan;
    mg_recall_mode mode;
    mg_model *model;
    mg_forward *forward;
    mg_batch text, part;
    int64_t vocabulary;
} reading;

/* A model that never writes, with the parameters of another. */
static mg_status freeze(const mg_model *model, mg_model **out) {
    mg_config config = model->config;
    if (config.memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "a model without memory has none to freeze");
    config.memory.theta_max = 0;
    MG_TRY(mg_model_create(model->device, &config, out));
    int64_t n = model->table.arena_elements;
    double *values = mg_malloc((size_t)n * sizeof *values);
    mg_status status = values ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_buffer_read_f64(model->params, 0, values, n);
    if (status == MG_OK) status = mg_buffer_write_f64((*out)->params, 0, values, n);
    mg_free(values);
    return status;
}

/* Columns [part * p, part * (p + 1)) of the texts; of the last part when shuffled, those of the
 * text in the next row. */
static void take_part(reading *r, int64_t p, bool last) {
    int64_t cols = r->plan->part, rows = r->plan->rows, length = r->text.cols;
    bool shuffled = last && r->mode == MG_RECALL_SHUFFLED;
    for (int64_t b = 0; b < rows; b++) {
        int64_t from = (b + shuffled) % rows * length + p * cols, to = b * cols;
        size_t ints = (size_t)cols * sizeof(int32_t);
        memcpy(r->part.ids + to, r->text.ids + from, ints);
        memcpy(r->part.targets + to, r->text.targets + from, ints);
        memcpy(r->part.segments + to, r->text.segments + from, ints);
        memcpy(r->part.positions + to, r->text.positions + from, ints);
        memcpy(r->part.loss_mask + to, r->text.loss_mask + from, (size_t)cols * sizeof(float));
        r->part.carried[b] = p > 0 && !(last && r->mode == MG_RECALL_RESET);
    }
}

static int32_t likeliest(const float *logits, int64_t n) {
    int64_t best = 0;
    for (int64_t i = 1; i < n; i++)
        if (logits[i] > logits[best]) best = i;
    return (int32_t)best;
}

static void count(const reading *r, const float *logits, mg_recall_score *score) {
    for (int64_t b = 0; b < r->plan->rows; b++) {
        int64_t right = 0, asked = 0;
        for (int64_t t = 0; t < r->plan->part; t++) {
            int64_t i = b * r->plan->part + t;
            if (r->part.loss_mask[i] == 0) continue;
            asked++;
            right += likeliest(logits + i * r->vocabulary, r->vocabulary) == r->part.targets[i];
        }
        score->queries += asked;
        score->right += right;
        score->texts++;
        score->whole_right += right == asked;
    }
}

static mg_status read_texts(reading *r, uint64_t first, mg_recall_score *score) {
    MG_TRY(mg_recall_fill(&r->plan->task, r->plan->seed, first, &r->text));
    MG_TRY(mg_forward_reset(r->forward));
    int64_t parts = r->plan->task.length / r->plan->part;
    const float *logits = NULL;
    for (int64_t p = 0; p < parts; p++) {
        take_part(r, p, p == parts - 1);
        MG_TRY(mg_forward_run(r->forward, &r->part, &logits));
    }
    count(r, logits, score);
    return MG_OK;
}

mg_status mg_recall_plan_check(const mg_recall_plan *plan) {
    MG_TRY(mg_recall_check(&plan->task));
    if (plan->rows >= 2 && plan->part >= 1 && plan->task.length % plan->part == 0 &&
        plan->task.length > plan->part && plan->task.gap + plan->task.queries >= plan->part)
        return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "recall: texts of %" PRId64 " tokens in parts of %" PRId64
                   ", the last without anything that is told",
                   plan->task.length, plan->part);
}

mg_status mg_recall_measure(mg_model *model, mg_recall_mode mode, const mg_recall_plan *plan,
                            mg_recall_score *score) {
    *score = (mg_recall_score){0};
    MG_TRY(mg_recall_plan_check(plan));
    reading r = {
        .plan = plan, .mode = mode, .model = model, .vocabulary = model->config.vocab_size};
    mg_model *frozen = NULL;
    mg_status status = MG_OK;
    if (mode == MG_RECALL_FROZEN) {
        MG_GO(freeze(model, &frozen));
        r.model = frozen;
    }
    MG_GO(mg_batch_create(&r.text, plan->rows, plan->task.length));
    MG_GO(mg_batch_create(&r.part, plan->rows, plan->part));
    MG_GO(mg_forward_create(r.model, plan->rows, plan->part, &r.forward));
    for (int64_t i = 0; i < plan->texts; i += plan->rows)
        MG_GO(read_texts(&r, plan->first + (uint64_t)i, score));
done:
    mg_forward_free(r.forward);
    mg_batch_free(&r.part);
    mg_batch_free(&r.text);
    mg_model_free(frozen);
    return status;
}

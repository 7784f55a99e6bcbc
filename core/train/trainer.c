#include "core/train/trainer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/train/trainer_build.h"

mg_train_config mg_train_config_default(void) {
    return (mg_train_config){
        .rows = 16,
        .cols = 128,
        .accumulation = 1,
        .beta1 = 0.9,
        .beta2 = 0.95,
        .eps = 1e-8,
        .weight_decay = 0.1,
        .clip = 1.0,
    };
}

static mg_status reals(mg_device *device, int64_t n, const char *purpose, mg_buffer **out) {
    if (n < 1) n = 1;
    MG_TRY(mg_buffer_create(device, (size_t)n * device->real_bytes, purpose, out));
    return mg_buffer_zero_f32(*out, 0, n);
}

static mg_status create_buffers(mg_trainer *t) {
    mg_device *device = t->model->device;
    mg_train_buffers *b = &t->buffers;
    int64_t n = t->model->table.trained_end;
    MG_TRY(mg_inputs_create(t->model, t->config.rows, t->config.cols, &b->inputs));
    MG_TRY(mg_state_create(t->model, t->config.rows, &b->state));
    MG_TRY(reals(device, n, "the gradients", &b->grads));
    MG_TRY(reals(device, n, "the optimiser's moments", &b->m));
    MG_TRY(reals(device, n, "the optimiser's moments", &b->v));
    MG_TRY(reals(device, 1, "a counter", &b->keep));
    MG_TRY(reals(device, 2, "a counter", &b->losses));
    MG_TRY(reals(device, mg_train_load_size(&t->model->config), "expert loads", &b->load));
    MG_TRY(reals(device, 1, "a counter", &b->norm2));
    MG_TRY(reals(device, MG_ADAMW_CONTROLS, "a counter", &b->control));
    MG_TRY(reals(device, 1, "a counter", &b->bias_speed));
    float speed = (float)t->model->config.router_bias_update_speed;
    return mg_buffer_write_f32(b->bias_speed, 0, &speed, 1);
}

/* Which of the three programs a graph is for. */
typedef enum part { BACKWARD, NORM, UPDATE } part;

static mg_status build(mg_graph *g, part which, const mg_model *model,
                       const mg_train_config *config, const mg_train_buffers *buffers) {
    switch (which) {
    case BACKWARD:
        return mg_train_build_backward(g, model, config, buffers);
    case NORM:
        return mg_train_build_norm(g, model, buffers);
    case UPDATE:
        break;
    }
    return mg_train_build_update(g, model, config, buffers);
}

static mg_status compile(mg_trainer *t, part which, mg_program **program) {
    mg_graph *graph = NULL;
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, which, t->model, &t->config, &t->buffers));
    MG_GO(mg_program_create(t->model->device, graph, program));
done:
    mg_graph_free(graph);
    return status;
}

mg_status mg_trainer_create(mg_model *model, const mg_train_config *config, mg_trainer **out) {
    *out = NULL;
    mg_trainer *t = mg_calloc(1, sizeof *t);
    if (!t) return MG_ERR_MEMORY;
    t->model = model;
    t->config = *config;
    int64_t n = config->rows * config->cols, load = mg_train_load_size(&model->config);
    mg_status status;
    MG_GO(create_buffers(t));
    MG_GO(compile(t, BACKWARD, &t->backward));
    MG_GO(compile(t, NORM, &t->norm));
    MG_GO(compile(t, UPDATE, &t->update));
    t->host = mg_calloc((size_t)(n > load ? n : load), sizeof *t->host);
    if (!t->host) status = MG_ERR_MEMORY;
done:
    if (status != MG_OK) {
        mg_trainer_free(t);
        return status;
    }
    *out = t;
    return MG_OK;
}

void mg_trainer_free(mg_trainer *t) {
    if (!t) return;
    mg_program_free(t->backward);
    mg_program_free(t->norm);
    mg_program_free(t->update);
    mg_inputs_free(&t->buffers.inputs);
    mg_state_free(&t->buffers.state);
    mg_buffer *buffers[] = {t->buffers.grads, t->buffers.m,       t->buffers.v,
                            t->buffers.keep,  t->buffers.losses,  t->buffers.load,
                            t->buffers.norm2, t->buffers.control, t->buffers.bias_speed};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) mg_buffer_free(buffers[i]);
    mg_free(t->host);
    mg_free(t);
}

static double loss_weight(const mg_batch *batch) {
    double sum = 0;
    for (int64_t i = 0; i < batch->rows * batch->cols; i++) sum += (double)batch->loss_mask[i];
    return sum;
}

/* `step_weight`: sum of the loss weights of all batches of the step. */
static mg_status upload(mg_trainer *t, const mg_batch *batch, double step_weight) {
    const mg_inputs *in = &t->buffers.inputs;
    MG_TRY(mg_inputs_write(in, batch, t->host));
    int64_t n = in->rows * in->cols;
    double share = step_weight > 0 ? 1 / step_weight : 0;
    for (int64_t i = 0; i < n; i++) t->host[i] = (float)((double)batch->loss_mask[i] * share);
    return mg_buffer_write_f32(in->weights, 0, t->host, n);
}

static mg_status read_losses(mg_trainer *t, mg_train_report *report) {
    float losses[2];
    MG_TRY(mg_buffer_read_f32(t->buffers.losses, 0, losses, 2));
    report->loss = losses[0];
    report->aux_loss = losses[1];
    if (isfinite(report->loss) && isfinite(report->aux_loss)) return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the loss is %g", report->loss + report->aux_loss);
}

static mg_status accumulate(mg_trainer *t, const mg_batch *batches, int64_t n,
                            mg_train_report *report) {
    *report = (mg_train_report){0};
    double step_weight = 0;
    for (int64_t i = 0; i < n; i++) {
        report->target_tokens += batches[i].target_tokens;
        step_weight += loss_weight(&batches[i]);
    }
    for (int64_t i = 0; i < n; i++) {
        float keep = i > 0;
        MG_TRY(mg_buffer_write_f32(t->buffers.keep, 0, &keep, 1));
        MG_TRY(upload(t, &batches[i], step_weight));
        MG_TRY(mg_program_run(t->backward));
    }
    return read_losses(t, report);
}

static mg_status read_norm(mg_trainer *t, mg_train_report *report) {
    float norm2;
    MG_TRY(mg_program_run(t->norm));
    MG_TRY(mg_buffer_read_f32(t->buffers.norm2, 0, &norm2, 1));
    report->grad_norm = sqrt((double)norm2);
    if (isfinite(report->grad_norm)) return MG_OK;
    return mg_fail(MG_ERR_NUMERIC, "the norm of the gradient is %g", report->grad_norm);
}

static mg_status read_imbalance(mg_trainer *t, mg_train_report *report) {
    const mg_config *c = &t->model->config;
    int64_t e = c->n_routed_experts;
    if (e == 0) return MG_OK;
    MG_TRY(mg_buffer_read_f32(t->buffers.load, 0, t->host, mg_train_load_size(c)));
    for (int64_t l = 0; l < c->num_hidden_layers; l++) {
        double sum = 0, most = 0;
        for (int64_t i = 0; i < e; i++) {
            double load = t->host[l * e + i];
            sum += load;
            if (load > most) most = load;
        }
        double imbalance = sum > 0 ? most * (double)e / sum : 0;
        if (imbalance > report->imbalance) report->imbalance = imbalance;
    }
    return MG_OK;
}

static mg_status apply(mg_trainer *t, double rate) {
    const mg_train_config *c = &t->config;
    double step = (double)(t->steps + 1);
    float control[MG_ADAMW_CONTROLS] = {
        [MG_ADAMW_LR] = (float)rate,
        [MG_ADAMW_WEIGHT_DECAY] = (float)c->weight_decay,
        [MG_ADAMW_CORRECTION1] = (float)(1 - pow(c->beta1, step)),
        [MG_ADAMW_CORRECTION2] = (float)(1 - pow(c->beta2, step)),
        [MG_ADAMW_CLIP] = (float)c->clip,
    };
    MG_TRY(mg_buffer_write_f32(t->buffers.control, 0, control, MG_ADAMW_CONTROLS));
    MG_TRY(mg_program_run(t->update));
    t->steps++;
    return MG_OK;
}

mg_status mg_trainer_step(mg_trainer *t, const mg_batch *batches, double rate,
                          mg_train_report *report) {
    MG_TRY(accumulate(t, batches, t->config.accumulation, report));
    MG_TRY(read_norm(t, report));
    MG_TRY(read_imbalance(t, report));
    return apply(t, rate);
}

mg_status mg_trainer_backward(mg_trainer *t, const mg_batch *batch, mg_train_report *report) {
    MG_TRY(accumulate(t, batch, 1, report));
    MG_TRY(read_norm(t, report));
    return read_imbalance(t, report);
}

mg_status mg_trainer_profile(mg_trainer *t, const mg_batch *batch, int runs) {
    MG_TRY(upload(t, batch, loss_weight(batch)));
    for (int i = 0; i < runs; i++) MG_TRY(mg_program_run_profiled(t->backward));
    mg_program_print_profile(t->backward, stderr);
    for (int i = 0; i < runs; i++) MG_TRY(mg_program_run_profiled(t->norm));
    mg_program_print_profile(t->norm, stderr);
    return MG_OK;
}

mg_buffer *mg_trainer_gradients(const mg_trainer *t) {
    return t->buffers.grads;
}

int64_t mg_trainer_steps(const mg_trainer *t) {
    return t->steps;
}

static mg_status plan_part(part which, const mg_model *model, const mg_train_config *config,
                           const mg_train_buffers *buffers, size_t *arena) {
    mg_graph *graph = NULL;
    mg_plan_stats stats;
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, which, model, config, buffers));
    MG_GO(mg_graph_plan(graph, sizeof(float), 64, &stats));
    if (stats.arena_bytes > *arena) *arena = stats.arena_bytes;
done:
    mg_graph_free(graph);
    return status;
}

mg_status mg_train_memory_plan(const mg_config *model_config, const mg_train_config *config,
                               mg_train_memory *memory) {
    *memory = (mg_train_memory){0};
    mg_model *model = NULL;
    mg_train_buffers buffers = {0};
    mg_status status;
    MG_GO(mg_model_create(NULL, model_config, &model));
    MG_GO(mg_inputs_create(model, config->rows, config->cols, &buffers.inputs));
    MG_GO(mg_state_create(model, config->rows, &buffers.state));
    MG_GO(plan_part(BACKWARD, model, config, &buffers, &memory->workspace));
    MG_GO(plan_part(NORM, model, config, &buffers, &memory->workspace));
    MG_GO(plan_part(UPDATE, model, config, &buffers, &memory->workspace));
    size_t real = sizeof(float), tokens = (size_t)(config->rows * config->cols);
    size_t rope = (size_t)(model_config->max_position_embeddings * model_config->qk_rope_head_dim);
    memory->parameters = (size_t)model->table.arena_elements * real;
    memory->gradients = (size_t)model->table.trained_end * real;
    memory->moments = 2 * memory->gradients;
    memory->other = 7 * 4 * tokens + rope * real + (size_t)mg_train_load_size(model_config) * real +
                    (size_t)buffers.state.reals * real;
    memory->total = memory->parameters + memory->gradients + memory->moments + memory->workspace +
                    memory->other;
done:
    mg_model_free(model);
    return status;
}

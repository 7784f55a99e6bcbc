#include "tests/helper_model.h"

#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/nn/infer.h"
#include "core/train/trainer_build.h"

static mg_status copy_tensor(const mg_safetensors *io, const char *name, mg_st_dtype dtype,
                             const int64_t *shape, bool required, void *to) {
    const mg_st_tensor *tensor;
    if (!required && !mg_safetensors_find(io, name)) return MG_OK;
    MG_TRY(mg_safetensors_get(io, name, dtype, 2, shape, &tensor));
    memcpy(to, tensor->data, (size_t)tensor->bytes);
    return MG_OK;
}

static mg_status read_batch(const mg_safetensors *io, mg_batch *batch) {
    const mg_st_tensor *ids = mg_safetensors_find(io, "ids");
    if (!ids || ids->rank != 2) {
        return mg_fail(MG_ERR_SHAPE, "%s: \"ids\" must be there, (B, T) int32",
                       mg_safetensors_path(io, NULL));
    }
    const int64_t *shape = ids->shape;
    MG_TRY(mg_batch_create(batch, shape[0], shape[1]));
    for (int64_t i = 0; i < shape[0] * shape[1]; i++) {
        batch->segments[i] = 0;
        batch->positions[i] = (int32_t)(i % shape[1]);
        batch->loss_mask[i] = 1;
    }
    MG_TRY(copy_tensor(io, "ids", MG_ST_I32, shape, true, batch->ids));
    MG_TRY(copy_tensor(io, "targets", MG_ST_I32, shape, true, batch->targets));
    MG_TRY(copy_tensor(io, "segments", MG_ST_I32, shape, false, batch->segments));
    MG_TRY(copy_tensor(io, "positions", MG_ST_I32, shape, false, batch->positions));
    MG_TRY(copy_tensor(io, "loss_weights", MG_ST_F32, shape, false, batch->loss_mask));
    for (int64_t i = 0; i < shape[0] * shape[1]; i++) {
        batch->target_tokens += batch->loss_mask[i] > 0;
    }
    return MG_OK;
}

static mg_status load_config(const char *folder, mg_config *config) {
    char *path = mg_path_join(folder, "config.json");
    if (!path) return MG_ERR_MEMORY;
    mg_status status = mg_config_from_file(config, path);
    mg_free(path);
    return status;
}

mg_status model_case_open(mg_device *device, const char *folder, const char *io,
                          void (*edit)(mg_config *config), model_case *c) {
    memset(c, 0, sizeof *c);
    mg_status status;
    MG_GO(load_config(folder, &c->config));
    if (edit) edit(&c->config);
    MG_GO(mg_config_validate(&c->config));
    MG_GO(mg_model_create(device, &c->config, &c->model));
    MG_GO(mg_model_load(c->model, folder));
    MG_GO(mg_safetensors_open(&c->io, io));
    MG_GO(read_batch(c->io, &c->batch));
done:
    if (status != MG_OK) model_case_close(c);
    return status;
}

void model_case_close(model_case *c) {
    mg_model_free(c->model);
    mg_safetensors_close(c->io);
    mg_batch_free(&c->batch);
    memset(c, 0, sizeof *c);
}

mg_train_config model_train_config(const mg_batch *batch) {
    mg_train_config config = mg_train_config_default();
    config.rows = batch->rows;
    config.cols = batch->cols;
    return config;
}

static mg_status run_forward(mg_model *model, const mg_batch *batch, model_result *r) {
    mg_forward *forward;
    const float *logits;
    MG_TRY(mg_forward_create(model, batch->rows, batch->cols, &forward));
    mg_status status;
    MG_GO(mg_forward_run(forward, batch, &logits));
    r->n_logits = batch->rows * batch->cols * model->config.vocab_size;
    r->logits = mg_malloc((size_t)r->n_logits * sizeof *r->logits);
    status = r->logits ? MG_OK : MG_ERR_MEMORY;
    if (r->logits) memcpy(r->logits, logits, (size_t)r->n_logits * sizeof *logits);
done:
    mg_forward_free(forward);
    return status;
}

static mg_status read_all(mg_buffer *buffer, int64_t n, double **values) {
    *values = mg_calloc((size_t)n, sizeof **values);
    return *values ? mg_buffer_read_f64(buffer, 0, *values, n) : MG_ERR_MEMORY;
}

static mg_status run_backward(mg_model *model, const mg_batch *batch, const mg_train_config *config,
                              model_result *r) {
    mg_trainer *trainer;
    mg_train_report report;
    double losses[2];
    MG_TRY(mg_trainer_create(model, config, &trainer));
    mg_status status;
    MG_GO(mg_trainer_backward(trainer, batch, &report));
    MG_GO(mg_buffer_read_f64(trainer->buffers.losses, 0, losses, 2));
    r->loss = losses[0];
    r->aux_loss = losses[1];
    r->n_grads = model->table.trained_end;
    r->n_load = mg_train_load_size(&model->config);
    MG_GO(read_all(mg_trainer_gradients(trainer), r->n_grads, &r->grads));
    if (r->n_load > 0) MG_GO(read_all(trainer->buffers.load, r->n_load, &r->load));
done:
    mg_trainer_free(trainer);
    return status;
}

mg_status model_run(mg_model *model, const mg_batch *batch, const mg_train_config *config,
                    model_result *r) {
    memset(r, 0, sizeof *r);
    mg_status status;
    MG_GO(run_forward(model, batch, r));
    MG_GO(run_backward(model, batch, config, r));
done:
    if (status != MG_OK) model_result_free(r);
    return status;
}

void model_result_free(model_result *r) {
    mg_free(r->logits);
    mg_free(r->grads);
    mg_free(r->load);
    memset(r, 0, sizeof *r);
}

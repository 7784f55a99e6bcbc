/* Writes what the model makes of a batch, for tests/peers/compare_with_torch.py:
 *
 *     model_dump CHECKPOINT IN.safetensors OUT.safetensors [--device cpu|vulkan|oracle]
 *
 * IN is described in tests/helper_model.h. OUT has `logits` (B, T, V), `loss` (1), `aux_loss` (1)
 * where the model has a balance loss, and `grad.NAME` for every trained tensor by its Hugging Face
 * name, all fp32. */
#include <stdio.h>
#include <string.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "tests/helper_model.h"

typedef struct output {
    mg_st_writer *writer;
    const model_case *c;
    const model_result *r;
    float *values; /* scratch for one gradient */
} output;

/* Calls `visit` for every tensor with a gradient; its values start at grads[offset]. */
static mg_status each_gradient(output *out,
                               mg_status (*visit)(output *, const char *name,
                                                  const mg_hf_tensor *hf, int64_t offset)) {
    const mg_param_table *table = &out->c->model->table;
    for (size_t i = 0; i < table->count; i++) {
        const mg_param_entry *p = &table->params[i];
        for (size_t j = 0; p->trained && j < p->hf_count; j++) {
            const mg_hf_tensor *hf = &table->hf[p->hf_first + j];
            char name[MG_PARAM_NAME_BYTES + 8];
            snprintf(name, sizeof name, "grad.%s", hf->name);
            MG_TRY(visit(out, name, hf, p->arena_offset + hf->offset));
        }
    }
    return MG_OK;
}

static mg_status declare_gradient(output *out, const char *name, const mg_hf_tensor *hf,
                                  int64_t offset) {
    (void)offset;
    return mg_st_writer_declare(out->writer, name, MG_ST_F32, hf->dims, hf->shape);
}

static mg_status put_gradient(output *out, const char *name, const mg_hf_tensor *hf,
                              int64_t offset) {
    for (int64_t i = 0; i < hf->elements; i++) out->values[i] = (float)out->r->grads[offset + i];
    return mg_st_writer_put(out->writer, name, out->values, (uint64_t)hf->elements * sizeof(float));
}

static mg_status write_all(output *out) {
    const model_result *r = out->r;
    const mg_batch *batch = &out->c->batch;
    int64_t logits[3] = {batch->rows, batch->cols, out->c->config.vocab_size}, one = 1;
    float loss = (float)r->loss, aux_loss = (float)r->aux_loss;
    bool has_aux = out->c->config.aux_loss_alpha > 0;
    mg_st_writer *w = out->writer;
    MG_TRY(mg_st_writer_declare(w, "logits", MG_ST_F32, 3, logits));
    MG_TRY(mg_st_writer_declare(w, "loss", MG_ST_F32, 1, &one));
    if (has_aux) MG_TRY(mg_st_writer_declare(w, "aux_loss", MG_ST_F32, 1, &one));
    MG_TRY(each_gradient(out, declare_gradient));
    MG_TRY(mg_st_writer_put(w, "logits", r->logits, (uint64_t)r->n_logits * sizeof(float)));
    MG_TRY(mg_st_writer_put(w, "loss", &loss, sizeof loss));
    if (has_aux) MG_TRY(mg_st_writer_put(w, "aux_loss", &aux_loss, sizeof aux_loss));
    MG_TRY(each_gradient(out, put_gradient));
    return mg_st_writer_finish(w);
}

static mg_status dump(const char *device_name, char **paths) {
    mg_device *device = NULL;
    model_case c = {.model = NULL};
    model_result r = {.logits = NULL};
    output out = {NULL, &c, &r, NULL};
    mg_status status;
    MG_GO(mg_device_open(device_name, 0, &device));
    MG_GO(model_case_open(device, paths[0], paths[1], NULL, &c));
    mg_train_config config = model_train_config(&c.batch);
    MG_GO(model_run(c.model, &c.batch, &config, &r));
    MG_GO(mg_st_writer_create(&out.writer, paths[2], 0));
    out.values = mg_malloc((size_t)r.n_grads * sizeof *out.values);
    status = out.values ? write_all(&out) : MG_ERR_MEMORY;
done:
    mg_st_writer_free(out.writer);
    mg_free(out.values);
    model_result_free(&r);
    model_case_close(&c);
    mg_device_free(device);
    return status;
}

int main(int argc, char **argv) {
    const char *device = "cpu";
    if (argc == 6 && strcmp(argv[4], "--device") == 0) device = argv[5], argc = 4;
    if (argc != 4) {
        fprintf(stderr, "usage: model_dump CHECKPOINT IN.safetensors OUT.safetensors "
                        "[--device cpu|vulkan|oracle]\n");
        return 2;
    }
    if (dump(device, argv + 1) == MG_OK) return 0;
    fprintf(stderr, "model_dump: %s\n", mg_error_text());
    return 1;
}

#include "core/base/alloc.h"
#include "core/graph/program.h"
#include "core/nn/infer.h"
#include "core/nn/stack.h"

struct mg_forward {
    mg_inputs inputs;
    mg_state state;
    mg_buffer *logits;
    mg_program *program;
    float *host; /* (N, V) */
    int64_t size;
};

static mg_status compile(mg_forward *f, mg_model *model) {
    mg_graph *graph = NULL;
    mg_build b = {0};
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(mg_build_begin(&b, graph, model, &f->inputs, &f->state, NULL));
    mg_graph_output(graph, mg_build_logits(&b), f->logits, 0);
    mg_build_commit(&b);
    MG_GO(mg_program_create(model->device, graph, &f->program));
done:
    mg_build_end(&b);
    mg_graph_free(graph);
    return status;
}

mg_status mg_forward_create(mg_model *model, int64_t rows, int64_t cols, mg_forward **out) {
    *out = NULL;
    mg_forward *f = mg_calloc(1, sizeof *f);
    if (!f) return MG_ERR_MEMORY;
    f->size = rows * cols * model->config.vocab_size;
    size_t bytes = (size_t)f->size * model->device->real_bytes;
    mg_status status;
    MG_GO(mg_inputs_create(model, rows, cols, &f->inputs));
    MG_GO(mg_state_create(model, rows, &f->state));
    MG_GO(mg_buffer_create(model->device, bytes, "the logits", &f->logits));
    MG_GO(compile(f, model));
    f->host = mg_malloc((size_t)f->size * sizeof *f->host);
    if (!f->host) status = MG_ERR_MEMORY;
done:
    if (status != MG_OK) {
        mg_forward_free(f);
        return status;
    }
    *out = f;
    return MG_OK;
}

void mg_forward_free(mg_forward *f) {
    if (!f) return;
    mg_program_free(f->program);
    mg_buffer_free(f->logits);
    mg_state_free(&f->state);
    mg_inputs_free(&f->inputs);
    mg_free(f->host);
    mg_free(f);
}

mg_status mg_forward_reset(mg_forward *f) {
    return mg_state_reset(&f->state);
}

mg_status mg_forward_run(mg_forward *f, const mg_batch *batch, const float **logits) {
    MG_TRY(mg_inputs_write(&f->inputs, batch, f->host)); /* overwritten by the logits below */
    MG_TRY(mg_program_run(f->program));
    MG_TRY(mg_buffer_read_f32(f->logits, 0, f->host, f->size));
    *logits = f->host;
    return MG_OK;
}

#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/program.h"
#include "core/nn/infer.h"
#include "core/nn/stack.h"

/* Of what is carried: (rows, reals) from `offset` of the state's buffer on. */
typedef struct piece {
    int64_t offset, reals;
} piece;

/* What a layer shows, (n) reals. */
typedef struct shown {
    char name[24];
    int64_t layer, n;
    mg_buffer *buffer;
} shown;

struct mg_forward {
    mg_inputs inputs;
    mg_state state;
    piece *pieces;
    int n_pieces;
    bool probed;
    shown *shown;
    int n_shown;
    mg_buffer *logits;
    mg_program *program;
    float *host;               /* (N, V) */
    float *writes, *continues; /* (N), or NULL: see mg_forward_control */
    int64_t size;
};

static mg_status note_pieces(mg_forward *f, const mg_build *b) {
    f->pieces = mg_calloc((size_t)b->n_writes + 1, sizeof *f->pieces);
    if (!f->pieces) return MG_ERR_MEMORY;
    for (int i = 0; i < b->n_writes; i++) {
        const mg_tensor *state = b->writes[i].state;
        if (state->buffer != f->state.buffer) continue;
        int64_t reals = mg_tensor_elements(state) / f->inputs.rows;
        f->pieces[f->n_pieces++] = (piece){state->buffer_offset, reals};
    }
    return MG_OK;
}

static mg_status keep_probes(mg_forward *f, const mg_model *model, const mg_build *b) {
    f->shown = mg_calloc((size_t)b->n_probes + 1, sizeof *f->shown);
    if (!f->shown) return MG_ERR_MEMORY;
    for (int i = 0; i < b->n_probes; i++) {
        const mg_probe *probe = &b->probes[i];
        shown *s = &f->shown[f->n_shown++];
        *s = (shown){.layer = probe->layer, .n = mg_tensor_elements(probe->tensor)};
        memcpy(s->name, probe->name, sizeof s->name);
        size_t bytes = (size_t)s->n * model->device->real_bytes;
        MG_TRY(mg_buffer_create(model->device, bytes, "a probe", &s->buffer));
        /* A copy: the tensor itself may live in a buffer of its own already. */
        mg_graph_output(b->graph, mg_scale(b->graph, probe->tensor, 1), s->buffer, 0);
    }
    return MG_OK;
}

static mg_status compile(mg_forward *f, mg_model *model) {
    mg_graph *graph = NULL;
    mg_build b = {0};
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(mg_build_begin(&b, graph, model, &f->inputs, &f->state, NULL));
    b.probing = f->probed;
    mg_graph_output(graph, mg_build_logits(&b), f->logits, 0);
    MG_GO(keep_probes(f, model, &b));
    MG_GO(note_pieces(f, &b));
    mg_build_commit(&b);
    MG_GO(mg_program_create(model->device, graph, &f->program));
done:
    mg_build_end(&b);
    mg_graph_free(graph);
    return status;
}

static mg_status create(mg_model *model, int64_t rows, int64_t cols, bool probed,
                        mg_forward **out) {
    *out = NULL;
    mg_forward *f = mg_calloc(1, sizeof *f);
    if (!f) return MG_ERR_MEMORY;
    f->probed = probed;
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

mg_status mg_forward_create(mg_model *model, int64_t rows, int64_t cols, mg_forward **out) {
    return create(model, rows, cols, false, out);
}

mg_status mg_forward_create_probed(mg_model *model, int64_t rows, int64_t cols, mg_forward **out) {
    return create(model, rows, cols, true, out);
}

void mg_forward_free(mg_forward *f) {
    if (!f) return;
    for (int i = 0; i < f->n_shown; i++) mg_buffer_free(f->shown[i].buffer);
    mg_free(f->shown);
    mg_program_free(f->program);
    mg_buffer_free(f->logits);
    mg_state_free(&f->state);
    mg_inputs_free(&f->inputs);
    mg_free(f->host);
    mg_free(f->pieces);
    mg_free(f->writes);
    mg_free(f->continues);
    mg_free(f);
}

mg_status mg_forward_reset(mg_forward *f) {
    return mg_state_reset(&f->state);
}

mg_status mg_forward_permute(mg_forward *f, const int64_t *source) {
    if (f->state.reals == 0) return MG_OK;
    size_t n = (size_t)f->state.reals;
    float *before = mg_malloc(n * sizeof *before), *after = mg_calloc(n, sizeof *after);
    mg_status status = before && after ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    MG_GO(mg_buffer_read_f32(f->state.buffer, 0, before, f->state.reals));
    for (int i = 0; i < f->n_pieces; i++) {
        const piece *p = &f->pieces[i];
        for (int64_t b = 0; b < f->inputs.rows; b++) {
            memcpy(after + p->offset + b * p->reals, before + p->offset + source[b] * p->reals,
                   (size_t)p->reals * sizeof *after);
        }
    }
    MG_GO(mg_buffer_write_f32(f->state.buffer, 0, after, f->state.reals));
done:
    mg_free(before);
    mg_free(after);
    return status;
}

static mg_status replace(float **copy, const float *values, int64_t n) {
    mg_free(*copy);
    *copy = NULL;
    if (!values) return MG_OK;
    *copy = mg_malloc((size_t)n * sizeof **copy);
    if (!*copy) return MG_ERR_MEMORY;
    memcpy(*copy, values, (size_t)n * sizeof **copy);
    return MG_OK;
}

mg_status mg_forward_control(mg_forward *f, const float *writes, const float *continues) {
    int64_t n = f->inputs.rows * f->inputs.cols;
    MG_TRY(replace(&f->writes, writes, n));
    return replace(&f->continues, continues, n);
}

static mg_status write_inputs(mg_forward *f, const mg_batch *batch) {
    const mg_inputs *in = &f->inputs;
    int64_t n = in->rows * in->cols;
    MG_TRY(mg_inputs_write(in, batch, f->host)); /* overwritten by the logits */
    if (f->writes) MG_TRY(mg_buffer_write_f32(in->present, 0, f->writes, n));
    return f->continues ? mg_buffer_write_f32(in->continues, 0, f->continues, n) : MG_OK;
}

mg_status mg_forward_run(mg_forward *f, const mg_batch *batch, const float **logits) {
    MG_TRY(write_inputs(f, batch));
    MG_TRY(mg_program_run(f->program));
    MG_TRY(mg_buffer_read_f32(f->logits, 0, f->host, f->size));
    *logits = f->host;
    return MG_OK;
}

mg_status mg_forward_probe(const mg_forward *f, int64_t layer, const char *name, float *values,
                           int64_t room, int64_t *n) {
    for (int i = 0; i < f->n_shown; i++) {
        const shown *s = &f->shown[i];
        if (s->layer != layer || strcmp(s->name, name) != 0) continue;
        *n = s->n;
        return mg_buffer_read_f32(s->buffer, 0, values, s->n < room ? s->n : room);
    }
    return mg_fail(MG_ERR_NOT_FOUND, "layer %lld shows no \"%s\"", (long long)layer, name);
}

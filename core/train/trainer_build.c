#include "core/train/trainer_build.h"

#include <string.h>

#include "core/base/alloc.h"
#include "core/ops/autograd.h"

int64_t mg_train_load_size(const mg_config *config) {
    return config->num_hidden_layers * config->n_routed_experts;
}

/* Adds each gradient to its place in the flat buffer as soon as it is known. */
typedef struct sink {
    const mg_train_buffers *buffers;
    const mg_param_entry **entries; /* of the trained parameters, in the order of wrt */
    mg_tensor *keep;
} sink;

static void add_gradient(mg_graph *g, int j, mg_tensor *grad, void *context) {
    const sink *s = context;
    const mg_param_entry *p = s->entries[j];
    mg_tensor *place =
        mg_graph_bind(g, p->name, MG_F32, grad->shape, s->buffers->grads, p->arena_offset);
    mg_accumulate(g, place, grad, s->keep);
}

static void accumulate_scalar(mg_graph *g, const mg_train_buffers *buffers, int64_t index,
                              mg_tensor *value, mg_tensor *keep) {
    mg_tensor *sum = mg_graph_bind(g, "loss", MG_F32, MG_SHAPE1(1), buffers->losses, index);
    mg_accumulate(g, sum, value, keep);
}

static void accumulate_loads(const mg_build *b, const mg_train_buffers *buffers, mg_tensor *keep) {
    int64_t e = b->config->n_routed_experts;
    for (int64_t l = 0; l < b->config->num_hidden_layers; l++) {
        if (!b->load[l]) continue;
        mg_tensor *sum =
            mg_graph_bind(b->graph, "expert load", MG_F32, MG_SHAPE1(e), buffers->load, l * e);
        mg_accumulate(b->graph, sum, b->load[l], keep);
    }
}

static mg_status differentiate(mg_build *b, const mg_train_config *config,
                               const mg_train_buffers *buffers, mg_tensor *loss, mg_tensor *keep) {
    size_t count = b->table->count;
    mg_tensor **wrt = mg_calloc(2 * count, sizeof *wrt), **grads = wrt ? wrt + count : NULL;
    sink s = {buffers, mg_calloc(count, sizeof *s.entries), keep};
    mg_status status = wrt && s.entries ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) {
        int n = 0;
        for (size_t i = 0; i < count; i++) {
            if (!b->table->params[i].trained) continue;
            s.entries[n] = &b->table->params[i];
            wrt[n++] = b->params[i];
        }
        mg_graph *g = b->graph;
        mg_tensor *outputs[2] = {loss, b->aux_loss};
        mg_tensor *cotangents[2] = {mg_fill(g, MG_SHAPE1(1), 1),
                                    mg_fill(g, MG_SHAPE1(1), 1.0 / (double)config->accumulation)};
        mg_gradient_options options = {config->recompute, add_gradient, &s};
        mg_gradient(g, &options, b->aux_loss ? 2 : 1, outputs, cotangents, n, wrt, grads);
        status = mg_graph_status(g);
    }
    mg_free(wrt);
    mg_free(s.entries);
    return status;
}

mg_status mg_train_build_backward(mg_graph *g, const mg_model *model, const mg_train_config *config,
                                  const mg_train_buffers *buffers) {
    mg_build b;
    mg_status status;
    MG_GO(mg_build_begin(&b, g, model, &buffers->inputs, &buffers->state, NULL));
    b.training = true;
    mg_tensor *keep = mg_graph_bind(g, "keep", MG_F32, MG_SHAPE1(1), buffers->keep, 0);
    mg_tensor *loss = mg_build_loss(&b);
    accumulate_scalar(g, buffers, 0, loss, keep);
    if (b.aux_loss) {
        double share = 1.0 / (double)config->accumulation;
        accumulate_scalar(g, buffers, 1, mg_scale(g, b.aux_loss, share), keep);
    }
    accumulate_loads(&b, buffers, keep);
    MG_GO(mg_graph_status(g));
    MG_GO(differentiate(&b, config, buffers, loss, keep));
    mg_build_commit(&b);
    status = mg_graph_status(g);
done:
    mg_build_end(&b);
    return status;
}

mg_status mg_train_build_norm(mg_graph *g, const mg_model *model, const mg_train_buffers *buffers) {
    mg_shape flat = MG_SHAPE1(model->table.trained_end);
    mg_tensor *grads = mg_graph_bind(g, "gradients", MG_F32, flat, buffers->grads, 0);
    mg_graph_output(g, mg_sum_of_squares(g, grads), buffers->norm2, 0);
    return mg_graph_status(g);
}

/* AdamW over [first, end) of the flat buffers. */
static void update_range(mg_graph *g, const mg_model *model, const mg_train_config *config,
                         const mg_train_buffers *buffers, int64_t first, int64_t end, bool decay) {
    if (first == end) return;
    mg_shape flat = MG_SHAPE1(end - first);
    mg_tensor *p = mg_graph_bind(g, "parameters", MG_F32, flat, model->params, first);
    mg_tensor *grads = mg_graph_bind(g, "gradients", MG_F32, flat, buffers->grads, first);
    mg_tensor *m = mg_graph_bind(g, "first moment", MG_F32, flat, buffers->m, first);
    mg_tensor *v = mg_graph_bind(g, "second moment", MG_F32, flat, buffers->v, first);
    mg_tensor *norm2 = mg_graph_bind(g, "norm2", MG_F32, MG_SHAPE1(1), buffers->norm2, 0);
    mg_tensor *control =
        mg_graph_bind(g, "control", MG_F32, MG_SHAPE1(MG_ADAMW_CONTROLS), buffers->control, 0);
    mg_adamw_options options = {config->beta1, config->beta2, config->eps, decay};
    mg_adamw(g, p, grads, m, v, norm2, control, &options);
}

static void update_router_biases(mg_graph *g, const mg_model *model,
                                 const mg_train_buffers *buffers) {
    int64_t e = model->config.n_routed_experts;
    mg_tensor *speed = mg_graph_bind(g, "speed", MG_F32, MG_SHAPE1(1), buffers->bias_speed, 0);
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        if (p->kind != MG_PARAM_ROUTER_BIAS) continue;
        mg_tensor *bias =
            mg_graph_bind(g, p->name, MG_F32, MG_SHAPE1(e), model->params, p->arena_offset);
        mg_tensor *load =
            mg_graph_bind(g, "expert load", MG_F32, MG_SHAPE1(e), buffers->load, p->layer * e);
        mg_router_bias_update(g, bias, load, speed);
    }
}

mg_status mg_train_build_update(mg_graph *g, const mg_model *model, const mg_train_config *config,
                                const mg_train_buffers *buffers) {
    const mg_param_table *table = &model->table;
    update_range(g, model, config, buffers, 0, table->decayed_end, true);
    update_range(g, model, config, buffers, table->decayed_end, table->trained_end, false);
    update_router_biases(g, model, buffers);
    return mg_graph_status(g);
}

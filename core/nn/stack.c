#include "core/nn/stack.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"

static mg_status bind_params(mg_build *b, const mg_model *model) {
    b->params = mg_calloc(model->table.count, sizeof *b->params);
    if (!b->params) return MG_ERR_MEMORY;
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        mg_shape shape = {.n_dims = p->dims};
        memcpy(shape.dims, p->shape, sizeof shape.dims);
        b->params[i] =
            mg_graph_bind(b->graph, p->name, MG_F32, shape, model->params, p->arena_offset);
    }
    return MG_OK;
}

static void bind_keys(mg_graph *g, const mg_keys *keys, mg_attention_mask *mask) {
    mg_shape shape = MG_SHAPE2(keys->rows, mg_keys_width(keys));
    mask->k_seg = mg_graph_bind(g, "key segments", MG_I32, shape, keys->segments, 0);
    mask->k_pos = mg_graph_bind(g, "key positions", MG_I32, shape, keys->positions, 0);
}

static void bind_batch(mg_build *b, const mg_inputs *in) {
    mg_graph *g = b->graph;
    mg_shape n = MG_SHAPE1(in->rows * in->cols), grid = MG_SHAPE2(in->rows, in->cols);
    b->ids = mg_graph_bind(g, "ids", MG_I32, n, in->ids, 0);
    b->targets = mg_graph_bind(g, "targets", MG_I32, n, in->targets, 0);
    b->weights = mg_graph_bind(g, "loss weights", MG_F32, n, in->weights, 0);
    b->segments = mg_graph_bind(g, "segments", MG_I32, n, in->segments, 0);
    b->positions = mg_graph_bind(g, "positions", MG_I32, n, in->positions, 0);
    b->continues = mg_graph_bind(g, "continues", MG_F32, n, in->continues, 0);
    b->present = mg_graph_bind(g, "present", MG_F32, n, in->present, 0);
    mg_tensor *segments = mg_reshape(g, b->segments, grid);
    mg_tensor *positions = mg_reshape(g, b->positions, grid);
    b->mask = (mg_attention_mask){
        .causal = b->config->causal,
        .window = b->config->window,
        .q_seg = segments,
        .q_pos = positions,
        .k_seg = segments,
        .k_pos = positions,
    };
    b->context_mask = b->mask;
    if (b->config->persistent_tokens > 0) bind_keys(g, &in->keys, &b->mask);
    if (mg_has_context(b->config)) bind_keys(g, &in->context, &b->context_mask);
    b->parts = &in->parts;
}

static void bind_rope(mg_build *b, const mg_model *model) {
    const mg_config *c = b->config;
    mg_shape shape = MG_SHAPE3(c->max_position_embeddings, c->qk_rope_head_dim / 2, 2);
    b->rope_table = mg_graph_bind(b->graph, "rope table", MG_F32, shape, model->rope, 0);
    b->rope_rows = b->positions;
}

static void bind_cache(mg_build *b, const mg_cache *cache) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    int64_t rows = cache->rows, slots = cache->slots;
    bind_keys(g, &cache->keys, &b->mask);
    if (mg_has_context(c)) bind_keys(g, &cache->context, &b->context_mask);
    b->mask.window = b->context_mask.window = 0; /* the ring is the window */
    mg_shape angles = MG_SHAPE3(rows, c->qk_rope_head_dim / 2, 2);
    b->rope_table = mg_graph_bind(g, "rope rows", MG_F32, angles, cache->rope, 0);
    b->rope_rows = mg_graph_bind(g, "rope row", MG_I32, MG_SHAPE1(rows), cache->rope_rows, 0);
    b->slots = mg_graph_bind(g, "slots", MG_I32, MG_SHAPE1(rows), cache->slot_of_row, 0);
    int64_t width = c->kv_lora_rank + c->qk_rope_head_dim, layers = c->num_hidden_layers;
    int64_t size = rows * slots * width;
    mg_shape shape = MG_SHAPE3(rows, slots, width);
    for (int64_t l = 0; l < layers; l++) {
        b->cache[l] = mg_graph_bind(g, "cache", MG_F32, shape, cache->latents, l * size);
        if (!mg_has_context(c)) continue;
        b->context_cache[l] =
            mg_graph_bind(g, "cache", MG_F32, shape, cache->latents, (layers + l) * size);
    }
}

mg_status mg_build_begin(mg_build *b, mg_graph *graph, const mg_model *model,
                         const mg_inputs *inputs, const mg_state *state, const mg_cache *cache) {
    *b = (mg_build){.graph = graph,
                    .config = &model->config,
                    .table = &model->table,
                    .rows = inputs->rows,
                    .cols = inputs->cols,
                    .state = state->buffer};
    mg_graph_for_device(graph, model->device);
    const mg_config *c = &model->config;
    if (c->num_hidden_layers > MG_MAX_LAYERS) {
        return mg_fail(MG_ERR_UNSUPPORTED, "num_hidden_layers is %lld, at most %d can be built",
                       (long long)c->num_hidden_layers, MG_MAX_LAYERS);
    }
    if (inputs->cols > c->max_position_embeddings) {
        return mg_fail(MG_ERR_ARG,
                       "rows of %lld tokens exceed max_position_embeddings %lld of the model",
                       (long long)inputs->cols, (long long)c->max_position_embeddings);
    }
    MG_TRY(bind_params(b, model));
    bind_batch(b, inputs);
    mg_state_reals(c, inputs->rows, b->state_offset);
    if (cache) {
        bind_cache(b, cache);
    } else {
        bind_rope(b, model);
    }
    return mg_graph_status(graph);
}

void mg_build_end(mg_build *b) {
    mg_free(b->params);
    memset(b, 0, sizeof *b);
}

static mg_tensor *param(const mg_build *b, const char *name) {
    const mg_param_entry *entry = mg_param_find(b->table, name);
    assert(entry && "the model has no such parameter");
    return b->params[entry - b->table->params];
}

mg_tensor *mg_layer_param(const mg_build *b, int64_t layer, const char *name) {
    char full[MG_PARAM_NAME_BYTES];
    snprintf(full, sizeof full, "layers.%lld.%s", (long long)layer, name);
    mg_tensor *bound = param(b, full);
    for (int i = 0; i < b->n_writes; i++)
        if (b->writes[i].state == bound) return b->writes[i].next;
    return bound;
}

mg_tensor *mg_layer_state(mg_build *b, int64_t layer, int64_t offset, mg_shape shape) {
    int64_t at = b->state_offset[layer] + offset * b->rows;
    if (mg_graph_status(b->graph) != MG_OK) return &b->graph->poison;
    for (int i = 0; i < b->n_writes; i++) {
        if (b->writes[i].offset != at) continue;
        assert(mg_shape_equal(b->writes[i].state->shape, shape) && "a piece has one shape");
        return b->writes[i].next;
    }
    return mg_graph_bind(b->graph, "memory state", MG_F32, shape, b->state, at);
}

static mg_probe *find_probe(mg_build *b, int64_t layer, const char *name) {
    for (int i = 0; i < b->n_probes; i++) {
        mg_probe *probe = &b->probes[i];
        if (probe->layer == layer && strcmp(probe->name, name) == 0) return probe;
    }
    return NULL;
}

void mg_layer_probe_tokens(mg_build *b, int64_t layer, const char *name, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_probe *before = b->probing ? find_probe(b, layer, name) : NULL;
    if (before) { /* of the parts before this one */
        int64_t width = x->shape.dims[1], read = before->tensor->shape.dims[0] / b->rows;
        mg_tensor *past = mg_reshape(g, before->tensor, MG_SHAPE3(b->rows, read, width));
        x = mg_concat(g, past, mg_reshape(g, x, MG_SHAPE3(b->rows, b->cols, width)), 1);
        x = mg_reshape(g, x, MG_SHAPE2(b->rows * (read + b->cols), width));
    }
    mg_layer_probe(b, layer, name, x);
}

void mg_layer_probe(mg_build *b, int64_t layer, const char *name, mg_tensor *x) {
    if (!b->probing) return;
    mg_probe *before = find_probe(b, layer, name);
    if (before) {
        before->tensor = x;
        return;
    }
    assert(b->n_probes < MG_MAX_PROBES && "more probes than layers can have");
    mg_probe *probe = &b->probes[b->n_probes++];
    *probe = (mg_probe){.layer = layer, .tensor = x};
    snprintf(probe->name, sizeof probe->name, "%s", name);
}

static bool is_param(const mg_build *b, const mg_tensor *tensor) {
    for (size_t i = 0; i < b->table->count; i++)
        if (b->params[i] == tensor) return true;
    return false;
}

void mg_layer_state_write(mg_build *b, mg_tensor *state, mg_tensor *next) {
    if (state == &b->graph->poison) return; /* the graph has failed */
    for (int i = 0; i < b->n_writes; i++) { /* a part before has left something else there */
        mg_state_write *write = &b->writes[i];
        if (write->state != state && write->next != state) continue;
        write->next = next;
        return;
    }
    assert(b->n_writes < MG_MAX_STATES && "more pieces of state than layers can have");
    int64_t offset = is_param(b, state) ? -1 : state->buffer_offset;
    b->writes[b->n_writes++] = (mg_state_write){state, next, offset};
}

/* next where the row's one token is present, else state. */
static mg_tensor *where_live(const mg_build *b, mg_tensor *state, mg_tensor *next) {
    mg_graph *g = b->graph;
    int64_t per_row = mg_tensor_elements(state) / b->rows;
    mg_shape flat = MG_SHAPE2(b->rows, per_row);
    mg_tensor *live = mg_reshape(g, b->present, MG_SHAPE2(b->rows, 1));
    live = mg_broadcast(g, live, 1, per_row);
    mg_tensor *rests = mg_add(g, mg_fill(g, flat, 1), mg_scale(g, live, -1));
    mg_tensor *moved = mg_mul(g, live, mg_reshape(g, next, flat));
    moved = mg_add(g, moved, mg_mul(g, rests, mg_reshape(g, state, flat)));
    return mg_reshape(g, moved, state->shape);
}

void mg_build_commit(mg_build *b) {
    mg_graph *g = b->graph;
    mg_graph_block(g, 0);
    if (b->n_writes == 0) return;
    mg_tensor *overwrite = mg_fill(g, MG_SHAPE1(1), 0);
    /* One piece may be computed from another's old value: all are computed, then all are written.
     */
    for (int i = 0; b->slots && i < b->n_writes; i++)
        b->writes[i].next = where_live(b, b->writes[i].state, b->writes[i].next);
    for (int i = 0; i < b->n_writes; i++)
        mg_accumulate(g, b->writes[i].state, b->writes[i].next, overwrite);
    b->n_writes = 0;
}

mg_tensor *mg_layer_attention(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context) {
    return b->cache[layer] ? mg_layer_mla_decode(b, layer, x, context)
                           : mg_layer_mla(b, layer, x, context);
}

static mg_tensor *first_half(mg_build *b, int64_t l, mg_tensor *x) {
    if (mg_config_layer_is_mixed(b->config, l)) return b->config->mixer->build(b, l, x);
    mg_graph *g = b->graph;
    mg_tensor *norm = mg_layer_param(b, l, "attn_norm");
    mg_tensor *h = mg_rms_norm(g, x, norm, b->config->rms_norm_eps);
    return mg_add(g, x, mg_layer_attention(b, l, h, NULL));
}

static mg_tensor *block(mg_build *b, int64_t l, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_layer_fn ffn = mg_config_layer_is_moe(b->config, l) ? mg_layer_moe : mg_layer_ffn;
    x = first_half(b, l, x);
    mg_tensor *norm = mg_layer_param(b, l, "ffn_norm");
    mg_tensor *h = mg_rms_norm(g, x, norm, b->config->rms_norm_eps);
    return mg_add(g, x, ffn(b, l, h));
}

mg_tensor *mg_build_logits(mg_build *b) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    mg_tensor *embedding = param(b, "embed_tokens");
    mg_tensor *x = mg_embedding(g, embedding, b->ids);
    for (int64_t l = 0; l < c->num_hidden_layers; l++) {
        mg_graph_block(g, (int)l + 1);
        x = block(b, l, x);
    }
    mg_graph_block(g, 0);
    x = mg_rms_norm(g, x, param(b, "norm"), c->rms_norm_eps);
    return mg_linear(g, x, c->tie_word_embeddings ? embedding : param(b, "lm_head"));
}

mg_tensor *mg_build_loss(mg_build *b) {
    mg_graph *g = b->graph;
    mg_tensor *nll = mg_cross_entropy(g, mg_build_logits(b), b->targets);
    return mg_sum(g, mg_mul(g, nll, b->weights), 0);
}

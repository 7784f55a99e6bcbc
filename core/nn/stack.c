#include "core/nn/stack.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"

mg_status mg_inputs_create(mg_device *device, int64_t rows, int64_t cols, mg_inputs *inputs) {
    *inputs = (mg_inputs){.rows = rows, .cols = cols};
    if (!device) return MG_OK;
    size_t n = (size_t)(rows * cols);
    mg_buffer **integers[] = {&inputs->ids, &inputs->targets, &inputs->segments,
                              &inputs->positions};
    mg_status status = MG_OK;
    for (int i = 0; i < 4; i++) {
        MG_GO(mg_buffer_create(device, n * 4, "the batch", integers[i]));
    }
    MG_GO(mg_buffer_create(device, n * device->real_bytes, "the batch", &inputs->weights));
done:
    if (status != MG_OK) mg_inputs_free(inputs);
    return status;
}

void mg_inputs_free(mg_inputs *inputs) {
    mg_buffer_free(inputs->ids);
    mg_buffer_free(inputs->targets);
    mg_buffer_free(inputs->segments);
    mg_buffer_free(inputs->positions);
    mg_buffer_free(inputs->weights);
    memset(inputs, 0, sizeof *inputs);
}

static int64_t cache_width(const mg_config *c) {
    return c->kv_lora_rank + c->qk_rope_head_dim;
}

static mg_status fill_cache_positions(mg_cache *cache) {
    int32_t *numbers = mg_calloc((size_t)cache->length, sizeof *numbers);
    if (!numbers) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    for (int64_t b = 0; b < cache->rows; b++) {
        memset(numbers, 0, (size_t)cache->length * sizeof *numbers);
        MG_GO(mg_buffer_write_i32(cache->k_seg, b * cache->length, numbers, cache->length));
        for (int64_t s = 0; s < cache->length; s++) numbers[s] = (int32_t)s;
        MG_GO(mg_buffer_write_i32(cache->k_pos, b * cache->length, numbers, cache->length));
    }
done:
    mg_free(numbers);
    return status;
}

mg_status mg_cache_create(const mg_model *model, int64_t rows, int64_t length, mg_cache *cache) {
    *cache = (mg_cache){.rows = rows, .length = length};
    mg_device *device = model->device;
    const mg_config *c = &model->config;
    int64_t n = c->num_hidden_layers * rows * length * cache_width(c);
    mg_status status;
    MG_GO(mg_buffer_create(device, (size_t)n * device->real_bytes, "the cache", &cache->latents));
    MG_GO(mg_buffer_zero_f32(cache->latents, 0, n));
    size_t positions = (size_t)(rows * length);
    MG_GO(mg_buffer_create(device, positions * 4, "the cache", &cache->k_seg));
    MG_GO(mg_buffer_create(device, positions * 4, "the cache", &cache->k_pos));
    MG_GO(fill_cache_positions(cache));
done:
    if (status != MG_OK) mg_cache_free(cache);
    return status;
}

void mg_cache_free(mg_cache *cache) {
    mg_buffer_free(cache->latents);
    mg_buffer_free(cache->k_seg);
    mg_buffer_free(cache->k_pos);
    memset(cache, 0, sizeof *cache);
}

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

static void bind_batch(mg_build *b, const mg_inputs *in) {
    mg_graph *g = b->graph;
    mg_shape n = MG_SHAPE1(in->rows * in->cols), grid = MG_SHAPE2(in->rows, in->cols);
    b->ids = mg_graph_bind(g, "ids", MG_I32, n, in->ids, 0);
    b->targets = mg_graph_bind(g, "targets", MG_I32, n, in->targets, 0);
    b->weights = mg_graph_bind(g, "loss weights", MG_F32, n, in->weights, 0);
    b->segments = mg_graph_bind(g, "segments", MG_I32, n, in->segments, 0);
    b->positions = mg_graph_bind(g, "positions", MG_I32, n, in->positions, 0);
    mg_tensor *segments = mg_reshape(g, b->segments, grid);
    mg_tensor *positions = mg_reshape(g, b->positions, grid);
    b->mask = (mg_attention_mask){
        .causal = b->config->causal,
        .q_seg = segments,
        .q_pos = positions,
        .k_seg = segments,
        .k_pos = positions,
    };
}

static void bind_cache(mg_build *b, const mg_cache *cache) {
    mg_graph *g = b->graph;
    int64_t width = cache_width(b->config), size = cache->rows * cache->length * width;
    mg_shape grid = MG_SHAPE2(cache->rows, cache->length);
    b->mask.k_seg = mg_graph_bind(g, "cache segments", MG_I32, grid, cache->k_seg, 0);
    b->mask.k_pos = mg_graph_bind(g, "cache positions", MG_I32, grid, cache->k_pos, 0);
    for (int64_t l = 0; l < b->config->num_hidden_layers; l++) {
        mg_shape shape = MG_SHAPE3(cache->rows, cache->length, width);
        b->cache[l] = mg_graph_bind(g, "cache", MG_F32, shape, cache->latents, l * size);
    }
}

mg_status mg_build_begin(mg_build *b, mg_graph *graph, const mg_model *model,
                         const mg_inputs *inputs, const mg_cache *cache) {
    *b = (mg_build){.graph = graph,
                    .config = &model->config,
                    .table = &model->table,
                    .rows = inputs->rows,
                    .cols = inputs->cols};
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
    mg_shape rope = MG_SHAPE3(c->max_position_embeddings, c->qk_rope_head_dim / 2, 2);
    b->rope_table = mg_graph_bind(graph, "rope table", MG_F32, rope, model->rope, 0);
    if (cache) bind_cache(b, cache);
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
    return param(b, full);
}

static mg_tensor *block(mg_build *b, int64_t l, mg_tensor *x) {
    mg_graph *g = b->graph;
    double eps = b->config->rms_norm_eps;
    mg_layer_fn attention = b->cache[l] ? mg_layer_mla_decode : mg_layer_mla;
    mg_layer_fn ffn = mg_config_layer_is_moe(b->config, l) ? mg_layer_moe : mg_layer_ffn;
    mg_tensor *h = mg_rms_norm(g, x, mg_layer_param(b, l, "attn_norm"), eps);
    x = mg_add(g, x, attention(b, l, h));
    h = mg_rms_norm(g, x, mg_layer_param(b, l, "ffn_norm"), eps);
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

#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/decoder.h"

static mg_status build(mg_graph *graph, const mg_model *model, const mg_decoder *d) {
    mg_build b;
    mg_status status;
    MG_GO(mg_build_begin(&b, graph, model, &d->inputs, &d->state, &d->cache));
    mg_graph_output(graph, mg_build_logits(&b), d->logits, 0);
    mg_build_commit(&b);
    status = mg_graph_status(graph);
done:
    mg_build_end(&b);
    return status;
}

static mg_status compile(mg_decoder *d, mg_model *model) {
    mg_graph *graph = NULL;
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, model, d));
    MG_GO(mg_program_create(model->device, graph, &d->program));
done:
    mg_graph_free(graph);
    return status;
}

static mg_status check_length(const mg_config *config, int64_t length) {
    if (config->window > 0 || length <= config->max_position_embeddings) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%lld tokens exceed max_position_embeddings %lld of the model",
                   (long long)length, (long long)config->max_position_embeddings);
}

static mg_status create_host_arrays(mg_decoder *d) {
    size_t rows = (size_t)d->rows;
    d->host = mg_malloc(rows * (size_t)d->vocabulary * sizeof *d->host);
    d->flags = mg_calloc(rows, sizeof *d->flags);
    d->segments = mg_calloc(rows, sizeof *d->segments);
    d->ids = mg_calloc(rows, sizeof *d->ids);
    d->positions = mg_calloc(rows, sizeof *d->positions);
    d->prompt = mg_calloc(rows, sizeof *d->prompt);
    bool ok = d->host && d->flags && d->segments && d->ids && d->positions && d->prompt;
    return ok ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_decoder_create(mg_model *model, int64_t rows, int64_t length, mg_decoder **out) {
    *out = NULL;
    if (!model->config.causal) {
        return mg_fail(MG_ERR_UNSUPPORTED, "an encoder (\"causal\": false) fills its answer slots "
                                           "at once and is not decoded token by token");
    }
    MG_TRY(check_length(&model->config, length));
    mg_decoder *d = mg_calloc(1, sizeof *d);
    if (!d) return MG_ERR_MEMORY;
    d->rows = rows;
    d->length = length;
    d->endless = model->config.window > 0;
    d->vocabulary = model->config.vocab_size;
    size_t bytes = (size_t)(rows * d->vocabulary) * model->device->real_bytes;
    mg_status status;
    MG_GO(mg_config_hash(&model->config, &d->config_hash));
    MG_GO(create_host_arrays(d));
    MG_GO(mg_inputs_create(model, rows, 1, &d->inputs));
    MG_GO(mg_cache_create(model, rows, length, &d->cache));
    MG_GO(mg_state_create(model, rows, &d->state));
    MG_GO(mg_buffer_create(model->device, bytes, "the logits", &d->logits));
    MG_GO(compile(d, model));
done:
    if (status != MG_OK) {
        mg_decoder_free(d);
        return status;
    }
    *out = d;
    return MG_OK;
}

void mg_decoder_free(mg_decoder *d) {
    if (!d) return;
    mg_program_free(d->program);
    mg_buffer_free(d->logits);
    mg_state_free(&d->state);
    mg_cache_free(&d->cache);
    mg_inputs_free(&d->inputs);
    mg_free(d->host);
    mg_free(d->flags);
    mg_free(d->segments);
    mg_free(d->ids);
    mg_free(d->positions);
    mg_free(d->prompt);
    mg_free(d);
}

mg_status mg_decode_memory_plan(const mg_config *config, int64_t rows, int64_t length,
                                mg_decode_memory *memory) {
    *memory = (mg_decode_memory){0};
    MG_TRY(check_length(config, length));
    mg_model *model = NULL;
    mg_graph *graph = NULL;
    mg_plan_stats stats;
    mg_decoder planned = {0};
    int64_t slots = mg_cache_slots(config, length);
    planned.cache = (mg_cache){.rows = rows, .slots = slots};
    mg_status status;
    MG_GO(mg_model_create(NULL, config, &model));
    MG_GO(mg_inputs_create(model, rows, 1, &planned.inputs));
    MG_GO(mg_state_create(model, rows, &planned.state));
    MG_GO(mg_keys_create(model, rows, 1, slots, &planned.cache.keys));
    MG_GO(mg_keys_create(model, rows, 2, slots, &planned.cache.context));
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, model, &planned));
    MG_GO(mg_graph_plan(graph, sizeof(float), 64, &stats));
    int64_t cached = mg_cache_values(config, rows, slots) + planned.state.reals +
                     2 * rows * mg_keys_width(&planned.cache.keys); /* segments, positions */
    int64_t rope = (config->max_position_embeddings + rows) * config->qk_rope_head_dim;
    memory->parameters = (size_t)model->table.arena_elements * sizeof(float);
    memory->cache = (size_t)cached * 4;
    memory->workspace = stats.arena_bytes;
    memory->other = (size_t)(rows * (config->vocab_size + 9) + rope) * 4;
    memory->total = memory->parameters + memory->cache + memory->workspace + memory->other;
done:
    mg_graph_free(graph);
    mg_model_free(model);
    return status;
}

static mg_status write_step(mg_decoder *d, const int32_t *ids, const int32_t *positions) {
    for (int64_t r = 0; r < d->rows; r++) {
        d->segments[r] = ids[r] < 0 ? MG_SEGMENT_PAD : 0;
        d->flags[r] = ids[r] < 0 ? 0.0f : 1.0f;
        bool beyond = positions[r] >= d->length && !d->endless;
        if (ids[r] >= 0 && (positions[r] < 0 || beyond)) {
            return mg_fail(MG_ERR_ARG, "position %d is outside of rows of %lld tokens",
                           positions[r], (long long)d->length);
        }
    }
    MG_TRY(mg_buffer_write_f32(d->inputs.present, 0, d->flags, d->rows));
    for (int64_t r = 0; r < d->rows; r++) d->flags[r] = positions[r] > 0 ? 1.0f : 0.0f;
    MG_TRY(mg_buffer_write_f32(d->inputs.continues, 0, d->flags, d->rows));
    MG_TRY(mg_buffer_write_i32(d->inputs.ids, 0, ids, d->rows));
    MG_TRY(mg_buffer_write_i32(d->inputs.positions, 0, positions, d->rows));
    MG_TRY(mg_buffer_write_i32(d->inputs.segments, 0, d->segments, d->rows));
    return mg_cache_seek(&d->cache, ids, positions);
}

mg_status mg_decoder_step(mg_decoder *d, const int32_t *ids, const int32_t *positions,
                          const float **logits) {
    MG_TRY(write_step(d, ids, positions));
    MG_TRY(mg_program_run(d->program));
    MG_TRY(mg_buffer_read_f32(d->logits, 0, d->host, d->rows * d->vocabulary));
    *logits = d->host;
    return MG_OK;
}

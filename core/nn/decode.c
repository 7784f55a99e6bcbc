#include <string.h>

#include "core/base/alloc.h"
#include "core/graph/program.h"
#include "core/nn/infer.h"
#include "core/nn/stack.h"

struct mg_decoder {
    int64_t rows, length, vocabulary;
    mg_inputs inputs;
    mg_cache cache;
    mg_buffer *logits;
    mg_program *program;
    float *host;       /* (rows, V) */
    int32_t *segments; /* (rows) */
    /* The state of mg_decoder_generate, one of each per row. */
    int32_t *ids, *positions;
    int64_t *prompt;
};

static mg_status build(mg_graph *graph, const mg_model *model, const mg_inputs *inputs,
                       const mg_cache *cache, mg_buffer *logits) {
    mg_build b;
    mg_status status;
    MG_GO(mg_build_begin(&b, graph, model, inputs, cache));
    mg_graph_output(graph, mg_build_logits(&b), logits, 0);
    status = mg_graph_status(graph);
done:
    mg_build_end(&b);
    return status;
}

static mg_status compile(mg_decoder *d, mg_model *model) {
    mg_graph *graph = NULL;
    mg_status status;
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, model, &d->inputs, &d->cache, d->logits));
    MG_GO(mg_program_create(model->device, graph, &d->program));
done:
    mg_graph_free(graph);
    return status;
}

static mg_status check_length(const mg_config *config, int64_t length) {
    if (length <= config->max_position_embeddings) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%lld tokens exceed max_position_embeddings %lld of the model",
                   (long long)length, (long long)config->max_position_embeddings);
}

static mg_status create_host_arrays(mg_decoder *d) {
    size_t rows = (size_t)d->rows;
    d->host = mg_malloc(rows * (size_t)d->vocabulary * sizeof *d->host);
    d->segments = mg_calloc(rows, sizeof *d->segments);
    d->ids = mg_calloc(rows, sizeof *d->ids);
    d->positions = mg_calloc(rows, sizeof *d->positions);
    d->prompt = mg_calloc(rows, sizeof *d->prompt);
    bool ok = d->host && d->segments && d->ids && d->positions && d->prompt;
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
    d->vocabulary = model->config.vocab_size;
    size_t bytes = (size_t)(rows * d->vocabulary) * model->device->real_bytes;
    mg_status status;
    MG_GO(create_host_arrays(d));
    MG_GO(mg_inputs_create(model->device, rows, 1, &d->inputs));
    MG_GO(mg_cache_create(model, rows, length, &d->cache));
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
    mg_cache_free(&d->cache);
    mg_inputs_free(&d->inputs);
    mg_free(d->host);
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
    mg_inputs inputs;
    mg_plan_stats stats;
    mg_cache cache = {.rows = rows, .length = length};
    mg_status status;
    MG_GO(mg_model_create(NULL, config, &model));
    MG_GO(mg_inputs_create(NULL, rows, 1, &inputs));
    MG_GO(mg_graph_create(&graph));
    MG_GO(build(graph, model, &inputs, &cache, NULL));
    MG_GO(mg_graph_plan(graph, sizeof(float), 64, &stats));
    int64_t width = config->kv_lora_rank + config->qk_rope_head_dim;
    int64_t cached = rows * length * (config->num_hidden_layers * width + 2); /* k_seg, k_pos */
    int64_t rope = config->max_position_embeddings * config->qk_rope_head_dim;
    memory->parameters = (size_t)model->table.arena_elements * sizeof(float);
    memory->cache = (size_t)cached * 4;
    memory->workspace = stats.arena_bytes;
    memory->other = (size_t)(rows * (config->vocab_size + 5) + rope) * 4;
    memory->total = memory->parameters + memory->cache + memory->workspace + memory->other;
done:
    mg_graph_free(graph);
    mg_model_free(model);
    return status;
}

mg_status mg_decoder_step(mg_decoder *d, const int32_t *ids, const int32_t *positions,
                          const float **logits) {
    for (int64_t r = 0; r < d->rows; r++) {
        d->segments[r] = ids[r] < 0 ? MG_SEGMENT_PAD : 0;
        if (ids[r] >= 0 && (positions[r] < 0 || positions[r] >= d->length)) {
            return mg_fail(MG_ERR_ARG, "position %d is outside of rows of %lld tokens",
                           positions[r], (long long)d->length);
        }
    }
    MG_TRY(mg_buffer_write_i32(d->inputs.ids, 0, ids, d->rows));
    MG_TRY(mg_buffer_write_i32(d->inputs.positions, 0, positions, d->rows));
    MG_TRY(mg_buffer_write_i32(d->inputs.segments, 0, d->segments, d->rows));
    MG_TRY(mg_program_run(d->program));
    MG_TRY(mg_buffer_read_f32(d->logits, 0, d->host, d->rows * d->vocabulary));
    *logits = d->host;
    return MG_OK;
}

#define NO_PROMPT (-1)

/* Gives row r the next prompt, or rest. */
static void start_row(mg_decoder *d, const mg_generation *g, int64_t r, int64_t *next) {
    d->positions[r] = 0;
    d->prompt[r] = *next < g->n_prompts ? (*next)++ : NO_PROMPT;
    d->ids[r] = d->prompt[r] == NO_PROMPT ? -1 : g->prompts[d->prompt[r]].ids[0];
    if (d->prompt[r] != NO_PROMPT) g->lengths[d->prompt[r]] = 0;
}

/* Moves row r on by one token; *ended tells that its continuation is complete. */
static mg_status advance_row(mg_decoder *d, const mg_generation *g, int64_t r, const float *logits,
                             bool *ended) {
    int64_t i = d->prompt[r];
    const mg_prompt *prompt = &g->prompts[i];
    *ended = false;
    d->positions[r]++;
    if (d->positions[r] < prompt->n) {
        d->ids[r] = prompt->ids[d->positions[r]];
        return MG_OK;
    }
    int64_t *length = &g->lengths[i];
    mg_rng rng = mg_rng_at(g->seed, g->first_prompt + (uint64_t)i, (uint32_t)*length);
    int32_t token;
    MG_TRY(mg_sample(&g->sampling, logits + r * d->vocabulary, d->vocabulary, &rng, &token));
    if (token != g->end_token) {
        g->ids[i * g->max_new + *length] = token;
        (*length)++;
    }
    d->ids[r] = token;
    *ended = token == g->end_token || *length == g->max_new;
    return MG_OK;
}

static mg_status check_lengths(const mg_decoder *d, const mg_generation *g) {
    for (int64_t i = 0; i < g->n_prompts; i++) {
        int64_t n = g->prompts[i].n;
        if (n < 1) return mg_fail(MG_ERR_ARG, "prompt %lld is empty", (long long)i + 1);
        if (n + g->max_new - 1 > d->length) {
            return mg_fail(MG_ERR_ARG,
                           "prompt %lld has %lld tokens; with %lld new ones that is more than the "
                           "%lld of a row",
                           (long long)i + 1, (long long)n, (long long)g->max_new,
                           (long long)d->length);
        }
    }
    return MG_OK;
}

mg_status mg_decoder_generate(mg_decoder *d, const mg_generation *g) {
    MG_TRY(check_lengths(d, g));
    int64_t next = 0, active = 0;
    for (int64_t r = 0; r < d->rows; r++) {
        start_row(d, g, r, &next);
        active += d->prompt[r] != NO_PROMPT;
    }
    while (active > 0) {
        const float *logits;
        MG_TRY(mg_decoder_step(d, d->ids, d->positions, &logits));
        for (int64_t r = 0; r < d->rows; r++) {
            if (d->prompt[r] == NO_PROMPT) continue;
            bool ended;
            MG_TRY(advance_row(d, g, r, logits, &ended));
            if (!ended) continue;
            start_row(d, g, r, &next);
            active -= d->prompt[r] == NO_PROMPT;
        }
    }
    return MG_OK;
}

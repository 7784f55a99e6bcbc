#include "tests/helper_small.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "memory/memory.h"

mg_memory_kind small_kinds[3] = {MG_MEMORY_LINEAR, MG_MEMORY_FEATURE, MG_MEMORY_DEEP};

void small_must(mg_status status) {
    if (status != MG_OK) fail_msg("%s: %s", mg_status_name(status), mg_error_text());
}

mg_config small_config(void) {
    mg_config config;
    small_must(mg_config_from_preset(&config, "dense-tiny"));
    config.vocab_size = 24;
    config.hidden_size = 16;
    config.intermediate_size = 20;
    config.num_hidden_layers = 2;
    config.first_k_dense_replace = 2;
    config.max_position_embeddings = 32;
    config.num_attention_heads = config.num_key_value_heads = 2;
    config.kv_lora_rank = 6;
    config.qk_nope_head_dim = 5;
    config.qk_rope_head_dim = 4;
    config.v_head_dim = 3;
    config.pad_token_id = config.eos_token_id = config.bos_token_id = -1;
    small_must(mg_config_validate(&config));
    return config;
}

mg_config small_config_with_memory(mg_memory_kind kind) {
    mg_config titans, config = small_config();
    small_must(mg_config_from_preset(&titans, "tiny-titans"));
    config.memory = titans.memory;
    config.memory.kind = kind;
    config.memory.heads = 2;
    config.memory.head_dim = 5;
    config.memory.feature_dim = 7;
    config.memory.chunk = 4;
    config.memory.conv_kernel = 3;
    config.memory.half_life = 10;
    config.mixer = &mg_memory_mixer;
    small_must(mg_config_validate(&config));
    return config;
}

static void draw_parameter(mg_model *model, const mg_param_entry *p, uint64_t seed) {
    float *values = mg_malloc((size_t)p->elements * sizeof *values);
    assert_non_null(values);
    small_must(mg_buffer_read_f32(model->params, p->arena_offset, values, p->elements));
    bool matrix = p->init == MG_INIT_NORMAL;
    for (int64_t i = 0; i < p->elements; i++) {
        double normals[4];
        mg_philox_normals(mg_philox(seed, (uint64_t)i, (uint32_t)p->arena_offset, 1), normals);
        values[i] = (float)((matrix ? 0 : (double)values[i]) + 0.3 * normals[0]);
    }
    small_must(mg_buffer_write_f32(model->params, p->arena_offset, values, p->elements));
    mg_free(values);
}

mg_model *small_model(mg_device *device, const mg_config *config, uint64_t seed) {
    mg_model *model;
    small_must(mg_model_create(device, config, &model));
    small_must(mg_model_init(model, seed));
    for (size_t i = 0; i < model->table.count; i++) {
        if (model->table.params[i].kind != MG_PARAM_BUFFER)
            draw_parameter(model, &model->table.params[i], seed);
    }
    return model;
}

mg_batch small_batch(int64_t rows, int64_t cols, uint64_t seed) {
    mg_batch batch;
    small_must(mg_batch_create(&batch, rows, cols));
    for (int64_t i = 0; i < rows * cols; i++) {
        mg_rng rng = mg_rng_at(seed, (uint64_t)i, 7);
        batch.ids[i] = (int32_t)(mg_rng_u32(&rng) % 24);
        batch.targets[i] = (int32_t)(mg_rng_u32(&rng) % 24);
        batch.segments[i] = 0;
        batch.positions[i] = (int32_t)(i % cols);
        batch.loss_mask[i] = 1;
    }
    batch.target_tokens = rows * cols;
    return batch;
}

mg_batch small_cut(const mg_batch *batch, int64_t row, int64_t first, int64_t cols) {
    mg_batch cut = small_batch(1, cols, 1);
    for (int64_t i = 0; i < cols; i++) {
        cut.ids[i] = batch->ids[row * batch->cols + first + i];
        cut.targets[i] = batch->targets[row * batch->cols + first + i];
    }
    return cut;
}

double small_distance(const float *a, const float *b, int64_t n) {
    double most = 0, size = 1;
    for (int64_t i = 0; i < n; i++) {
        size = fmax(size, 1 + fabs((double)b[i]));
        double apart = fabs((double)a[i] - (double)b[i]);
        most = isfinite(apart) ? fmax(most, apart) : INFINITY;
    }
    return most / size;
}

float *small_forward(mg_model *model, const mg_batch *batch) {
    mg_forward *forward;
    const float *logits;
    size_t bytes = (size_t)(batch->rows * batch->cols * model->config.vocab_size) * sizeof *logits;
    small_must(mg_forward_create(model, batch->rows, batch->cols, &forward));
    small_must(mg_forward_run(forward, batch, &logits));
    float *copy = mg_malloc(bytes);
    assert_non_null(copy);
    memcpy(copy, logits, bytes);
    mg_forward_free(forward);
    return copy;
}

void small_decode(mg_decoder *decoder, const mg_model *model, const mg_batch *batch, int64_t first,
                  int64_t end, float *logits) {
    int64_t rows = batch->rows, cols = batch->cols, vocabulary = model->config.vocab_size;
    int32_t *ids = mg_calloc((size_t)rows, sizeof *ids);
    int32_t *positions = mg_calloc((size_t)rows, sizeof *positions);
    assert_true(ids && positions);
    for (int64_t t = first; t < end; t++) {
        const float *step;
        for (int64_t r = 0; r < rows; r++) {
            ids[r] = batch->ids[r * cols + t];
            positions[r] = (int32_t)t;
        }
        small_must(mg_decoder_step(decoder, ids, positions, &step));
        for (int64_t r = 0; logits && r < rows; r++) {
            memcpy(logits + (r * cols + t) * vocabulary, step + r * vocabulary,
                   (size_t)vocabulary * sizeof *logits);
        }
    }
    mg_free(ids);
    mg_free(positions);
}

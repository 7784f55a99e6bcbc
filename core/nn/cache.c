#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/stack.h"

static int64_t cache_width(const mg_config *c) {
    return c->kv_lora_rank + c->qk_rope_head_dim;
}

int64_t mg_cache_slots(const mg_config *c, int64_t length) {
    return c->window > 0 && c->window < length ? c->window : length;
}

int64_t mg_cache_values(const mg_config *c, int64_t rows, int64_t slots) {
    return (mg_has_context(c) ? 2 : 1) * c->num_hidden_layers * rows * slots * cache_width(c);
}

/* Slot s of the ring has "position" s: causality then hides the slots that a row at position p < s
 * has not reached, and none once the ring is full, when it holds exactly what the window shows. */
static mg_status fill_keys(mg_cache *cache) {
    int64_t n = cache->rows * cache->slots;
    int32_t *zeros = mg_calloc((size_t)n, sizeof *zeros);
    int32_t *places = mg_calloc((size_t)n, sizeof *places);
    mg_status status = zeros && places ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    for (int64_t i = 0; i < n; i++) places[i] = (int32_t)(i % cache->slots);
    MG_GO(mg_keys_write(&cache->keys, zeros, places));
    MG_GO(mg_keys_write(&cache->context, zeros, places));
done:
    mg_free(zeros);
    mg_free(places);
    return status;
}

static mg_status create_rope(const mg_model *model, mg_cache *cache) {
    mg_device *device = model->device;
    const mg_config *c = &model->config;
    int64_t rows = cache->rows, pairs = c->qk_rope_head_dim / 2;
    size_t row_bytes = (size_t)rows * 4;
    cache->pairs = pairs;
    cache->rope_magnitude = mg_config_rope_magnitude(c);
    cache->frequencies = mg_calloc((size_t)pairs, sizeof *cache->frequencies);
    cache->host_rope = mg_calloc((size_t)(rows * pairs * 2), sizeof *cache->host_rope);
    cache->host_rows = mg_calloc((size_t)rows, sizeof *cache->host_rows);
    if (!cache->frequencies || !cache->host_rope || !cache->host_rows) return MG_ERR_MEMORY;
    mg_config_rope_frequencies(c, cache->frequencies);
    MG_TRY(mg_buffer_create(device, (size_t)(rows * pairs * 2) * device->real_bytes, "the cache",
                            &cache->rope));
    MG_TRY(mg_buffer_create(device, row_bytes, "the cache", &cache->slot_of_row));
    MG_TRY(mg_buffer_create(device, row_bytes, "the cache", &cache->rope_rows));
    for (int64_t r = 0; r < rows; r++) cache->host_rows[r] = (int32_t)r;
    return mg_buffer_write_i32(cache->rope_rows, 0, cache->host_rows, rows);
}

mg_status mg_cache_create(const mg_model *model, int64_t rows, int64_t length, mg_cache *cache) {
    const mg_config *c = &model->config;
    *cache = (mg_cache){.rows = rows, .slots = mg_cache_slots(c, length)};
    mg_device *device = model->device;
    int64_t n = mg_cache_values(c, rows, cache->slots);
    mg_status status;
    MG_GO(mg_buffer_create(device, (size_t)n * device->real_bytes, "the cache", &cache->latents));
    MG_GO(mg_buffer_zero_f32(cache->latents, 0, n));
    MG_GO(mg_keys_create(model, rows, 1, cache->slots, &cache->keys));
    if (mg_has_context(c)) MG_GO(mg_keys_create(model, rows, 2, cache->slots, &cache->context));
    MG_GO(fill_keys(cache));
    MG_GO(create_rope(model, cache));
done:
    if (status != MG_OK) mg_cache_free(cache);
    return status;
}

void mg_cache_free(mg_cache *cache) {
    mg_buffer_free(cache->latents);
    mg_keys_free(&cache->keys);
    mg_keys_free(&cache->context);
    mg_buffer_free(cache->slot_of_row);
    mg_buffer_free(cache->rope);
    mg_buffer_free(cache->rope_rows);
    mg_free(cache->frequencies);
    mg_free(cache->host_rope);
    mg_free(cache->host_rows);
    memset(cache, 0, sizeof *cache);
}

mg_status mg_cache_seek(mg_cache *cache, const int32_t *ids, const int32_t *positions) {
    double *rope = cache->host_rope;
    for (int64_t r = 0; r < cache->rows; r++) {
        bool rests = ids[r] < 0;
        cache->host_rows[r] = rests ? -1 : (int32_t)(positions[r] % cache->slots);
        for (int64_t i = 0; i < cache->pairs; i++) {
            double angle = rests ? 0 : (double)positions[r] * cache->frequencies[i];
            *rope++ = cache->rope_magnitude * cos(angle);
            *rope++ = cache->rope_magnitude * sin(angle);
        }
    }
    MG_TRY(mg_buffer_write_i32(cache->slot_of_row, 0, cache->host_rows, cache->rows));
    return mg_buffer_write_f64(cache->rope, 0, cache->host_rope, cache->rows * cache->pairs * 2);
}

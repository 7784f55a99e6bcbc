/* Rows in parts, for mixers that work on one after the other (core/nn/layer.h). Masks are integers,
 * which no op cuts, so the host lays them out part by part. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/stack.h"

static int64_t first_of(const mg_parts *p, int64_t i) {
    return i * p->part;
}

static int64_t cols_of(const mg_parts *p, int64_t i) {
    int64_t left = p->cols - first_of(p, i);
    return left < p->part ? left : p->part;
}

int64_t mg_parts_from(const mg_parts *p, int64_t i) {
    int64_t from = p->window > 0 ? first_of(p, i) - p->window + 1 : 0;
    return from > 0 ? from / p->part * p->part : 0;
}

/* Keys of part i: persistent tokens, tokens, and the context of as many. */
static int64_t keys_of(const mg_parts *p, int64_t i) {
    return p->persistent + 2 * (first_of(p, i) + cols_of(p, i) - mg_parts_from(p, i));
}

/* Numbers per row before those of part i. */
static int64_t keys_before(const mg_parts *p, int64_t i) {
    int64_t sum = 0;
    for (int64_t j = 0; j < i; j++) sum += keys_of(p, j);
    return sum;
}

mg_status mg_parts_create(const mg_model *model, int64_t rows, int64_t cols, mg_parts *parts) {
    const mg_config *c = &model->config;
    int64_t part = c->memory.chunk < cols ? c->memory.chunk : cols;
    *parts = (mg_parts){.rows = rows,
                        .cols = cols,
                        .part = part,
                        .count = (cols + part - 1) / part,
                        .persistent = c->persistent_tokens,
                        .window = c->window};
    if (!model->device) return MG_OK;
    size_t tokens = (size_t)(rows * cols) * 4;
    size_t keys = (size_t)(rows * keys_before(parts, parts->count)) * 4;
    MG_TRY(mg_buffer_create(model->device, tokens, "the batch", &parts->segments));
    MG_TRY(mg_buffer_create(model->device, tokens, "the batch", &parts->positions));
    MG_TRY(mg_buffer_create(model->device, keys, "the batch", &parts->key_segments));
    return mg_buffer_create(model->device, keys, "the batch", &parts->key_positions);
}

void mg_parts_free(mg_parts *p) {
    mg_buffer_free(p->segments);
    mg_buffer_free(p->positions);
    mg_buffer_free(p->key_segments);
    mg_buffer_free(p->key_positions);
    memset(p, 0, sizeof *p);
}

/* numbers (rows, cols) part by part; of keys with `always` for each persistent token. */
static void lay_out(const mg_parts *p, const int32_t *numbers, int32_t always, int32_t *tokens,
                    int32_t *keys) {
    for (int64_t i = 0; i < p->count; i++) {
        int64_t first = first_of(p, i), cols = cols_of(p, i), from = mg_parts_from(p, i);
        size_t seen = (size_t)(first + cols - from);
        for (int64_t r = 0; r < p->rows; r++) {
            const int32_t *row = numbers + r * p->cols;
            memcpy(tokens, row + first, (size_t)cols * sizeof *row);
            tokens += cols;
            for (int64_t j = 0; j < p->persistent; j++) *keys++ = always;
            for (int copy = 0; copy < 2; copy++, keys += seen)
                memcpy(keys, row + from, seen * sizeof *row);
        }
    }
}

static mg_status write(const mg_parts *p, const int32_t *numbers, int32_t always,
                       mg_buffer *token_buffer, mg_buffer *key_buffer) {
    int64_t n = p->rows * p->cols, m = p->rows * keys_before(p, p->count);
    int32_t *tokens = mg_malloc((size_t)n * sizeof *tokens);
    int32_t *keys = mg_malloc((size_t)m * sizeof *keys);
    mg_status status = tokens && keys ? MG_OK : MG_ERR_MEMORY;
    if (status != MG_OK) goto done;
    lay_out(p, numbers, always, tokens, keys);
    MG_GO(mg_buffer_write_i32(token_buffer, 0, tokens, n));
    MG_GO(mg_buffer_write_i32(key_buffer, 0, keys, m));
done:
    mg_free(tokens);
    mg_free(keys);
    return status;
}

mg_status mg_parts_write(const mg_parts *p, const int32_t *segments, const int32_t *positions) {
    if (!p->segments) return MG_OK;
    MG_TRY(write(p, segments, MG_SEGMENT_ALWAYS, p->segments, p->key_segments));
    return write(p, positions, 0, p->positions, p->key_positions);
}

/* x (N) of the whole row -> (rows * cols) of the part */
static mg_tensor *cut(const mg_build *b, mg_tensor *x, int64_t first, int64_t cols) {
    mg_graph *g = b->graph;
    x = mg_slice(g, mg_reshape(g, x, MG_SHAPE2(b->rows, b->parts->cols)), 1, first, cols);
    return mg_reshape(g, x, MG_SHAPE1(b->rows * cols));
}

mg_view mg_layer_narrow(mg_build *b, int64_t i) {
    mg_graph *g = b->graph;
    const mg_parts *p = b->parts;
    mg_view whole = {b->cols,    b->segments,  b->positions, b->continues,
                     b->present, b->rope_rows, b->mask,      b->context_mask};
    int64_t first = first_of(p, i), cols = cols_of(p, i), at = b->rows * first;
    int64_t keys_at = b->rows * keys_before(p, i);
    mg_shape n = MG_SHAPE1(b->rows * cols), grid = MG_SHAPE2(b->rows, cols);
    mg_shape keys = MG_SHAPE2(b->rows, keys_of(p, i));
    b->cols = cols;
    b->segments = mg_graph_bind(g, "segments", MG_I32, n, p->segments, at);
    b->positions = b->rope_rows = mg_graph_bind(g, "positions", MG_I32, n, p->positions, at);
    b->continues = cut(b, whole.continues, first, cols);
    b->present = cut(b, whole.present, first, cols);
    mg_attention_mask *mask = &b->context_mask;
    mask->q_seg = b->mask.q_seg = mg_reshape(g, b->segments, grid);
    mask->q_pos = b->mask.q_pos = mg_reshape(g, b->positions, grid);
    mask->k_seg = mg_graph_bind(g, "key segments", MG_I32, keys, p->key_segments, keys_at);
    mask->k_pos = mg_graph_bind(g, "key positions", MG_I32, keys, p->key_positions, keys_at);
    return whole;
}

void mg_layer_widen(mg_build *b, const mg_view *whole) {
    b->cols = whole->cols;
    b->segments = whole->segments;
    b->positions = whole->positions;
    b->continues = whole->continues;
    b->present = whole->present;
    b->rope_rows = whole->rope_rows;
    b->mask = whole->mask;
    b->context_mask = whole->context_mask;
}

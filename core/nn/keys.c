#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/stack.h"

mg_status mg_keys_create(const mg_model *model, int64_t rows, int64_t copies, int64_t cols,
                         mg_keys *keys) {
    *keys = (mg_keys){.rows = rows,
                      .persistent = model->config.persistent_tokens,
                      .copies = copies,
                      .cols = cols};
    if (!model->device) return MG_OK;
    size_t bytes = (size_t)(rows * mg_keys_width(keys)) * 4;
    MG_TRY(mg_buffer_create(model->device, bytes, "the batch", &keys->segments));
    return mg_buffer_create(model->device, bytes, "the batch", &keys->positions);
}

void mg_keys_free(mg_keys *keys) {
    mg_buffer_free(keys->segments);
    mg_buffer_free(keys->positions);
    memset(keys, 0, sizeof *keys);
}

/* Row by row `first` for each persistent token, then the row of numbers, `copies` times. */
static mg_status write(const mg_keys *keys, mg_buffer *to, int32_t first, const int32_t *numbers) {
    int64_t width = mg_keys_width(keys);
    int32_t *row = mg_malloc((size_t)width * sizeof *row);
    if (!row) return MG_ERR_MEMORY;
    mg_status status = MG_OK;
    for (int64_t r = 0; r < keys->rows; r++) {
        int32_t *at = row;
        for (int64_t i = 0; i < keys->persistent; i++) *at++ = first;
        for (int64_t copy = 0; copy < keys->copies; copy++, at += keys->cols)
            memcpy(at, numbers + r * keys->cols, (size_t)keys->cols * sizeof *row);
        MG_GO(mg_buffer_write_i32(to, r * width, row, width));
    }
done:
    mg_free(row);
    return status;
}

mg_status mg_keys_write(const mg_keys *keys, const int32_t *segments, const int32_t *positions) {
    if (!keys->segments) return MG_OK;
    MG_TRY(write(keys, keys->segments, MG_SEGMENT_ALWAYS, segments));
    return write(keys, keys->positions, 0, positions);
}

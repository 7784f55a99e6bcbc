#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/stack.h"

mg_status mg_inputs_create(const mg_model *model, int64_t rows, int64_t cols, mg_inputs *inputs) {
    const mg_config *c = &model->config;
    *inputs = (mg_inputs){.rows = rows, .cols = cols};
    mg_device *device = model->device;
    mg_status status = MG_OK;
    if (c->persistent_tokens > 0) MG_GO(mg_keys_create(model, rows, 1, cols, &inputs->keys));
    if (mg_has_context(c)) MG_GO(mg_keys_create(model, rows, 2, cols, &inputs->context));
    if (mg_has_parts(c)) MG_GO(mg_parts_create(model, rows, cols, &inputs->parts));
    if (!device) return MG_OK;
    size_t n = (size_t)(rows * cols);
    mg_buffer **integers[] = {&inputs->ids, &inputs->targets, &inputs->segments,
                              &inputs->positions};
    mg_buffer **reals[] = {&inputs->weights, &inputs->continues, &inputs->present};
    for (int i = 0; i < 4; i++) {
        MG_GO(mg_buffer_create(device, n * 4, "the batch", integers[i]));
    }
    for (int i = 0; i < 3; i++) {
        MG_GO(mg_buffer_create(device, n * device->real_bytes, "the batch", reals[i]));
    }
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
    mg_buffer_free(inputs->continues);
    mg_buffer_free(inputs->present);
    mg_keys_free(&inputs->keys);
    mg_keys_free(&inputs->context);
    mg_parts_free(&inputs->parts);
    memset(inputs, 0, sizeof *inputs);
}

static mg_status write_continues(const mg_inputs *in, const mg_batch *batch, float *scratch) {
    int64_t n = in->rows * in->cols;
    for (int64_t i = 0; i < n; i++) {
        bool first = i % in->cols == 0;
        bool goes_on = first ? batch->carried[i / in->cols] != 0
                             : batch->segments[i] == batch->segments[i - 1];
        scratch[i] = goes_on ? 1.0f : 0.0f;
    }
    return mg_buffer_write_f32(in->continues, 0, scratch, n);
}

static mg_status write_present(const mg_inputs *in, const mg_batch *batch, float *scratch) {
    int64_t n = in->rows * in->cols;
    for (int64_t i = 0; i < n; i++) {
        scratch[i] = batch->segments[i] == MG_SEGMENT_PAD ? 0.0f : 1.0f;
    }
    return mg_buffer_write_f32(in->present, 0, scratch, n);
}

mg_status mg_inputs_write(const mg_inputs *in, const mg_batch *batch, float *scratch) {
    if (batch->rows != in->rows || batch->cols != in->cols) {
        return mg_fail(MG_ERR_SHAPE,
                       "the batch is %lld x %lld, the program was made for %lld x %lld",
                       (long long)batch->rows, (long long)batch->cols, (long long)in->rows,
                       (long long)in->cols);
    }
    int64_t n = in->rows * in->cols;
    MG_TRY(mg_buffer_write_i32(in->ids, 0, batch->ids, n));
    MG_TRY(mg_buffer_write_i32(in->targets, 0, batch->targets, n));
    MG_TRY(mg_buffer_write_i32(in->segments, 0, batch->segments, n));
    MG_TRY(mg_buffer_write_i32(in->positions, 0, batch->positions, n));
    MG_TRY(mg_keys_write(&in->keys, batch->segments, batch->positions));
    MG_TRY(mg_keys_write(&in->context, batch->segments, batch->positions));
    MG_TRY(mg_parts_write(&in->parts, batch->segments, batch->positions));
    MG_TRY(write_present(in, batch, scratch));
    return write_continues(in, batch, scratch);
}

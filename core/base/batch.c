#include "core/base/batch.h"

#include <string.h>

#include "core/base/alloc.h"

mg_status mg_batch_create(mg_batch *batch, int64_t rows, int64_t cols) {
    memset(batch, 0, sizeof *batch);
    if (rows < 1 || cols < 1) {
        return mg_fail(MG_ERR_ARG, "a batch needs at least one row and one column, not %lld x %lld",
                       (long long)rows, (long long)cols);
    }
    size_t n = (size_t)rows * (size_t)cols;
    batch->rows = rows;
    batch->cols = cols;
    batch->ids = mg_calloc(n, sizeof *batch->ids);
    batch->targets = mg_calloc(n, sizeof *batch->targets);
    batch->segments = mg_calloc(n, sizeof *batch->segments);
    batch->positions = mg_calloc(n, sizeof *batch->positions);
    batch->loss_mask = mg_calloc(n, sizeof *batch->loss_mask);
    batch->carried = mg_calloc((size_t)rows, sizeof *batch->carried);
    if (!batch->ids || !batch->targets || !batch->segments || !batch->positions ||
        !batch->loss_mask || !batch->carried) {
        mg_batch_free(batch);
        return MG_ERR_MEMORY;
    }
    mg_batch_clear(batch);
    return MG_OK;
}

void mg_batch_clear(mg_batch *batch) {
    size_t n = (size_t)batch->rows * (size_t)batch->cols;
    memset(batch->ids, 0, n * sizeof *batch->ids);
    memset(batch->targets, 0, n * sizeof *batch->targets);
    memset(batch->positions, 0, n * sizeof *batch->positions);
    memset(batch->loss_mask, 0, n * sizeof *batch->loss_mask);
    memset(batch->carried, 0, (size_t)batch->rows * sizeof *batch->carried);
    for (size_t i = 0; i < n; i++) batch->segments[i] = MG_SEGMENT_PAD;
    batch->target_tokens = 0;
}

void mg_batch_free(mg_batch *batch) {
    mg_free(batch->ids);
    mg_free(batch->targets);
    mg_free(batch->segments);
    mg_free(batch->positions);
    mg_free(batch->loss_mask);
    mg_free(batch->carried);
    memset(batch, 0, sizeof *batch);
}

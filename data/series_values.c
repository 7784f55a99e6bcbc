#include "data/series_values.h"

#include <string.h>

#include "data/series_numbers.h"

static mg_status emit(mg_series_values *v, mg_series_piece *piece) {
    piece->row = v->row;
    piece->column = v->column;
    piece->variate = v->list - v->lists_begin;
    return v->events.piece(v->events.context, piece);
}

/* A list without numbers: one empty piece says that it is there. */
static mg_status emit_empty(mg_series_values *v, bool null) {
    static const float nothing[1];
    bool f32 = mg_numbers_is_f32(v->number);
    mg_series_piece piece = {
        .last = true, .null = null, .f32 = f32 ? nothing : NULL, .f64 = f32 ? NULL : v->stage.f64};
    return emit(v, &piece);
}

/* Goes to the row's first list. */
static mg_status open_row(mg_series_values *v) {
    int64_t count = mg_series_batch_variates(v->batch, v->column, v->row, &v->lists_begin);
    v->list = v->lists_begin;
    v->lists_end = v->lists_begin + count;
    return v->events.row(v->events.context, v->row);
}

static mg_status next_row(mg_series_values *v) {
    if (v->row >= 0) MG_TRY(v->events.done(v->events.context, v->row));
    v->row++;
    v->finished = v->row == v->rows;
    return v->finished ? MG_OK : open_row(v);
}

/* Goes on from `list` to the first list that has numbers, handing out those that have none. */
static mg_status open_list(mg_series_values *v) {
    int level = v->batch->columns->lists[v->column].depth - 1;
    for (;; v->list++) {
        while (v->list == v->lists_end) {
            MG_TRY(next_row(v));
            if (v->finished) return MG_OK;
        }
        bool valid = mg_series_batch_range(v->batch, v->column, level, v->list, &v->begin, &v->end);
        if (valid && v->begin < v->end) return MG_OK;
        MG_TRY(emit_empty(v, !valid));
    }
}

mg_status mg_series_values_begin(mg_series_values *values, const mg_series_batch *batch,
                                 mg_series_column column, const mg_series_values_events *events) {
    values->batch = batch;
    values->column = column;
    values->events = *events;
    values->number = &batch->schema->fields[batch->columns->lists[column].values];
    values->width = mg_numbers_bytes(values->number);
    values->row = -1;
    values->rows = batch->layout->length;
    values->list = values->lists_begin = values->lists_end = 0;
    values->at = 0;
    values->finished = false;
    values->part_bytes = 0;
    return open_list(values);
}

/* Hands out `count` numbers of the current list, which is then advanced. */
static mg_status emit_run(mg_series_values *v, const float *f32, const double *f64, size_t count) {
    mg_series_piece piece = {.first = v->at - v->begin, .count = count, .f32 = f32, .f64 = f64};
    piece.missing = f32 ? mg_numbers_missing_f32(f32, count) : mg_numbers_missing_f64(f64, count);
    v->at += (int64_t)count;
    piece.last = v->at == v->end;
    MG_TRY(emit(v, &piece));
    if (!piece.last) return MG_OK;
    v->list++;
    return open_list(v);
}

static mg_status emit_staged(mg_series_values *v, const uint8_t *bytes, size_t count) {
    const uint8_t *bitmap = mg_series_batch_bitmap(v->batch, v->column);
    if (mg_numbers_is_f32(v->number)) {
        memcpy(v->stage.f32, bytes, count * sizeof(float));
        if (bitmap) mg_numbers_null_f32(bitmap, v->at, count, v->stage.f32);
        return emit_run(v, v->stage.f32, NULL, count);
    }
    mg_numbers_to_f64(v->number, bytes, count, v->stage.f64);
    if (bitmap) mg_numbers_null_f64(bitmap, v->at, count, v->stage.f64);
    return emit_run(v, NULL, v->stage.f64, count);
}

/* Takes some of `n` > 0 whole numbers: the rest of a list, a stage full, or a gap. */
static mg_status take_numbers(mg_series_values *v, const uint8_t *bytes, size_t n, size_t *taken) {
    *taken = n;
    if (v->finished) return MG_OK;
    int64_t stop = v->at < v->begin ? v->begin : v->end;
    if ((uint64_t)(stop - v->at) < n) *taken = (size_t)(stop - v->at);
    if (v->at < v->begin) {
        v->at += (int64_t)*taken;
        return MG_OK;
    }
    bool in_place = mg_numbers_is_f32(v->number) && (uintptr_t)bytes % sizeof(float) == 0 &&
                    !mg_series_batch_bitmap(v->batch, v->column);
    if (in_place) return emit_run(v, (const float *)(const void *)bytes, NULL, *taken);
    if (*taken > MG_SERIES_STAGE) *taken = MG_SERIES_STAGE;
    return emit_staged(v, bytes, *taken);
}

static mg_status take_all(mg_series_values *v, const uint8_t *bytes, size_t n) {
    while (n > 0) {
        size_t taken;
        MG_TRY(take_numbers(v, bytes, n, &taken));
        bytes += taken * v->width;
        n -= taken;
    }
    return MG_OK;
}

mg_status mg_series_values_push(mg_series_values *values, const uint8_t *bytes, size_t n) {
    size_t width = values->width;
    if (values->part_bytes) {
        size_t missing = width - values->part_bytes;
        if (missing > n) missing = n;
        memcpy(values->part + values->part_bytes, bytes, missing);
        values->part_bytes += missing;
        bytes += missing;
        n -= missing;
        if (values->part_bytes < width) return MG_OK;
        values->part_bytes = 0;
        MG_TRY(take_all(values, values->part, 1));
    }
    MG_TRY(take_all(values, bytes, n / width));
    values->part_bytes = n % width;
    memcpy(values->part, bytes + n - n % width, n % width);
    return MG_OK;
}

#include "data/series_index.h"

#include <assert.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/series_index_parts.h"
#include "data/series_numbers.h"

void mg_series_index_free(mg_series_index *index) {
    if (!index) return;
    mg_free(index->rows);
    mg_free(index->lists);
    mg_free(index->batches);
    mg_free(index->texts);
    mg_free(index);
}

int64_t mg_series_index_rows(const mg_series_index *index) {
    return (int64_t)index->row_count;
}

static const mg_series_index_row *row_at(const mg_series_index *index, int64_t row) {
    assert(row >= 0 && (uint64_t)row < index->row_count);
    return &index->rows[row];
}

mg_series_entry mg_series_index_entry(const mg_series_index *index, int64_t row) {
    const mg_series_index_row *r = row_at(index, row);
    mg_series_entry entry = {.has_start = r->has_start != 0, .start = r->start};
    if (r->item_id != MG_SERIES_NO_TEXT) entry.item_id = index->texts + r->item_id;
    if (r->freq != MG_SERIES_NO_TEXT) entry.freq = index->texts + r->freq;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) entry.variates[c] = r->variates[c];
    return entry;
}

static const mg_series_index_list *list_at(const mg_series_index *index, int64_t row,
                                           mg_series_column column, int64_t variate) {
    const mg_series_index_row *r = row_at(index, row);
    assert(variate >= 0 && variate < r->variates[column]);
    return &index->lists[r->first_list[column] + variate];
}

mg_series_slice mg_series_index_slice(const mg_series_index *index, int64_t row,
                                      mg_series_column column, int64_t variate) {
    const mg_series_index_list *list = list_at(index, row, column, variate);
    const mg_series_index_batch *batch = &index->batches[row_at(index, row)->batch];
    int width = index->number[column].bits / 8;
    return (mg_series_slice){batch->numbers[column] + (uint64_t)list->first * (uint64_t)width,
                             list->count, width};
}

/* Numbers first .. first + n - 1 of the file at `offset`, as floats. */
static mg_status read_numbers(const mg_series_index_number *number, mg_bytes *bytes,
                              uint64_t offset, size_t n, float *out) {
    enum { STAGE = 512 };
    mg_arrow_field field = {.type = (mg_arrow_type)number->type,
                            .bits = number->bits,
                            .is_signed = number->is_signed != 0};
    size_t width = mg_numbers_bytes(&field);
    uint8_t stored[8 * STAGE];
    double numbers[STAGE];
    if (mg_numbers_is_f32(&field)) return mg_bytes_read(bytes, offset, out, n * sizeof *out);
    for (size_t at = 0; at < n; at += STAGE) {
        size_t count = n - at < STAGE ? n - at : STAGE;
        MG_TRY(mg_bytes_read(bytes, offset + at * width, stored, count * width));
        mg_numbers_to_f64(&field, stored, count, numbers);
        for (size_t i = 0; i < count; i++) out[at + i] = (float)numbers[i];
    }
    return MG_OK;
}

/* Puts NaN where bits first .. first + n - 1 of the bitmap at `offset` are 0. */
static mg_status read_nulls(mg_bytes *bytes, uint64_t offset, int64_t first, size_t n, float *out) {
    enum { STAGE = 4096 };
    uint8_t bits[STAGE / 8 + 1];
    for (size_t at = 0; at < n; at += STAGE) {
        size_t count = n - at < STAGE ? n - at : STAGE;
        int64_t bit = first + (int64_t)at;
        size_t needed = ((size_t)(bit % 8) + count + 7) / 8;
        MG_TRY(mg_bytes_read(bytes, offset + (uint64_t)bit / 8, bits, needed));
        mg_numbers_null_f32(bits, bit % 8, count, out + at);
    }
    return MG_OK;
}

mg_status mg_series_index_read(const mg_series_index *index, mg_bytes *bytes, int64_t row,
                               mg_series_column column, int64_t variate, int64_t first,
                               int64_t count, float *out) {
    const mg_series_index_list *list = list_at(index, row, column, variate);
    const mg_series_index_batch *batch = &index->batches[row_at(index, row)->batch];
    mg_series_slice slice = mg_series_index_slice(index, row, column, variate);
    int64_t there = list->count < 0 ? 0 : list->count;
    if (first < 0 || count < 0 || first > there || count > there - first) {
        return mg_fail(MG_ERR_ARG,
                       "%s: row %" PRId64 ", %s %" PRId64 " has %" PRId64 " values, not %" PRId64
                       " from %" PRId64,
                       bytes->name, row, mg_series_column_name(column), variate, there, count,
                       first);
    }
    if (count == 0) return MG_OK;
    uint64_t offset = slice.offset + (uint64_t)first * (uint64_t)slice.value_bytes;
    MG_TRY(read_numbers(&index->number[column], bytes, offset, (size_t)count, out));
    if (!batch->bitmap[column]) return MG_OK;
    return read_nulls(bytes, batch->bitmap[column], list->first + first, (size_t)count, out);
}

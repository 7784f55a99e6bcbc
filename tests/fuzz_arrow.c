/* libFuzzer: any bytes as an Arrow stream, pushed at once and in pieces whose sizes follow from the
 * bytes (so that a file is a seed as it is). Both runs must end in the same status and text and,
 * where they succeed, hand out the same rows and values; the index must agree with the reader where
 * it takes the file. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/series_index.h"

enum { MEMORY = 1 << 20, ERROR_BYTES = 1024 };

/* A result that does not depend on the order of columns and the cuts of pieces: each value adds a
 * hash of its place and itself. */
typedef struct result {
    mg_status status;
    char error[ERROR_BYTES];
    uint64_t hash;
    int64_t rows_started, rows_ended, series;
} result;

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t mix_text(uint64_t hash, const char *text) {
    if (!text) return mix(hash, 1);
    for (; *text; text++) hash = mix(hash, (uint8_t)*text);
    return mix(hash, 2);
}

/* By bits, NaNs all alike: a copy may quiet them. */
static uint64_t mix_value(uint64_t hash, double value) {
    uint64_t bits = 0;
    if (!isnan(value)) memcpy(&bits, &value, sizeof bits);
    return mix(hash, isnan(value) ? UINT64_MAX : bits);
}

static void check(int condition, const char *what) {
    if (condition) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static mg_status on_row_start(void *context, const mg_series_row *row) {
    result *r = context;
    check(row->row == r->rows_started++, "rows start in order");
    return MG_OK;
}

static mg_status on_values(void *context, const mg_series_piece *p) {
    result *r = context;
    uint64_t place = mix(mix(mix(7, (uint64_t)p->row), p->column), (uint64_t)p->variate);
    size_t missing = 0;
    check(p->row >= r->rows_ended && p->row < r->rows_started, "pieces come within their row");
    for (size_t i = 0; i < p->count; i++) {
        double value = p->f32 ? (double)p->f32[i] : p->f64[i];
        missing += isnan(value) != 0;
        r->hash += mix_value(mix(place, (uint64_t)p->first + i), value);
    }
    check(missing == p->missing, "missing values are counted");
    r->series += p->last;
    r->hash += p->last ? mix(mix(place, (uint64_t)p->first + p->count), p->null) : 0;
    return MG_OK;
}

static mg_status on_row_end(void *context, const mg_series_row *row) {
    result *r = context;
    check(row->known && row->row == r->rows_ended++, "rows end in order, with all known");
    uint64_t hash = mix_text(mix_text(mix(3, (uint64_t)row->row), row->item_id), row->freq);
    r->hash += mix(mix(hash, (uint64_t)row->start), (uint64_t)row->start_nanoseconds);
    r->series -= row->variates[MG_SERIES_TARGET] + row->variates[MG_SERIES_COVARIATES];
    return MG_OK;
}

/* Pieces lie in memory of their own, so that reads past their end are seen. */
static mg_status push_copy(mg_series_reader *reader, const uint8_t *data, size_t n) {
    uint8_t *copy = malloc(n);
    check(copy != NULL, "memory for a piece");
    memcpy(copy, data, n);
    mg_status status = mg_series_reader_push(reader, copy, n);
    free(copy);
    return status;
}

/* `seed` of 0: all at once. */
static mg_status push_pieces(mg_series_reader *reader, const uint8_t *data, size_t size,
                             uint64_t seed) {
    mg_status status = MG_OK;
    size_t most = (size_t)4 << (seed >> 8) % 9; /* some files in crumbs, some in lumps */
    for (size_t at = 0; at < size && status == MG_OK;) {
        seed = seed ? mix(seed, at) : 0;
        size_t n = seed ? 1 + (size_t)(seed % most) : size;
        if (n > size - at) n = size - at;
        status = push_copy(reader, data + at, n);
        at += n;
    }
    return status == MG_OK ? mg_series_reader_finish(reader) : status;
}

static void read_all(const uint8_t *data, size_t size, uint64_t seed, result *out) {
    mg_series_events events = {out, on_row_start, on_values, on_row_end};
    mg_series_options options = {.name = "fuzz", .memory = MEMORY};
    mg_series_reader *reader;
    *out = (result){0};
    check(mg_series_reader_create(&options, &events, &reader) == MG_OK, "a reader is made");
    out->status = push_pieces(reader, data, size, seed);
    if (out->status != MG_OK) snprintf(out->error, sizeof out->error, "%s", mg_error_text());
    check(!strchr(out->error, '\n'), "messages are one line");
    check(out->status != MG_OK || (out->rows_ended == out->rows_started && out->series == 0),
          "every row and series ends");
    mg_series_reader_free(reader);
}

/* The end of every series through the index. */
static void check_index(const uint8_t *data, size_t size, const result *whole) {
    mg_bytes *bytes;
    mg_series_index *index;
    check(mg_bytes_open_memory("fuzz", data, size, &bytes) == MG_OK, "bytes");
    if (mg_series_index_create(bytes, &index) != MG_OK) {
        check(!strchr(mg_error_text(), '\n'), "messages are one line");
    } else if (whole->status == MG_OK) {
        check(mg_series_index_rows(index) == whole->rows_ended, "the index has all rows");
    }
    for (int64_t row = 0; index && row < mg_series_index_rows(index); row++) {
        mg_series_entry e = mg_series_index_entry(index, row);
        for (int64_t v = 0; v < e.variates[MG_SERIES_TARGET]; v++) {
            int64_t n = mg_series_index_slice(index, row, MG_SERIES_TARGET, v).count;
            float value;
            if (n < 1) continue;
            check(mg_series_index_read(index, bytes, row, MG_SERIES_TARGET, v, n - 1, 1, &value) ==
                      MG_OK,
                  "the index reads what it found");
        }
    }
    mg_series_index_free(index);
    mg_bytes_free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    result whole, split;
    uint64_t seed = size;
    for (size_t i = 0; i < size; i++) seed = mix(seed, data[i]);
    read_all(data, size, 0, &whole);
    read_all(data, size, seed | 1, &split);
    check(whole.status == split.status, "the status does not depend on the split");
    check(strcmp(whole.error, split.error) == 0, "the text does not depend on the split");
    check(whole.status != MG_OK || whole.hash == split.hash, "values do not depend on the split");
    if (size) check_index(data, size, &whole);
    return 0;
}

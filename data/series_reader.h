/* Time series out of an Arrow IPC stream (the .arrow files of Hugging Face datasets, LOTSA's
 * shards): a push parser whose memory does not grow with the file, the record batch or the series.
 *
 * Bytes go in, in any split; out come events. A record batch of 135 MB is never held: what is small
 * (ids, times, offsets) is kept, the values are handed out as they arrive, mostly without a copy.
 *
 *     static mg_status on_values(void *context, const mg_series_piece *p) {
 *         for (size_t i = 0; i < p->count; i++) sum += p->f32[i];
 *         return MG_OK;
 *     }
 *     mg_series_events events = {.context = &sum, .values = on_values};
 *     mg_series_options options = {.name = path, .size = size};
 *     MG_TRY(mg_series_reader_create(&options, &events, &reader));
 *     while (more) MG_GO(mg_series_reader_push(reader, chunk, n));
 *     MG_GO(mg_series_reader_finish(reader));
 * done:
 *     mg_series_reader_free(reader);
 *
 * Columns are looked up by name; others are passed over:
 *
 *     item_id, freq           utf8, large_utf8, or a dictionary of one of them; may be absent
 *     start                   timestamp of any unit; may be absent
 *     target                  L<number> (one variate) or L<L<number>> (several), where L is list,
 *                             large_list or fixed_size_list and a number any int, uint or float
 *     past_feat_dynamic_real  the same; may be absent
 *
 * Order of events. row_start(r) comes before r's values, row_end(r) after them, both in the order
 * of rows. A file holds column after column, so values of later rows may come before the covariates
 * of an earlier one, and row_start may come before the file has told item_id or freq (`known` is
 * then false); at row_end all is known. For every row, column and variate there is at least one
 * piece, and its last one has `last` set. Concatenated pieces do not depend on how the bytes were
 * split; where they are cut does.
 *
 * Missing values are NaN, whether the file has a null or a NaN. A null list is one empty piece with
 * `null` set; a row whose outer list is null or empty has no variates and no pieces.
 *
 * Bodies may be plain, zstd or lz4. Memory: at most `memory` bytes for what is kept, besides the
 * decompressor's window (32 MiB at most, by the file), the metadata of one message, and half a MiB.
 *
 * Every failure is one line with the file, the offset and the defect: MG_ERR_FORMAT for a damaged
 * file, MG_ERR_UNSUPPORTED for a sound one with something that is not read here. A reader that
 * failed stays failed. Contents of columns that are passed over are not checked, their layout is.
 */
#ifndef MG_DATA_SERIES_READER_H
#define MG_DATA_SERIES_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "data/bytes.h"

typedef enum mg_series_column {
    MG_SERIES_TARGET,
    MG_SERIES_COVARIATES, /* past_feat_dynamic_real */
    MG_SERIES_VALUE_COLUMNS
} mg_series_column;

/* One row; valid during the event. */
typedef struct mg_series_row {
    int64_t row;         /* in the file, from 0 */
    bool known;          /* whether item_id, freq and start have been read yet */
    const char *item_id; /* NULL: null or no such column */
    const char *freq;    /* as the file spells it, e.g. "H", "5T"; NULL as above */
    bool has_start;
    int64_t start;             /* seconds since 1970-01-01, of the first value; rounded down */
    int32_t start_nanoseconds; /* what rounding left, 0 to 999999999 */
    int64_t variates[MG_SERIES_VALUE_COLUMNS]; /* known at row_end */
} mg_series_row;

/* A run of values of one series. */
typedef struct mg_series_piece {
    int64_t row;
    mg_series_column column;
    int64_t variate; /* from 0 */
    int64_t first;   /* position of the first value in its series */
    size_t count;
    size_t missing;    /* how many of these are NaN */
    const float *f32;  /* count values, or NULL; valid during the event */
    const double *f64; /* instead, where the file has other numbers than float32 */
    bool last;         /* ends the series */
    bool null;         /* the list itself is null; count is 0 */
} mg_series_piece;

/* Each may be NULL. A status other than MG_OK ends the reading and is returned as it is. */
typedef struct mg_series_events {
    void *context;
    mg_status (*row_start)(void *context, const mg_series_row *row);
    mg_status (*values)(void *context, const mg_series_piece *piece);
    mg_status (*row_end)(void *context, const mg_series_row *row);
} mg_series_events;

enum { MG_SERIES_MEMORY = 40 << 20 };

typedef struct mg_series_options {
    const char *name; /* what messages call the file */
    uint64_t size;    /* of the whole file, or 0 if that is not known */
    size_t memory;    /* most bytes to keep; 0: MG_SERIES_MEMORY */
} mg_series_options;

typedef struct mg_series_totals {
    int64_t batches, rows;
    int64_t values, missing; /* of all columns handed out */
    uint64_t bytes;          /* pushed so far */
    bool end_marker;         /* the stream's end was marked, not only reached */
} mg_series_totals;

typedef struct mg_series_reader mg_series_reader;

mg_status mg_series_reader_create(const mg_series_options *options, const mg_series_events *events,
                                  mg_series_reader **out);
mg_status mg_series_reader_push(mg_series_reader *reader, const void *bytes, size_t n);
/* Says that there are no more bytes. A file that ends inside a message fails. */
mg_status mg_series_reader_finish(mg_series_reader *reader);
void mg_series_reader_totals(const mg_series_reader *reader, mg_series_totals *totals);
void mg_series_reader_free(mg_series_reader *reader);

/* All of the above for a file that can be read at random: pushes it from its first to its last byte
 * in chunks. `totals` may be NULL. */
mg_status mg_series_read(mg_bytes *bytes, size_t memory, const mg_series_events *events,
                         mg_series_totals *totals);

#endif

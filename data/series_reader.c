#include "data/series_reader.h"

#include <string.h>

#include "core/base/alloc.h"
#include "data/arrow_body.h"
#include "data/arrow_stream.h"
#include "data/series_batch.h"
#include "data/series_values.h"

enum { CHUNK_BYTES = 256 << 10 }; /* stays in the second-level cache while it is looked at */

/* How the numbers of a column come. */
typedef enum numbers_state { NUMBERS_WAIT, NUMBERS_STREAM, NUMBERS_KEPT } numbers_state;

struct mg_series_reader {
    char *name;
    mg_series_events events;
    mg_status failed; /* the first failure */
    mg_arrow_stream stream;
    mg_arrow_schema schema;
    mg_series_columns columns;
    mg_arrow_decoder *decoder;
    mg_series_totals totals;

    /* The batch that is being read. */
    mg_arrow_kind kind;
    bool skip; /* a dictionary that nobody needs */
    mg_arrow_batch layout;
    mg_series_batch batch;
    mg_series_values *values[MG_SERIES_VALUE_COLUMNS];
    numbers_state numbers[MG_SERIES_VALUE_COLUMNS];
    int64_t started, ended;                     /* rows of the batch told so far */
    int64_t rows_done[MG_SERIES_VALUE_COLUMNS]; /* rows whose numbers are all handed out */

    /* Place in the body. */
    int64_t at;
    size_t place; /* index of the next or current place of the layout */
    bool inside;  /* in the buffer of that place */
    int slot;     /* which it fills, -1 none */

    char *texts[MG_SERIES_TEXTS]; /* of the row that is being told, NUL-terminated */
    size_t text_capacity[MG_SERIES_TEXTS];
};

/* ---- rows ---- */

static mg_status copy_text(mg_series_reader *r, int text, int64_t row, const char **out) {
    size_t length;
    const char *bytes = mg_series_batch_text(&r->batch, (mg_series_text)text, row, &length);
    *out = NULL;
    if (!bytes) return MG_OK;
    MG_TRY(mg_grow(&r->texts[text], &r->text_capacity[text], length + 1, 1));
    memcpy(r->texts[text], bytes, length);
    r->texts[text][length] = 0;
    *out = r->texts[text];
    return MG_OK;
}

static mg_status describe_row(mg_series_reader *r, int64_t row, mg_series_row *out) {
    *out = (mg_series_row){.row = r->totals.rows + row, .known = r->batch.known};
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        int64_t first;
        bool there = r->columns.lists[c].field != SIZE_MAX;
        out->variates[c] =
            !r->batch.listed[c] ? -1
            : there ? mg_series_batch_variates(&r->batch, (mg_series_column)c, row, &first)
                    : 0;
    }
    if (!out->known) return MG_OK;
    MG_TRY(copy_text(r, MG_SERIES_ITEM_ID, row, &out->item_id));
    MG_TRY(copy_text(r, MG_SERIES_FREQ, row, &out->freq));
    out->has_start = mg_series_batch_start(&r->batch, row, &out->start, &out->start_nanoseconds);
    return MG_OK;
}

static mg_status tell(mg_series_reader *r, mg_status (*event)(void *, const mg_series_row *),
                      int64_t row) {
    mg_series_row description;
    if (!event) return MG_OK;
    MG_TRY(describe_row(r, row, &description));
    return event(r->events.context, &description);
}

/* Tells the ends of those rows of which everything is known. */
static mg_status end_rows(mg_series_reader *r) {
    int64_t done = r->batch.known ? r->started : 0;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (r->rows_done[c] < done) done = r->rows_done[c];
    }
    while (r->ended < done) MG_TRY(tell(r, r->events.row_end, r->ended++));
    return MG_OK;
}

static mg_status on_row(void *context, int64_t row) {
    mg_series_reader *r = context;
    return row == r->started ? tell(r, r->events.row_start, r->started++) : MG_OK;
}

static mg_status on_target_done(void *context, int64_t row) {
    mg_series_reader *r = context;
    r->rows_done[MG_SERIES_TARGET] = row + 1;
    return end_rows(r);
}

static mg_status on_covariates_done(void *context, int64_t row) {
    mg_series_reader *r = context;
    r->rows_done[MG_SERIES_COVARIATES] = row + 1;
    return end_rows(r);
}

static mg_status on_piece(void *context, const mg_series_piece *piece) {
    mg_series_reader *r = context;
    r->totals.values += (int64_t)piece->count;
    r->totals.missing += (int64_t)piece->missing;
    if (!r->events.values) return MG_OK;
    mg_series_piece out = *piece;
    out.row += r->totals.rows;
    return r->events.values(r->events.context, &out);
}

/* ---- buffers ---- */

static int numbers_slot(int column) {
    return MG_SERIES_SLOT_LISTS + 6 * column + MG_SERIES_SLOT_NUMBERS;
}

static int column_of_slot(int slot) {
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (slot == numbers_slot(c)) return c;
    }
    return -1;
}

static mg_status begin_numbers(mg_series_reader *r, int column) {
    mg_series_values_events events = {
        r, on_row, column == MG_SERIES_TARGET ? on_target_done : on_covariates_done, on_piece};
    r->numbers[column] = NUMBERS_STREAM;
    if (!r->values[column]) r->values[column] = mg_malloc(sizeof *r->values[column]);
    if (!r->values[column]) return MG_ERR_MEMORY;
    return mg_series_values_begin(r->values[column], &r->batch, (mg_series_column)column, &events);
}

static mg_status sink_begin(void *context, uint64_t total) {
    mg_series_reader *r = context;
    return mg_series_blob_begin(&r->batch, r->slot, total);
}

static mg_status sink_keep(void *context, const uint8_t *bytes, size_t n) {
    mg_series_reader *r = context;
    mg_series_blob_add(&r->batch, r->slot, bytes, n);
    return MG_OK;
}

static mg_status sink_stream(void *context, const uint8_t *bytes, size_t n) {
    mg_series_reader *r = context;
    return mg_series_values_push(r->values[column_of_slot(r->slot)], bytes, n);
}

/* Numbers stream where their offsets came before them, as in every file that anybody has seen;
 * where they did not, they are kept until the offsets come. */
static mg_status begin_buffer(mg_series_reader *r) {
    size_t index = r->layout.places[r->place].buffer;
    mg_arrow_sink sink = {r, sink_begin, sink_keep};
    r->inside = true;
    r->slot = r->skip ? -1 : mg_series_batch_slot(&r->batch, index);
    if (r->slot < 0) return MG_OK;
    int column = column_of_slot(r->slot);
    if (column >= 0 && r->batch.listed[column]) {
        MG_TRY(begin_numbers(r, column));
        sink = (mg_arrow_sink){r, NULL, sink_stream};
    } else if (column >= 0) {
        r->numbers[column] = NUMBERS_KEPT;
    }
    const char *name = r->schema.fields[r->layout.buffers[index].field].name;
    return mg_arrow_decoder_start(r->decoder, &r->layout, index, name, &sink);
}

static mg_status end_buffer(mg_series_reader *r) {
    r->inside = false;
    r->place++;
    if (r->slot < 0) return MG_OK;
    MG_TRY(mg_arrow_decoder_end(r->decoder));
    int column = column_of_slot(r->slot);
    if (column >= 0) return MG_OK; /* streamed, or kept for the end */
    MG_TRY(mg_series_batch_filled(&r->batch, r->slot));
    return r->kind == MG_ARROW_RECORD_BATCH ? end_rows(r) : MG_OK;
}

/* Takes the bytes up to the next border of a buffer. */
static mg_status take_body(mg_series_reader *r, const uint8_t *bytes, size_t n, size_t *taken) {
    *taken = n;
    if (r->place == r->layout.place_count) return MG_OK;
    const mg_arrow_buffer *buffer = &r->layout.buffers[r->layout.places[r->place].buffer];
    if (!r->inside && r->at == buffer->offset) MG_TRY(begin_buffer(r));
    int64_t left = (r->inside ? buffer->offset + buffer->length : buffer->offset) - r->at;
    if ((uint64_t)left < n) *taken = (size_t)left;
    if (r->inside && r->slot >= 0) MG_TRY(mg_arrow_decoder_push(r->decoder, bytes, *taken));
    return r->inside && (int64_t)*taken == left ? end_buffer(r) : MG_OK;
}

static mg_status on_body(void *context, const uint8_t *bytes, size_t n) {
    mg_series_reader *r = context;
    while (n > 0) {
        size_t taken;
        MG_TRY(take_body(r, bytes, n, &taken));
        r->at += (int64_t)taken;
        bytes += taken;
        n -= taken;
    }
    return MG_OK;
}

/* ---- messages ---- */

static mg_status begin_dictionary(mg_series_reader *r, const mg_arrow_message *message) {
    mg_arrow_dictionary dictionary;
    MG_TRY(mg_arrow_dictionary_parse(message, &dictionary));
    int text = mg_series_dictionary_reader(&r->schema, &r->columns, dictionary.id);
    r->skip = text < 0;
    r->layout.place_count = 0;
    if (r->skip) return MG_OK;
    MG_TRY(mg_arrow_batch_parse(&r->layout, &dictionary.data, message, &r->schema,
                                r->columns.text[text]));
    return mg_series_batch_begin_dictionary(&r->batch, &r->layout, &r->schema, &r->columns,
                                            (mg_series_text)text, dictionary.is_delta);
}

static mg_status begin_record_batch(mg_series_reader *r, const mg_arrow_message *message) {
    r->skip = false;
    r->started = r->ended = 0;
    MG_TRY(mg_arrow_batch_parse(&r->layout, &message->header, message, &r->schema, SIZE_MAX));
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        r->numbers[c] = NUMBERS_WAIT;
        r->rows_done[c] = r->columns.lists[c].field == SIZE_MAX ? r->layout.length : 0;
    }
    return mg_series_batch_begin(&r->batch, &r->layout, &r->schema, &r->columns);
}

static mg_status on_message(void *context, const mg_arrow_message *message) {
    mg_series_reader *r = context;
    r->kind = message->kind;
    r->at = 0;
    r->place = 0;
    r->inside = false;
    if (message->kind == MG_ARROW_DICTIONARY_BATCH) return begin_dictionary(r, message);
    if (message->kind == MG_ARROW_RECORD_BATCH) return begin_record_batch(r, message);
    r->layout.place_count = 0;
    MG_TRY(mg_arrow_schema_parse(&message->header, &r->schema));
    return mg_series_columns_find(&r->schema, r->name, &r->columns);
}

/* The whole body has gone by: what waited for it is told now. */
static mg_status end_numbers(mg_series_reader *r, int column) {
    numbers_state state = r->numbers[column];
    if (state == NUMBERS_STREAM || r->columns.lists[column].field == SIZE_MAX) return MG_OK;
    MG_TRY(begin_numbers(r, column));
    const mg_series_blob *blob = &r->batch.slots[numbers_slot(column)];
    return state == NUMBERS_KEPT ? mg_series_values_push(r->values[column], blob->data, blob->size)
                                 : MG_OK;
}

static mg_status on_end(void *context) {
    mg_series_reader *r = context;
    if (r->kind != MG_ARROW_RECORD_BATCH) return MG_OK;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) MG_TRY(end_numbers(r, c));
    MG_TRY(end_rows(r));
    r->totals.rows += r->layout.length;
    r->totals.batches++;
    return MG_OK;
}

/* ---- the reader ---- */

mg_status mg_series_reader_create(const mg_series_options *options, const mg_series_events *events,
                                  mg_series_reader **out) {
    mg_status status;
    mg_series_reader *r = mg_calloc(1, sizeof *r);
    *out = NULL;
    if (!r) return MG_ERR_MEMORY;
    r->events = *events;
    r->batch.memory = options->memory ? options->memory : MG_SERIES_MEMORY;
    r->name = mg_strdup(options->name);
    MG_GO(r->name ? MG_OK : MG_ERR_MEMORY);
    MG_GO(mg_arrow_decoder_create(&r->decoder));
    mg_arrow_stream_events on = {r, on_message, on_body, on_end};
    mg_arrow_stream_init(&r->stream, r->name, options->size, &on);
    *out = r;
    return MG_OK;
done:
    mg_series_reader_free(r);
    return status;
}

mg_status mg_series_reader_push(mg_series_reader *reader, const void *bytes, size_t n) {
    if (reader->failed != MG_OK) {
        return mg_fail(reader->failed, "%s: reading it has failed before", reader->name);
    }
    reader->failed = mg_arrow_stream_push(&reader->stream, bytes, n);
    return reader->failed;
}

mg_status mg_series_reader_finish(mg_series_reader *reader) {
    MG_TRY(mg_series_reader_push(reader, NULL, 0));
    reader->failed = mg_arrow_stream_finish(&reader->stream);
    return reader->failed;
}

void mg_series_reader_totals(const mg_series_reader *reader, mg_series_totals *totals) {
    *totals = reader->totals;
    totals->bytes = reader->stream.offset;
    totals->end_marker = reader->stream.state == MG_ARROW_AT_END;
}

void mg_series_reader_free(mg_series_reader *reader) {
    if (!reader) return;
    mg_arrow_stream_free(&reader->stream);
    mg_arrow_schema_free(&reader->schema);
    mg_arrow_decoder_free(reader->decoder);
    mg_arrow_batch_free(&reader->layout);
    mg_series_batch_free(&reader->batch);
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) mg_free(reader->values[c]);
    for (int t = 0; t < MG_SERIES_TEXTS; t++) mg_free(reader->texts[t]);
    mg_free(reader->name);
    mg_free(reader);
}

static mg_status push_all(mg_series_reader *reader, mg_bytes *bytes, uint8_t *chunk) {
    for (uint64_t at = 0; at < bytes->size;) {
        size_t n = bytes->size - at < CHUNK_BYTES ? (size_t)(bytes->size - at) : CHUNK_BYTES;
        MG_TRY(mg_bytes_read(bytes, at, chunk, n));
        MG_TRY(mg_series_reader_push(reader, chunk, n));
        at += n;
    }
    return mg_series_reader_finish(reader);
}

mg_status mg_series_read(mg_bytes *bytes, size_t memory, const mg_series_events *events,
                         mg_series_totals *totals) {
    mg_status status;
    mg_series_options options = {bytes->name, bytes->size, memory};
    mg_series_reader *reader = NULL;
    uint8_t *chunk = mg_malloc_aligned(64, CHUNK_BYTES);
    MG_GO(chunk ? MG_OK : MG_ERR_MEMORY);
    MG_GO(mg_series_reader_create(&options, events, &reader));
    MG_GO(push_all(reader, bytes, chunk));
    if (totals) mg_series_reader_totals(reader, totals);
done:
    mg_series_reader_free(reader);
    mg_free(chunk);
    return status;
}

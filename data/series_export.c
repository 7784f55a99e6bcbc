#include "data/series_export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/arrow_body.h"
#include "data/arrow_walk.h"
#include "data/series_batch.h"
#include "data/series_export_parts.h"

enum { STORED_BYTES = 64 << 10, ERROR_BYTES = 1024 };

typedef struct exporter {
    mg_arrow_walk walk;
    mg_arrow_schema schema;
    mg_series_columns columns;
    mg_arrow_batch layout;
    mg_series_batch batch;
    mg_arrow_decoder *decoder;
    int slot;   /* that is being filled */
    int failed; /* what get_next() returned first of its failures, and returns from then on */
    char error[ERROR_BYTES];
} exporter;

static void free_exporter(exporter *x) {
    mg_arrow_walk_free(&x->walk);
    mg_arrow_schema_free(&x->schema);
    mg_arrow_batch_free(&x->layout);
    mg_series_batch_free(&x->batch);
    mg_arrow_decoder_free(x->decoder);
    mg_free(x);
}

/* ---- filling the batch ---- */

static mg_status sink_begin(void *context, uint64_t total) {
    exporter *x = context;
    return mg_series_blob_begin(&x->batch, x->slot, total);
}

static mg_status sink_bytes(void *context, const uint8_t *bytes, size_t n) {
    exporter *x = context;
    mg_series_blob_add(&x->batch, x->slot, bytes, n);
    return MG_OK;
}

static mg_status decompress(exporter *x, size_t index, const mg_arrow_buffer *buffer) {
    mg_arrow_sink sink = {x, sink_begin, sink_bytes};
    const char *column = x->schema.fields[buffer->field].name;
    uint64_t offset = mg_arrow_buffer_offset(&x->layout, index);
    MG_TRY(mg_arrow_decoder_start(x->decoder, &x->layout, index, column, &sink));
    for (uint64_t left = (uint64_t)buffer->length; left > 0;) {
        const uint8_t *stored;
        size_t n = left < STORED_BYTES ? (size_t)left : STORED_BYTES;
        MG_TRY(mg_arrow_walk_look(&x->walk, offset, n, &stored));
        MG_TRY(mg_arrow_decoder_push(x->decoder, stored, n));
        offset += n;
        left -= n;
    }
    return mg_arrow_decoder_end(x->decoder);
}

/* Plain buffers are read to where they stay. */
static mg_status fill_slot(exporter *x, size_t index) {
    const mg_arrow_buffer *buffer = &x->layout.buffers[index];
    if (x->layout.codec != MG_ARROW_PLAIN) return decompress(x, index, buffer);
    mg_series_blob *blob = &x->batch.slots[x->slot];
    MG_TRY(mg_series_blob_begin(&x->batch, x->slot, (uint64_t)buffer->length));
    blob->size = (size_t)buffer->length;
    return mg_bytes_read(x->walk.bytes, mg_arrow_buffer_offset(&x->layout, index), blob->data,
                         blob->size);
}

static mg_status fill_slots(exporter *x) {
    for (size_t i = 0; i < x->layout.place_count; i++) {
        size_t index = x->layout.places[i].buffer;
        x->slot = mg_series_batch_slot(&x->batch, index);
        if (x->slot < 0) continue;
        MG_TRY(fill_slot(x, index));
        MG_TRY(mg_series_batch_filled(&x->batch, x->slot));
    }
    return MG_OK;
}

static mg_status on_dictionary(exporter *x, const mg_arrow_message *message) {
    mg_arrow_dictionary dictionary;
    MG_TRY(mg_arrow_dictionary_parse(message, &dictionary));
    int text = mg_series_dictionary_reader(&x->schema, &x->columns, dictionary.id);
    if (text < 0) return MG_OK;
    MG_TRY(mg_arrow_batch_parse(&x->layout, &dictionary.data, message, &x->schema,
                                x->columns.text[text]));
    MG_TRY(mg_series_batch_begin_dictionary(&x->batch, &x->layout, &x->schema, &x->columns,
                                            (mg_series_text)text, dictionary.is_delta));
    return fill_slots(x);
}

static mg_status on_batch(exporter *x, const mg_arrow_message *message) {
    MG_TRY(mg_arrow_batch_parse(&x->layout, &message->header, message, &x->schema, SIZE_MAX));
    MG_TRY(mg_series_batch_begin(&x->batch, &x->layout, &x->schema, &x->columns));
    return fill_slots(x);
}

/* Goes on to the next record batch; *there is false at the end. */
static mg_status next_batch(exporter *x, bool *there) {
    mg_arrow_message message;
    for (;;) {
        MG_TRY(mg_arrow_walk_next(&x->walk, &message, there));
        if (!*there) return MG_OK;
        if (message.kind == MG_ARROW_RECORD_BATCH) return on_batch(x, &message);
        MG_TRY(on_dictionary(x, &message));
    }
}

static mg_status read_schema(exporter *x) {
    mg_arrow_message message;
    bool there;
    MG_TRY(mg_arrow_walk_next(&x->walk, &message, &there));
    if (!there) {
        return mg_fail_offset(MG_ERR_FORMAT, x->walk.bytes->name, 0, "the file has no schema");
    }
    MG_TRY(mg_arrow_schema_parse(&message.header, &x->schema));
    return mg_series_columns_find(&x->schema, x->walk.bytes->name, &x->columns);
}

/* ---- the interface ---- */

static int fail_call(exporter *x, mg_status status) {
    snprintf(x->error, sizeof x->error, "%s", mg_error_text());
    switch (status) {
    case MG_ERR_MEMORY:
        return ENOMEM;
    case MG_ERR_UNSUPPORTED:
        return ENOTSUP;
    case MG_ERR_FORMAT:
        return EINVAL;
    default:
        return EIO;
    }
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    exporter *x = stream->private_data;
    mg_status status = mg_series_export_schema(&x->schema, &x->columns, out);
    return status == MG_OK ? 0 : fail_call(x, status);
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    exporter *x = stream->private_data;
    bool there = false;
    *out = (struct ArrowArray){0};   /* without a release: the end of the stream */
    if (x->failed) return x->failed; /* going on would leave a batch out */
    mg_status status = next_batch(x, &there);
    if (status == MG_OK && there) status = mg_series_export_batch(&x->batch, out);
    if (status != MG_OK) x->failed = fail_call(x, status);
    return x->failed;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    const exporter *x = stream->private_data;
    return x->error;
}

static void release_stream(struct ArrowArrayStream *stream) {
    exporter *x = stream->private_data;
    mg_bytes_free(x->walk.bytes);
    free_exporter(x);
    stream->release = NULL;
}

mg_status mg_series_export(mg_bytes *bytes, struct ArrowArrayStream *out) {
    mg_status status;
    exporter *x = mg_calloc(1, sizeof *x);
    *out = (struct ArrowArrayStream){0};
    if (!x) return MG_ERR_MEMORY;
    x->walk.bytes = bytes;
    MG_GO(mg_arrow_decoder_create(&x->decoder));
    MG_GO(read_schema(x));
    *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, x};
    return MG_OK;
done:
    free_exporter(x);
    return status;
}

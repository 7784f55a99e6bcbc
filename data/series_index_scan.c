/* Makes an index: walks from message to message, reading metadata and small buffers, and steps over
 * the numbers. */
#include <string.h>

#include "core/base/alloc.h"
#include "data/arrow_batch.h"
#include "data/arrow_walk.h"
#include "data/series_batch.h"
#include "data/series_index_parts.h"

typedef struct scan {
    mg_arrow_walk walk;
    mg_series_index *index;
    mg_arrow_schema schema;
    mg_series_columns columns;
    mg_arrow_batch layout;
    mg_series_batch batch;
} scan;

static mg_status fill_slot(scan *s, int slot, const mg_arrow_buffer *buffer) {
    const uint8_t *bytes;
    size_t n = (size_t)buffer->length;
    MG_TRY(
        mg_arrow_walk_look(&s->walk, s->layout.body_offset + (uint64_t)buffer->offset, n, &bytes));
    MG_TRY(mg_series_blob_begin(&s->batch, slot, n));
    mg_series_blob_add(&s->batch, slot, bytes, n);
    return mg_series_batch_filled(&s->batch, slot);
}

/* The numbers stay where they are, and so do their bitmaps: a window reads its part of both. */
static bool stays(int slot) {
    int within = (slot - MG_SERIES_SLOT_LISTS) % 6;
    return slot >= MG_SERIES_SLOT_LISTS && within >= MG_SERIES_SLOT_NUMBERS - 1;
}

static mg_status fill_slots(scan *s) {
    if (s->layout.codec != MG_ARROW_PLAIN) {
        return mg_fail_offset(MG_ERR_UNSUPPORTED, s->walk.bytes->name, s->layout.body_offset,
                              "the body is compressed, so its rows cannot be found one by one; "
                              "read the file from front to back");
    }
    for (size_t i = 0; i < s->layout.place_count; i++) {
        size_t buffer = s->layout.places[i].buffer;
        int slot = mg_series_batch_slot(&s->batch, buffer);
        if (slot < 0) continue;
        if (stays(slot)) {
            MG_TRY(mg_series_batch_filled(&s->batch, slot));
        } else {
            MG_TRY(fill_slot(s, slot, &s->layout.buffers[buffer]));
        }
    }
    return MG_OK;
}

/* ---- from the batch to the index ---- */

static mg_status keep_text(scan *s, mg_series_text text, int64_t row, int32_t previous,
                           int32_t *out) {
    mg_series_index *index = s->index;
    size_t length, used = index->text_bytes;
    const char *bytes = mg_series_batch_text(&s->batch, text, row, &length);
    *out = MG_SERIES_NO_TEXT;
    if (!bytes) return MG_OK;
    if (previous != MG_SERIES_NO_TEXT && strlen(index->texts + previous) == length &&
        memcmp(index->texts + previous, bytes, length) == 0) {
        *out = previous; /* freq mostly is the same all over */
        return MG_OK;
    }
    if (length > INT32_MAX - 1 - used) {
        return mg_fail(MG_ERR_UNSUPPORTED, "%s: more than 2 GiB of names", s->walk.bytes->name);
    }
    MG_TRY(mg_grow(&index->texts, &index->text_capacity, used + length + 1, 1));
    memcpy(index->texts + used, bytes, length);
    index->texts[used + length] = 0;
    index->text_bytes = used + length + 1;
    *out = (int32_t)used;
    return MG_OK;
}

static mg_status keep_lists(scan *s, mg_series_index_row *r, mg_series_column column, int64_t row) {
    mg_series_index *index = s->index;
    int level = s->columns.lists[column].depth - 1;
    int64_t first;
    int64_t count = mg_series_batch_variates(&s->batch, column, row, &first);
    if (count > INT32_MAX) {
        return mg_fail(MG_ERR_UNSUPPORTED, "%s: a row with %" PRId64 " variates",
                       s->walk.bytes->name, count);
    }
    r->first_list[column] = (int64_t)index->list_count;
    r->variates[column] = (int32_t)count;
    MG_TRY(mg_grow(&index->lists, &index->list_capacity, index->list_count + (size_t)count,
                   sizeof *index->lists));
    for (int64_t i = first; i < first + count; i++) {
        int64_t begin, end;
        bool valid = mg_series_batch_range(&s->batch, column, level, i, &begin, &end);
        index->lists[index->list_count++] = (mg_series_index_list){begin, valid ? end - begin : -1};
    }
    return MG_OK;
}

static mg_status keep_row(scan *s, int64_t row) {
    mg_series_index *index = s->index;
    mg_series_index_row r = {.batch = (int32_t)index->batch_count - 1};
    int32_t nanoseconds;
    int32_t freq = index->row_count ? index->rows[index->row_count - 1].freq : MG_SERIES_NO_TEXT;
    MG_TRY(keep_text(s, MG_SERIES_ITEM_ID, row, MG_SERIES_NO_TEXT, &r.item_id));
    MG_TRY(keep_text(s, MG_SERIES_FREQ, row, freq, &r.freq));
    r.has_start = mg_series_batch_start(&s->batch, row, &r.start, &nanoseconds);
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (index->number[c].there) MG_TRY(keep_lists(s, &r, (mg_series_column)c, row));
    }
    MG_TRY(mg_grow(&index->rows, &index->row_capacity, index->row_count + 1, sizeof r));
    index->rows[index->row_count++] = r;
    return MG_OK;
}

static mg_status keep_batch(scan *s) {
    mg_series_index *index = s->index;
    mg_series_index_batch b = {{0}, {0}};
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (!index->number[c].there) continue;
        const mg_arrow_node *node = &s->layout.nodes[s->columns.lists[c].values];
        b.numbers[c] = mg_arrow_buffer_offset(&s->layout, node->first_buffer + 1);
        if (node->null_count) {
            b.bitmap[c] = mg_arrow_buffer_offset(&s->layout, node->first_buffer);
        }
    }
    MG_TRY(mg_grow(&index->batches, &index->batch_capacity, index->batch_count + 1, sizeof b));
    index->batches[index->batch_count++] = b;
    for (int64_t row = 0; row < s->layout.length; row++) MG_TRY(keep_row(s, row));
    return MG_OK;
}

/* ---- messages ---- */

static mg_status on_schema(scan *s, const mg_arrow_message *message) {
    MG_TRY(mg_arrow_schema_parse(&message->header, &s->schema));
    MG_TRY(mg_series_columns_find(&s->schema, s->walk.bytes->name, &s->columns));
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (s->columns.lists[c].field == SIZE_MAX) continue;
        const mg_arrow_field *f = &s->schema.fields[s->columns.lists[c].values];
        s->index->number[c] = (mg_series_index_number){(int32_t)f->type, f->bits, f->is_signed, 1};
    }
    return MG_OK;
}

static mg_status on_dictionary(scan *s, const mg_arrow_message *message) {
    mg_arrow_dictionary dictionary;
    MG_TRY(mg_arrow_dictionary_parse(message, &dictionary));
    int text = mg_series_dictionary_reader(&s->schema, &s->columns, dictionary.id);
    if (text < 0) return MG_OK;
    MG_TRY(mg_arrow_batch_parse(&s->layout, &dictionary.data, message, &s->schema,
                                s->columns.text[text]));
    MG_TRY(mg_series_batch_begin_dictionary(&s->batch, &s->layout, &s->schema, &s->columns,
                                            (mg_series_text)text, dictionary.is_delta));
    return fill_slots(s);
}

static mg_status on_batch(scan *s, const mg_arrow_message *message) {
    MG_TRY(mg_arrow_batch_parse(&s->layout, &message->header, message, &s->schema, SIZE_MAX));
    MG_TRY(mg_series_batch_begin(&s->batch, &s->layout, &s->schema, &s->columns));
    MG_TRY(fill_slots(s));
    return keep_batch(s);
}

static mg_status scan_file(scan *s) {
    mg_arrow_message message;
    bool there;
    for (;;) {
        MG_TRY(mg_arrow_walk_next(&s->walk, &message, &there));
        if (!there) return MG_OK;
        if (message.kind == MG_ARROW_SCHEMA) {
            MG_TRY(on_schema(s, &message));
        } else if (message.kind == MG_ARROW_RECORD_BATCH) {
            MG_TRY(on_batch(s, &message));
        } else {
            MG_TRY(on_dictionary(s, &message));
        }
    }
}

mg_status mg_series_index_create(mg_bytes *bytes, mg_series_index **out) {
    scan s = {.walk = {.bytes = bytes}};
    mg_status status = MG_ERR_MEMORY;
    *out = NULL;
    s.index = mg_calloc(1, sizeof *s.index);
    if (s.index) {
        s.index->size = bytes->size;
        status = scan_file(&s);
    }
    mg_arrow_walk_free(&s.walk);
    mg_arrow_schema_free(&s.schema);
    mg_arrow_batch_free(&s.layout);
    mg_series_batch_free(&s.batch);
    if (status == MG_OK) {
        *out = s.index;
    } else {
        mg_series_index_free(s.index);
    }
    return status;
}

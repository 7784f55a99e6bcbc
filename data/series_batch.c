#include "data/series_batch.h"

#include <string.h>

#include "core/base/alloc.h"
#include "data/bytes.h"
#include "data/series_check.h"

enum { VALIDITY, SECOND, BYTES }; /* slots of a text column; `start` has the first two */

static int text_slot(int text) {
    return MG_SERIES_SLOT_TEXT + 3 * text;
}

static int lists_slot(int column) {
    return MG_SERIES_SLOT_LISTS + 6 * column;
}

static const mg_arrow_node *node_of(const mg_series_batch *b, size_t field) {
    return &b->layout->nodes[field];
}

/* Whether the text column holds indices in this batch. */
static bool holds_indices(const mg_series_batch *b, int text) {
    return b->filling != text && b->schema->fields[b->columns->text[text]].dictionary;
}

/* The bitmap of a column, NULL if nothing is null. (Blobs keep old memory: their size tells.) */
static const uint8_t *bitmap_in(const mg_series_batch *b, int slot) {
    return b->slots[slot].size ? b->slots[slot].data : NULL;
}

static bool is_null(const mg_series_batch *b, int slot, int64_t i) {
    const uint8_t *bitmap = bitmap_in(b, slot);
    return bitmap && !mg_series_bit(bitmap, i);
}

/* Gives `count` slots to the buffers of a field. Bitmaps without a null are not read at all. */
static void assign(mg_series_batch *b, int slot, size_t field, int count) {
    const mg_arrow_node *node = node_of(b, field);
    for (int i = 0; i < count; i++) {
        mg_series_blob *blob = &b->slots[slot + i];
        blob->buffer = node->first_buffer + (size_t)i;
        blob->complete = b->layout->buffers[blob->buffer].length == 0;
        if (i == VALIDITY && node->null_count == 0) blob->complete = true;
        if (blob->complete) blob->buffer = SIZE_MAX;
    }
}

static void assign_lists(mg_series_batch *b, int column) {
    const mg_series_lists *lists = &b->columns->lists[column];
    int slot = lists_slot(column);
    for (int level = 0; level < lists->depth; level++, slot += 2) {
        bool fixed = b->schema->fields[lists->level[level]].type == MG_ARROW_FIXED_SIZE_LIST;
        assign(b, slot, lists->level[level], fixed ? 1 : 2);
    }
    assign(b, lists_slot(column) + 4, lists->values, 2);
}

static void forget_slots(mg_series_batch *b) {
    for (int i = 0; i < MG_SERIES_SLOTS; i++) {
        b->slots[i].size = 0;
        b->slots[i].buffer = SIZE_MAX;
        b->slots[i].complete = true;
    }
}

static mg_status check_all(mg_series_batch *b);

mg_status mg_series_batch_begin(mg_series_batch *batch, const mg_arrow_batch *layout,
                                const mg_arrow_schema *schema, const mg_series_columns *columns) {
    batch->layout = layout;
    batch->schema = schema;
    batch->columns = columns;
    batch->filling = -1;
    batch->known = false;
    forget_slots(batch);
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        size_t field = columns->text[t];
        if (field != SIZE_MAX) assign(batch, text_slot(t), field, holds_indices(batch, t) ? 2 : 3);
    }
    if (columns->start != SIZE_MAX) assign(batch, MG_SERIES_SLOT_START, columns->start, 2);
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        batch->listed[c] = columns->lists[c].field == SIZE_MAX;
        if (!batch->listed[c]) assign_lists(batch, c);
    }
    return check_all(batch);
}

mg_status mg_series_batch_begin_dictionary(mg_series_batch *batch, const mg_arrow_batch *layout,
                                           const mg_arrow_schema *schema,
                                           const mg_series_columns *columns, mg_series_text text,
                                           bool is_delta) {
    batch->layout = layout;
    batch->schema = schema;
    batch->columns = columns;
    batch->filling = (int)text;
    batch->is_delta = is_delta;
    batch->known = false;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) batch->listed[c] = true;
    forget_slots(batch);
    assign(batch, text_slot((int)text), columns->text[text], 3);
    return check_all(batch);
}

static bool shares_dictionary(const mg_arrow_schema *schema, const mg_series_columns *columns,
                              int text, int64_t id) {
    size_t field = columns->text[text];
    return field != SIZE_MAX && schema->fields[field].dictionary &&
           schema->fields[field].dictionary_id == id;
}

int mg_series_dictionary_reader(const mg_arrow_schema *schema, const mg_series_columns *columns,
                                int64_t id) {
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        if (shares_dictionary(schema, columns, t, id)) return t;
    }
    return -1;
}

/* Two columns may use one dictionary: the first of them keeps it. */
static const mg_series_dictionary *dictionary_of(const mg_series_batch *b, int text) {
    int64_t id = b->schema->fields[b->columns->text[text]].dictionary_id;
    return &b->dictionaries[mg_series_dictionary_reader(b->schema, b->columns, id)];
}

int mg_series_batch_slot(const mg_series_batch *batch, size_t buffer) {
    for (int i = 0; i < MG_SERIES_SLOTS; i++) {
        if (batch->slots[i].buffer == buffer) return i;
    }
    return -1;
}

static mg_status fail_memory(const mg_series_batch *b, size_t field, uint64_t total) {
    return mg_fail_offset(MG_ERR_UNSUPPORTED, b->layout->file, b->layout->body_offset,
                          "column \"%s\" has %" PRIu64 " bytes to keep, but %zu of %zu are in use; "
                          "allow more memory",
                          b->schema->fields[field].name, total, b->used, b->memory);
}

static mg_status reserve(mg_series_batch *b, size_t field, uint64_t old, uint64_t total) {
    if (b->memory && (total > b->memory || b->used - old + total > b->memory)) {
        return fail_memory(b, field, total);
    }
    b->used += (size_t)(total - old);
    return MG_OK;
}

mg_status mg_series_blob_begin(mg_series_batch *batch, int slot, uint64_t total) {
    mg_series_blob *blob = &batch->slots[slot];
    size_t field = batch->layout->buffers[blob->buffer].field;
    blob->size = 0;
    if (total <= blob->capacity) return MG_OK;
    MG_TRY(reserve(batch, field, blob->capacity, total));
    mg_free(blob->data);
    blob->data = mg_malloc_aligned(64, (size_t)total);
    blob->capacity = blob->data ? (size_t)total : 0;
    return blob->data ? MG_OK : MG_ERR_MEMORY;
}

void mg_series_blob_add(mg_series_batch *batch, int slot, const uint8_t *bytes, size_t n) {
    mg_series_blob *blob = &batch->slots[slot];
    memcpy(blob->data + blob->size, bytes, n);
    blob->size += n;
}

static mg_series_checked checked(const mg_series_batch *b, size_t field) {
    return (mg_series_checked){b->layout, node_of(b, field), b->schema->fields[field].name};
}

static mg_status check_bitmap(const mg_series_batch *b, size_t field, int slot) {
    mg_series_checked what = checked(b, field);
    return mg_series_check_bitmap(&what, bitmap_in(b, slot));
}

static int offset_width(const mg_series_batch *b, size_t field) {
    mg_arrow_type type = b->schema->fields[field].type;
    return type == MG_ARROW_LARGE_UTF8 || type == MG_ARROW_LARGE_LIST ? 8 : 4;
}

static mg_status check_text(const mg_series_batch *b, int text) {
    size_t field = b->columns->text[text];
    const mg_series_blob *slots = &b->slots[text_slot(text)];
    const mg_arrow_field *f = &b->schema->fields[field];
    mg_series_checked what = checked(b, field);
    const uint8_t *bitmap = bitmap_in(b, text_slot(text));
    MG_TRY(mg_series_check_bitmap(&what, bitmap));
    if (!holds_indices(b, text)) {
        int width = offset_width(b, field);
        MG_TRY(
            mg_series_check_offsets(&what, slots[SECOND].data, width, (int64_t)slots[BYTES].size));
        return mg_series_check_utf8(&what, bitmap, slots[SECOND].data, width, slots[BYTES].data);
    }
    const mg_series_dictionary *dictionary = dictionary_of(b, text);
    if (!dictionary->loaded && what.node->length > 0) {
        return mg_fail_offset(MG_ERR_FORMAT, b->layout->file, b->layout->body_offset,
                              "column \"%s\": its dictionary %" PRId64 " has not come before it",
                              f->name, f->dictionary_id);
    }
    return mg_series_check_indices(&what, bitmap, slots[SECOND].data, f->index_bits / 8,
                                   f->index_signed, dictionary->count);
}

static bool complete(const mg_series_batch *b, int slot, int count) {
    for (int i = 0; i < count; i++) {
        if (!b->slots[slot + i].complete) return false;
    }
    return true;
}

static mg_status check_known(mg_series_batch *b) {
    if (b->known || !complete(b, 0, MG_SERIES_SLOT_LISTS)) return MG_OK;
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        if (b->columns->text[t] != SIZE_MAX) MG_TRY(check_text(b, t));
    }
    if (b->columns->start != SIZE_MAX) {
        MG_TRY(check_bitmap(b, b->columns->start, MG_SERIES_SLOT_START));
    }
    b->known = true;
    return MG_OK;
}

static mg_status check_level(const mg_series_batch *b, size_t field, int slot) {
    mg_series_checked what = checked(b, field);
    MG_TRY(check_bitmap(b, field, slot));
    if (b->schema->fields[field].type == MG_ARROW_FIXED_SIZE_LIST) return MG_OK;
    return mg_series_check_offsets(&what, b->slots[slot + 1].data, offset_width(b, field),
                                   node_of(b, field + 1)->length);
}

static mg_status check_lists(mg_series_batch *b, int column) {
    const mg_series_lists *lists = &b->columns->lists[column];
    int slot = lists_slot(column);
    if (b->listed[column] || !complete(b, slot, MG_SERIES_SLOT_NUMBERS)) return MG_OK;
    for (int level = 0; level < lists->depth; level++) {
        MG_TRY(check_level(b, lists->level[level], slot + 2 * level));
    }
    MG_TRY(check_bitmap(b, lists->values, slot + 4));
    b->listed[column] = true;
    return MG_OK;
}

static mg_status add_string(mg_series_dictionary *d, const char *text, size_t length) {
    MG_TRY(mg_grow(&d->strings, &d->capacity, d->count + 1, sizeof *d->strings));
    d->strings[d->count++] = text ? d->byte_count : SIZE_MAX;
    if (!text) return MG_OK;
    MG_TRY(mg_grow(&d->bytes, &d->byte_capacity, d->byte_count + length + 1, 1));
    memcpy(d->bytes + d->byte_count, text, length);
    d->bytes[d->byte_count + length] = 0;
    d->byte_count += length + 1;
    return MG_OK;
}

/* A string that the blobs hold, not a dictionary. */
static const char *plain_text(const mg_series_batch *b, int text, int64_t row, size_t *length) {
    const mg_series_blob *slots = &b->slots[text_slot(text)];
    int width = offset_width(b, b->columns->text[text]);
    if (is_null(b, text_slot(text), row)) return NULL;
    int64_t begin = mg_series_offset(slots[SECOND].data, width, row);
    *length = (size_t)(mg_series_offset(slots[SECOND].data, width, row + 1) - begin);
    return *length ? (const char *)slots[BYTES].data + begin : "";
}

/* The dictionary batch is complete: replaces or extends the dictionary. */
static mg_status keep_dictionary(mg_series_batch *b) {
    int text = b->filling;
    size_t field = b->columns->text[text];
    mg_series_dictionary *d = &b->dictionaries[text];
    size_t old = d->byte_capacity + d->capacity * sizeof *d->strings;
    if (!complete(b, text_slot(text), 3)) return MG_OK;
    MG_TRY(check_text(b, text));
    if (!b->is_delta) d->count = d->byte_count = 0;
    for (int64_t i = 0; i < b->layout->length; i++) {
        size_t length = 0;
        const char *string = plain_text(b, text, i, &length);
        MG_TRY(add_string(d, string, length));
    }
    d->loaded = true;
    return reserve(b, field, old, d->byte_capacity + d->capacity * sizeof *d->strings);
}

static mg_status check_all(mg_series_batch *b) {
    if (b->filling >= 0) return keep_dictionary(b);
    MG_TRY(check_known(b));
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) MG_TRY(check_lists(b, c));
    return MG_OK;
}

mg_status mg_series_batch_filled(mg_series_batch *batch, int slot) {
    batch->slots[slot].complete = true;
    return check_all(batch);
}

const char *mg_series_batch_text(const mg_series_batch *batch, mg_series_text text, int64_t row,
                                 size_t *length) {
    *length = 0;
    if (batch->columns->text[text] == SIZE_MAX) return NULL;
    if (!holds_indices(batch, (int)text)) return plain_text(batch, (int)text, row, length);
    const mg_series_blob *slots = &batch->slots[text_slot((int)text)];
    const mg_arrow_field *f = &batch->schema->fields[batch->columns->text[text]];
    if (is_null(batch, text_slot((int)text), row)) return NULL;
    const mg_series_dictionary *d = dictionary_of(batch, (int)text);
    int64_t index = mg_series_index_at(slots[SECOND].data, f->index_bits / 8, row);
    if (d->strings[index] == SIZE_MAX) return NULL;
    *length = strlen(d->bytes + d->strings[index]);
    return d->bytes + d->strings[index];
}

bool mg_series_batch_start(const mg_series_batch *batch, int64_t row, int64_t *seconds,
                           int32_t *nanoseconds) {
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    const mg_series_blob *slots = &batch->slots[MG_SERIES_SLOT_START];
    if (batch->columns->start == SIZE_MAX) return false;
    if (is_null(batch, MG_SERIES_SLOT_START, row)) return false;
    int64_t time = mg_series_offset(slots[SECOND].data, 8, row);
    int64_t units = per_second[batch->schema->fields[batch->columns->start].unit];
    int64_t rest = time % units;
    if (rest < 0) rest += units; /* times before 1970 round down too */
    *seconds = time / units - (time % units < 0);
    *nanoseconds = (int32_t)(rest * (1000000000 / units));
    return true;
}

bool mg_series_batch_range(const mg_series_batch *batch, mg_series_column column, int level,
                           int64_t i, int64_t *begin, int64_t *end) {
    size_t field = batch->columns->lists[column].level[level];
    int slot = lists_slot((int)column) + 2 * level;
    const mg_arrow_field *f = &batch->schema->fields[field];
    if (f->type == MG_ARROW_FIXED_SIZE_LIST) {
        *begin = i * f->list_size;
        *end = *begin + f->list_size;
    } else {
        int width = offset_width(batch, field);
        *begin = mg_series_offset(batch->slots[slot + 1].data, width, i);
        *end = mg_series_offset(batch->slots[slot + 1].data, width, i + 1);
    }
    return !is_null(batch, slot, i);
}

const uint8_t *mg_series_batch_bitmap(const mg_series_batch *batch, mg_series_column column) {
    return bitmap_in(batch, lists_slot((int)column) + 4);
}

int64_t mg_series_batch_variates(const mg_series_batch *batch, mg_series_column column, int64_t row,
                                 int64_t *first) {
    int64_t begin, end;
    *first = row;
    if (batch->columns->lists[column].depth == 1) return 1;
    bool valid = mg_series_batch_range(batch, column, 0, row, &begin, &end);
    *first = begin;
    return valid ? end - begin : 0;
}

void mg_series_batch_free(mg_series_batch *batch) {
    for (int i = 0; i < MG_SERIES_SLOTS; i++) mg_free(batch->slots[i].data);
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        mg_free(batch->dictionaries[t].bytes);
        mg_free(batch->dictionaries[t].strings);
    }
    *batch = (mg_series_batch){0};
}

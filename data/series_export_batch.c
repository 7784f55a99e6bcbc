#include <string.h>

#include "core/base/alloc.h"
#include "data/series_export_parts.h"

enum { MAX_COLUMNS = MG_SERIES_TEXTS + 1 + MG_SERIES_VALUE_COLUMNS, MAX_BUFFERS = 3 };

/* What an exported array owns: private_data, and the memory of its members. */
typedef struct owned_array {
    void *memory[MAX_BUFFERS];
    const void *buffers[MAX_BUFFERS];
    struct ArrowArray children[MAX_COLUMNS];
    struct ArrowArray *pointers[MAX_COLUMNS];
} owned_array;

static void release_array(struct ArrowArray *array) {
    owned_array *own = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child->release) child->release(child);
    }
    for (int i = 0; i < MAX_BUFFERS; i++) mg_free(own->memory[i]);
    mg_free(own);
    array->release = NULL;
}

static mg_status begin_array(struct ArrowArray *out, int64_t length, int64_t null_count,
                             int64_t n_buffers) {
    owned_array *own = mg_calloc(1, sizeof *own);
    *out = (struct ArrowArray){0};
    if (!own) return MG_ERR_MEMORY;
    for (int i = 0; i < MAX_COLUMNS; i++) own->pointers[i] = &own->children[i];
    *out = (struct ArrowArray){.length = length,
                               .null_count = null_count,
                               .n_buffers = n_buffers,
                               .buffers = own->buffers,
                               .children = own->pointers,
                               .release = release_array,
                               .private_data = own};
    return MG_OK;
}

static void own_buffer(struct ArrowArray *array, int index, void *memory) {
    owned_array *own = array->private_data;
    own->memory[index] = memory;
    own->buffers[index] = memory;
}

/* Moves the memory of a slot into the array. An empty one becomes 8 zero bytes: the single offset
 * that a column without elements has, and an address for readers that want one. Such a column's own
 * offset is not passed on: nothing bounds it, and consumers take a buffer's size from it. */
static mg_status move_slot(mg_series_batch *b, int slot, struct ArrowArray *array, int index) {
    mg_series_blob *blob = &b->slots[slot];
    if (blob->size == 0 || array->length == 0) {
        own_buffer(array, index, mg_calloc(1, 8));
        return array->buffers[index] ? MG_OK : MG_ERR_MEMORY;
    }
    own_buffer(array, index, blob->data);
    b->used -= blob->capacity;
    blob->data = NULL;
    blob->size = blob->capacity = 0;
    return MG_OK;
}

/* A column of `buffers` buffers in consecutive slots, the first of them its bitmap. */
static mg_status export_buffers(mg_series_batch *b, size_t field, int slot, int buffers,
                                struct ArrowArray *out) {
    const mg_arrow_node *node = &b->layout->nodes[field];
    MG_TRY(begin_array(out, node->length, node->null_count, buffers));
    mg_status status = MG_OK;
    for (int i = node->null_count ? 0 : 1; status == MG_OK && i < buffers; i++) {
        status = move_slot(b, slot + i, out, i);
    }
    if (status != MG_OK) release_array(out);
    return status;
}

/* The strings behind the indices of a dictionary, as a column of them. */
typedef struct strings {
    uint8_t *bitmap;
    uint8_t *offsets; /* of `width` bytes each */
    char *bytes;
    size_t width, byte_count, byte_capacity;
    int64_t null_count;
} strings;

static mg_status put_offset(strings *s, int64_t i) {
    int32_t narrow = (int32_t)s->byte_count;
    int64_t wide = (int64_t)s->byte_count;
    if (s->width == 4 && s->byte_count > INT32_MAX) {
        return mg_fail(MG_ERR_UNSUPPORTED, "a dictionary's strings are more than 2 GiB");
    }
    memcpy(s->offsets + s->width * (size_t)i,
           s->width == 4 ? (const void *)&narrow : (const void *)&wide, s->width);
    return MG_OK;
}

static mg_status decode(const mg_series_batch *b, mg_series_text text, int64_t n, strings *s) {
    s->bitmap = mg_calloc((size_t)n / 8 + 1, 1);
    s->offsets = mg_calloc((size_t)n + 1, s->width);
    if (!s->bitmap || !s->offsets) return MG_ERR_MEMORY;
    MG_TRY(mg_grow(&s->bytes, &s->byte_capacity, 8, 1));
    for (int64_t i = 0; i < n; i++) {
        size_t length;
        const char *string = mg_series_batch_text(b, text, i, &length);
        s->null_count += !string;
        if (string) {
            s->bitmap[i / 8] |= (uint8_t)(1 << i % 8);
            MG_TRY(mg_grow(&s->bytes, &s->byte_capacity, s->byte_count + length, 1));
            memcpy(s->bytes + s->byte_count, string, length);
            s->byte_count += length;
        }
        MG_TRY(put_offset(s, i + 1));
    }
    return MG_OK;
}

static mg_status export_dictionary(const mg_series_batch *b, mg_series_text text, size_t field,
                                   struct ArrowArray *out) {
    int64_t n = b->layout->length;
    strings s = {.width = b->schema->fields[field].type == MG_ARROW_UTF8 ? 4 : 8};
    mg_status status = decode(b, text, n, &s);
    if (status == MG_OK) status = begin_array(out, n, s.null_count, 3);
    if (status != MG_OK) {
        mg_free(s.bitmap);
        mg_free(s.offsets);
        mg_free(s.bytes);
        return status;
    }
    own_buffer(out, 0, s.bitmap);
    own_buffer(out, 1, s.offsets);
    own_buffer(out, 2, s.bytes);
    return MG_OK;
}

/* Level `level` of a column of lists and what is below it. */
static mg_status export_lists(mg_series_batch *b, int column, int level, struct ArrowArray *out) {
    const mg_series_lists *lists = &b->columns->lists[column];
    int slot = MG_SERIES_SLOT_LISTS + 6 * column + 2 * level;
    if (level == lists->depth) {
        int numbers = MG_SERIES_SLOT_LISTS + 6 * column + MG_SERIES_SLOT_NUMBERS - 1;
        return export_buffers(b, lists->values, numbers, 2, out);
    }
    size_t field = lists->level[level];
    bool fixed = b->schema->fields[field].type == MG_ARROW_FIXED_SIZE_LIST;
    MG_TRY(export_buffers(b, field, slot, fixed ? 1 : 2, out));
    out->n_children = 1;
    mg_status status = export_lists(b, column, level + 1, out->children[0]);
    if (status != MG_OK) release_array(out);
    return status;
}

static mg_status export_column(mg_series_batch *b, size_t field, struct ArrowArray *out) {
    const mg_series_columns *columns = b->columns;
    if (field == columns->start) return export_buffers(b, field, MG_SERIES_SLOT_START, 2, out);
    for (int t = 0; t < MG_SERIES_TEXTS; t++) {
        if (field != columns->text[t]) continue;
        if (b->schema->fields[field].dictionary) {
            return export_dictionary(b, (mg_series_text)t, field, out);
        }
        return export_buffers(b, field, MG_SERIES_SLOT_TEXT + 3 * t, 3, out);
    }
    bool target = field == columns->lists[MG_SERIES_TARGET].field;
    return export_lists(b, target ? MG_SERIES_TARGET : MG_SERIES_COVARIATES, 0, out);
}

mg_status mg_series_export_batch(mg_series_batch *batch, struct ArrowArray *out) {
    const mg_arrow_schema *schema = batch->schema;
    MG_TRY(begin_array(out, batch->layout->length, 0, 1));
    for (size_t i = 0; i < schema->count; i = schema->fields[i].end) {
        if (!mg_series_columns_have(batch->columns, i)) continue;
        mg_status status = export_column(batch, i, out->children[out->n_children]);
        if (status != MG_OK) {
            release_array(out);
            return status;
        }
        out->n_children++;
    }
    return MG_OK;
}

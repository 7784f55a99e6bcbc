#include "data/arrow_batch.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/bytes.h"

/* The state of the walk over the fields, each of which takes one node and some buffers. */
typedef struct walk {
    mg_arrow_batch *batch;
    const mg_arrow_schema *schema;
    const mg_fb_table *table;
    mg_fb_vector nodes, buffers, variadic;
    size_t next_node, next_buffer, next_variadic;
    size_t dictionary;
} walk;

#define WALK_FAIL(w, ...)                                                                          \
    mg_fail_offset(MG_ERR_FORMAT, (w)->batch->file, mg_fb_offset((w)->table), __VA_ARGS__)

uint64_t mg_arrow_buffer_offset(const mg_arrow_batch *batch, size_t buffer) {
    return batch->body_offset + (uint64_t)batch->buffers[buffer].offset;
}

const char *mg_arrow_buffer_name(const mg_arrow_buffer *buffer) {
    switch (buffer->kind) {
    case 'V':
        return "validity";
    case '4':
    case '8':
        return "offsets";
    default:
        return "data";
    }
}

/* Bytes that a buffer of `n` elements needs. Node lengths are at most 2^40 and widths 2^31 bits, so
 * the product can leave 64 bits: then false. */
static bool buffer_needs(char kind, int64_t bits, const mg_arrow_node *node, int64_t *needed) {
    int64_t n = node->length;
    *needed = 0;
    switch (kind) {
    case 'V':
        *needed = node->null_count ? (n + 7) / 8 : 0;
        return true;
    case 'D':
        if (__builtin_mul_overflow(n, bits, needed) || *needed > INT64_MAX - 7) return false;
        *needed = (*needed + 7) / 8;
        return true;
    case '4':
        *needed = n ? (n + 1) * 4 : 0;
        return true;
    case '8':
        *needed = n ? (n + 1) * 8 : 0;
        return true;
    case 'i':
        *needed = n * 4;
        return true;
    case 'l':
        *needed = n * 8;
        return true;
    case 'v':
        *needed = n * 16;
        return true;
    case 't':
        *needed = n;
        return true;
    default:
        return true;
    }
}

static mg_status check_place(const walk *w, const mg_arrow_buffer *b) {
    const char *column = w->schema->fields[b->field].name, *name = mg_arrow_buffer_name(b);
    if (b->length < 0) {
        return WALK_FAIL(w, "column \"%s\": its %s buffer has length %" PRId64, column, name,
                         b->length);
    }
    if (b->length == 0) return MG_OK; /* may carry any offset: some writers leave it unaligned */
    if (b->offset < 0 || b->offset > w->batch->body_length ||
        b->length > w->batch->body_length - b->offset) {
        return WALK_FAIL(w,
                         "column \"%s\": its %s buffer, %" PRId64 " bytes at %" PRId64
                         ", leaves the body of %" PRId64,
                         column, name, b->length, b->offset, w->batch->body_length);
    }
    if (b->offset % 8) {
        return WALK_FAIL(w, "column \"%s\": its %s buffer at %" PRId64 " is not aligned to 8 bytes",
                         column, name, b->offset);
    }
    return MG_OK;
}

static mg_status check_size(const walk *w, const mg_arrow_buffer *b, const mg_arrow_node *node) {
    int64_t stored = b->length;
    const char *column = w->schema->fields[b->field].name, *name = mg_arrow_buffer_name(b);
    /* A bitmap that is there although nothing is null must still be whole. */
    int64_t needed = b->kind == 'V' && stored ? (node->length + 7) / 8 : b->needed;
    if (w->batch->codec != MG_ARROW_PLAIN && stored > 0) {
        if (stored >= 8) return MG_OK; /* the decompressed size is checked where it is read */
        return WALK_FAIL(w, "column \"%s\": its compressed %s buffer has only %" PRId64 " bytes",
                         column, name, stored);
    }
    if (stored >= needed) return MG_OK;
    return WALK_FAIL(w,
                     "column \"%s\": its %s buffer has %" PRId64 " bytes, but %" PRId64
                     " elements need %" PRId64,
                     column, name, stored, node->length, needed);
}

static mg_status take_buffer(walk *w, size_t field, char kind, int64_t bits) {
    mg_arrow_batch *batch = w->batch;
    const mg_arrow_node *node = &batch->nodes[field];
    size_t i = w->next_buffer++;
    if (i >= w->buffers.count) {
        return WALK_FAIL(w, "the schema needs more buffers than the %zu that there are",
                         w->buffers.count);
    }
    MG_TRY(mg_grow(&batch->buffers, &batch->buffer_capacity, i + 1, sizeof *batch->buffers));
    mg_arrow_buffer *b = &batch->buffers[i];
    *b = (mg_arrow_buffer){.offset = mg_fb_list_i64(&w->buffers, i, 0),
                           .length = mg_fb_list_i64(&w->buffers, i, 8),
                           .field = (uint32_t)field,
                           .kind = kind};
    batch->buffer_count = w->next_buffer;
    if (!buffer_needs(kind, bits, node, &b->needed)) {
        return WALK_FAIL(w, "column \"%s\": %" PRId64 " elements cannot be in any file",
                         w->schema->fields[field].name, node->length);
    }
    MG_TRY(check_place(w, b));
    return check_size(w, b, node);
}

/* The buffers behind the views of one column: as many as the batch says. */
static mg_status take_variadic(walk *w, size_t field) {
    if (w->next_variadic >= w->variadic.count) {
        return WALK_FAIL(w, "column \"%s\": the number of its buffers is missing",
                         w->schema->fields[field].name);
    }
    int64_t count = mg_fb_list_i64(&w->variadic, w->next_variadic++, 0);
    if (count < 0 || (uint64_t)count > w->buffers.count) {
        return WALK_FAIL(w, "column \"%s\": it cannot have %" PRId64 " buffers",
                         w->schema->fields[field].name, count);
    }
    for (int64_t i = 0; i < count; i++) MG_TRY(take_buffer(w, field, 'B', 0));
    return MG_OK;
}

static mg_status take_buffers(walk *w, size_t field, bool as_indices) {
    const mg_arrow_field *f = &w->schema->fields[field];
    const char *kinds = as_indices ? "VD" : mg_arrow_type_buffers(f->type);
    int64_t bits = as_indices ? f->index_bits : f->bits;
    w->batch->nodes[field].first_buffer = w->next_buffer;
    for (; *kinds; kinds++) {
        MG_TRY(take_buffer(w, field, *kinds, bits));
        if (*kinds == 'v') MG_TRY(take_variadic(w, field));
    }
    return f->type == MG_ARROW_UNION && f->is_dense && !as_indices ? take_buffer(w, field, 'i', 0)
                                                                   : MG_OK;
}

/* `expected` elements, or any number if it is -1. */
static mg_status take_node(walk *w, size_t field, int64_t expected) {
    const char *column = w->schema->fields[field].name;
    size_t i = w->next_node++;
    if (i >= w->nodes.count) {
        return WALK_FAIL(w, "the schema needs more nodes than the %zu that there are",
                         w->nodes.count);
    }
    mg_arrow_node *node = &w->batch->nodes[field];
    node->length = mg_fb_list_i64(&w->nodes, i, 0);
    node->null_count = mg_fb_list_i64(&w->nodes, i, 8);
    if (node->length < 0 || node->length > MG_ARROW_BODY_MAX) {
        return WALK_FAIL(w, "column \"%s\": its length is %" PRId64, column, node->length);
    }
    if (expected >= 0 && node->length != expected) {
        return WALK_FAIL(w, "column \"%s\": its length is %" PRId64 ", but must be %" PRId64,
                         column, node->length, expected);
    }
    if (node->null_count < 0 || node->null_count > node->length) {
        return WALK_FAIL(w, "column \"%s\": %" PRId64 " nulls among %" PRId64 " elements", column,
                         node->null_count, node->length);
    }
    return MG_OK;
}

/* How many elements the children of a field must have, -1 if its contents tell. */
static mg_status child_length(const walk *w, size_t field, int64_t *expected) {
    const mg_arrow_field *f = &w->schema->fields[field];
    int64_t length = w->batch->nodes[field].length;
    *expected = -1;
    if (f->type == MG_ARROW_STRUCT || (f->type == MG_ARROW_UNION && !f->is_dense)) {
        *expected = length;
    } else if (f->type == MG_ARROW_FIXED_SIZE_LIST &&
               __builtin_mul_overflow(length, f->list_size, expected)) {
        return WALK_FAIL(w, "column \"%s\": %" PRId64 " lists of %" PRId64, f->name, length,
                         f->list_size);
    }
    return MG_OK;
}

/* Depth is bounded by the schema's. */
static mg_status take_field(walk *w, size_t field, int64_t expected) {
    const mg_arrow_field *f = &w->schema->fields[field];
    bool as_indices = f->dictionary && field != w->dictionary;
    int64_t children;
    MG_TRY(take_node(w, field, expected));
    MG_TRY(take_buffers(w, field, as_indices));
    if (as_indices) return MG_OK; /* what is below it comes in dictionary batches */
    MG_TRY(child_length(w, field, &children));
    for (size_t child = field + 1; child < f->end; child = w->schema->fields[child].end) {
        MG_TRY(take_field(w, child, children));
    }
    return MG_OK;
}

static mg_status read_compression(const walk *w, mg_arrow_codec *codec) {
    mg_fb_table table;
    bool present;
    int64_t kind, method;
    *codec = MG_ARROW_PLAIN;
    MG_TRY(mg_fb_child(w->table, (mg_fb_field){3, "compression"}, "BodyCompression", &table,
                       &present));
    if (!present) return MG_OK;
    MG_TRY(mg_fb_int(&table, (mg_fb_field){0, "codec"}, 1, 0, &kind));
    MG_TRY(mg_fb_int(&table, (mg_fb_field){1, "method"}, 1, 0, &method));
    if ((kind != MG_ARROW_LZ4 && kind != MG_ARROW_ZSTD) || method != 0) {
        return WALK_FAIL(w, "there is no compression with codec %" PRId64 ", method %" PRId64, kind,
                         method);
    }
    *codec = (mg_arrow_codec)kind;
    return MG_OK;
}

static int compare_places(const void *a, const void *b) {
    const mg_arrow_place *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static mg_status check_overlap(const walk *w) {
    for (size_t i = 1; i < w->batch->place_count; i++) {
        const mg_arrow_buffer *a = &w->batch->buffers[w->batch->places[i - 1].buffer];
        const mg_arrow_buffer *b = &w->batch->buffers[w->batch->places[i].buffer];
        if (a->offset + a->length <= b->offset) continue;
        return WALK_FAIL(w,
                         "buffers overlap at %" PRId64 " of the body: %s of \"%s\", %s of \"%s\"",
                         b->offset, mg_arrow_buffer_name(a), w->schema->fields[a->field].name,
                         mg_arrow_buffer_name(b), w->schema->fields[b->field].name);
    }
    return MG_OK;
}

/* The format wants buffers to lie one after the other, and a stream is read once. */
static mg_status order_buffers(const walk *w) {
    mg_arrow_batch *batch = w->batch;
    size_t n = 0;
    MG_TRY(mg_grow(&batch->places, &batch->place_capacity, batch->buffer_count,
                   sizeof *batch->places));
    for (size_t i = 0; i < batch->buffer_count; i++) {
        if (!batch->buffers[i].length) continue;
        batch->places[n++] = (mg_arrow_place){batch->buffers[i].offset, (uint32_t)i};
    }
    batch->place_count = n;
    if (n > 1) qsort(batch->places, n, sizeof *batch->places, compare_places);
    return check_overlap(w);
}

static mg_status read_header(walk *w) {
    mg_arrow_batch *batch = w->batch;
    const mg_fb_table *t = w->table;
    MG_TRY(mg_fb_int(t, (mg_fb_field){0, "length"}, 8, 0, &batch->length));
    MG_TRY(mg_fb_list(t, (mg_fb_field){1, "nodes"}, 16, &w->nodes));
    MG_TRY(mg_fb_list(t, (mg_fb_field){2, "buffers"}, 16, &w->buffers));
    MG_TRY(mg_fb_list(t, (mg_fb_field){4, "variadicBufferCounts"}, 8, &w->variadic));
    MG_TRY(read_compression(w, &batch->codec));
    if (batch->length < 0 || batch->length > INT32_MAX) {
        return WALK_FAIL(w, "a record batch of %" PRId64 " rows, not between 0 and 2^31",
                         batch->length);
    }
    return mg_grow(&batch->nodes, &batch->node_capacity, w->schema->count, sizeof *batch->nodes);
}

static mg_status take_all(walk *w) {
    const mg_arrow_schema *schema = w->schema;
    if (w->dictionary != SIZE_MAX) return take_field(w, w->dictionary, w->batch->length);
    for (size_t i = 0; i < schema->count; i = schema->fields[i].end) {
        MG_TRY(take_field(w, i, w->batch->length));
    }
    return MG_OK;
}

mg_status mg_arrow_batch_parse(mg_arrow_batch *batch, const mg_fb_table *table,
                               const mg_arrow_message *message, const mg_arrow_schema *schema,
                               size_t dictionary) {
    walk w = {.batch = batch, .schema = schema, .table = table, .dictionary = dictionary};
    batch->file = table->buffer->name;
    batch->body_offset = message->body_offset;
    batch->body_length = message->body_length;
    batch->buffer_count = 0;
    MG_TRY(read_header(&w));
    MG_TRY(take_all(&w));
    if (w.next_node != w.nodes.count) {
        return WALK_FAIL(&w, "%zu nodes, but the schema has %zu", w.nodes.count, w.next_node);
    }
    if (w.next_buffer != w.buffers.count) {
        return WALK_FAIL(&w, "%zu buffers, but the schema has %zu", w.buffers.count, w.next_buffer);
    }
    return order_buffers(&w);
}

void mg_arrow_batch_free(mg_arrow_batch *batch) {
    mg_free(batch->nodes);
    mg_free(batch->buffers);
    mg_free(batch->places);
    *batch = (mg_arrow_batch){0};
}

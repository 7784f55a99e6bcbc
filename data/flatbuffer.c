#include "data/flatbuffer.h"

#include <string.h>

#include "data/bytes.h"

/* Positions are 32 bits in the format; larger buffers are refused at the root. */
#define MAX_BYTES INT32_MAX

static uint16_t load_u16(const mg_flatbuffer *b, size_t at) {
    uint16_t value;
    memcpy(&value, b->data + at, sizeof value);
    return value;
}

static uint32_t load_u32(const mg_flatbuffer *b, size_t at) {
    uint32_t value;
    memcpy(&value, b->data + at, sizeof value);
    return value;
}

static bool holds(const mg_flatbuffer *b, size_t at, size_t bytes) {
    return at <= b->size && bytes <= b->size - at;
}

static mg_status fail_at(const mg_flatbuffer *b, size_t at, const char *table, const char *field,
                         const char *defect) {
    return mg_fail_offset(MG_ERR_FORMAT, b->name, b->offset + at, "%s%s%s: %s", table,
                          *field ? "." : "", field, defect);
}

static mg_status open_table(const mg_flatbuffer *b, size_t position, const char *name,
                            mg_fb_table *out) {
    if (position % 4 || !holds(b, position, 4)) {
        return fail_at(b, position, name, "",
                       "the table lies outside the metadata or is unaligned");
    }
    /* The vtable may lie before or after its table: the distance is signed. */
    int64_t vtable = (int64_t)position - (int32_t)load_u32(b, position);
    if (vtable < 0 || vtable % 2 || !holds(b, (size_t)vtable, 4)) {
        return fail_at(b, position, name, "", "its vtable lies outside the metadata");
    }
    *out = (mg_fb_table){.buffer = b, .name = name, .position = position, .vtable = (size_t)vtable};
    out->vtable_bytes = load_u16(b, out->vtable);
    out->table_bytes = load_u16(b, out->vtable + 2);
    if (out->vtable_bytes < 4 || out->vtable_bytes % 2 ||
        !holds(b, out->vtable, out->vtable_bytes)) {
        return fail_at(b, out->vtable, name, "", "its vtable has an impossible size");
    }
    if (out->table_bytes < 4 || !holds(b, position, out->table_bytes)) {
        return fail_at(b, out->vtable + 2, name, "", "the table has an impossible size");
    }
    return MG_OK;
}

mg_status mg_fb_root(const mg_flatbuffer *buffer, const char *name, mg_fb_table *out) {
    if (buffer->size > MAX_BYTES || !holds(buffer, 0, 4)) {
        return fail_at(buffer, 0, name, "", "the metadata is too short or too long");
    }
    size_t position = load_u32(buffer, 0);
    if (position == 0) return fail_at(buffer, 0, name, "", "there is no root table");
    return open_table(buffer, position, name, out);
}

/* Where the value of a field of `bytes` lies; 0 (never a value's place) if the field is absent. */
static mg_status find_field(const mg_fb_table *t, mg_fb_field field, size_t bytes, size_t *at) {
    size_t slot = 4 + 2 * (size_t)field.id;
    *at = 0;
    if (slot + 2 > t->vtable_bytes) return MG_OK;
    size_t within = load_u16(t->buffer, t->vtable + slot);
    if (within == 0) return MG_OK;
    if (within < 4 || within > t->table_bytes || bytes > t->table_bytes - within) {
        return fail_at(t->buffer, t->vtable + slot, t->name, field.name,
                       "the field lies outside its table");
    }
    *at = t->position + within;
    return MG_OK;
}

mg_status mg_fb_int(const mg_fb_table *table, mg_fb_field field, size_t bytes, int64_t fallback,
                    int64_t *out) {
    size_t at = 0;
    MG_TRY(find_field(table, field, bytes, &at));
    *out = fallback;
    if (!at) return MG_OK;
    uint64_t raw = 0;
    memcpy(&raw, table->buffer->data + at, bytes);
    unsigned unused = 64 - 8 * (unsigned)bytes;
    *out = (int64_t)(raw << unused) >> unused;
    return MG_OK;
}

mg_status mg_fb_byte(const mg_fb_table *table, mg_fb_field field, uint8_t fallback, uint8_t *out) {
    size_t at = 0;
    MG_TRY(find_field(table, field, 1, &at));
    *out = at ? table->buffer->data[at] : fallback;
    return MG_OK;
}

/* Follows the offset stored at `at`; what it points to has at least 4 bytes. */
static mg_status follow(const mg_flatbuffer *b, size_t at, const char *table, const char *field,
                        size_t *target) {
    uint32_t distance = load_u32(b, at);
    if (distance == 0 || !holds(b, at + distance, 4)) {
        return fail_at(b, at, table, field, "it points outside the metadata");
    }
    *target = at + distance;
    return MG_OK;
}

mg_status mg_fb_child(const mg_fb_table *table, mg_fb_field field, const char *name,
                      mg_fb_table *out, bool *present) {
    size_t at, target = 0;
    MG_TRY(find_field(table, field, 4, &at));
    *present = at != 0;
    if (!at) return MG_OK;
    MG_TRY(follow(table->buffer, at, table->name, field.name, &target));
    return open_table(table->buffer, target, name, out);
}

mg_status mg_fb_list(const mg_fb_table *table, mg_fb_field field, size_t element_bytes,
                     mg_fb_vector *out) {
    const mg_flatbuffer *b = table->buffer;
    size_t at, target = 0;
    *out = (mg_fb_vector){.buffer = b, .name = field.name, .element_bytes = element_bytes};
    MG_TRY(find_field(table, field, 4, &at));
    if (!at) return MG_OK;
    MG_TRY(follow(b, at, table->name, field.name, &target));
    out->present = true;
    out->position = target + 4;
    out->count = load_u32(b, target);
    if (out->count > (b->size - out->position) / element_bytes) {
        return fail_at(b, target, table->name, field.name, "it is longer than the metadata");
    }
    return MG_OK;
}

mg_status mg_fb_string(const mg_fb_table *table, mg_fb_field field, const char **out,
                       size_t *length) {
    mg_fb_vector bytes;
    *out = NULL;
    *length = 0;
    MG_TRY(mg_fb_list(table, field, 1, &bytes));
    if (!bytes.present) return MG_OK;
    const mg_flatbuffer *b = table->buffer;
    if (!holds(b, bytes.position, bytes.count + 1) || b->data[bytes.position + bytes.count]) {
        return fail_at(b, bytes.position, table->name, field.name, "the text does not end in NUL");
    }
    *out = (const char *)b->data + bytes.position;
    *length = bytes.count;
    return MG_OK;
}

mg_status mg_fb_list_table(const mg_fb_vector *vector, size_t index, const char *name,
                           mg_fb_table *out) {
    size_t target = 0;
    MG_TRY(follow(vector->buffer, vector->position + 4 * index, name, "", &target));
    return open_table(vector->buffer, target, name, out);
}

int64_t mg_fb_list_i64(const mg_fb_vector *vector, size_t index, size_t within) {
    int64_t value;
    memcpy(&value, vector->buffer->data + vector->position + index * vector->element_bytes + within,
           sizeof value);
    return value;
}

uint64_t mg_fb_offset(const mg_fb_table *table) {
    return table->buffer->offset + table->position;
}

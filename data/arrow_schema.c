#include "data/arrow_schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/bytes.h"

enum {
    MAX_DEPTH = 64,    /* Arrow C++ refuses deeper nesting too */
    MAX_FIELDS = 4096, /* offsets may point to one table many times: bounds the work */
    MAX_METADATA = 1024,
};

static const struct {
    const char *name, *buffers;
} types[MG_ARROW_TYPES] = {[MG_ARROW_NONE] = {"none", ""},
#define TYPE_ROW(name, text, buffers) [MG_ARROW_##name] = {text, buffers},
                           MG_ARROW_TYPE_LIST(TYPE_ROW)
#undef TYPE_ROW
};

const char *mg_arrow_type_name(mg_arrow_type type) {
    return types[type].name;
}

const char *mg_arrow_type_buffers(mg_arrow_type type) {
    return types[type].buffers;
}

static mg_status fail_at(const mg_fb_table *table, const char *column, const char *defect,
                         int64_t found) {
    return mg_fail_offset(MG_ERR_FORMAT, table->buffer->name, mg_fb_offset(table),
                          "%s of column \"%s\": %s %" PRId64, table->name, column, defect, found);
}

static bool width_in(int64_t bits, int64_t low, int64_t high) {
    return bits >= low && bits <= high && (bits & (bits - 1)) == 0;
}

static mg_status read_int(const mg_fb_table *t, const char *column, int *bits, bool *is_signed) {
    int64_t width;
    uint8_t sign;
    MG_TRY(mg_fb_int(t, (mg_fb_field){0, "bitWidth"}, 4, 0, &width));
    MG_TRY(mg_fb_byte(t, (mg_fb_field){1, "is_signed"}, 0, &sign));
    if (!width_in(width, 8, 64)) return fail_at(t, column, "an integer's width cannot be", width);
    *bits = (int)width;
    *is_signed = sign != 0;
    return MG_OK;
}

/* An enumeration of 16 bits from 0 to `last`. */
static mg_status read_choice(const mg_fb_table *t, const char *column, mg_fb_field field,
                             int64_t fallback, int last, int *out) {
    int64_t value;
    MG_TRY(mg_fb_int(t, field, 2, fallback, &value));
    if (value < 0 || value > last)
        return fail_at(t, column, "there is no unit or precision", value);
    *out = (int)value;
    return MG_OK;
}

static mg_status read_string(const mg_fb_table *t, mg_fb_field field, char **out) {
    const char *text;
    size_t length;
    MG_TRY(mg_fb_string(t, field, &text, &length));
    if (!text) return MG_OK;
    *out = mg_strdup(text);
    return *out ? MG_OK : MG_ERR_MEMORY;
}

static mg_status read_float(const mg_fb_table *t, mg_arrow_field *f) {
    int precision = 0;
    MG_TRY(read_choice(t, f->name, (mg_fb_field){0, "precision"}, 0, 2, &precision));
    f->bits = 16 << precision;
    return MG_OK;
}

static mg_status read_decimal(const mg_fb_table *t, mg_arrow_field *f) {
    int64_t bits;
    MG_TRY(mg_fb_int(t, (mg_fb_field){2, "bitWidth"}, 4, 128, &bits));
    if (!width_in(bits, 32, 256)) return fail_at(t, f->name, "a decimal's width cannot be", bits);
    f->bits = (int)bits;
    return MG_OK;
}

static mg_status read_time(const mg_fb_table *t, mg_arrow_field *f) {
    int64_t bits;
    MG_TRY(read_choice(t, f->name, (mg_fb_field){0, "unit"}, MG_ARROW_MS, 3, &f->unit));
    MG_TRY(mg_fb_int(t, (mg_fb_field){1, "bitWidth"}, 4, 32, &bits));
    if (!width_in(bits, 32, 64)) return fail_at(t, f->name, "a time's width cannot be", bits);
    f->bits = (int)bits;
    return MG_OK;
}

/* DATE, TIMESTAMP, INTERVAL and DURATION: a unit, and a width that follows from it. */
static mg_status read_unit(const mg_fb_table *t, mg_arrow_field *f) {
    static const struct {
        int fallback, last, bits[4];
    } units[] = {
        [MG_ARROW_DATE] = {1, 1, {32, 64}},
        [MG_ARROW_TIMESTAMP] = {0, 3, {64, 64, 64, 64}},
        [MG_ARROW_INTERVAL] = {0, 2, {32, 64, 128}},
        [MG_ARROW_DURATION] = {1, 3, {64, 64, 64, 64}},
    };
    MG_TRY(read_choice(t, f->name, (mg_fb_field){0, "unit"}, units[f->type].fallback,
                       units[f->type].last, &f->unit));
    f->bits = units[f->type].bits[f->unit];
    if (f->type != MG_ARROW_TIMESTAMP) return MG_OK;
    return read_string(t, (mg_fb_field){1, "timezone"}, &f->timezone);
}

static mg_status read_fixed_size(const mg_fb_table *t, mg_arrow_field *f) {
    int64_t size;
    MG_TRY(mg_fb_int(t, (mg_fb_field){0, "listSize or byteWidth"}, 4, 0, &size));
    if (size < 0) return fail_at(t, f->name, "a size cannot be", size);
    if (f->type == MG_ARROW_FIXED_SIZE_LIST) {
        f->list_size = size;
    } else if (size > INT32_MAX / 8) {
        return fail_at(t, f->name, "a value is too wide:", size);
    } else {
        f->bits = (int)size * 8;
    }
    return MG_OK;
}

/* What the type's own table says. Types without parameters need none. */
static mg_status read_type(const mg_fb_table *t, mg_arrow_field *f) {
    int mode = 0;
    switch (f->type) {
    case MG_ARROW_INT:
        return read_int(t, f->name, &f->bits, &f->is_signed);
    case MG_ARROW_FLOAT:
        return read_float(t, f);
    case MG_ARROW_BOOL:
        f->bits = 1;
        return MG_OK;
    case MG_ARROW_DECIMAL:
        return read_decimal(t, f);
    case MG_ARROW_TIME:
        return read_time(t, f);
    case MG_ARROW_DATE:
    case MG_ARROW_TIMESTAMP:
    case MG_ARROW_INTERVAL:
    case MG_ARROW_DURATION:
        return read_unit(t, f);
    case MG_ARROW_FIXED_SIZE_BINARY:
    case MG_ARROW_FIXED_SIZE_LIST:
        return read_fixed_size(t, f);
    case MG_ARROW_UNION:
        MG_TRY(read_choice(t, f->name, (mg_fb_field){0, "mode"}, 0, 1, &mode));
        f->is_dense = mode == 1;
        return MG_OK;
    default:
        return MG_OK;
    }
}

static mg_status read_dictionary(const mg_fb_table *field, mg_arrow_field *f) {
    mg_fb_table encoding, index;
    bool present;
    MG_TRY(mg_fb_child(field, (mg_fb_field){4, "dictionary"}, "DictionaryEncoding", &encoding,
                       &f->dictionary));
    if (!f->dictionary) return MG_OK;
    f->index_bits = 32;
    f->index_signed = true;
    MG_TRY(mg_fb_int(&encoding, (mg_fb_field){0, "id"}, 8, 0, &f->dictionary_id));
    MG_TRY(mg_fb_child(&encoding, (mg_fb_field){1, "indexType"}, "Int", &index, &present));
    return present ? read_int(&index, f->name, &f->index_bits, &f->index_signed) : MG_OK;
}

static mg_status check_children(const mg_fb_table *field, const mg_arrow_field *f, size_t count) {
    bool any = f->type == MG_ARROW_STRUCT || f->type == MG_ARROW_UNION;
    size_t expected = 0;
    switch (f->type) {
    case MG_ARROW_LIST:
    case MG_ARROW_LARGE_LIST:
    case MG_ARROW_FIXED_SIZE_LIST:
    case MG_ARROW_MAP:
    case MG_ARROW_LIST_VIEW:
    case MG_ARROW_LARGE_LIST_VIEW:
        expected = 1;
        break;
    case MG_ARROW_RUN_END_ENCODED:
        expected = 2;
        break;
    default:
        break;
    }
    if (any || count == expected) return MG_OK;
    return mg_fail(
        MG_ERR_FORMAT, "%s: offset %" PRIu64 ": column \"%s\" of type %s has %zu children, not %zu",
        field->buffer->name, mg_fb_offset(field), f->name, types[f->type].name, count, expected);
}

/* Everything of a Field but its children. */
static mg_status read_field(const mg_fb_table *table, mg_arrow_field *f) {
    mg_fb_table type;
    bool present;
    uint8_t tag, nullable;
    MG_TRY(read_string(table, (mg_fb_field){0, "name"}, &f->name));
    if (!f->name) f->name = mg_strdup("");
    if (!f->name) return MG_ERR_MEMORY;
    for (const char *c = f->name; *c; c++) { /* names go into messages of one line */
        if (*c > 0 && *c < ' ') return fail_at(table, "", "its name has the control character", *c);
    }
    MG_TRY(mg_fb_byte(table, (mg_fb_field){1, "nullable"}, 0, &nullable));
    MG_TRY(mg_fb_byte(table, (mg_fb_field){2, "type_type"}, 0, &tag));
    MG_TRY(mg_fb_child(table, (mg_fb_field){3, "type"}, "Type", &type, &present));
    if (tag == MG_ARROW_NONE || tag >= MG_ARROW_TYPES) {
        return fail_at(table, f->name, "there is no type", tag);
    }
    if (!present) return fail_at(table, f->name, "there is no table for type", tag);
    f->nullable = nullable != 0;
    f->type = (mg_arrow_type)tag;
    type.name = types[tag].name;
    MG_TRY(read_type(&type, f));
    return read_dictionary(table, f);
}

static mg_status add_fields(mg_arrow_schema *schema, const mg_fb_vector *fields, int depth);

static mg_status add_field(mg_arrow_schema *schema, const mg_fb_table *table, int depth) {
    mg_fb_vector children;
    size_t index = schema->count;
    if (depth > MAX_DEPTH || index >= MAX_FIELDS) {
        return mg_fail_offset(MG_ERR_FORMAT, table->buffer->name, mg_fb_offset(table),
                              "the schema has more than %d fields or %d levels", MAX_FIELDS,
                              MAX_DEPTH);
    }
    MG_TRY(mg_grow(&schema->fields, &schema->capacity, index + 1, sizeof *schema->fields));
    schema->fields[index] = (mg_arrow_field){0};
    schema->count++;
    MG_TRY(read_field(table, &schema->fields[index]));
    MG_TRY(mg_fb_list(table, (mg_fb_field){5, "children"}, 4, &children));
    MG_TRY(check_children(table, &schema->fields[index], children.count));
    MG_TRY(add_fields(schema, &children, depth + 1));
    schema->fields[index].end = schema->count;
    return MG_OK;
}

static mg_status add_fields(mg_arrow_schema *schema, const mg_fb_vector *fields, int depth) {
    for (size_t i = 0; i < fields->count; i++) {
        mg_fb_table table;
        MG_TRY(mg_fb_list_table(fields, i, "Field", &table));
        MG_TRY(add_field(schema, &table, depth));
    }
    return MG_OK;
}

static mg_status read_metadata(const mg_fb_table *table, mg_arrow_schema *schema) {
    mg_fb_vector pairs;
    MG_TRY(mg_fb_list(table, (mg_fb_field){2, "custom_metadata"}, 4, &pairs));
    if (pairs.count > MAX_METADATA) {
        return mg_fail_offset(MG_ERR_FORMAT, table->buffer->name, mg_fb_offset(table),
                              "%zu pairs of metadata, more than %d", pairs.count, MAX_METADATA);
    }
    MG_TRY(mg_grow(&schema->metadata, &schema->metadata_capacity, pairs.count,
                   sizeof *schema->metadata));
    for (size_t i = 0; i < pairs.count; i++) {
        mg_fb_table pair;
        mg_arrow_metadata *out = &schema->metadata[i];
        MG_TRY(mg_fb_list_table(&pairs, i, "KeyValue", &pair));
        *out = (mg_arrow_metadata){0};
        schema->metadata_count++;
        MG_TRY(read_string(&pair, (mg_fb_field){0, "key"}, &out->key));
        MG_TRY(read_string(&pair, (mg_fb_field){1, "value"}, &out->value));
    }
    return MG_OK;
}

static mg_status parse(const mg_fb_table *table, mg_arrow_schema *schema) {
    int64_t endianness;
    mg_fb_vector fields;
    MG_TRY(mg_fb_int(table, (mg_fb_field){0, "endianness"}, 2, 0, &endianness));
    if (endianness != 0) {
        return mg_fail_offset(MG_ERR_UNSUPPORTED, table->buffer->name, mg_fb_offset(table),
                              "the file is big-endian; write it on a little-endian machine");
    }
    MG_TRY(mg_fb_list(table, (mg_fb_field){1, "fields"}, 4, &fields));
    MG_TRY(add_fields(schema, &fields, 0));
    return read_metadata(table, schema);
}

mg_status mg_arrow_schema_parse(const mg_fb_table *table, mg_arrow_schema *schema) {
    *schema = (mg_arrow_schema){0};
    mg_status status = parse(table, schema);
    if (status != MG_OK) mg_arrow_schema_free(schema);
    return status;
}

void mg_arrow_schema_free(mg_arrow_schema *schema) {
    for (size_t i = 0; i < schema->count; i++) {
        mg_free(schema->fields[i].name);
        mg_free(schema->fields[i].timezone);
    }
    for (size_t i = 0; i < schema->metadata_count; i++) {
        mg_free(schema->metadata[i].key);
        mg_free(schema->metadata[i].value);
    }
    mg_free(schema->fields);
    mg_free(schema->metadata);
    *schema = (mg_arrow_schema){0};
}

mg_status mg_arrow_schema_find(const mg_arrow_schema *schema, const char *file, const char *name,
                               size_t *field) {
    *field = SIZE_MAX;
    for (size_t i = 0; i < schema->count; i = schema->fields[i].end) {
        if (strcmp(schema->fields[i].name, name) != 0) continue;
        if (*field != SIZE_MAX) {
            return mg_fail(MG_ERR_FORMAT, "%s: there are two columns \"%s\"", file, name);
        }
        *field = i;
    }
    return MG_OK;
}

static int describe_head(const mg_arrow_field *f, char *text, size_t size) {
    const char *name = types[f->type].name;
    switch (f->type) {
    case MG_ARROW_INT:
        return snprintf(text, size, "%s%s%d", f->is_signed ? "" : "u", name, f->bits);
    case MG_ARROW_FLOAT:
    case MG_ARROW_DECIMAL:
        return snprintf(text, size, "%s%d", name, f->bits);
    case MG_ARROW_FIXED_SIZE_LIST:
        return snprintf(text, size, "%s[%" PRId64 "]", name, f->list_size);
    default:
        return snprintf(text, size, "%s", name);
    }
}

const char *mg_arrow_describe(const mg_arrow_schema *schema, size_t field, char *text,
                              size_t size) {
    size_t used = 0;
    int open = 0;
    for (size_t i = field;; i++) {
        const mg_arrow_field *f = &schema->fields[i];
        used +=
            (size_t)snprintf(text + used, size - used, "%s", f->dictionary ? "dictionary " : "");
        if (used < size) used += (size_t)describe_head(f, text + used, size - used);
        if (used + 8 > size || f->end == i + 1 || f[1].end != f->end) break;
        used += (size_t)snprintf(text + used, size - used, "<");
        open++;
    }
    while (open-- > 0 && used + 1 < size) used += (size_t)snprintf(text + used, size - used, ">");
    return text;
}

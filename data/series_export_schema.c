#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/series_export_parts.h"

enum { MAX_COLUMNS = MG_SERIES_TEXTS + 1 + MG_SERIES_VALUE_COLUMNS };

/* What an exported schema owns: private_data, and the memory of its members. */
typedef struct owned_schema {
    char *format, *name, *metadata;
    struct ArrowSchema children[MAX_COLUMNS];
    struct ArrowSchema *pointers[MAX_COLUMNS];
} owned_schema;

static void release_schema(struct ArrowSchema *schema) {
    owned_schema *own = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child->release) child->release(child);
    }
    mg_free(own->format);
    mg_free(own->name);
    mg_free(own->metadata);
    mg_free(own);
    schema->release = NULL;
}

/* A schema of this format and name; both are taken over, and NULL where memory ran out. */
static mg_status begin_schema(struct ArrowSchema *out, char *format, char *name, bool nullable) {
    owned_schema *own = mg_calloc(1, sizeof *own);
    *out = (struct ArrowSchema){0};
    if (!own || !format || !name) {
        mg_free(own);
        mg_free(format);
        mg_free(name);
        return MG_ERR_MEMORY;
    }
    own->format = format;
    own->name = name;
    for (int i = 0; i < MAX_COLUMNS; i++) own->pointers[i] = &own->children[i];
    *out = (struct ArrowSchema){.format = format,
                                .name = name,
                                .flags = nullable ? ARROW_FLAG_NULLABLE : 0,
                                .children = own->pointers,
                                .release = release_schema,
                                .private_data = own};
    return MG_OK;
}

static char *number_format(const mg_arrow_field *f) {
    int log2_bytes = f->bits == 8 ? 0 : f->bits == 16 ? 1 : f->bits == 32 ? 2 : 3;
    if (f->type == MG_ARROW_FLOAT) return mg_asprintf("%c", "?efg"[log2_bytes]);
    return mg_asprintf("%c", (f->is_signed ? "csil" : "CSIL")[log2_bytes]);
}

static char *format_of(const mg_arrow_field *f) {
    switch (f->type) {
    case MG_ARROW_UTF8:
        return mg_strdup("u");
    case MG_ARROW_LARGE_UTF8:
        return mg_strdup("U");
    case MG_ARROW_TIMESTAMP:
        return mg_asprintf("ts%c:%s", "smun"[f->unit], f -> timezone ? f -> timezone : "");
    case MG_ARROW_LIST:
        return mg_strdup("+l");
    case MG_ARROW_LARGE_LIST:
        return mg_strdup("+L");
    case MG_ARROW_FIXED_SIZE_LIST:
        return mg_asprintf("+w:%" PRId64, f->list_size);
    default:
        return number_format(f);
    }
}

/* A column, or what its lists hold. Depth is that of the lists: at most 3. */
static mg_status export_field(const mg_arrow_schema *schema, size_t field,
                              struct ArrowSchema *out) {
    const mg_arrow_field *f = &schema->fields[field];
    MG_TRY(begin_schema(out, format_of(f), mg_strdup(f->name), f->nullable));
    if (f->end == field + 1) return MG_OK;
    out->n_children = 1;
    mg_status status = export_field(schema, field + 1, out->children[0]);
    if (status != MG_OK) release_schema(out);
    return status;
}

static void put_i32(char **at, size_t value) {
    int32_t number = (int32_t)value;
    memcpy(*at, &number, sizeof number);
    *at += sizeof number;
}

static void put_text(char **at, const char *text) {
    size_t length = strlen(text);
    put_i32(at, length);
    memcpy(*at, text, length);
    *at += length;
}

static const char *or_empty(const char *text) {
    return text ? text : "";
}

/* The count of pairs, then the length and bytes of each key and value. */
static mg_status export_metadata(const mg_arrow_schema *schema, struct ArrowSchema *out) {
    owned_schema *own = out->private_data;
    size_t bytes = sizeof(int32_t);
    if (schema->metadata_count == 0) return MG_OK;
    for (size_t i = 0; i < schema->metadata_count; i++) {
        bytes += 2 * sizeof(int32_t) + strlen(or_empty(schema->metadata[i].key)) +
                 strlen(or_empty(schema->metadata[i].value));
    }
    char *at = own->metadata = mg_malloc(bytes);
    if (!at) return MG_ERR_MEMORY;
    put_i32(&at, schema->metadata_count);
    for (size_t i = 0; i < schema->metadata_count; i++) {
        put_text(&at, or_empty(schema->metadata[i].key));
        put_text(&at, or_empty(schema->metadata[i].value));
    }
    out->metadata = own->metadata;
    return MG_OK;
}

mg_status mg_series_export_schema(const mg_arrow_schema *schema, const mg_series_columns *columns,
                                  struct ArrowSchema *out) {
    mg_status status;
    MG_TRY(begin_schema(out, mg_strdup("+s"), mg_strdup(""), false));
    for (size_t i = 0; i < schema->count; i = schema->fields[i].end) {
        if (!mg_series_columns_have(columns, i)) continue;
        MG_GO(export_field(schema, i, out->children[out->n_children]));
        out->n_children++;
    }
    MG_GO(export_metadata(schema, out));
    return MG_OK;
done:
    release_schema(out);
    return status;
}

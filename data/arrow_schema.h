/* The schema message of an Arrow IPC stream (arrow.apache.org/docs/format/Columnar.html).
 *
 * Fields lie in one array in pre-order, the order of their buffers in a record batch. The subtree
 * of field i is i .. end - 1; its first child is i + 1, the sibling after a child c is
 * fields[c].end. */
#ifndef MG_DATA_ARROW_SCHEMA_H
#define MG_DATA_ARROW_SCHEMA_H

#include "data/flatbuffer.h"

/* In the order of the format's union of types, from 1. X(name, text, buffers), where each letter of
 * `buffers` is one buffer of a column of n elements:
 *     V  validity, n bits           B  bytes that the offsets cut
 *     D  n values of a fixed width  v  n views of 16 bytes, then as many buffers as the batch says
 *     4  n + 1 offsets of 4 bytes   i  n integers of 4 bytes
 *     8  n + 1 offsets of 8 bytes   l  n integers of 8 bytes     t  n bytes */
#define MG_ARROW_TYPE_LIST(X)                                                                      \
    X(NULL, "null", "")                                                                            \
    X(INT, "int", "VD")                                                                            \
    X(FLOAT, "float", "VD")                                                                        \
    X(BINARY, "binary", "V4B")                                                                     \
    X(UTF8, "utf8", "V4B")                                                                         \
    X(BOOL, "bool", "VD")                                                                          \
    X(DECIMAL, "decimal", "VD")                                                                    \
    X(DATE, "date", "VD")                                                                          \
    X(TIME, "time", "VD")                                                                          \
    X(TIMESTAMP, "timestamp", "VD")                                                                \
    X(INTERVAL, "interval", "VD")                                                                  \
    X(LIST, "list", "V4")                                                                          \
    X(STRUCT, "struct", "V")                                                                       \
    X(UNION, "union", "t")                                                                         \
    X(FIXED_SIZE_BINARY, "fixed_size_binary", "VD")                                                \
    X(FIXED_SIZE_LIST, "fixed_size_list", "V")                                                     \
    X(MAP, "map", "V4")                                                                            \
    X(DURATION, "duration", "VD")                                                                  \
    X(LARGE_BINARY, "large_binary", "V8B")                                                         \
    X(LARGE_UTF8, "large_utf8", "V8B")                                                             \
    X(LARGE_LIST, "large_list", "V8")                                                              \
    X(RUN_END_ENCODED, "run_end_encoded", "")                                                      \
    X(BINARY_VIEW, "binary_view", "Vv")                                                            \
    X(UTF8_VIEW, "utf8_view", "Vv")                                                                \
    X(LIST_VIEW, "list_view", "Vii")                                                               \
    X(LARGE_LIST_VIEW, "large_list_view", "Vll")

typedef enum mg_arrow_type {
    MG_ARROW_NONE,
#define MG_ARROW_ENUM(name, text, buffers) MG_ARROW_##name,
    MG_ARROW_TYPE_LIST(MG_ARROW_ENUM)
#undef MG_ARROW_ENUM
        MG_ARROW_TYPES
} mg_arrow_type;

typedef enum mg_arrow_unit { MG_ARROW_S, MG_ARROW_MS, MG_ARROW_US, MG_ARROW_NS } mg_arrow_unit;

typedef struct mg_arrow_field {
    char *name; /* owned by the schema, "" if the file has none */
    mg_arrow_type type;
    int bits;          /* of one value of buffer D; 0 for types without */
    bool is_signed;    /* INT */
    bool is_dense;     /* UNION */
    int unit;          /* TIMESTAMP: mg_arrow_unit; DATE, TIME, INTERVAL, DURATION: the format's */
    char *timezone;    /* TIMESTAMP: NULL if naive */
    int64_t list_size; /* FIXED_SIZE_LIST */
    bool nullable;
    bool dictionary; /* the column holds indices; the fields below tell of them */
    int64_t dictionary_id;
    int index_bits;
    bool index_signed;
    size_t end; /* one past the last field below this one */
} mg_arrow_field;

typedef struct mg_arrow_metadata {
    char *key, *value;
} mg_arrow_metadata;

typedef struct mg_arrow_schema {
    mg_arrow_field *fields;
    size_t count, capacity;
    mg_arrow_metadata *metadata;
    size_t metadata_count, metadata_capacity;
} mg_arrow_schema;

/* "list", "utf8" ... */
const char *mg_arrow_type_name(mg_arrow_type type);
/* The letters of MG_ARROW_TYPE_LIST. */
const char *mg_arrow_type_buffers(mg_arrow_type type);

/* Reads the Schema table of a message. On failure *schema is empty. */
mg_status mg_arrow_schema_parse(const mg_fb_table *table, mg_arrow_schema *schema);
void mg_arrow_schema_free(mg_arrow_schema *schema);

/* Index of the column of this name, SIZE_MAX if there is none. A name that occurs twice is
 * MG_ERR_FORMAT: which one is meant cannot be known. */
mg_status mg_arrow_schema_find(const mg_arrow_schema *schema, const char *file, const char *name,
                               size_t *field);

/* "list<fixed_size_list[3]<float32>>", for messages; cut to `size`. Returns text. */
const char *mg_arrow_describe(const mg_arrow_schema *schema, size_t field, char *text, size_t size);

#endif

/* Reading flatbuffers (flatbuffers.dev/internals) that nobody vouches for. Every position is
 * checked before it is read, and each failure names the file, the offset in it, the table and the
 * field.
 *
 *     mg_flatbuffer buffer = {metadata, size, "a.arrow", 8};
 *     mg_fb_table message;
 *     int64_t length;
 *     MG_TRY(mg_fb_root(&buffer, "Message", &message));
 *     MG_TRY(mg_fb_int(&message, (mg_fb_field){3, "bodyLength"}, 8, 0, &length));
 *
 * A table is plain data that points into the buffer. A field is its id in the schema and its name
 * for messages. Loads go through memcpy: metadata need not be aligned in memory. */
#ifndef MG_DATA_FLATBUFFER_H
#define MG_DATA_FLATBUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_flatbuffer {
    const uint8_t *data;
    size_t size;
    const char *name; /* of the file, for messages */
    uint64_t offset;  /* of data[0] in the file */
} mg_flatbuffer;

typedef struct mg_fb_table {
    const mg_flatbuffer *buffer;
    const char *name; /* of the table's type, for messages */
    size_t position;
    size_t vtable;
    size_t vtable_bytes, table_bytes;
} mg_fb_table;

typedef struct mg_fb_field {
    int id;
    const char *name;
} mg_fb_field;

/* A vector of scalars, structs or offsets. Absent fields are empty vectors. */
typedef struct mg_fb_vector {
    const mg_flatbuffer *buffer;
    const char *name;
    size_t position; /* of element 0 */
    size_t count;
    size_t element_bytes;
    bool present;
} mg_fb_vector;

mg_status mg_fb_root(const mg_flatbuffer *buffer, const char *name, mg_fb_table *out);

/* A signed integer of 1, 2, 4 or 8 bytes; `fallback` where the field is absent. Unsigned fields of
 * one byte (union tags, booleans) are read with mg_fb_byte(). */
mg_status mg_fb_int(const mg_fb_table *table, mg_fb_field field, size_t bytes, int64_t fallback,
                    int64_t *out);
mg_status mg_fb_byte(const mg_fb_table *table, mg_fb_field field, uint8_t fallback, uint8_t *out);

/* A NUL-terminated string of *length bytes, inside the buffer; NULL where the field is absent. */
mg_status mg_fb_string(const mg_fb_table *table, mg_fb_field field, const char **out,
                       size_t *length);

/* A table that a field points to; *present says whether there is one. `name` is its type. */
mg_status mg_fb_child(const mg_fb_table *table, mg_fb_field field, const char *name,
                      mg_fb_table *out, bool *present);

/* Vectors of elements of `element_bytes` each, and of tables. */
mg_status mg_fb_list(const mg_fb_table *table, mg_fb_field field, size_t element_bytes,
                     mg_fb_vector *out);
mg_status mg_fb_list_table(const mg_fb_vector *vector, size_t index, const char *name,
                           mg_fb_table *out);
/* The i64 at byte `within` of element `index`, e.g. a member of a struct. */
int64_t mg_fb_list_i64(const mg_fb_vector *vector, size_t index, size_t within);

/* Offset in the file of the table, for messages about what it says. */
uint64_t mg_fb_offset(const mg_fb_table *table);

#endif

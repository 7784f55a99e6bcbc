/* The layout of one record batch: which bytes of the body are which buffer of which column.
 *
 * Parsing checks all that the metadata can tell: node and buffer counts against the schema, lengths
 * of columns and their children, places and sizes of buffers. */
#ifndef MG_DATA_ARROW_BATCH_H
#define MG_DATA_ARROW_BATCH_H

#include "data/arrow_message.h"

typedef enum mg_arrow_codec {
    MG_ARROW_PLAIN = -1,
    MG_ARROW_LZ4 = 0, /* frames */
    MG_ARROW_ZSTD = 1
} mg_arrow_codec;

typedef struct mg_arrow_node {
    int64_t length, null_count;
    size_t first_buffer;
} mg_arrow_node;

typedef struct mg_arrow_buffer {
    int64_t offset, length; /* in the body, as stored */
    int64_t needed;         /* bytes that the column needs at least, decompressed; 0 if the contents
                               of another buffer tell */
    uint32_t field;
    char kind; /* letter of MG_ARROW_TYPE_LIST */
} mg_arrow_buffer;

/* Buffers that are not empty, as they lie in the body. */
typedef struct mg_arrow_place {
    int64_t offset;
    uint32_t buffer;
} mg_arrow_place;

typedef struct mg_arrow_batch {
    const char *file;     /* for messages; borrowed */
    uint64_t body_offset; /* in the file */
    int64_t body_length;
    int64_t length; /* rows */
    mg_arrow_codec codec;
    mg_arrow_node *nodes; /* by index of field; those that this batch does not hold are stale */
    size_t node_capacity;
    mg_arrow_buffer *buffers;
    size_t buffer_count, buffer_capacity;
    mg_arrow_place *places; /* sorted */
    size_t place_count, place_capacity;
} mg_arrow_batch;

/* Parses the RecordBatch table of a message into `batch`, which is zeroed or of an earlier call
 * and keeps its memory. `dictionary` is the index of the field whose values a dictionary batch
 * holds, SIZE_MAX for a record batch. */
mg_status mg_arrow_batch_parse(mg_arrow_batch *batch, const mg_fb_table *table,
                               const mg_arrow_message *message, const mg_arrow_schema *schema,
                               size_t dictionary);
void mg_arrow_batch_free(mg_arrow_batch *batch);

/* Offset of a buffer in the file, for messages. */
uint64_t mg_arrow_buffer_offset(const mg_arrow_batch *batch, size_t buffer);

/* "validity", "offsets", "values" ... */
const char *mg_arrow_buffer_name(const mg_arrow_buffer *buffer);

#endif

/* Messages of an Arrow IPC stream: their framing, and what their metadata say.
 *
 *     FF FF FF FF | i32 n | n bytes of flatbuffer | body        one message
 *     FF FF FF FF | 0                                           the end
 *
 * A stream is one schema, then dictionary and record batches. The file format is the same between
 * "ARROW1" and a footer, so it is read as a stream too. What all of a batch's columns need is
 * checked from its metadata alone, before a byte of its body is read. */
#ifndef MG_DATA_ARROW_MESSAGE_H
#define MG_DATA_ARROW_MESSAGE_H

#include "data/arrow_schema.h"

enum {
    MG_ARROW_PREFIX_BYTES = 8,
    MG_ARROW_METADATA_MAX = 16 << 20,
};

/* Bodies are streamed, so a large one does no harm; the cap keeps sums far from overflow. */
#define MG_ARROW_BODY_MAX (INT64_C(1) << 40)

typedef enum mg_arrow_prefix {
    MG_ARROW_PREFIX_MESSAGE, /* the length follows */
    MG_ARROW_PREFIX_END,     /* the end, in the spelling of old writers */
    MG_ARROW_PREFIX_FILE,    /* first half of "ARROW1\0\0" */
} mg_arrow_prefix;

/* The first 4 bytes of a message, at `offset` of the file. What is not a prefix at all is named
 * where it can be (a web page, a Git LFS pointer, gzip, Parquet ...). */
mg_status mg_arrow_prefix_read(const char *file, uint64_t offset, const uint8_t bytes[4],
                               mg_arrow_prefix *prefix);
/* The next 4: bytes of metadata, 0 at the end. */
mg_status mg_arrow_length_read(const char *file, uint64_t offset, const uint8_t bytes[4],
                               size_t *metadata_bytes);

typedef enum mg_arrow_kind {
    MG_ARROW_SCHEMA = 1,
    MG_ARROW_DICTIONARY_BATCH = 2,
    MG_ARROW_RECORD_BATCH = 3
} mg_arrow_kind;

typedef struct mg_arrow_message {
    mg_arrow_kind kind;
    mg_fb_table header; /* points into the metadata */
    int64_t body_length;
    uint64_t body_offset; /* in the file */
} mg_arrow_message;

/* Reads the Message table. `have_schema` says whether a schema came before: a batch without one and
 * a second schema are failures. `file_size` of 0 is unknown. */
mg_status mg_arrow_message_parse(const mg_flatbuffer *metadata, bool have_schema,
                                 uint64_t file_size, mg_arrow_message *message);

/* id, delta and the batch of a dictionary message. */
typedef struct mg_arrow_dictionary {
    int64_t id;
    bool is_delta;
    mg_fb_table data;
} mg_arrow_dictionary;

mg_status mg_arrow_dictionary_parse(const mg_arrow_message *message, mg_arrow_dictionary *out);

#endif

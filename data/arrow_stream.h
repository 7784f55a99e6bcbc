/* Cuts an Arrow IPC stream that arrives in pieces of any size into messages and bodies. Metadata
 * are gathered (16 MiB at most), bodies are passed on as they come.
 *
 *     mg_arrow_stream stream;
 *     mg_arrow_stream_init(&stream, "a.arrow", 0, &events);
 *     while (more) MG_GO(mg_arrow_stream_push(&stream, bytes, n));
 *     MG_GO(mg_arrow_stream_finish(&stream));
 * done:
 *     mg_arrow_stream_free(&stream);
 */
#ifndef MG_DATA_ARROW_STREAM_H
#define MG_DATA_ARROW_STREAM_H

#include "data/arrow_message.h"

typedef struct mg_arrow_stream_events {
    void *context;
    /* A message begins; its tables are valid during the call. A failure ends the stream. */
    mg_status (*message)(void *context, const mg_arrow_message *message);
    /* The next bytes of its body, n > 0. */
    mg_status (*body)(void *context, const uint8_t *bytes, size_t n);
    /* The body is complete; called for bodies of no bytes too. */
    mg_status (*end)(void *context);
} mg_arrow_stream_events;

typedef enum mg_arrow_state {
    MG_ARROW_AT_PREFIX,
    MG_ARROW_AT_MAGIC, /* in the second half of "ARROW1\0\0" */
    MG_ARROW_AT_LENGTH,
    MG_ARROW_IN_METADATA,
    MG_ARROW_IN_BODY,
    MG_ARROW_AT_END
} mg_arrow_state;

typedef struct mg_arrow_stream {
    const char *name;
    uint64_t size; /* of the whole file, 0 if unknown */
    mg_arrow_stream_events events;
    mg_arrow_state state;
    uint64_t offset;   /* bytes taken so far */
    uint8_t word[4];   /* of a prefix or a length */
    size_t word_bytes; /* of `word` that are there */
    uint8_t *metadata; /* being gathered */
    size_t metadata_bytes, metadata_needed, metadata_capacity;
    uint64_t body_left;
    bool have_schema;
    bool is_file; /* began with ARROW1: a footer follows the end */
} mg_arrow_stream;

/* `name` and what `events` points to must live as long as the stream. */
void mg_arrow_stream_init(mg_arrow_stream *stream, const char *name, uint64_t size,
                          const mg_arrow_stream_events *events);
mg_status mg_arrow_stream_push(mg_arrow_stream *stream, const uint8_t *bytes, size_t n);
/* No more bytes come. Ending between two messages is fine, inside one is MG_ERR_FORMAT. */
mg_status mg_arrow_stream_finish(const mg_arrow_stream *stream);
void mg_arrow_stream_free(mg_arrow_stream *stream);

#endif

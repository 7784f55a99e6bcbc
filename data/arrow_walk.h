/* Goes from message to message of an Arrow IPC stream that can be read at random, stepping over
 * bodies; small reads are served from a window of 64 KiB.
 *
 *     mg_arrow_walk walk = {.bytes = bytes};
 *     for (;;) {
 *         MG_GO(mg_arrow_walk_next(&walk, &message, &there));
 *         if (!there) break;
 *         ...                       // the message's tables are valid until the next look
 *         MG_GO(mg_arrow_walk_look(&walk, offset, n, &body));
 *     }
 * done:
 *     mg_arrow_walk_free(&walk);
 */
#ifndef MG_DATA_ARROW_WALK_H
#define MG_DATA_ARROW_WALK_H

#include "data/arrow_message.h"
#include "data/bytes.h"

typedef struct mg_arrow_walk {
    mg_bytes *bytes;
    uint64_t offset; /* of the next message */
    bool have_schema;
    bool ended;
    mg_flatbuffer metadata; /* of the last message */
    uint8_t *window;
    uint64_t window_offset; /* in the file */
    size_t window_bytes, window_capacity;
} mg_arrow_walk;

/* *there is false at the end of the stream. */
mg_status mg_arrow_walk_next(mg_arrow_walk *walk, mg_arrow_message *message, bool *there);
/* `n` bytes of the file; valid until the next look. */
mg_status mg_arrow_walk_look(mg_arrow_walk *walk, uint64_t offset, size_t n, const uint8_t **out);
void mg_arrow_walk_free(mg_arrow_walk *walk);

#endif

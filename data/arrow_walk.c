#include "data/arrow_walk.h"

#include "core/base/alloc.h"

enum { WINDOW_BYTES = 64 << 10 };

static mg_status load_window(mg_arrow_walk *w, uint64_t offset, size_t n) {
    uint64_t rest = offset < w->bytes->size ? w->bytes->size - offset : 0;
    size_t load = rest < WINDOW_BYTES ? (size_t)rest : WINDOW_BYTES;
    if (load < n) load = n;
    w->window_bytes = 0;
    /* Room for what is not there would be asked for in vain: the read says how far the file goes.
     */
    if (load <= rest) MG_TRY(mg_grow(&w->window, &w->window_capacity, load, 1));
    MG_TRY(mg_bytes_read(w->bytes, offset, w->window, load));
    w->window_offset = offset;
    w->window_bytes = load;
    return MG_OK;
}

mg_status mg_arrow_walk_look(mg_arrow_walk *walk, uint64_t offset, size_t n, const uint8_t **out) {
    uint64_t end = walk->window_offset + walk->window_bytes;
    bool inside = offset >= walk->window_offset && offset <= end && n <= end - offset;
    if (!inside) MG_TRY(load_window(walk, offset, n));
    *out = walk->window + (offset - walk->window_offset);
    return MG_OK;
}

/* Reads what frames the next message: bytes of its metadata, 0 at the end and at the mark of the
 * file format. */
static mg_status read_frame(mg_arrow_walk *w, size_t *metadata_bytes) {
    const uint8_t *word;
    mg_arrow_prefix prefix;
    *metadata_bytes = 0;
    MG_TRY(mg_arrow_walk_look(w, w->offset, 4, &word));
    MG_TRY(mg_arrow_prefix_read(w->bytes->name, w->offset, word, &prefix));
    if (prefix == MG_ARROW_PREFIX_FILE) {
        w->offset += MG_ARROW_PREFIX_BYTES;
        return MG_OK;
    }
    if (prefix == MG_ARROW_PREFIX_MESSAGE) {
        MG_TRY(mg_arrow_walk_look(w, w->offset + 4, 4, &word));
        MG_TRY(mg_arrow_length_read(w->bytes->name, w->offset + 4, word, metadata_bytes));
    }
    w->ended = *metadata_bytes == 0;
    return MG_OK;
}

/* The last 8 bytes can only be the end's mark: a request for them would tell nothing. */
static bool at_end(const mg_arrow_walk *w) {
    return w->ended || w->offset + MG_ARROW_PREFIX_BYTES >= w->bytes->size;
}

mg_status mg_arrow_walk_next(mg_arrow_walk *walk, mg_arrow_message *message, bool *there) {
    size_t n = 0;
    while (n == 0 && !at_end(walk)) MG_TRY(read_frame(walk, &n));
    *there = n > 0;
    if (*there) {
        uint64_t offset = walk->offset + MG_ARROW_PREFIX_BYTES;
        walk->metadata = (mg_flatbuffer){.size = n, .name = walk->bytes->name, .offset = offset};
        MG_TRY(mg_arrow_walk_look(walk, offset, n, &walk->metadata.data));
        MG_TRY(
            mg_arrow_message_parse(&walk->metadata, walk->have_schema, walk->bytes->size, message));
        walk->offset = message->body_offset + (uint64_t)message->body_length;
        walk->have_schema = true;
        return MG_OK;
    }
    if (walk->have_schema) return MG_OK;
    return mg_fail_offset(MG_ERR_FORMAT, walk->bytes->name, walk->offset,
                          "the file ends before its schema");
}

void mg_arrow_walk_free(mg_arrow_walk *walk) {
    mg_free(walk->window);
    walk->window = NULL;
}

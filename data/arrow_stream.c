#include "data/arrow_stream.h"

#include <string.h>

#include "core/base/alloc.h"
#include "data/bytes.h"

void mg_arrow_stream_init(mg_arrow_stream *stream, const char *name, uint64_t size,
                          const mg_arrow_stream_events *events) {
    *stream = (mg_arrow_stream){.name = name, .size = size, .events = *events};
}

/* Gathers four bytes. Returns how many were taken; *full says whether `word` is complete, and its
 * place in the file is then offset - 4. */
static size_t take_word(mg_arrow_stream *s, const uint8_t *bytes, size_t n, bool *full) {
    size_t taken = sizeof s->word - s->word_bytes;
    if (taken > n) taken = n;
    memcpy(s->word + s->word_bytes, bytes, taken);
    s->word_bytes += taken;
    s->offset += taken;
    *full = s->word_bytes == sizeof s->word;
    if (*full) s->word_bytes = 0;
    return taken;
}

static mg_status end_stream(mg_arrow_stream *s) {
    if (!s->have_schema) {
        return mg_fail_offset(MG_ERR_FORMAT, s->name, s->offset - 4,
                              "the stream ends before its schema");
    }
    s->state = MG_ARROW_AT_END;
    return MG_OK;
}

static mg_status on_prefix(mg_arrow_stream *s) {
    mg_arrow_prefix prefix;
    MG_TRY(mg_arrow_prefix_read(s->name, s->offset - 4, s->word, &prefix));
    if (prefix == MG_ARROW_PREFIX_END) return end_stream(s);
    s->state = prefix == MG_ARROW_PREFIX_FILE ? MG_ARROW_AT_MAGIC : MG_ARROW_AT_LENGTH;
    return MG_OK;
}

static mg_status on_magic(mg_arrow_stream *s) {
    if (memcmp(s->word, "W1\0\0", 4) != 0) {
        return mg_fail_offset(MG_ERR_FORMAT, s->name, 0,
                              "the file begins like \"ARROW1\", but is not");
    }
    s->is_file = true;
    s->state = MG_ARROW_AT_PREFIX;
    return MG_OK;
}

static mg_status on_length(mg_arrow_stream *s) {
    MG_TRY(mg_arrow_length_read(s->name, s->offset - 4, s->word, &s->metadata_needed));
    if (s->metadata_needed == 0) return end_stream(s);
    if (s->size && s->metadata_needed > s->size - s->offset) {
        return mg_fail_offset(MG_ERR_FORMAT, s->name, s->offset,
                              "metadata of %zu bytes do not fit in the file of %" PRIu64
                              " bytes; it may be cut short",
                              s->metadata_needed, s->size);
    }
    s->metadata_bytes = 0;
    s->state = MG_ARROW_IN_METADATA;
    return MG_OK;
}

static mg_status end_body(mg_arrow_stream *s) {
    s->state = MG_ARROW_AT_PREFIX;
    return s->events.end(s->events.context);
}

static mg_status on_metadata(mg_arrow_stream *s, const uint8_t *metadata) {
    mg_flatbuffer buffer = {metadata, s->metadata_needed, s->name, s->offset - s->metadata_needed};
    mg_arrow_message message;
    MG_TRY(mg_arrow_message_parse(&buffer, s->have_schema, s->size, &message));
    s->have_schema = true;
    s->body_left = (uint64_t)message.body_length;
    s->state = MG_ARROW_IN_BODY;
    MG_TRY(s->events.message(s->events.context, &message));
    return s->body_left ? MG_OK : end_body(s);
}

static mg_status take_metadata(mg_arrow_stream *s, const uint8_t *bytes, size_t n, size_t *taken) {
    size_t missing = s->metadata_needed - s->metadata_bytes;
    *taken = missing < n ? missing : n;
    s->offset += *taken;
    if (*taken == s->metadata_needed) return on_metadata(s, bytes); /* all in one piece: no copy */
    /* Memory follows the bytes that have come, not the length that was announced. */
    MG_TRY(mg_grow(&s->metadata, &s->metadata_capacity, s->metadata_bytes + *taken, 1));
    memcpy(s->metadata + s->metadata_bytes, bytes, *taken);
    s->metadata_bytes += *taken;
    return s->metadata_bytes == s->metadata_needed ? on_metadata(s, s->metadata) : MG_OK;
}

static mg_status take_body(mg_arrow_stream *s, const uint8_t *bytes, size_t n, size_t *taken) {
    *taken = s->body_left < n ? (size_t)s->body_left : n;
    s->offset += *taken;
    s->body_left -= *taken;
    MG_TRY(s->events.body(s->events.context, bytes, *taken));
    return s->body_left ? MG_OK : end_body(s);
}

static mg_status take_rest(mg_arrow_stream *s, size_t n, size_t *taken) {
    *taken = n;
    s->offset += n;
    if (s->is_file) return MG_OK; /* the footer tells nothing new */
    return mg_fail_offset(MG_ERR_FORMAT, s->name, s->offset - n,
                          "bytes follow the end of the stream");
}

static mg_status step(mg_arrow_stream *s, const uint8_t *bytes, size_t n, size_t *taken) {
    bool full;
    switch (s->state) {
    case MG_ARROW_AT_PREFIX:
        *taken = take_word(s, bytes, n, &full);
        return full ? on_prefix(s) : MG_OK;
    case MG_ARROW_AT_MAGIC:
        *taken = take_word(s, bytes, n, &full);
        return full ? on_magic(s) : MG_OK;
    case MG_ARROW_AT_LENGTH:
        *taken = take_word(s, bytes, n, &full);
        return full ? on_length(s) : MG_OK;
    case MG_ARROW_IN_METADATA:
        return take_metadata(s, bytes, n, taken);
    case MG_ARROW_IN_BODY:
        return take_body(s, bytes, n, taken);
    default:
        return take_rest(s, n, taken);
    }
}

mg_status mg_arrow_stream_push(mg_arrow_stream *stream, const uint8_t *bytes, size_t n) {
    while (n > 0) {
        size_t taken = 0;
        MG_TRY(step(stream, bytes, n, &taken));
        bytes += taken;
        n -= taken;
    }
    return MG_OK;
}

mg_status mg_arrow_stream_finish(const mg_arrow_stream *stream) {
    static const char *const places[] = {
        "the mark of a message",     "the mark of a file",    "the length of a message",
        "the metadata of a message", "the body of a message", "nothing",
    };
    bool between = stream->state == MG_ARROW_AT_PREFIX && stream->word_bytes == 0;
    if (stream->state == MG_ARROW_AT_END || (between && stream->have_schema)) return MG_OK;
    if (between) {
        return mg_fail_offset(MG_ERR_FORMAT, stream->name, stream->offset,
                              "the file is empty: there is no schema");
    }
    return mg_fail_offset(MG_ERR_FORMAT, stream->name, stream->offset,
                          "the file is cut short: it ends in %s", places[stream->state]);
}

void mg_arrow_stream_free(mg_arrow_stream *stream) {
    mg_free(stream->metadata);
    stream->metadata = NULL;
}

#include "data/arrow_message.h"

#include <string.h>

#include "data/bytes.h"

static int32_t load_i32(const uint8_t *bytes) {
    int32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* What people save under the name of an Arrow file by mistake, by its first 4 bytes. */
static const char *guess(const uint8_t bytes[4]) {
    static const struct {
        const char *start, *what;
        size_t n;
    } kinds[] = {
        {"<", "looks like a web page", 1},
        {"vers", "looks like a Git LFS pointer: fetch the file itself", 4},
        {"{", "looks like JSON", 1},
        {"PAR1", "is a Parquet file", 4},
        {"FEA1", "is an old Feather file: write it as an Arrow stream", 4},
        {"PK\3\4", "is a zip archive: unpack it", 4},
        {"\x1f\x8b", "is compressed with gzip: unpack it", 2},
        {"\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it", 4},
        {"\x04\x22\x4d\x18", "is compressed with lz4: unpack it", 4},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (memcmp(bytes, kinds[i].start, kinds[i].n) == 0) return kinds[i].what;
    }
    return "is not an Arrow stream, or one of before 2019 without continuation marks";
}

mg_status mg_arrow_prefix_read(const char *file, uint64_t offset, const uint8_t bytes[4],
                               mg_arrow_prefix *prefix) {
    int32_t mark = load_i32(bytes);
    *prefix = MG_ARROW_PREFIX_MESSAGE;
    if (mark == -1) return MG_OK;
    if (offset == 0 && memcmp(bytes, "ARRO", 4) == 0) {
        *prefix = MG_ARROW_PREFIX_FILE;
        return MG_OK;
    }
    if (mark == 0) {
        *prefix = MG_ARROW_PREFIX_END;
        return MG_OK;
    }
    if (offset == 0)
        return mg_fail_offset(MG_ERR_FORMAT, file, offset, "the file %s", guess(bytes));
    return mg_fail_offset(MG_ERR_FORMAT, file, offset,
                          "no message begins here: found 0x%08" PRIx32 ", not 0xffffffff",
                          (uint32_t)mark);
}

mg_status mg_arrow_length_read(const char *file, uint64_t offset, const uint8_t bytes[4],
                               size_t *metadata_bytes) {
    int32_t length = load_i32(bytes);
    if (length < 0 || length > MG_ARROW_METADATA_MAX) {
        return mg_fail_offset(MG_ERR_FORMAT, file, offset,
                              "the metadata's length is %" PRId32 ", not between 0 and %d", length,
                              MG_ARROW_METADATA_MAX);
    }
    *metadata_bytes = (size_t)length;
    return MG_OK;
}

static const char *kind_name(int kind) {
    static const char *const names[] = {"nothing",      "schema", "dictionary batch",
                                        "record batch", "tensor", "sparse tensor"};
    return kind <= 5 ? names[kind] : "unknown thing";
}

static mg_status check_kind(const mg_flatbuffer *metadata, int kind, bool have_schema) {
    if (kind < MG_ARROW_SCHEMA || kind > MG_ARROW_RECORD_BATCH) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, metadata->offset,
                              "the message holds a %s (type %d)", kind_name(kind), kind);
    }
    if (kind == MG_ARROW_SCHEMA && have_schema) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, metadata->offset,
                              "a second schema message");
    }
    if (kind != MG_ARROW_SCHEMA && !have_schema) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, metadata->offset,
                              "a %s comes before the schema", kind_name(kind));
    }
    return MG_OK;
}

static mg_status check_body(const mg_flatbuffer *metadata, const mg_arrow_message *m,
                            uint64_t file_size) {
    if (m->body_length < 0 || m->body_length > MG_ARROW_BODY_MAX) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, metadata->offset,
                              "Message.bodyLength is %" PRId64 ", not between 0 and 2^40",
                              m->body_length);
    }
    if (m->kind == MG_ARROW_SCHEMA && m->body_length != 0) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, metadata->offset,
                              "a schema message with a body of %" PRId64 " bytes", m->body_length);
    }
    if (file_size &&
        (m->body_offset > file_size || (uint64_t)m->body_length > file_size - m->body_offset)) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, m->body_offset,
                              "a body of %" PRId64 " bytes does not fit in the file of %" PRIu64
                              " bytes; it may be cut short",
                              m->body_length, file_size);
    }
    return MG_OK;
}

mg_status mg_arrow_message_parse(const mg_flatbuffer *metadata, bool have_schema,
                                 uint64_t file_size, mg_arrow_message *message) {
    mg_fb_table table;
    int64_t version;
    uint8_t kind;
    bool present;
    MG_TRY(mg_fb_root(metadata, "Message", &table));
    MG_TRY(mg_fb_int(&table, (mg_fb_field){0, "version"}, 2, 0, &version));
    if (version != 3 && version != 4) { /* V4 and V5, as the enumeration counts from 0 */
        return mg_fail_offset(MG_ERR_UNSUPPORTED, metadata->name, mg_fb_offset(&table),
                              "metadata version V%" PRId64 "; only V4 and V5 are read",
                              version + 1);
    }
    MG_TRY(mg_fb_byte(&table, (mg_fb_field){1, "header_type"}, 0, &kind));
    MG_TRY(check_kind(metadata, kind, have_schema));
    message->kind = (mg_arrow_kind)kind;
    MG_TRY(mg_fb_child(&table, (mg_fb_field){2, "header"}, kind_name(kind), &message->header,
                       &present));
    if (!present) {
        return mg_fail_offset(MG_ERR_FORMAT, metadata->name, mg_fb_offset(&table),
                              "Message.header is missing");
    }
    MG_TRY(mg_fb_int(&table, (mg_fb_field){3, "bodyLength"}, 8, 0, &message->body_length));
    message->body_offset = metadata->offset + metadata->size;
    return check_body(metadata, message, file_size);
}

mg_status mg_arrow_dictionary_parse(const mg_arrow_message *message, mg_arrow_dictionary *out) {
    const mg_fb_table *header = &message->header;
    bool present;
    uint8_t is_delta;
    MG_TRY(mg_fb_int(header, (mg_fb_field){0, "id"}, 8, 0, &out->id));
    MG_TRY(mg_fb_child(header, (mg_fb_field){1, "data"}, "record batch", &out->data, &present));
    MG_TRY(mg_fb_byte(header, (mg_fb_field){2, "isDelta"}, 0, &is_delta));
    out->is_delta = is_delta != 0;
    if (present) return MG_OK;
    return mg_fail_offset(MG_ERR_FORMAT, header->buffer->name, mg_fb_offset(header),
                          "the dictionary batch holds no data");
}

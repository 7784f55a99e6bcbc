/* Hostile Arrow files: one defect each in a sound file, which must be refused with a text that
 * names it and its offset, by the reader in any split and by the index; and every byte of the
 * metadata changed in turn, where nothing may crash, and all splits must agree. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/series_index.h"
#include "tests/helper_series_text.h"

typedef struct file {
    uint8_t *data;
    size_t size;
} file;

static file load(const char *name) {
    char path[512], *text;
    file f;
    snprintf(path, sizeof path, MG_FIXTURES "/arrow/%s.arrow", name);
    if (mg_file_read(path, 1 << 20, &text, &f.size) != MG_OK) fail_msg("%s", mg_error_text());
    f.data = (uint8_t *)text;
    return f;
}

/* ---- places in a sound file ---- */

static uint32_t u32_at(const file *f, size_t at) {
    uint32_t value;
    assert_true(at + sizeof value <= f->size);
    memcpy(&value, f->data + at, sizeof value);
    return value;
}

static int64_t i64_at(const file *f, size_t at) {
    int64_t value;
    assert_true(at + sizeof value <= f->size);
    memcpy(&value, f->data + at, sizeof value);
    return value;
}

/* The vtable may lie before or after its table. */
static size_t vtable_of(const file *f, size_t table) {
    return (size_t)((int64_t)table - (int32_t)u32_at(f, table));
}

/* Place of field `id` of the table at `table`. The fixture must have it. */
static size_t field_at(const file *f, size_t table, size_t id) {
    size_t vtable = vtable_of(f, table);
    size_t within = u32_at(f, vtable + 4 + 2 * id) & 0xffff;
    assert_int_not_equal(within, 0);
    return table + within;
}

static size_t root_at(const file *f, size_t message) {
    return message + 8 + u32_at(f, message + 8);
}

static size_t follow(const file *f, size_t at) {
    return at + u32_at(f, at);
}

static size_t body_at(const file *f, size_t message) {
    return message + 8 + u32_at(f, message + 4);
}

/* Start of the `index`-th message. */
static size_t message_at(const file *f, int index) {
    size_t at = 0;
    for (; index > 0; index--) {
        size_t table = root_at(f, at), vtable = vtable_of(f, table);
        bool has_body = (u32_at(f, vtable) & 0xffff) > 10 && (u32_at(f, vtable + 10) & 0xffff);
        at = body_at(f, at) + (has_body ? (size_t)i64_at(f, field_at(f, table, 3)) : 0);
    }
    return at;
}

/* A path from the root table of a message:
 *     N    field N of the table      >    to where the offset leads
 *     @N   byte N of a vector's elements    +N  N bytes on
 *     vN   slot N of the table's vtable, v itself its size
 *     BN   start of buffer N of the body (a record batch)    m  start of the message */
static size_t place_of(const file *f, int index, const char *path) {
    size_t message = message_at(f, index), at = root_at(f, message), number;
    while (*path) {
        char step = *path;
        if (!isdigit((unsigned char)step)) path++;
        for (number = 0; step != '>' && isdigit((unsigned char)*path); path++) {
            number = 10 * number + (size_t)(*path - '0');
        }
        if (step == '>') {
            at = follow(f, at);
        } else if (step == '@') {
            at += 4 + number;
        } else if (step == '+') {
            at += number;
        } else if (step == 'v') {
            at = vtable_of(f, at) + 2 * number;
        } else if (step == 'm') {
            at = message;
        } else if (step == 'B') {
            size_t buffers = follow(f, field_at(f, follow(f, field_at(f, at, 2)), 2));
            at = body_at(f, message) + (size_t)i64_at(f, buffers + 4 + 16 * number);
        } else {
            at = field_at(f, at, number);
        }
    }
    return at;
}

/* ---- what must happen ---- */

/* A private copy of the error text. */
static char *read_error(const file *f, size_t chunk, mg_status *status) {
    series_text text = series_text_read(f->data, f->size, chunk, 0, 0, status);
    char *error = strdup(*status == MG_OK ? text.text : mg_error_text());
    assert_non_null(error);
    series_text_free(&text);
    return error;
}

static void check_splits_agree(const file *f, const char *error, mg_status status) {
    static const size_t chunks[] = {1, 3, 64, 251};
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        mg_status other_status;
        char *other = read_error(f, chunks[i], &other_status);
        assert_int_equal(other_status, status);
        assert_string_equal(other, error);
        free(other);
    }
}

/* The index need not see every defect (it does not look at numbers), but must not crash. */
static mg_status try_index(const file *f) {
    mg_bytes *bytes;
    mg_series_index *index;
    assert_int_equal(mg_bytes_open_memory("file", f->data, f->size, &bytes), MG_OK);
    mg_status status = mg_series_index_create(bytes, &index);
    for (int64_t row = 0; status == MG_OK && row < mg_series_index_rows(index); row++) {
        mg_series_entry e = mg_series_index_entry(index, row);
        if (!e.variates[MG_SERIES_TARGET]) continue;
        mg_series_slice slice = mg_series_index_slice(index, row, MG_SERIES_TARGET, 0);
        float value;
        if (slice.count < 1) continue;
        assert_int_equal(mg_series_index_read(index, bytes, row, MG_SERIES_TARGET, 0,
                                              slice.count - 1, 1, &value),
                         MG_OK);
    }
    mg_series_index_free(index);
    mg_bytes_free(bytes);
    return status;
}

/* Returns whether it went well: a table shows all that fails, not the first alone. */
static bool is_refused(const file *f, const char *what, const char *expected) {
    mg_status status;
    char *error = read_error(f, f->size, &status);
    bool good = status != MG_OK && strstr(error, expected) && strncmp(error, "file: ", 6) == 0 &&
                !strchr(error, '\n');
    if (!good) {
        print_error("%s: \"%s\" does not say \"%s\"\n", what, status ? error : "accepted",
                    expected);
    }
    check_splits_agree(f, error, status);
    (void)try_index(f);
    free(error);
    return good;
}

/* ---- the table ---- */

typedef struct mutation {
    const char *fixture;
    int message;
    const char *path;
    int bytes;
    int64_t value;
    const char *expected;
} mutation;

#define UNI        "univariate", 1
#define UNI_SCHEMA "univariate", 0
#define MULTI      "multivariate", 1

static const mutation mutations[] = {
    /* Framing. */
    {UNI_SCHEMA, "m+4", 4, -1, "offset 4: the metadata's length is -1"},
    {UNI_SCHEMA, "m+4", 4, 17 << 20, "offset 4: the metadata's length is 17825792"},
    {UNI_SCHEMA, "m+4", 4, 1 << 20, "cut short: it ends in the metadata"},
    {UNI_SCHEMA, "m+4", 4, 0, "offset 4: the stream ends before its schema"},
    {UNI, "m", 4, 7, "no message begins here: found 0x00000007"},
    {UNI, "3", 8, 100000, "cut short: it ends in the body"},
    /* Flatbuffers. */
    {UNI_SCHEMA, "m+8", 4, 0, "offset 8: Message: there is no root table"},
    {UNI_SCHEMA, "m+8", 4, 1 << 24, "Message: the table lies outside"},
    {UNI_SCHEMA, "m+8", 4, 18, "Message: the table lies outside the metadata or is unaligned"},
    {UNI_SCHEMA, "", 4, 1 << 30, "Message: its vtable lies outside"},
    {UNI_SCHEMA, "", 4, -(1 << 30), "Message: its vtable lies outside"},
    {UNI_SCHEMA, "v", 2, 2, "Message: its vtable has an impossible size"},
    {UNI_SCHEMA, "v", 2, 7, "Message: its vtable has an impossible size"},
    {UNI_SCHEMA, "v", 2, 0x7ff0, "Message: its vtable has an impossible size"},
    {UNI_SCHEMA, "v1", 2, 2, "Message: the table has an impossible size"},
    {UNI_SCHEMA, "v1", 2, 0x7ff0, "Message: the table has an impossible size"},
    {UNI_SCHEMA, "v2", 2, 2, "Message.version: the field lies outside its table"},
    {UNI_SCHEMA, "v2", 2, 0x7ff0, "Message.version: the field lies outside its table"},
    {UNI_SCHEMA, "2", 4, 0, "Message.header: it points outside"},
    {UNI_SCHEMA, "2", 4, -1, "Message.header: it points outside"},
    {UNI_SCHEMA, "2>1>", 4, -1, "schema.fields: it is longer than the metadata"},
    {UNI_SCHEMA, "2>1>@0", 4, 0, "Field: it points outside"},
    {UNI_SCHEMA, "2>1>@0>0>", 4, 3, "Field.name: the text does not end in NUL"},
    {UNI_SCHEMA, "2>1>@0>0>", 4, 1 << 20, "Field.name: it is longer than the metadata"},
    /* Messages. */
    {UNI_SCHEMA, "0", 2, 2, "metadata version V3"},
    {UNI_SCHEMA, "0", 2, 5, "metadata version V6"},
    {UNI_SCHEMA, "1", 1, 0, "the message holds a nothing (type 0)"},
    {UNI_SCHEMA, "1", 1, 3, "a record batch comes before the schema"},
    {UNI_SCHEMA, "1", 1, 2, "a dictionary batch comes before the schema"},
    {UNI, "1", 1, 1, "a second schema message"},
    {UNI, "1", 1, 4, "the message holds a tensor (type 4)"},
    {UNI, "1", 1, 9, "the message holds a unknown thing (type 9)"},
    {UNI, "v4", 2, 0, "Message.header is missing"},
    {UNI, "3", 8, -8, "Message.bodyLength is -8"},
    {UNI, "3", 8, INT64_MAX, "Message.bodyLength is 9223372036854775807"},
    {UNI, "3", 8, 160, "its data buffer, 88 bytes at 88, leaves the body of 160"},
    /* Schemas: field 3 is the target of the builders' files. */
    {UNI_SCHEMA, "2>1>@12>2", 1, 0, "column \"target\": there is no type 0"},
    {UNI_SCHEMA, "2>1>@12>2", 1, 27, "column \"target\": there is no type 27"},
    {UNI_SCHEMA, "2>1>@12>2", 1, 5, "of type utf8 has 1 children, not 0"},
    {UNI_SCHEMA, "2>1>@12>2", 1, 22, "of type run_end_encoded has 1 children, not 2"},
    {UNI_SCHEMA, "2>1>@12>2", 1, 13, "column \"target\" is struct<float32>, not a list"},
    {UNI_SCHEMA, "2>1>@0>2", 1, 12, "of type list has 0 children, not 1"},
    {UNI_SCHEMA, "2>1>@0>2", 1, 4, "column \"item_id\" is binary, not utf8"},
    {UNI_SCHEMA, "2>1>@4>2", 1, 18, "column \"start\" is duration, not a timestamp"},
    {UNI_SCHEMA, "2>1>@12>v5", 2, 0, "there is no table for type"},
    {UNI_SCHEMA, "2>1>@12>0>@0", 1, 'x', "there is no column \"target\""},
    {UNI_SCHEMA, "2>1>@12>0>@0", 1, '\n', "its name has the control character 10"},
    {UNI_SCHEMA, "2>1>@12>5>@0>3>0", 2, 3, "there is no unit or precision 3"},
    {"start_ms", 0, "2>1>@0>3>0", 2, 4, "there is no unit or precision 4"},
    {"numbers_int32", 0, "2>1>@12>5>@0>3>0", 4, 7, "an integer's width cannot be 7"},
    {"numbers_int32", 0, "2>1>@12>5>@0>3>0", 4, 128, "an integer's width cannot be 128"},
    {"multivariate", 0, "2>1>@12>3>0", 4, -3, "a size cannot be -3"},
    {"multivariate", 0, "2>1>@12>3>0", 4, 0,
     "column \"target\" is fixed_size_list[0]<list<float32>>"},
    /* Record batches: nodes. */
    {UNI, "2>0", 8, -1, "a record batch of -1 rows"},
    {UNI, "2>0", 8, INT64_C(1) << 31, "a record batch of 2147483648 rows"},
    {UNI, "2>0", 8, 4, "column \"item_id\": its length is 3, but must be 4"},
    {UNI, "2>1>", 4, 4, "the schema needs more nodes than the 4"},
    {UNI, "2>1>", 4, 6, "record batch.nodes: it is longer than the metadata"},
    {"other_columns", 0, "2>1>", 4, 17, "32 nodes, but the schema has 29"},
    {UNI, "2>1>@48", 8, 2, "column \"target\": its length is 2, but must be 3"},
    {UNI, "2>1>@48", 8, -3, "column \"target\": its length is -3"},
    {UNI, "2>1>@64", 8, INT64_MAX, "column \"item\": its length is 9223372036854775807"},
    {UNI, "2>1>@64", 8, 100, "its data buffer has 88 bytes, but 100 elements need 400"},
    {UNI, "2>1>@64", 8, 21, "its offsets end at 22, but there are only 21 elements"},
    {UNI, "2>1>@8", 8, -1, "column \"item_id\": -1 nulls among 3 elements"},
    {UNI, "2>1>@8", 8, 4, "column \"item_id\": 4 nulls among 3 elements"},
    {UNI, "2>1>@72", 8, 1, "its validity buffer has 0 bytes, but 22 elements need 3"},
    {MULTI, "2>1>@64", 8, 5, "column \"item\": its length is 5, but must be 6"},
    {MULTI, "2>1>@48", 8, 1, "column \"target\": its length is 1, but must be 2"},
    /* Record batches: buffers. */
    {UNI, "2>2>", 4, 11, "the schema needs more buffers than the 11"},
    {UNI, "2>2>", 4, 13, "13 buffers, but the schema has 12"},
    {UNI, "2>2>@176", 8, -8, "its data buffer, 88 bytes at -8, leaves the body"},
    {UNI, "2>2>@176", 8, INT64_MAX - 7, "leaves the body"},
    {UNI, "2>2>@176", 8, 4, "its data buffer at 4 is not aligned to 8 bytes"},
    {UNI, "2>2>@184", 8, -1, "its data buffer has length -1"},
    {UNI, "2>2>@184", 8, INT64_MAX, "leaves the body"},
    {UNI, "2>2>@184", 8, 84, "its data buffer has 84 bytes, but 22 elements need 88"},
    {UNI, "2>2>@176", 8, 0, "buffers overlap at 0 of the body"},
    {UNI, "2>2>@24", 8, 12, "its offsets buffer has 12 bytes, but 3 elements need 16"},
    {UNI, "2>2>@72", 8, 16, "its data buffer has 16 bytes, but 3 elements need 24"},
    /* Contents. */
    {UNI, "B9", 4, -1, "column \"target\": offset 0 is -1, below 0"},
    {UNI, "B9+4", 4, 23, "column \"target\": offset 2 is 5, below 23"},
    {UNI, "B9+12", 4, 23, "column \"target\": its offsets end at 23"},
    {UNI, "B1+4", 4, 100, "column \"item_id\": offset 2 is 4, below 100"},
    {UNI, "B1+12", 4, 1000, "column \"item_id\": its offsets end at 1000"},
    {UNI, "B2", 1, 0xff, "column \"item_id\": text 0 is not UTF-8"},
    {UNI, "B2+1", 1, 0, "column \"item_id\": text 0 is not UTF-8, or has a NUL"},
    {UNI, "B2+1", 1, 0xc3, "column \"item_id\": text 0 is not UTF-8"},
    {UNI, "B2+3", 1, 0xe2, "column \"item_id\": text 1 is not UTF-8"},
    {"nulls", 1, "B0", 1, 0xff, "column \"item_id\": its bitmap has 0 nulls, but it says 1"},
    {"nulls", 1, "B3", 1, 0xff, "column \"start\": its bitmap has 0 nulls, but it says 2"},
    {"nulls", 1, "B8", 1, 0, "column \"target\": its bitmap has 5 nulls, but it says 1"},
    {"nulls", 1, "B10", 2, 0, "but it says 12"},
    {"nulls_fixed", 1, "B8", 1, 7, "column \"target\": its bitmap has 0 nulls, but it says 1"},
    {"nulls_fixed", 1, "B9", 1, 0x3f, "its bitmap has 0 nulls"},
    {"nulls_fixed", 1, "B10+4", 4, 9, "below 9"},
    {"large_everything", 1, "B1+8", 8, -1, "column \"item_id\": offset 1 is -1, below 0"},
    {"large_everything", 1, "B9+8", 8, INT64_MAX, "below 9223372036854775807"},
    {"large_everything", 1, "B11+8", 8, INT64_MIN, "below 0"},
    /* Compression; buffer 12 holds the numbers of "zstd" and "lz4". */
    {"zstd", 1, "2>3>0", 1, 2, "there is no compression with codec 2"},
    {"zstd", 1, "2>3>0", 1, -1, "there is no compression with codec -1"},
    {"zstd", 1, "2>2>@200", 8, 4, "its compressed data buffer has only 4 bytes"},
    {"zstd", 1, "2>2>@200", 8, 0, "its data buffer has 0 bytes"},
    {"zstd", 1, "2>2>@200", 8, 40, "the zstd data of its data buffer are damaged"},
    {"zstd", 1, "B12", 8, -2, "says an impossible decompressed length"},
    {"zstd", 1, "B12", 8, INT64_MAX, "says an impossible decompressed length"},
    {"zstd", 1, "B12", 8, 0, "its data buffer is too short: 0 bytes, not 6048"},
    {"zstd", 1, "B12", 8, 6047, "its data buffer is too short: 6047 bytes, not 6048"},
    {"zstd", 1, "B12", 8, 6072, "are damaged"},
    {"zstd", 1, "B12", 8, -1, "its data buffer is too short"},
    {"zstd", 1, "B12+8", 4, 0, "the zstd data of its data buffer are damaged"},
    {"zstd", 1, "B10", 8, 1 << 30, "impossible decompressed length: 1073741824"},
    {"lz4", 1, "B12", 8, 1096, "its data buffer is too short: 1096 bytes, not 6048"},
    {"lz4", 1, "B12", 8, 6072, "are damaged"},
    {"lz4", 1, "B12+8", 4, 0, "the lz4 data of its data buffer are damaged"},
    {"lz4", 1, "B12+15", 4, INT32_MAX, "the lz4 data of its data buffer are damaged"},
    {"lz4", 1, "2>2>@200", 8, 40, "the lz4 data of its data buffer are damaged"},
    /* Dictionaries: messages 1 and 2 are those of item_id and freq, 3 is the batch. */
    {"dictionary", 1, "2>1>1>", 4, 0, "the schema needs more nodes than the 0"},
    {"dictionary", 1, "2>1>0", 8, 9, "its length is 2, but must be 9"},
    {"dictionary", 1, "2>v3", 2, 0, "the dictionary batch holds no data"},
    {"dictionary", 3, "B1", 4, 2, "index 0 points outside its dictionary of 2 strings"},
    {"dictionary", 3, "B1+4", 4, -1, "index 1 points outside its dictionary of 2 strings"},
    {"dictionary", 3, "B3", 1, -128, "column \"freq\": index 0 points outside"},
};

static void put(const file *f, size_t at, int bytes, int64_t value) {
    assert_true(at + (size_t)bytes <= f->size);
    memcpy(f->data + at, &value, (size_t)bytes);
}

static void test_mutations(void **state) {
    int bad = 0;
    (void)state;
    for (size_t i = 0; i < sizeof mutations / sizeof *mutations; i++) {
        const mutation *m = &mutations[i];
        char what[200];
        file f = load(m->fixture);
        snprintf(what, sizeof what, "%s, message %d, %s = %lld", m->fixture, m->message, m->path,
                 (long long)m->value);
        put(&f, place_of(&f, m->message, m->path), m->bytes, m->value);
        bad += !is_refused(&f, what, m->expected);
        mg_free(f.data);
    }
    assert_int_equal(bad, 0);
}

/* What is saved under the name of an Arrow file by mistake. */
static void test_other_files(void **state) {
    static const struct {
        const char *text, *expected;
    } others[] = {
        {"<!DOCTYPE html>", "offset 0: the file looks like a web page"},
        {"version https://git-lfs.github.com/spec/v1", "looks like a Git LFS pointer"},
        {"{\"error\":\"gated\"}", "looks like JSON"},
        {"PAR1....", "is a Parquet file"},
        {"FEA1....", "is an old Feather file"},
        {"PK\3\4....", "is a zip archive"},
        {"\x1f\x8b\x08.....", "is compressed with gzip"},
        {"\x28\xb5\x2f\xfd....", "is compressed with zstd"},
        {"ARROW2..", "begins like \"ARROW1\", but is not"},
        {"\x10\x01....", "is not an Arrow stream"},
        {"\xff\xff", "cut short: it ends in the mark of a message"},
        {"", "the file is empty"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        file f = {(uint8_t *)strdup(others[i].text), strlen(others[i].text)};
        assert_non_null(f.data);
        assert_true(is_refused(&f, others[i].text, others[i].expected));
        free(f.data);
    }
}

/* Messages of one file in another order: the letters name pieces of "dictionary". */
static void check_order(const char *order, const char *expected) {
    file f = load("dictionary"), mixed = {malloc(4 * f.size), 0};
    assert_non_null(mixed.data);
    for (const char *piece = order; *piece; piece++) {
        int index = *piece - '0'; /* 0 schema, 1 and 2 dictionaries, 3 batch, 4 the end */
        size_t begin = message_at(&f, index);
        size_t end = index < 4 ? message_at(&f, index + 1) : f.size;
        memcpy(mixed.data + mixed.size, f.data + begin, end - begin);
        mixed.size += end - begin;
    }
    if (expected) {
        assert_true(is_refused(&mixed, order, expected));
    } else {
        mg_status status;
        free(read_error(&mixed, 100, &status));
        assert_int_equal(status, MG_OK);
    }
    free(mixed.data);
    mg_free(f.data);
}

static void test_order(void **state) {
    (void)state;
    check_order("01234", NULL);
    check_order("0213", NULL);
    check_order("012121334", NULL);
    check_order("04", NULL);
    check_order("00", "a second schema message");
    check_order("10234", "a dictionary batch comes before the schema");
    check_order("31204", "a record batch comes before the schema");
    check_order("0134", "column \"freq\": its dictionary 1 has not come before it");
    check_order("012344", "bytes follow the end of the stream");
    check_order("4", "the stream ends before its schema");
}

/* ---- sound, but unusual ---- */

static size_t round_up(size_t n) {
    return (n + 7) & ~(size_t)7;
}

/* Lays the buffers of a record batch out backwards: its numbers come before the offsets that say
 * whose they are. */
static void reverse_buffers(const file *f, int index) {
    size_t message = message_at(f, index), root = root_at(f, message), body = body_at(f, message);
    size_t bytes = (size_t)i64_at(f, field_at(f, root, 3)), at = body;
    size_t vector = follow(f, field_at(f, follow(f, field_at(f, root, 2)), 2));
    uint8_t *old = malloc(bytes);
    assert_non_null(old);
    memcpy(old, f->data + body, bytes);
    for (size_t i = u32_at(f, vector); i-- > 0;) {
        size_t place = vector + 4 + 16 * i;
        size_t from = (size_t)i64_at(f, place), length = (size_t)i64_at(f, place + 8);
        if (length == 0) continue;
        assert_true(at + length <= body + bytes);
        memcpy(f->data + at, old + from, length);
        put(f, place, 8, (int64_t)(at - body));
        at += round_up(length);
    }
    free(old);
}

static void check_reversed(const char *name, int index) {
    char path[512], *expected;
    mg_status status;
    file f = load(name);
    snprintf(path, sizeof path, MG_FIXTURES "/arrow/%s.txt", name);
    assert_int_equal(mg_file_read(path, 1 << 20, &expected, NULL), MG_OK);
    reverse_buffers(&f, index);
    char *text = read_error(&f, f.size, &status);
    assert_string_equal(text, expected);
    check_splits_agree(&f, text, status);
    if (strcmp(name, "zstd") != 0) assert_int_equal(try_index(&f), MG_OK);
    free(text);
    mg_free(expected);
    mg_free(f.data);
}

static void test_buffers_in_reverse(void **state) {
    (void)state;
    check_reversed("univariate", 1);
    check_reversed("covariates", 1);
    check_reversed("nulls_fixed", 1);
    check_reversed("nulls_doubles", 1);
    check_reversed("zstd", 1);
    check_reversed("dictionary", 3);
}

/* Every byte of the metadata and of the small buffers, changed in four ways. */
static void check_every_byte(const char *name, uint64_t *accepted) {
    file f = load(name);
    for (size_t at = 0; at < f.size; at++) {
        uint8_t old = f.data[at];
        const uint8_t values[] = {0, 0xff, old ^ 1, old ^ 0x80};
        for (size_t v = 0; v < sizeof values; v++) {
            mg_status status, other_status;
            f.data[at] = values[v];
            char *whole = read_error(&f, f.size, &status);
            char *split = read_error(&f, 1 + at % 97, &other_status);
            assert_int_equal(status, other_status);
            assert_string_equal(whole, split);
            *accepted += status == MG_OK;
            if (v == 2) (void)try_index(&f);
            free(whole);
            free(split);
        }
        f.data[at] = old;
    }
    mg_free(f.data);
}

static void test_every_byte(void **state) {
    static const char *const names[] = {"univariate", "nulls_fixed", "dictionary_delta", "sliced",
                                        "covariates_late_freq"};
    uint64_t accepted = 0;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        check_every_byte(names[i], &accepted);
    }
    assert_true(accepted > 0); /* numbers, padding and metadata of others may change */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutations),  cmocka_unit_test(test_other_files),
        cmocka_unit_test(test_order),      cmocka_unit_test(test_buffers_in_reverse),
        cmocka_unit_test(test_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

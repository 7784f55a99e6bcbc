/* libFuzzer: any bytes through the Arrow C stream interface to a consumer that believes it: reads
 * every buffer as far as the interface says that it goes, and takes arrays apart in both ways.
 * Where the reader takes the file, so must the export, with as many rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/series_export.h"
#include "data/series_reader.h"

static void check(int condition, const char *what) {
    if (condition) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static volatile uint8_t seen;

static void touch(const void *buffer, int64_t bytes) {
    const uint8_t *at = buffer;
    uint8_t sum = 0;
    for (int64_t i = 0; i < bytes; i++) sum ^= at[i];
    seen = sum;
}

static void take_bitmap(const struct ArrowArray *a) {
    const uint8_t *bitmap = a->buffers[0];
    int64_t nulls = 0;
    check(a->null_count == 0 || bitmap, "what is null is marked");
    for (int64_t i = 0; bitmap && i < a->length; i++) nulls += !(bitmap[i / 8] >> i % 8 & 1);
    check(nulls == a->null_count, "nulls are counted");
}

/* Returns where the last element ends. */
static int64_t take_offsets(const struct ArrowArray *a, int width) {
    int64_t last = 0;
    for (int64_t i = 0; i <= a->length; i++) {
        int64_t offset = 0; /* a negative one of 4 bytes comes out huge, and is seen below */
        memcpy(&offset, (const char *)a->buffers[1] + i * width, (size_t)width);
        check(offset >= last, "offsets do not fall");
        last = offset;
    }
    return last;
}

static int number_bytes(char format) {
    return strchr("cC", format) ? 1 : strchr("sSe", format) ? 2 : strchr("iIf", format) ? 4 : 8;
}

static void take(const struct ArrowSchema *schema, const struct ArrowArray *a) {
    const char *format = schema->format;
    check(a->n_children == schema->n_children && a->offset == 0, "arrays are as the schema says");
    take_bitmap(a);
    if (format[0] == '+') {
        int64_t below = a->length; /* of a struct */
        if (format[1] == 'w') below *= strtoll(format + 3, NULL, 10);
        if (format[1] == 'l' || format[1] == 'L') below = take_offsets(a, format[1] == 'l' ? 4 : 8);
        for (int64_t i = 0; i < a->n_children; i++) {
            check(a->children[i]->length >= below, "children are long enough");
            take(schema->children[i], a->children[i]);
        }
    } else if (format[0] == 'u' || format[0] == 'U') {
        touch(a->buffers[2], take_offsets(a, format[0] == 'u' ? 4 : 8));
    } else {
        touch(a->buffers[1], a->length * (format[0] == 't' ? 8 : number_bytes(format[0])));
    }
}

/* Releases a column by itself first, as who moves columns out does. */
static void release(struct ArrowArray *array) {
    if (array->n_children > 1) {
        struct ArrowArray column = *array->children[1];
        array->children[1]->release = NULL;
        array->release(array);
        column.release(&column);
    } else {
        array->release(array);
    }
}

/* The rows that came; *status is that of the last call. */
static int64_t take_all(struct ArrowArrayStream *stream, int *status) {
    struct ArrowSchema schema;
    int64_t rows = 0;
    check(stream->get_schema(stream, &schema) == 0, "a stream has a schema");
    for (;;) {
        struct ArrowArray array;
        *status = stream->get_next(stream, &array);
        if (*status || !array.release) break;
        take(&schema, &array);
        rows += array.length;
        release(&array);
    }
    check(!*status || !strchr(stream->get_last_error(stream), '\n'), "messages are one line");
    schema.release(&schema);
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct ArrowArrayStream stream;
    mg_series_events events = {0};
    mg_series_totals totals = {0};
    mg_bytes *bytes;
    int status = -1;
    int64_t rows = 0;
    if (size == 0) return 0;
    check(mg_bytes_open_memory("fuzz", data, size, &bytes) == MG_OK, "bytes");
    int reads = mg_series_read(bytes, 0, &events, &totals) == MG_OK;
    if (mg_series_export(bytes, &stream) == MG_OK) {
        rows = take_all(&stream, &status);
        stream.release(&stream);
    } else {
        mg_bytes_free(bytes);
    }
    check(!reads || (status == 0 && rows == totals.rows), "what the reader takes is exported");
    return 0;
}

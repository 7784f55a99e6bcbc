/* The columns of a file of time series through the Arrow C stream interface
 * (arrow.apache.org/docs/format/CStreamInterface.html), which pyarrow, polars and DuckDB take
 * without a copy:
 *
 *     struct ArrowArrayStream stream;
 *     MG_TRY(mg_bytes_open_file("data-00000-of-00001.arrow", &bytes));
 *     MG_GO(mg_series_export(bytes, &stream));      // the stream owns bytes now
 *     ... hand it over; whoever has it at last calls
 *     stream.release(&stream);
 *
 * The columns are item_id, start, freq, target and past_feat_dynamic_real, as many as the file has,
 * in its order and of its types, but a dictionary comes out as its strings; others are left out.
 * Each array is a record batch of the file, decompressed and with everything checked that the
 * reader checks. A batch is in memory as a whole: the interface knows no other way. */
#ifndef MG_DATA_SERIES_EXPORT_H
#define MG_DATA_SERIES_EXPORT_H

#include <stdint.h>

#include "data/bytes.h"

/* The structs of the Arrow C data interface, whose names and members are fixed. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE           2
#define ARROW_FLAG_MAP_KEYS_SORTED    4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* Reads the schema and makes a stream of the rest, which takes `bytes` over. On failure `bytes`
 * stays the caller's and out->release is NULL. Calls of the stream return 0 or EINVAL, ENOTSUP, EIO
 * or ENOMEM, and get_last_error() then has the text. After a failure get_next() fails for good.
 * Arrays and schemas live longer than the stream, and are released by any thread. */
mg_status mg_series_export(mg_bytes *bytes, struct ArrowArrayStream *out);

#endif

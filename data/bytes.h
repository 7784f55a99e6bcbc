/* The bytes of one file, read at random: what an index and a cache of blocks stand on, so that they
 * need not know whether the file lies on a disk or behind HTTP Range requests.
 *
 *     mg_bytes *bytes;
 *     MG_TRY(mg_bytes_open_file("data-00000-of-00001.arrow", &bytes));
 *     MG_GO(mg_bytes_read(bytes, 4096, buffer, 512));
 * done:
 *     mg_bytes_free(bytes);
 *
 * Any number of threads may read at once. A kind of its own (data/hub has one on Range requests)
 * puts an mg_bytes first in its struct, fills it, and is then read through the calls below:
 *
 *     typedef struct ranges { mg_bytes base; ... } ranges;
 *     r->base = (mg_bytes){.name = r->url, .size = size, .read = ranges_read, .free = ranges_free};
 *     *out = &r->base;
 */
#ifndef MG_DATA_BYTES_H
#define MG_DATA_BYTES_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef struct mg_bytes mg_bytes;

struct mg_bytes {
    const char *name; /* for messages; owned by the kind */
    uint64_t size;    /* of the whole file */
    /* Exactly `n` bytes from `offset`, or a failure. The range lies inside the file and is not
     * empty. Called from any thread. */
    mg_status (*read)(mg_bytes *bytes, uint64_t offset, void *out, size_t n);
    void (*free)(mg_bytes *bytes);
};

/* A plain file. Fails with MG_ERR_NOT_FOUND, MG_ERR_IO, MG_ERR_MEMORY; then *out is NULL. */
mg_status mg_bytes_open_file(const char *path, mg_bytes **out);

/* `n` bytes that somebody else keeps, e.g. a map or a test's array. */
mg_status mg_bytes_open_memory(const char *name, const void *data, size_t n, mg_bytes **out);

/* Reads exactly `n` bytes from `offset`. A range that leaves the file is MG_ERR_FORMAT with the
 * file's name, the range and the size: offsets come from the file itself. */
mg_status mg_bytes_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n);

void mg_bytes_free(mg_bytes *bytes);

/* A failure at a place in a file: "NAME: offset N: text". */
#define mg_fail_offset(status, name, offset, ...)                                                  \
    mg_fail_context(mg_fail((status), __VA_ARGS__), "%s: offset %" PRIu64, (name),                 \
                    (uint64_t)(offset))

#endif

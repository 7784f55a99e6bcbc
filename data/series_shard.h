/* One shard of a set: a file of series, on this machine or on the hub, read at random.
 *
 *     MG_TRY(mg_series_shard_open(shard));                  // indexes it at the first call
 *     mg_series_entry e = mg_series_shard_entry(shard, row);
 *     MG_TRY(mg_series_shard_read(shard, row, 0, 100, 24, values));
 *
 * A shard on the hub is fetched whole where it is small (MG_SERIES_FETCH) or not addressable, and
 * else read by ranges; its index is kept beside the hub's cache. After mg_series_shard_open has
 * succeeded on some thread, all threads that saw it may call the rest. */
#ifndef MG_DATA_SERIES_SHARD_H
#define MG_DATA_SERIES_SHARD_H

#include "core/base/philox.h"
#include "data/hub.h"
#include "data/series_index.h"

enum { MG_SERIES_FETCH = 4 << 20 /* bytes: cheaper in one request than in ranges */ };

typedef struct mg_series_shard mg_series_shard;

/* Calls with one line that somebody should read. */
typedef struct mg_series_note {
    void (*note)(void *context, const char *line); /* may be NULL */
    void *context;
} mg_series_note;

mg_status mg_series_shard_create_file(const char *path, mg_series_note note, mg_series_shard **out);
/* `hub` and what `file` points to must outlive the shard. */
mg_status mg_series_shard_create_hub(mg_hub *hub, const mg_hub_file *file, mg_series_note note,
                                     mg_series_shard **out);
void mg_series_shard_free(mg_series_shard *shard); /* NULL is legal */

/* Known before it is opened. */
const char *mg_series_shard_name(const mg_series_shard *shard);
uint64_t mg_series_shard_bytes(const mg_series_shard *shard);
/* Differs where the contents do: the hub's checksum, or a hash of size, head and tail. */
uint64_t mg_series_shard_digest(const mg_series_shard *shard);

mg_status mg_series_shard_open(mg_series_shard *shard);

int64_t mg_series_shard_rows(const mg_series_shard *shard);
int64_t mg_series_shard_longest(const mg_series_shard *shard); /* values; 0: no series */
mg_series_entry mg_series_shard_entry(const mg_series_shard *shard, int64_t row);
/* 0 where the series is null. */
int64_t mg_series_shard_length(const mg_series_shard *shard, int64_t row, int64_t variate);
mg_status mg_series_shard_read(const mg_series_shard *shard, int64_t row, int64_t variate,
                               int64_t first, int64_t count, float *out);

/* A row whose series have at least `count` values, in proportion to their lengths; -1 where there
 * is none. Takes a bounded number of words from `rng`, the same ones whatever `count` is as long as
 * the rows drawn are long enough: items of different lengths share rows. */
int64_t mg_series_shard_draw(const mg_series_shard *shard, mg_rng *rng, int64_t count);

#endif

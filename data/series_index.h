/* Where every row of a shard lies, learned without reading the shard.
 *
 * A record batch of an Arrow stream has its ids, times and list offsets before its values, so the
 * first 64 KiB of a shard of 135 MB locate every series in it; each further record batch costs
 * another 64 KiB, and buffers that lie past them a read of their own. After that any window of any
 * series is one small read: over HTTP, one Range request.
 *
 *     mg_series_index *index;
 *     MG_TRY(mg_series_index_create(bytes, &index));
 *     mg_series_entry e = mg_series_index_entry(index, 17);
 *     float window[512];
 *     MG_GO(mg_series_index_read(index, bytes, 17, MG_SERIES_TARGET, 0, 1000, 512, window));
 * done:
 *     mg_series_index_free(index);
 *
 * An index is read-only once made: any number of threads may use it. Columns and their types are
 * those of data/series_reader.h. Files that are not addressable (compressed bodies) are
 * MG_ERR_UNSUPPORTED; mg_series_read() reads those. */
#ifndef MG_DATA_SERIES_INDEX_H
#define MG_DATA_SERIES_INDEX_H

#include "data/series_reader.h"

typedef struct mg_series_entry {
    const char *item_id, *freq; /* NULL: null or no such column; live as long as the index */
    bool has_start;
    int64_t start;                             /* seconds since 1970-01-01 */
    int64_t variates[MG_SERIES_VALUE_COLUMNS]; /* D of the target, K of the covariates */
} mg_series_entry;

/* One series in the file. */
typedef struct mg_series_slice {
    uint64_t offset; /* of its first value, in bytes */
    int64_t count;   /* values; -1 where the list is null */
    int value_bytes; /* of one value */
} mg_series_slice;

typedef struct mg_series_index mg_series_index;

mg_status mg_series_index_create(mg_bytes *bytes, mg_series_index **out);
void mg_series_index_free(mg_series_index *index);

int64_t mg_series_index_rows(const mg_series_index *index);
/* Row `row` of 0 .. rows - 1. */
mg_series_entry mg_series_index_entry(const mg_series_index *index, int64_t row);
/* `variate` of 0 .. variates[column] - 1. */
mg_series_slice mg_series_index_slice(const mg_series_index *index, int64_t row,
                                      mg_series_column column, int64_t variate);

/* Values first .. first + count - 1 of a series as floats; nulls become NaN. A range outside the
 * series is MG_ERR_ARG. */
mg_status mg_series_index_read(const mg_series_index *index, mg_bytes *bytes, int64_t row,
                               mg_series_column column, int64_t variate, int64_t first,
                               int64_t count, float *out);

/* An index as a file: versioned and checked, replaced as a whole. Loading one that was made for
 * a file of another size, by another version, or that is damaged fails with MG_ERR_FORMAT; make it
 * anew then. */
mg_status mg_series_index_write(const mg_series_index *index, const char *path);
mg_status mg_series_index_load(const char *path, uint64_t size, mg_series_index **out);

#endif

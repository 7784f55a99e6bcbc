/* A shard that cannot be read at random (compressed bodies, dictionaries of lists ...) decoded once
 * into a temporary file of floats, which can.
 *
 *     mg_series_spool *spool;
 *     MG_TRY(mg_series_spool_create(bytes, &spool));
 *     MG_GO(mg_series_spool_read(spool, row, variate, 100, 24, values));
 * done:
 *     mg_series_spool_free(spool);
 *
 * The file lies in TMPDIR (else /tmp) without a name, so that nothing is left behind however the
 * program ends; it holds the target's values, 4 bytes each. Read-only once made: for any number of
 * threads. */
#ifndef MG_DATA_SERIES_SPOOL_H
#define MG_DATA_SERIES_SPOOL_H

#include "data/series_index.h"

typedef struct mg_series_spool mg_series_spool;

/* Fails as mg_series_read() does; MG_ERR_IO names the folder where it is full. */
mg_status mg_series_spool_create(mg_bytes *bytes, mg_series_spool **out);
void mg_series_spool_free(mg_series_spool *spool); /* NULL is legal */

/* As those of series_index.h, for the target alone. */
int64_t mg_series_spool_rows(const mg_series_spool *spool);
mg_series_entry mg_series_spool_entry(const mg_series_spool *spool, int64_t row);
int64_t mg_series_spool_length(const mg_series_spool *spool, int64_t row, int64_t variate);
mg_status mg_series_spool_read(const mg_series_spool *spool, int64_t row, int64_t variate,
                               int64_t first, int64_t count, float *out);

#endif

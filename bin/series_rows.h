/* The rows of one file of series, one after the other, whatever the file's encoding.
 *
 *     static mg_status visit(void *context, const mg_row *row) {
 *         for (int64_t v = 0; v < row->variates[MG_SERIES_TARGET]; v++)
 *             MG_TRY(mg_row_read(row, MG_SERIES_TARGET, v, 0, n, values));
 *         return MG_OK;
 *     }
 *     MG_TRY(mg_rows_visit(bytes, 0, 10, visit, &context, &seen));
 *
 * Where the file is addressable only what is read of a row is read of the file, at random and in
 * constant memory. Other files (compressed bodies) are read through, and rows are kept until they
 * are whole. */
#ifndef MG_BIN_SERIES_ROWS_H
#define MG_BIN_SERIES_ROWS_H

#include "data/series_index.h"

typedef struct mg_row {
    int64_t row;                /* in the file, from 0 */
    const char *item_id, *freq; /* NULL: none */
    bool has_start;
    int64_t start; /* seconds since 1970 */
    int64_t variates[MG_SERIES_VALUE_COLUMNS];
    const void *source; /* of the values: for the functions below */
    const struct mg_row_kind *kind;
} mg_row;

/* Values of a series; -1 where it is null. */
int64_t mg_row_length(const mg_row *row, mg_series_column column, int64_t variate);

/* Values first .. first + count - 1; missing ones are NaN. */
mg_status mg_row_read(const mg_row *row, mg_series_column column, int64_t variate, int64_t first,
                      int64_t count, float *out);

typedef mg_status (*mg_row_visit)(void *context, const mg_row *row);

typedef struct mg_rows_seen {
    int64_t visited;
    int64_t rows; /* of the file; of an unaddressable one as far as it was read */
} mg_rows_seen;

/* Calls `visit` for at most `count` rows from row `first` on; a row lives during its call. `*seen`
 * is set after a failure too. */
mg_status mg_rows_visit(mg_bytes *bytes, int64_t first, int64_t count, mg_row_visit visit,
                        void *context, mg_rows_seen *seen);

#endif

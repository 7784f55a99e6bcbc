/* The inside of a series index, for the files that make, use and store it. */
#ifndef MG_DATA_SERIES_INDEX_PARTS_H
#define MG_DATA_SERIES_INDEX_PARTS_H

#include "data/series_columns.h"
#include "data/series_index.h"

enum { MG_SERIES_NO_TEXT = -1 };

/* These three are stored as they lie in memory: members of fixed sizes, no padding. */
typedef struct mg_series_index_row {
    int64_t start;
    int64_t first_list[MG_SERIES_VALUE_COLUMNS];
    int32_t variates[MG_SERIES_VALUE_COLUMNS];
    int32_t item_id, freq; /* offsets in `texts`, or MG_SERIES_NO_TEXT */
    int32_t batch;
    int32_t has_start;
} mg_series_index_row;

typedef struct mg_series_index_list {
    int64_t first; /* number of its column's buffer in this batch */
    int64_t count; /* -1: null */
} mg_series_index_list;

typedef struct mg_series_index_batch {
    uint64_t numbers[MG_SERIES_VALUE_COLUMNS]; /* offset in the file */
    uint64_t bitmap[MG_SERIES_VALUE_COLUMNS];  /* offset in the file, 0: nothing is null */
} mg_series_index_batch;

typedef struct mg_series_index_number {
    int32_t type, bits, is_signed, there;
} mg_series_index_number;

struct mg_series_index {
    uint64_t size; /* of the file it was made for */
    mg_series_index_number number[MG_SERIES_VALUE_COLUMNS];
    mg_series_index_row *rows;
    mg_series_index_list *lists;
    mg_series_index_batch *batches;
    char *texts; /* each with a NUL after it */
    size_t row_count, list_count, batch_count, text_bytes;
    size_t row_capacity, list_capacity, batch_capacity, text_capacity;
};

#endif

/* The numbers of one column of one record batch as they stream by: cut into pieces by row and
 * variate, converted where they must be, handed out in place where they can be. */
#ifndef MG_DATA_SERIES_VALUES_H
#define MG_DATA_SERIES_VALUES_H

#include "data/series_batch.h"

enum { MG_SERIES_STAGE = 4096 }; /* values converted at a time */

typedef struct mg_series_values_events {
    void *context;
    mg_status (*row)(void *context, int64_t row);  /* the first list of the row is next */
    mg_status (*done)(void *context, int64_t row); /* the row's last piece has been handed out */
    mg_status (*piece)(void *context, const mg_series_piece *piece);
} mg_series_values_events;

typedef struct mg_series_values {
    const mg_series_batch *batch;
    mg_series_column column;
    mg_series_values_events events;
    const mg_arrow_field *number;
    size_t width; /* bytes of a number */
    int64_t row, rows;
    int64_t list, lists_begin, lists_end; /* the current list, and those of its row */
    int64_t begin, end;                   /* its numbers */
    int64_t at;                           /* the next number that comes */
    bool finished;                        /* all lists have been handed out */
    uint8_t part[8];                      /* a number that a split cut in two */
    size_t part_bytes;
    union {
        float f32[MG_SERIES_STAGE];
        double f64[MG_SERIES_STAGE];
    } stage;
} mg_series_values;

/* The column must be `listed` in the batch. Rows before the first number are handed out at once. */
mg_status mg_series_values_begin(mg_series_values *values, const mg_series_batch *batch,
                                 mg_series_column column, const mg_series_values_events *events);
/* The next bytes of the column's numbers; those that no list holds are passed over. */
mg_status mg_series_values_push(mg_series_values *values, const uint8_t *bytes, size_t n);

#endif

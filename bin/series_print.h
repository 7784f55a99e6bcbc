/* Rows of series as JSON lines or CSV, piece by piece: a row of any length takes the memory of a
 * few thousand values.
 *
 *     jsonl   {"row":0,"item_id":"T1","start":"2015-01-01T00:00:00","freq":"H","target":[1.5,null],
 *             "past_feat_dynamic_real":[[..],..]}: several variates as lists of lists
 *     csv     row,item_id,column,variate,position,time,value: a line a value; times where the
 *             frequency has steps that can be counted, nothing for missing values
 *
 * Floats are printed with the fewest digits that read back to the same float32. */
#ifndef MG_BIN_SERIES_PRINT_H
#define MG_BIN_SERIES_PRINT_H

#include "bin/series_rows.h"
#include "bin/sink.h"
#include "core/base/json.h"

typedef enum mg_series_format { MG_SERIES_JSONL, MG_SERIES_CSV } mg_series_format;

typedef struct mg_series_printer {
    mg_sink *sink;
    mg_series_format format;
    mg_json_writer text; /* what is not in the sink yet */
    int64_t first_row;   /* added to the numbers of rows: those of the shards before */
} mg_series_printer;

/* What stands before the first row. */
mg_status mg_series_print_header(mg_series_printer *printer);

mg_status mg_series_print_row(mg_series_printer *printer, const mg_row *row);

void mg_series_printer_free(mg_series_printer *printer);

#endif

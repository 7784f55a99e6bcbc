/* Which fields of an Arrow schema are the columns of a file of time series. */
#ifndef MG_DATA_SERIES_COLUMNS_H
#define MG_DATA_SERIES_COLUMNS_H

#include "data/arrow_schema.h"
#include "data/series_reader.h"

typedef enum mg_series_text { MG_SERIES_ITEM_ID, MG_SERIES_FREQ, MG_SERIES_TEXTS } mg_series_text;

/* A column of lists, one or two levels deep. */
typedef struct mg_series_lists {
    size_t field; /* SIZE_MAX: the file has none */
    int depth;
    size_t level[2]; /* fields of the lists, outer first */
    size_t values;   /* field of the numbers */
} mg_series_lists;

typedef struct mg_series_columns {
    size_t text[MG_SERIES_TEXTS]; /* SIZE_MAX: the file has none */
    size_t start;
    mg_series_lists lists[MG_SERIES_VALUE_COLUMNS];
} mg_series_columns;

/* Looks the columns up and checks their types; `file` is the name for messages. No "target" or a
 * type that is not read is MG_ERR_UNSUPPORTED, with what the file has in its place. */
mg_status mg_series_columns_find(const mg_arrow_schema *schema, const char *file,
                                 mg_series_columns *columns);

/* Whether a top-level field is one of the columns. */
bool mg_series_columns_have(const mg_series_columns *columns, size_t field);

const char *mg_series_text_name(mg_series_text text);
const char *mg_series_column_name(mg_series_column column);

#endif

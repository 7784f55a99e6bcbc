/* What a series reader hands out, as text that can be compared: row by row, although columns stream
 * by one after the other.
 *
 *     row 0 "T0" "H" 599616000.000000000       or - for what is null or absent
 *     target 0 3: 1.5 nan 2                     float32 with 9 digits, other numbers with 17
 *     target 1 null
 *     past_feat_dynamic_real 0 1: 7
 *
 *     series_text text;
 *     mg_series_events events = series_text_events(&text);
 *     ... read ...
 *     assert_string_equal(text.text, expected);
 *     series_text_free(&text);
 *
 * It also asserts the promises of data/series_reader.h: order of events, cutting of pieces, counts
 * of missing values, that row_start tells what row_end tells. */
#ifndef MG_TESTS_HELPER_SERIES_TEXT_H
#define MG_TESTS_HELPER_SERIES_TEXT_H

#include "data/series_reader.h"

typedef struct series_line {
    int64_t row, variate;
    mg_series_column column;
    char *text;
    size_t length, capacity;
    int64_t count;
    bool ended;
} series_line;

typedef struct series_text {
    char *text; /* of the rows that have ended */
    size_t length, capacity;
    series_line *lines; /* of the rows that have not */
    size_t line_count, line_capacity;
    int64_t rows_started, rows_ended;
    int64_t values, missing;
} series_text;

/* Begins with an empty text. */
mg_series_events series_text_events(series_text *text);
void series_text_free(series_text *text);

/* The text of a file that lies in memory, pushed in pieces of `chunk` bytes; the pieces lie
 * `misalign` bytes off an aligned place. The text must be freed; *status says how it ended. */
series_text series_text_read(const void *data, size_t n, size_t chunk, size_t misalign,
                             size_t memory, mg_status *status);

/* Appends to a growing string. */
void series_text_printf(char **text, size_t *length, size_t *capacity, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif

#include "bin/series_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "data/series_time.h"

enum { PIECE = 4096 /* values read and printed at once */, TIME_BYTES = 32 };

static const char *const COLUMNS[MG_SERIES_VALUE_COLUMNS] = {"target", "past_feat_dynamic_real"};

/* Hands over what was written; a row that is under way goes on after it. */
static mg_status flush(mg_series_printer *p) {
    MG_TRY(mg_json_writer_status(&p->text));
    const size_t length = p->text.length;
    p->text.length = 0;
    return length > 0 ? mg_sink_write(p->sink, p->text.text, length) : MG_OK;
}

/* "2015-01-01T00:00:00"; seconds before 1970 too. */
static void print_time(int64_t seconds, char out[TIME_BYTES]) {
    const time_t when = (time_t)seconds;
    struct tm parts;
    if (!gmtime_r(&when, &parts) || strftime(out, TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        snprintf(out, TIME_BYTES, "@%" PRId64, seconds); /* a year of more than nine digits */
}

/* -- JSON lines -------------------------------------------------------------------------------- */

static mg_status put_values(mg_series_printer *p, const mg_row *row, mg_series_column column,
                            int64_t variate) {
    const int64_t length = mg_row_length(row, column, variate);
    float values[PIECE];
    if (length < 0) {
        mg_json_null(&p->text);
        return MG_OK;
    }
    mg_json_begin_array(&p->text);
    for (int64_t at = 0; at < length; at += PIECE) {
        const int64_t count = length - at < PIECE ? length - at : PIECE;
        MG_TRY(mg_row_read(row, column, variate, at, count, values));
        for (int64_t i = 0; i < count; i++) mg_json_float(&p->text, values[i]);
        MG_TRY(flush(p));
    }
    mg_json_end_array(&p->text);
    return MG_OK;
}

static mg_status put_column(mg_series_printer *p, const mg_row *row, mg_series_column column) {
    const int64_t variates = row->variates[column];
    if (variates == 1) return put_values(p, row, column, 0);
    mg_json_begin_array(&p->text);
    for (int64_t v = 0; v < variates; v++) MG_TRY(put_values(p, row, column, v));
    mg_json_end_array(&p->text);
    return MG_OK;
}

static void put_text(mg_json_writer *w, const char *key, const char *text) {
    mg_json_key(w, key);
    if (text)
        mg_json_string(w, text);
    else
        mg_json_null(w);
}

static mg_status print_json(mg_series_printer *p, const mg_row *row) {
    char start[TIME_BYTES];
    mg_json_writer *w = &p->text;
    print_time(row->start, start);
    mg_json_begin_object(w);
    mg_json_key(w, "row"), mg_json_int(w, p->first_row + row->row);
    put_text(w, "item_id", row->item_id);
    put_text(w, "start", row->has_start ? start : NULL);
    put_text(w, "freq", row->freq);
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        if (c != MG_SERIES_TARGET && row->variates[c] == 0) continue;
        mg_json_key(w, COLUMNS[c]);
        MG_TRY(put_column(p, row, (mg_series_column)c));
    }
    mg_json_end_object(w);
    mg_json_newline(w);
    return flush(p);
}

/* -- CSV --------------------------------------------------------------------------------------- */

static void put_raw(mg_json_writer *w, const char *text) {
    mg_json_raw(w, text, strlen(text));
}

/* RFC 4180: in quotes where it must be, quotes doubled. */
static void put_field(mg_json_writer *w, const char *text) {
    if (!text) return;
    if (!text[strcspn(text, ",\"\r\n")]) {
        put_raw(w, text);
        return;
    }
    put_raw(w, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"') put_raw(w, "\"");
        mg_json_raw(w, c, 1);
    }
    put_raw(w, "\"");
}

static void put_line(mg_series_printer *p, const mg_row *row, mg_series_column column,
                     int64_t variate, int64_t position, float value) {
    char text[128], when[TIME_BYTES] = "";
    int64_t moment;
    if (row->has_start && mg_series_moment(row->start, row->freq, position, &moment))
        print_time(moment, when);
    snprintf(text, sizeof text, "%" PRId64 ",", p->first_row + row->row);
    put_raw(&p->text, text);
    put_field(&p->text, row->item_id);
    snprintf(text, sizeof text, ",%s,%" PRId64 ",%" PRId64 ",%s,", COLUMNS[column], variate,
             position, when);
    put_raw(&p->text, text);
    if (!isnan(value)) snprintf(text, sizeof text, "%.9g\n", (double)value);
    put_raw(&p->text, isnan(value) ? "\n" : text);
}

static mg_status print_csv_series(mg_series_printer *p, const mg_row *row, mg_series_column column,
                                  int64_t variate) {
    const int64_t length = mg_row_length(row, column, variate);
    float values[PIECE];
    for (int64_t at = 0; at < length; at += PIECE) {
        const int64_t count = length - at < PIECE ? length - at : PIECE;
        MG_TRY(mg_row_read(row, column, variate, at, count, values));
        for (int64_t i = 0; i < count; i++) put_line(p, row, column, variate, at + i, values[i]);
        MG_TRY(flush(p));
    }
    return MG_OK;
}

static mg_status print_csv(mg_series_printer *p, const mg_row *row) {
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++)
        for (int64_t v = 0; v < row->variates[c]; v++)
            MG_TRY(print_csv_series(p, row, (mg_series_column)c, v));
    return MG_OK;
}

/* -- both -------------------------------------------------------------------------------------- */

mg_status mg_series_print_header(mg_series_printer *printer) {
    if (printer->format != MG_SERIES_CSV) return MG_OK;
    put_raw(&printer->text, "row,item_id,column,variate,position,time,value\n");
    return flush(printer);
}

mg_status mg_series_print_row(mg_series_printer *printer, const mg_row *row) {
    return printer->format == MG_SERIES_CSV ? print_csv(printer, row) : print_json(printer, row);
}

void mg_series_printer_free(mg_series_printer *printer) {
    mg_json_writer_free(&printer->text);
}

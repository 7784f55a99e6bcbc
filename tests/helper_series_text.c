#include "tests/helper_series_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/series_columns.h"

void series_text_printf(char **text, size_t *length, size_t *capacity, const char *format, ...) {
    char piece[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    assert_in_range(n, 0, sizeof piece - 1);
    if (*length + (size_t)n + 1 > *capacity) {
        *capacity = 2 * *capacity + (size_t)n + 1;
        *text = realloc(*text, *capacity);
        assert_non_null(*text);
    }
    memcpy(*text + *length, piece, (size_t)n + 1);
    *length += (size_t)n;
}

#define LINE_PRINTF(line, ...)                                                                     \
    series_text_printf(&(line)->text, &(line)->length, &(line)->capacity, __VA_ARGS__)

static void print_number(series_line *line, double value, int digits) {
    if (isnan(value)) {
        LINE_PRINTF(line, " nan");
    } else {
        LINE_PRINTF(line, " %.*g", digits, value);
    }
}

static series_line *find_line(series_text *text, const mg_series_piece *p) {
    for (size_t i = text->line_count; i-- > 0;) {
        series_line *line = &text->lines[i];
        if (line->row == p->row && line->column == p->column && line->variate == p->variate) {
            return line;
        }
    }
    if (text->line_count == text->line_capacity) {
        text->line_capacity = 2 * text->line_capacity + 16;
        text->lines = realloc(text->lines, text->line_capacity * sizeof *text->lines);
        assert_non_null(text->lines);
    }
    series_line *line = &text->lines[text->line_count++];
    *line = (series_line){.row = p->row, .variate = p->variate, .column = p->column};
    LINE_PRINTF(line, "%s", "");
    return line;
}

static mg_status on_row_start(void *context, const mg_series_row *row) {
    series_text *text = context;
    assert_int_equal(row->row, text->rows_started++);
    return MG_OK;
}

static mg_status on_values(void *context, const mg_series_piece *piece) {
    series_text *text = context;
    series_line *line = find_line(text, piece);
    size_t missing = 0;
    assert_in_range(piece->row, text->rows_ended, text->rows_started - 1);
    assert_false(line->ended);
    assert_int_equal(piece->first, line->count);
    assert_true((piece->f32 != NULL) != (piece->f64 != NULL));
    for (size_t i = 0; i < piece->count; i++) {
        double value = piece->f32 ? (double)piece->f32[i] : piece->f64[i];
        missing += isnan(value) != 0;
        print_number(line, value, piece->f32 ? 9 : 17);
    }
    assert_int_equal(piece->missing, missing);
    line->count += (int64_t)piece->count;
    line->ended = piece->last;
    if (piece->null) {
        assert_int_equal(piece->count, 0);
        line->count = -1;
    }
    text->values += (int64_t)piece->count;
    text->missing += (int64_t)missing;
    return MG_OK;
}

#define TEXT_PRINTF(t, ...)                                                                        \
    series_text_printf(&(t)->text, &(t)->length, &(t)->capacity, __VA_ARGS__)

static void print_text(series_text *text, const char *string) {
    if (string) {
        TEXT_PRINTF(text, " \"%s\"", string);
    } else {
        TEXT_PRINTF(text, " -");
    }
}

static void print_line(series_text *text, const series_line *line) {
    assert_true(line->ended);
    TEXT_PRINTF(text, "%s %lld", mg_series_column_name(line->column), (long long)line->variate);
    if (line->count < 0) {
        TEXT_PRINTF(text, " null\n");
        return;
    }
    TEXT_PRINTF(text, " %lld:", (long long)line->count);
    for (size_t at = 0; at < line->length; at += 500) {
        TEXT_PRINTF(text, "%.500s", line->text + at);
    }
    TEXT_PRINTF(text, "\n");
}

/* Prints the row's lines in the order of columns and variates, and forgets them. */
static void print_lines(series_text *text, const mg_series_row *row) {
    size_t kept = 0;
    for (int c = 0; c < MG_SERIES_VALUE_COLUMNS; c++) {
        int64_t variates = 0;
        for (size_t i = 0; i < text->line_count; i++) {
            const series_line *line = &text->lines[i];
            if (line->row != row->row || (int)line->column != c) continue;
            assert_int_equal(line->variate, variates++);
            print_line(text, line);
        }
        assert_int_equal(row->variates[c], variates);
    }
    for (size_t i = 0; i < text->line_count; i++) {
        if (text->lines[i].row == row->row) {
            free(text->lines[i].text);
        } else {
            text->lines[kept++] = text->lines[i];
        }
    }
    text->line_count = kept;
}

static mg_status on_row_end(void *context, const mg_series_row *row) {
    series_text *text = context;
    assert_int_equal(row->row, text->rows_ended++);
    assert_true(row->known);
    TEXT_PRINTF(text, "row %lld", (long long)row->row);
    print_text(text, row->item_id);
    print_text(text, row->freq);
    if (row->has_start) {
        TEXT_PRINTF(text, " %lld.%09d\n", (long long)row->start, row->start_nanoseconds);
    } else {
        TEXT_PRINTF(text, " -\n");
    }
    print_lines(text, row);
    return MG_OK;
}

mg_series_events series_text_events(series_text *text) {
    *text = (series_text){0};
    TEXT_PRINTF(text, "%s", "");
    return (mg_series_events){text, on_row_start, on_values, on_row_end};
}

void series_text_free(series_text *text) {
    for (size_t i = 0; i < text->line_count; i++) free(text->lines[i].text);
    free(text->lines);
    free(text->text);
    *text = (series_text){0};
}

/* Each piece goes through a place of its own, freed after the push, so that a sanitizer sees who
 * keeps a pointer into it. */
static mg_status push_pieces(mg_series_reader *reader, const uint8_t *bytes, size_t n, size_t chunk,
                             size_t misalign) {
    mg_status status = MG_OK;
    for (size_t at = 0; at < n && status == MG_OK; at += chunk) {
        size_t size = n - at < chunk ? n - at : chunk;
        uint8_t *place = malloc(size + misalign);
        assert_non_null(place);
        memcpy(place + misalign, bytes + at, size);
        status = mg_series_reader_push(reader, place + misalign, size);
        free(place);
    }
    return status == MG_OK ? mg_series_reader_finish(reader) : status;
}

series_text series_text_read(const void *data, size_t n, size_t chunk, size_t misalign,
                             size_t memory, mg_status *status) {
    series_text text;
    mg_series_events events = series_text_events(&text);
    mg_series_options options = {.name = "file", .memory = memory};
    mg_series_reader *reader;
    *status = mg_series_reader_create(&options, &events, &reader);
    if (*status != MG_OK) return text;
    *status = push_pieces(reader, data, n, chunk, misalign);
    mg_series_totals totals;
    mg_series_reader_totals(reader, &totals);
    if (*status == MG_OK) {
        assert_int_equal(totals.bytes, n);
        assert_int_equal(totals.rows, text.rows_ended);
        assert_int_equal(totals.values, text.values);
        assert_int_equal(totals.missing, text.missing);
        assert_int_equal(text.line_count, 0);
    }
    mg_series_reader_free(reader);
    return text;
}

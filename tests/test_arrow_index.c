/* The series index: the same rows and values as pyarrow finds, from few bytes; the index as a file.
 */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/series_columns.h"
#include "data/series_index.h"
#include "tests/helper_series_text.h"
#include "tests/helper_tmp.h"

#define FIXTURES MG_FIXTURES "/arrow/"

static void assert_ok(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static char *load(const char *name, const char *ending, size_t *size) {
    char path[512], *text;
    snprintf(path, sizeof path, FIXTURES "%s%s", name, ending);
    assert_ok(mg_file_read(path, 1 << 20, &text, size));
    return text;
}

/* ---- bytes that count what is read, and make up what lies past their data ---- */

typedef struct counted {
    mg_bytes base;
    const uint8_t *data;
    size_t data_bytes; /* zeros follow */
    uint64_t read_bytes;
    int reads;
} counted;

static mg_status counted_read(mg_bytes *bytes, uint64_t offset, void *out, size_t n) {
    counted *c = (counted *)bytes;
    size_t there = offset < c->data_bytes ? (size_t)(c->data_bytes - offset) : 0;
    if (there > n) there = n;
    if (there) memcpy(out, c->data + offset, there);
    memset((uint8_t *)out + there, 0, n - there);
    c->read_bytes += n;
    c->reads++;
    return MG_OK;
}

static void counted_free(mg_bytes *bytes) {
    (void)bytes;
}

static counted count_reads(const void *data, size_t data_bytes, uint64_t size) {
    return (counted){{"file", size, counted_read, counted_free}, data, data_bytes, 0, 0};
}

/* ---- the index against the expected text of a fixture ---- */

static void check_entry(const mg_series_index *index, int64_t row, const char *line) {
    char *text = NULL;
    size_t length = 0, capacity = 0;
    mg_series_entry e = mg_series_index_entry(index, row);
    const char *strings[] = {e.item_id, e.freq};
    series_text_printf(&text, &length, &capacity, "row %" PRId64, row);
    for (int i = 0; i < 2; i++) {
        if (strings[i]) {
            series_text_printf(&text, &length, &capacity, " \"%s\"", strings[i]);
        } else {
            series_text_printf(&text, &length, &capacity, " -");
        }
    }
    if (e.has_start) {
        series_text_printf(&text, &length, &capacity, " %" PRId64 ".", e.start);
    } else {
        series_text_printf(&text, &length, &capacity, " -\n");
    }
    assert_memory_equal(line, text, length);
    free(text);
}

static bool same(float a, float b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* Windows of a series, from every start for short ones. */
static void check_windows(const mg_series_index *index, mg_bytes *bytes, int64_t row,
                          mg_series_column column, int64_t variate, const float *expected,
                          int64_t count) {
    float *out = malloc((size_t)(count + 1) * sizeof *out);
    assert_non_null(out);
    for (int64_t first = 0; first <= count; first += 1 + count / 29) {
        int64_t n = count - first;
        assert_ok(mg_series_index_read(index, bytes, row, column, variate, first, n, out));
        for (int64_t i = 0; i < n; i++) assert_true(same(out[i], expected[first + i]));
        if (n > 1) {
            assert_ok(mg_series_index_read(index, bytes, row, column, variate, first, 1, out));
            assert_true(same(out[0], expected[first]));
        }
    }
    assert_int_equal(mg_series_index_read(index, bytes, row, column, variate, 0, count + 1, out),
                     MG_ERR_ARG);
    assert_int_equal(mg_series_index_read(index, bytes, row, column, variate, -1, 1, out),
                     MG_ERR_ARG);
    free(out);
}

/* A line "target 0 3: 1 nan 2" or "target 0 null". */
static void check_series(const mg_series_index *index, mg_bytes *bytes, int64_t row,
                         const char *line) {
    mg_series_column column = line[0] == 't' ? MG_SERIES_TARGET : MG_SERIES_COVARIATES;
    char *at = (char *)line + strlen(mg_series_column_name(column));
    int64_t variate = strtoll(at, &at, 10);
    assert_in_range(variate, 0, mg_series_index_entry(index, row).variates[column] - 1);
    mg_series_slice slice = mg_series_index_slice(index, row, column, variate);
    if (strncmp(at, " null", 5) == 0) {
        assert_int_equal(slice.count, -1);
        return;
    }
    int64_t count = strtoll(at, &at, 10);
    assert_int_equal(slice.count, count);
    float *expected = malloc((size_t)(count + 1) * sizeof *expected);
    assert_non_null(expected);
    at++;
    for (int64_t i = 0; i < count; i++) expected[i] = (float)strtod(at, &at);
    check_windows(index, bytes, row, column, variate, expected, count);
    free(expected);
}

static void check_text(const mg_series_index *index, mg_bytes *bytes, const char *text) {
    int64_t row = -1;
    int64_t series = 0, variates = 0;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, "row ", 4) == 0) {
            check_entry(index, ++row, line);
            mg_series_entry e = mg_series_index_entry(index, row);
            variates += e.variates[MG_SERIES_TARGET] + e.variates[MG_SERIES_COVARIATES];
        } else {
            check_series(index, bytes, row, line);
            series++;
        }
    }
    assert_int_equal(mg_series_index_rows(index), row + 1);
    assert_int_equal(series, variates);
}

/* Writes, loads and frees the index; returns the loaded one. */
static mg_series_index *through_file(mg_series_index *index, uint64_t size) {
    const char *path = test_tmp("index");
    mg_series_index *loaded;
    assert_ok(mg_series_index_write(index, path));
    assert_ok(mg_series_index_load(path, size, &loaded));
    mg_series_index_free(index);
    return loaded;
}

static void check_fixture(const char *name, int *compressed) {
    size_t n;
    char *data = load(name, ".arrow", &n), *expected = load(name, ".txt", NULL);
    counted bytes = count_reads(data, n, n);
    mg_series_index *index;
    mg_status status = mg_series_index_create(&bytes.base, &index);
    if (status == MG_ERR_UNSUPPORTED) {
        assert_non_null(strstr(mg_error_text(), "compressed"));
        assert_null(index);
        ++*compressed;
    } else {
        assert_ok(status);
        check_text(index, &bytes.base, expected);
        index = through_file(index, n);
        check_text(index, &bytes.base, expected);
        mg_series_index_free(index);
    }
    mg_free(data);
    mg_free(expected);
}

static void test_fixtures(void **state) {
    mg_dir_names names = {0};
    int compressed = 0;
    (void)state;
    assert_ok(mg_dir_list(FIXTURES, &names));
    for (size_t i = 0; i < names.count; i++) {
        char *ending = strstr(names.names[i], ".arrow");
        if (!ending) continue;
        *ending = 0;
        check_fixture(names.names[i], &compressed);
    }
    assert_int_equal(compressed, 6);
    mg_dir_names_free(&names);
}

enum { ERA5_ROWS = 86, ERA5_VARIATES = 45, ERA5_LENGTH = 8736 };
#define ERA5_NUMBERS (UINT64_C(4) * ERA5_ROWS * ERA5_VARIATES * ERA5_LENGTH)

static void test_era5_from_64_kib(void **state) {
    size_t n;
    char *head = load("era5", ".head", &n);
    counted bytes = count_reads(head, n, n + ERA5_NUMBERS + 8);
    mg_series_index *index;
    float window[512];
    (void)state;
    assert_ok(mg_series_index_create(&bytes.base, &index));
    assert_int_equal(bytes.reads, 1);
    assert_int_equal(bytes.read_bytes, 64 << 10);
    assert_int_equal(mg_series_index_rows(index), ERA5_ROWS);
    mg_series_slice slice = mg_series_index_slice(index, 85, MG_SERIES_TARGET, 44);
    assert_int_equal(slice.offset, n + ERA5_NUMBERS - 4 * ERA5_LENGTH);
    assert_int_equal(slice.count, ERA5_LENGTH);
    assert_ok(mg_series_index_read(index, &bytes.base, 85, MG_SERIES_TARGET, 44, ERA5_LENGTH - 512,
                                   512, window));
    assert_int_equal(bytes.reads, 2);
    assert_int_equal(bytes.read_bytes, (64 << 10) + sizeof window);
    mg_series_index_free(index);
    mg_free(head);
}

/* The same shard from front to back: the memory is far below its 135 MB. */
static void test_era5_in_little_memory(void **state) {
    static uint8_t zeros[1 << 18];
    size_t n;
    char *head = load("era5", ".head", &n);
    mg_series_options options = {.name = "file", .size = n + ERA5_NUMBERS + 8, .memory = 1 << 20};
    mg_series_events events = {0};
    mg_series_reader *reader;
    mg_series_totals totals;
    struct rusage before, after;
    (void)state;
    getrusage(RUSAGE_SELF, &before);
    assert_ok(mg_series_reader_create(&options, &events, &reader));
    assert_ok(mg_series_reader_push(reader, head, n));
    for (uint64_t left = ERA5_NUMBERS; left > 0;) {
        size_t size = left < sizeof zeros ? (size_t)left : sizeof zeros;
        assert_ok(mg_series_reader_push(reader, zeros, size));
        left -= size;
    }
    assert_ok(mg_series_reader_push(reader, "\xff\xff\xff\xff\0\0\0\0", 8));
    assert_ok(mg_series_reader_finish(reader));
    mg_series_reader_totals(reader, &totals);
    assert_int_equal(totals.values, ERA5_NUMBERS / 4);
    assert_int_equal(totals.rows, ERA5_ROWS);
    mg_series_reader_free(reader);
    getrusage(RUSAGE_SELF, &after);
    assert_in_range(after.ru_maxrss - before.ru_maxrss, 0, 8 << 10); /* KiB */
    mg_free(head);
}

static void test_damaged_index(void **state) {
    size_t n, size;
    char *data = load("covariates_late_freq", ".arrow", &n), *stored;
    counted bytes = count_reads(data, n, n);
    mg_series_index *index;
    const char *path = test_tmp("index");
    (void)state;
    assert_ok(mg_series_index_create(&bytes.base, &index));
    assert_ok(mg_series_index_write(index, path));
    mg_series_index_free(index);
    assert_ok(mg_file_read(path, 1 << 20, &stored, &size));
    assert_int_equal(mg_series_index_load(path, n + 1, &index), MG_ERR_FORMAT);
    assert_non_null(strstr(mg_error_text(), "another size"));
    for (size_t i = 0; i < size; i++) {
        stored[i] ^= 1;
        const char *damaged = test_tmp_write("damaged", stored, size);
        assert_int_equal(mg_series_index_load(damaged, n, &index), MG_ERR_FORMAT);
        assert_null(index);
        stored[i] ^= 1;
    }
    for (size_t cut = 0; cut < size; cut++) {
        const char *damaged = test_tmp_write("damaged", stored, cut);
        assert_int_equal(mg_series_index_load(damaged, n, &index), MG_ERR_FORMAT);
    }
    assert_int_equal(mg_series_index_load(test_tmp("none"), n, &index), MG_ERR_NOT_FOUND);
    mg_free(stored);
    mg_free(data);
}

static void test_out_of_memory(void **state) {
    size_t n;
    char *data = load("dictionary_delta", ".arrow", &n);
    counted bytes = count_reads(data, n, n);
    mg_series_index *index;
    mg_status status = MG_ERR_MEMORY;
    (void)state;
    for (int i = 1; status == MG_ERR_MEMORY; i++) {
        mg_alloc_fail_at(i);
        status = mg_series_index_create(&bytes.base, &index);
        mg_alloc_fail_at(0);
        assert_in_range(i, 1, 1000);
    }
    assert_ok(status);
    mg_series_index_free(index);
    mg_free(data);
}

/* Cut anywhere, a file is refused or has fewer rows, and never makes the index read outside. */
static void test_cut_files(void **state) {
    size_t n;
    char *data = load("many_batches", ".arrow", &n);
    (void)state;
    for (size_t cut = 0; cut < n; cut++) {
        counted bytes = count_reads(data, cut, cut);
        mg_series_index *index;
        mg_status status = mg_series_index_create(&bytes.base, &index);
        if (status == MG_OK) {
            assert_in_range(mg_series_index_rows(index), 0, 11);
        } else {
            assert_int_equal(status, MG_ERR_FORMAT);
        }
        mg_series_index_free(index);
    }
    mg_free(data);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_era5_from_64_kib),
        cmocka_unit_test(test_era5_in_little_memory),
        cmocka_unit_test(test_damaged_index),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_cut_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

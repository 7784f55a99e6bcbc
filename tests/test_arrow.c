/* The series reader against what pyarrow reads from the same files (fixtures/arrow, made by
 * peers/make_arrow_fixtures.py), whatever the split, the alignment and the memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_series_text.h"

#define FIXTURES MG_FIXTURES "/arrow/"

static void assert_ok(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

typedef struct fixture {
    char name[64];
    char *data, *expected;
    size_t size;
} fixture;

static char *load(const char *name, const char *ending, size_t *size) {
    char path[512], *text;
    snprintf(path, sizeof path, FIXTURES "%s%s", name, ending);
    assert_ok(mg_file_read(path, 1 << 20, &text, size));
    return text;
}

static fixture open_fixture(const char *name) {
    fixture f;
    snprintf(f.name, sizeof f.name, "%s", name);
    f.data = load(name, ".arrow", &f.size);
    f.expected = load(name, ".txt", NULL);
    return f;
}

static void close_fixture(fixture *f) {
    mg_free(f->data);
    mg_free(f->expected);
}

/* Calls `check` with every fixture. */
static void for_each_fixture(void (*check)(const fixture *)) {
    mg_dir_names names = {0};
    int count = 0;
    assert_ok(mg_dir_list(FIXTURES, &names));
    for (size_t i = 0; i < names.count; i++) {
        char *ending = strstr(names.names[i], ".arrow");
        if (!ending) continue;
        *ending = 0;
        fixture f = open_fixture(names.names[i]);
        check(&f);
        close_fixture(&f);
        count++;
    }
    assert_in_range(count, 40, 400);
    mg_dir_names_free(&names);
}

static void check_split(const fixture *f, size_t chunk, size_t misalign) {
    mg_status status;
    series_text text = series_text_read(f->data, f->size, chunk, misalign, 0, &status);
    if (status != MG_OK) {
        fail_msg("%s by %zu + %zu: %s (%s)", f->name, chunk, misalign, mg_error_text(),
                 mg_error_where());
    }
    if (strcmp(text.text, f->expected) != 0) {
        fail_msg("%s by %zu + %zu reads\n%s\nnot\n%s", f->name, chunk, misalign, text.text,
                 f->expected);
    }
    series_text_free(&text);
}

static void check_whole(const fixture *f) {
    check_split(f, f->size, 0);
}

static void check_splits(const fixture *f) {
    static const size_t chunks[] = {1, 2, 3, 5, 7, 8, 13, 64, 100, 1021, 4096};
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) check_split(f, chunks[i], 0);
    for (size_t misalign = 1; misalign < 8; misalign++) check_split(f, f->size, misalign);
}

static void check_every_cut(const fixture *f) {
    mg_status status;
    if (f->size > 1200) return; /* the cuts of small files show all there is to see */
    for (size_t cut = 1; cut < f->size; cut++) check_split(f, cut, cut % 3);
    for (size_t size = 0; size + 8 < f->size; size++) {
        series_text text = series_text_read(f->data, size, 100, 0, 0, &status);
        bool between = status == MG_OK; /* only between two messages, and not before the first */
        if (!between) assert_int_equal(status, MG_ERR_FORMAT);
        if (between) assert_int_not_equal(size, 0);
        series_text_free(&text);
    }
}

static void test_values(void **state) {
    (void)state;
    for_each_fixture(check_whole);
}

static void test_splits(void **state) {
    (void)state;
    for_each_fixture(check_splits);
}

static void test_cuts(void **state) {
    (void)state;
    for_each_fixture(check_every_cut);
}

static void check_allocations(const fixture *f) {
    mg_status status = MG_ERR_MEMORY;
    int n = 0;
    while (status == MG_ERR_MEMORY) {
        mg_alloc_fail_at(++n);
        series_text text = series_text_read(f->data, f->size, 700, 0, 0, &status);
        mg_alloc_fail_at(0);
        if (status == MG_OK) assert_string_equal(text.text, f->expected);
        series_text_free(&text);
        assert_in_range(n, 1, 2000);
    }
    assert_ok(status);
    assert_in_range(n, 5, 2000);
}

static void test_out_of_memory(void **state) {
    static const char *const names[] = {"covariates_late_freq", "zstd",  "lz4",
                                        "dictionary_delta",     "nulls", "other_columns"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture f = open_fixture(names[i]);
        check_allocations(&f);
        close_fixture(&f);
    }
}

/* Less memory than the offsets need is refused with the numbers, not exceeded. */
static void test_memory_limit(void **state) {
    fixture f = open_fixture("multivariate");
    mg_status status;
    (void)state;
    series_text text = series_text_read(f.data, f.size, 100, 0, 16, &status);
    assert_int_equal(status, MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "allow more memory"));
    series_text_free(&text);
    text = series_text_read(f.data, f.size, 100, 0, 100, &status);
    assert_ok(status);
    assert_string_equal(text.text, f.expected);
    series_text_free(&text);
    close_fixture(&f);
}

static mg_status stop(void *context, const mg_series_piece *piece) {
    int *calls = context;
    (void)piece;
    ++*calls;
    return mg_fail(MG_ERR_INTERRUPTED, "enough");
}

static void test_sticky_failure(void **state) {
    fixture f = open_fixture("univariate");
    int calls = 0;
    mg_series_events events = {.context = &calls, .values = stop};
    mg_series_options options = {.name = "file", .size = f.size};
    mg_series_reader *reader;
    (void)state;
    assert_ok(mg_series_reader_create(&options, &events, &reader));
    assert_int_equal(mg_series_reader_push(reader, f.data, f.size), MG_ERR_INTERRUPTED);
    assert_string_equal(mg_error_text(), "enough");
    assert_int_equal(mg_series_reader_push(reader, f.data, f.size), MG_ERR_INTERRUPTED);
    assert_int_equal(mg_series_reader_finish(reader), MG_ERR_INTERRUPTED);
    assert_int_equal(calls, 1);
    mg_series_reader_free(reader);
    close_fixture(&f);
}

static void test_totals(void **state) {
    mg_bytes *bytes;
    mg_series_totals totals;
    mg_series_events events = {0};
    (void)state;
    assert_ok(mg_bytes_open_file(FIXTURES "many_batches.arrow", &bytes));
    assert_ok(mg_series_read(bytes, 0, &events, &totals));
    assert_int_equal(totals.batches, 5);
    assert_int_equal(totals.rows, 11);
    assert_int_equal(totals.bytes, bytes->size);
    assert_true(totals.end_marker);
    mg_bytes_free(bytes);
    assert_ok(mg_bytes_open_file(FIXTURES "no_end_marker.arrow", &bytes));
    assert_ok(mg_series_read(bytes, 0, &events, &totals));
    assert_false(totals.end_marker);
    mg_bytes_free(bytes);
}

static void test_bytes(void **state) {
    mg_bytes *bytes;
    char text[4];
    (void)state;
    assert_int_equal(mg_bytes_open_file("/nowhere/at/all", &bytes), MG_ERR_NOT_FOUND);
    assert_null(bytes);
    assert_int_equal(mg_bytes_open_file(FIXTURES, &bytes), MG_ERR_IO);
    assert_ok(mg_bytes_open_memory("m", "abcdef", 6, &bytes));
    assert_ok(mg_bytes_read(bytes, 2, text, 4));
    assert_memory_equal(text, "cdef", 4);
    assert_int_equal(mg_bytes_read(bytes, 3, text, 4), MG_ERR_FORMAT);
    assert_int_equal(mg_bytes_read(bytes, UINT64_MAX, text, 4), MG_ERR_FORMAT);
    assert_ok(mg_bytes_read(bytes, 6, text, 0));
    mg_bytes_free(bytes);
    mg_bytes_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),       cmocka_unit_test(test_splits),
        cmocka_unit_test(test_cuts),         cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_memory_limit), cmocka_unit_test(test_sticky_failure),
        cmocka_unit_test(test_totals),       cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The Arrow C stream interface as a consumer in C sees it: structs, buffers, errors, ownership.
 * peers/check_arrow.py has pyarrow take all fixtures and a random corpus. */
#include <errno.h>
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
#include "data/series_export.h"

#define FIXTURE(name) MG_FIXTURES "/arrow/" name ".arrow"

static void assert_ok(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static struct ArrowArrayStream open_stream(const char *path) {
    struct ArrowArrayStream stream;
    mg_bytes *bytes;
    assert_ok(mg_bytes_open_file(path, &bytes));
    assert_ok(mg_series_export(bytes, &stream));
    return stream;
}

static void test_schema(void **state) {
    struct ArrowArrayStream stream = open_stream(FIXTURE("covariates_late_freq"));
    struct ArrowSchema schema;
    (void)state;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    static const char *const columns[][2] = {{"item_id", "u"},
                                             {"start", "tss:"},
                                             {"target", "+w:2"},
                                             {"past_feat_dynamic_real", "+w:3"},
                                             {"freq", "u"}};
    assert_string_equal(schema.format, "+s");
    assert_int_equal(schema.n_children, 5);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(schema.children[i]->name, columns[i][0]);
        assert_string_equal(schema.children[i]->format, columns[i][1]);
        assert_int_equal(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
    }
    const struct ArrowSchema *list = schema.children[2]->children[0];
    assert_string_equal(list->format, "+l");
    assert_string_equal(list->children[0]->format, "f");
    int32_t pairs;
    memcpy(&pairs, schema.metadata, sizeof pairs);
    assert_int_equal(pairs, 1);
    assert_memory_equal(schema.metadata + 8, "huggingface", 11);
    stream.release(&stream);
    assert_null(stream.release);
    schema.release(&schema); /* lives longer than the stream */
    assert_null(schema.release);
}

static void test_arrays(void **state) {
    struct ArrowArrayStream stream = open_stream(FIXTURE("nulls"));
    struct ArrowArray array, target;
    (void)state;
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_int_equal(array.length, 5);
    assert_int_equal(array.n_children, 4);
    assert_int_equal(array.children[1]->null_count, 2);
    target = *array.children[3]; /* moved out, as the interface allows */
    array.children[3]->release = NULL;
    array.release(&array);
    assert_int_equal(target.null_count, 1);
    const int32_t *offsets = target.buffers[1];
    assert_int_equal(offsets[5], 19);
    const float *values = target.children[0]->buffers[1];
    assert_true(values[0] == 1.5f && values[3] == -2);
    target.release(&target);
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_null(array.release); /* the end */
    stream.release(&stream);
}

/* Whoever holds an array needs neither the stream nor the arrays beside it. */
static void test_release_order(void **state) {
    struct ArrowArrayStream stream = open_stream(FIXTURE("many_batches"));
    struct ArrowArray arrays[5], end;
    (void)state;
    for (int i = 0; i < 5; i++) assert_int_equal(stream.get_next(&stream, &arrays[i]), 0);
    for (int i = 0; i < 2; i++) { /* the end stays the end */
        assert_int_equal(stream.get_next(&stream, &end), 0);
        assert_null(end.release);
    }
    stream.release(&stream);
    static const int64_t rows[] = {3, 0, 1, 5, 2};
    static const int order[] = {4, 0, 2, 1, 3};
    for (int i = 0; i < 5; i++) {
        struct ArrowArray *array = &arrays[order[i]];
        assert_int_equal(array->length, rows[order[i]]);
        struct ArrowArray *target = array->children[3];
        const int32_t *offsets = target->buffers[1];
        const float *values = target->children[0]->buffers[1];
        float sum = 0;
        for (int32_t k = 0; k < offsets[target->length]; k++) sum += values[k];
        assert_true(sum == sum);
        array->children[0]->release(array->children[0]); /* one that is not needed any more */
        array->release(array);
        assert_null(array->release);
    }
}

/* Consumers take sizes from the last offset. Where nothing has a length, the file's only one means
 * nothing and may be anything. */
static void test_offset_of_nothing(void **state) {
    enum { BODY_BYTES = 24, END_BYTES = 8 };
    char *data;
    size_t n;
    mg_bytes *bytes;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    (void)state;
    assert_ok(mg_file_read(FIXTURE("no_rows"), 1 << 20, &data, &n));
    memset(data + n - END_BYTES - BODY_BYTES, 0x2f, BODY_BYTES);
    assert_ok(mg_bytes_open_memory("none.arrow", data, n, &bytes));
    assert_ok(mg_series_export(bytes, &stream));
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_int_equal(array.length, 0);
    for (int i = 0; i < 4; i++) {
        if (i == 1) continue; /* times have no offsets */
        assert_int_equal(*(const int32_t *)array.children[i]->buffers[1], 0);
    }
    array.release(&array);
    stream.release(&stream);
    mg_free(data);
}

static void test_dictionary_is_decoded(void **state) {
    struct ArrowArrayStream stream = open_stream(FIXTURE("dictionary"));
    struct ArrowSchema schema;
    struct ArrowArray array;
    (void)state;
    assert_int_equal(stream.get_schema(&stream, &schema), 0);
    assert_string_equal(schema.children[0]->format, "u");
    schema.release(&schema);
    assert_int_equal(stream.get_next(&stream, &array), 0);
    const struct ArrowArray *ids = array.children[0];
    assert_int_equal(ids->null_count, 1);
    assert_int_equal(*(const uint8_t *)ids->buffers[0], 3);
    assert_memory_equal(ids->buffers[2], "ba", 2);
    array.release(&array);
    stream.release(&stream);
}

/* A defect in the second batch: the first still comes, then the call fails with the text. */
static void test_error(void **state) {
    char *data;
    size_t n;
    mg_bytes *bytes;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    (void)state;
    assert_ok(mg_file_read(FIXTURE("sliced"), 1 << 20, &data, &n));
    assert_ok(mg_bytes_open_memory("cut.arrow", data, n - 60, &bytes));
    assert_ok(mg_series_export(bytes, &stream));
    assert_int_equal(stream.get_next(&stream, &array), 0);
    assert_int_equal(array.length, 2);
    array.release(&array);
    assert_int_equal(stream.get_next(&stream, &array), EINVAL);
    assert_null(array.release);
    assert_int_equal(stream.get_next(&stream, &array), EINVAL); /* not the batch after it */
    assert_non_null(strstr(stream.get_last_error(&stream), "cut.arrow: offset"));
    stream.release(&stream);
    mg_free(data);
    assert_ok(mg_bytes_open_memory("none.arrow", "", 0, &bytes));
    assert_int_equal(mg_series_export(bytes, &stream), MG_ERR_FORMAT);
    assert_null(stream.release);
    mg_bytes_free(bytes);
}

/* Takes everything; returns the first failure. */
static mg_status take_all(const char *path) {
    mg_bytes *bytes;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    MG_TRY(mg_bytes_open_file(path, &bytes));
    mg_status status = mg_series_export(bytes, &stream);
    if (status != MG_OK) {
        mg_bytes_free(bytes);
        return status;
    }
    int error = stream.get_schema(&stream, &schema);
    if (!error) schema.release(&schema);
    for (bool there = true; !error && there;) {
        error = stream.get_next(&stream, &array);
        there = !error && array.release;
        if (there) array.release(&array);
    }
    stream.release(&stream);
    assert_true(error == 0 || error == ENOMEM);
    return error ? MG_ERR_MEMORY : MG_OK;
}

static void test_out_of_memory(void **state) {
    static const char *const paths[] = {FIXTURE("covariates_late_freq"),
                                        FIXTURE("dictionary_delta"), FIXTURE("lz4"),
                                        FIXTURE("no_rows")};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        mg_status status = MG_ERR_MEMORY;
        for (int n = 1; status == MG_ERR_MEMORY; n++) {
            mg_alloc_fail_at(n);
            status = take_all(paths[i]);
            mg_alloc_fail_at(0);
            assert_in_range(n, 1, 1000);
        }
        assert_ok(status);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_release_order),
        cmocka_unit_test(test_dictionary_is_decoded),
        cmocka_unit_test(test_offset_of_nothing),
        cmocka_unit_test(test_error),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* safetensors: exact values both ways, files of the Python package, and a table of hostile files.
 */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
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
#include "core/base/safetensors.h"
#include "tests/helper_tmp.h"

#define FIXTURES MG_FIXTURES "/safetensors/"

static void assert_ok(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static mg_safetensors *open_ok(const char *path) {
    mg_safetensors *file;
    assert_ok(mg_safetensors_open(&file, path));
    return file;
}

static const mg_st_tensor *get(const mg_safetensors *file, const char *name, mg_st_dtype dtype,
                               int rank, const int64_t *shape) {
    const mg_st_tensor *tensor;
    assert_ok(mg_safetensors_get(file, name, dtype, rank, shape, &tensor));
    return tensor;
}

/* Reads element `i` whatever its alignment. */
#define AT(type, tensor, i)                                                                        \
    (*(type *)memcpy(&(type){0}, (const char *)(tensor)->data + (size_t)(i) * sizeof(type),        \
                     sizeof(type)))

static void test_python_fixture(void **state) {
    (void)state;
    mg_safetensors *f = open_ok(FIXTURES "kinds.safetensors");
    const int64_t n = 12, one = 1;
    const mg_st_tensor *f32 = get(f, "f32", MG_ST_F32, 2, (int64_t[]){3, 4});
    const mg_st_tensor *f64 = get(f, "f64", MG_ST_F64, 2, (int64_t[]){2, 6});
    const mg_st_tensor *f16 = get(f, "f16", MG_ST_F16, 1, &n);
    const mg_st_tensor *i32 = get(f, "i32", MG_ST_I32, 1, &n);
    const mg_st_tensor *i64 = get(f, "i64", MG_ST_I64, 1, &n);
    const mg_st_tensor *u8 = get(f, "u8", MG_ST_U8, 1, &n);
    const mg_st_tensor *u32 = get(f, "u32", MG_ST_U32, 1, &n);
    const mg_st_tensor *truth = get(f, "bool", MG_ST_BOOL, 1, &n);
    assert_int_equal(mg_safetensors_count(f), 13);
    for (int i = 0; i < 12; i++) {
        assert_true(AT(float, f32, i) == (float)i / 4 - 1);
        assert_true(AT(double, f64, i) == i / 8.0);
        assert_int_equal(AT(int32_t, i32, i), i * -1000003);
        assert_true(AT(int64_t, i64, i) == i * -10000000019);
        assert_int_equal(AT(uint8_t, u8, i), i * 20);
        assert_true(AT(uint32_t, u32, i) == 4294967284u + (uint32_t)i);
        assert_int_equal(AT(uint8_t, truth, i), i % 3 == 0);
    }
    assert_int_equal(AT(uint16_t, f16, 3), 0x3E00); /* 1.5 */
    assert_true(AT(float, get(f, "scalar", MG_ST_F32, 0, NULL), 0) == 2.5f);
    assert_int_equal(get(f, "empty", MG_ST_F32, 2, (int64_t[]){0, 5})->bytes, 0);
    assert_int_equal(AT(int32_t,
                        get(f,
                            "gr\xC3\xB6\xC3\x9F"
                            "e",
                            MG_ST_I32, 1, &one),
                        0),
                     7);
    assert_string_equal(mg_safetensors_metadata(f, "maker"), "mathgym test");
    assert_null(mg_safetensors_metadata(f, "none"));
    assert_string_equal(mg_safetensors_at(f, 0)->name, "bool");
    mg_safetensors_close(f);
}

static void test_get_and_finite_messages(void **state) {
    (void)state;
    mg_safetensors *f = open_ok(FIXTURES "kinds.safetensors");
    const mg_st_tensor *t;
    assert_int_equal(mg_safetensors_get(f, "f32", MG_ST_F32, 2, (int64_t[]){4, 3}, &t),
                     MG_ERR_SHAPE);
    assert_string_equal(mg_error_text(),
                        FIXTURES "kinds.safetensors: tensor \"f32\" has shape [3, 4], expected "
                                 "[4, 3]; does the checkpoint belong to this config?");
    assert_int_equal(mg_safetensors_get(f, "f16", MG_ST_F32, 1, (int64_t[]){12}, &t), MG_ERR_SHAPE);
    assert_non_null(strstr(mg_error_text(), "tensor \"f16\" is F16, expected F32"));
    assert_int_equal(mg_safetensors_get(f, "gone", MG_ST_F32, 0, NULL, &t), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "tensor \"gone\" is missing"));
    static const struct {
        const char *name, *what;
    } cases[] = {{"nan", "tensor \"nan\" has a NaN at element 2; use an earlier checkpoint"},
                 {"inf", "tensor \"inf\" has an infinity at element 1"},
                 {"f32", NULL},
                 {"f16", NULL},
                 {"i64", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t = mg_safetensors_find(f, cases[i].name);
        mg_status status = mg_safetensors_check_finite(f, t);
        assert_int_equal(status, cases[i].what ? MG_ERR_NUMERIC : MG_OK);
        if (cases[i].what) assert_non_null(strstr(mg_error_text(), cases[i].what));
    }
    mg_safetensors_close(f);
}

static void check_sharded(const char *path) {
    mg_safetensors *f = open_ok(path);
    const mg_st_tensor *a = get(f, "a", MG_ST_F32, 1, (int64_t[]){4});
    const mg_st_tensor *b = get(f, "b", MG_ST_F32, 1, (int64_t[]){8});
    assert_true(AT(float, a, 3) == 3 && AT(float, b, 0) == 4);
    mg_safetensors_close(f);
}

static void test_python_shards(void **state) {
    (void)state;
    check_sharded(FIXTURES "sharded.safetensors.index.json");
    check_sharded(FIXTURES "sharded.safetensors");
}

/* Three tensors of different kinds; the values are a function of the index. */
static mg_status save_sample(const char *path, uint64_t shard_bytes) {
    float f[10];
    int64_t i[3] = {INT64_MIN, -1, INT64_MAX};
    uint32_t u[2] = {0, UINT32_MAX};
    mg_st_writer *w;
    mg_status status;
    for (int k = 0; k < 10; k++) f[k] = (float)k / 3;
    MG_TRY(mg_st_writer_create(&w, path, shard_bytes));
    MG_GO(mg_st_writer_metadata(w, "format", "pt"));
    MG_GO(mg_st_writer_metadata(w, "quote\"", "line\nbreak"));
    MG_GO(mg_st_writer_declare(w, "f", MG_ST_F32, 2, (int64_t[]){5, 2}));
    MG_GO(mg_st_writer_declare(w, "i", MG_ST_I64, 1, (int64_t[]){3}));
    MG_GO(mg_st_writer_declare(w, "none", MG_ST_I32, 1, (int64_t[]){0}));
    MG_GO(mg_st_writer_declare(w, "u", MG_ST_U32, 1, (int64_t[]){2}));
    MG_GO(mg_st_writer_put(w, "f", f, sizeof f));
    MG_GO(mg_st_writer_put(w, "i", i, sizeof i));
    MG_GO(mg_st_writer_put(w, "none", NULL, 0));
    MG_GO(mg_st_writer_put(w, "u", u, sizeof u));
    MG_GO(mg_st_writer_finish(w));
done:
    mg_st_writer_free(w);
    return status;
}

static void check_sample(const char *path) {
    mg_safetensors *file = open_ok(path);
    const mg_st_tensor *f = get(file, "f", MG_ST_F32, 2, (int64_t[]){5, 2});
    const mg_st_tensor *i = get(file, "i", MG_ST_I64, 1, (int64_t[]){3});
    const mg_st_tensor *u = get(file, "u", MG_ST_U32, 1, (int64_t[]){2});
    for (int k = 0; k < 10; k++) assert_true(AT(float, f, k) == (float)k / 3);
    assert_true(AT(int64_t, i, 0) == INT64_MIN && AT(int64_t, i, 2) == INT64_MAX);
    assert_true(AT(uint32_t, u, 1) == UINT32_MAX);
    assert_int_equal(get(file, "none", MG_ST_I32, 1, (int64_t[]){0})->count, 0);
    assert_string_equal(mg_safetensors_metadata(file, "quote\""), "line\nbreak");
    assert_int_equal((uintptr_t)f->data % 8, 0);
    mg_safetensors_close(file);
}

static void test_round_trip(void **state) {
    (void)state;
    char *first, *second;
    size_t size, size2;
    const char *path = test_tmp("model.safetensors");
    assert_ok(save_sample(path, 0));
    check_sample(path);
    check_sample(test_tmp(""));
    assert_ok(mg_file_read(path, 1 << 20, &first, &size));
    assert_ok(save_sample(path, 72)); /* exactly the limit: still one file, the same bytes */
    assert_ok(mg_file_read(path, 1 << 20, &second, &size2));
    assert_int_equal(size, size2);
    assert_memory_equal(first, second, size);
    mg_free(first);
    mg_free(second);
    assert_ok(mg_path_remove(path));
}

static void test_round_trip_in_shards(void **state) {
    (void)state;
    assert_ok(mg_dir_create(test_tmp("s")));
    /* 40, 24, 0 and 8 bytes: a limit of 32 gives {f}, {i, none, u}; one of 8 a shard each. */
    assert_ok(save_sample(test_tmp("s/model.safetensors"), 32));
    assert_true(mg_path_exists(test_tmp("s/model-00001-of-00002.safetensors")));
    assert_true(mg_path_exists(test_tmp("s/model.safetensors.index.json")));
    assert_false(mg_path_exists(test_tmp("s/model.safetensors")));
    check_sample(test_tmp("s"));
    check_sample(test_tmp("s/model.safetensors.index.json"));
    assert_ok(mg_dir_create(test_tmp("t")));
    assert_ok(save_sample(test_tmp("t/model.safetensors"), 1));
    assert_true(mg_path_exists(test_tmp("t/model-00003-of-00003.safetensors")));
    check_sample(test_tmp("t"));
}

static void test_hostile_index(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{}", "\"weight_map\" is missing"},
        {"{\"weight_map\":{\"f\":1}}", "\"weight_map.f\" must be a string, found 1"},
        {"{\"weight_map\":{\"f\":\"../x\"}}", "must be a file name without a folder"},
        {"{\"weight_map\":{\"f\":\"\"}}", "must be a file name without a folder"},
        {"{\"weight_map\":{\"f\":\"gone.safetensors\"}}", "No such file"},
        {"{\"weight_map\":{\"zz\":\"one.safetensors\"}}",
         "tensor \"zz\" is not in its shard one.safetensors"},
        {"{\"weight_map\":{\"f\":\"one.safetensors\",\"i\":\"two.safetensors\"}}",
         "is in two shards"},
    };
    assert_ok(save_sample(test_tmp("one.safetensors"), 0));
    assert_ok(save_sample(test_tmp("two.safetensors"), 0));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mg_safetensors *f;
        const char *path =
            test_tmp_write("bad.safetensors.index.json", cases[i].text, strlen(cases[i].text));
        assert_int_not_equal(mg_safetensors_open(&f, path), MG_OK);
        assert_null(f);
        if (!strstr(mg_error_text(), cases[i].message)) {
            fail_msg("'%s', expected '%s'", mg_error_text(), cases[i].message);
        }
    }
}

/* Header text, number of body bytes, and what the message must contain. */
typedef struct hostile {
    const char *header;
    size_t body;
    const char *message;
} hostile;

#define T(name, dtype, shape, offsets)                                                             \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static const hostile HOSTILE[] = {
    {"{" T("a", "F32", "[2]", "[8,0]") "}", 8,
     "tensor \"a\": its data_offsets [8, 0] are reversed"},
    {"{" T("a", "F32", "[2]", "[0,8]") "}", 7, "tensor \"a\": it ends at byte 8 of the body"},
    {"{" T("a", "F32", "[2]", "[0,8]") "}", 0, "the file is truncated"},
    {"{" T("a", "F32", "[2]", "[0,8]") "}", 9, "1 bytes after the last tensor belong to none"},
    {"{}", 4, "4 bytes after the last tensor belong to none"},
    {"{" T("a", "F32", "[2]", "[0,8]") "," T("b", "F32", "[2]", "[4,12]") "}", 12,
     "tensor \"b\" overlaps tensor \"a\""},
    {"{" T("a", "F32", "[2]", "[0,8]") "," T("b", "F32", "[2]", "[0,8]") "}", 8, "overlaps"},
    {"{" T("a", "F32", "[1]", "[0,4]") "," T("b", "F32", "[1]", "[8,12]") "}", 12,
     "tensor \"b\" begins after a gap of 4 bytes"},
    {"{" T("a", "F32", "[1]", "[4,8]") "}", 8, "tensor \"a\" begins after a gap of 4 bytes"},
    {"{" T("a", "F32", "[3]", "[0,8]") "}", 8, "span 8 bytes, its dtype and shape make 12"},
    {"{" T("a", "F64", "[2]", "[0,8]") "}", 8, "span 8 bytes, its dtype and shape make 16"},
    {"{" T("a", "F32", "[4294967296,4294967296]", "[0,0]") "}", 0, "64 bits can count"},
    {"{" T("a", "F64", "[4611686018427387904]", "[0,0]") "}", 0, "64 bits can count"},
    {"{" T("a", "F32", "[9223372036854775807,9223372036854775807,0]", "[0,0]") "}", 0,
     "64 bits can count"},
    {"{" T("a", "F32", "[9223372036854775808]", "[0,8]") "}", 8, "too big integer"},
    {"{" T("a", "F32", "[-1]", "[0,8]") "}", 8, "\"shape[0]\" must be an integer of at least 0"},
    {"{" T("a", "F32", "[2.0]", "[0,8]") "}", 8, "\"shape[0]\" must be an integer of at least 0"},
    {"{" T("a", "F32", "{}", "[0,8]") "}", 8, "\"shape\" must be a list"},
    {"{" T("a", "F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]") "}", 8, "9 dimensions; at most 8"},
    {"{" T("a", "F33", "[2]", "[0,8]") "}", 8, "tensor \"a\": header: \"dtype\" must be one of"},
    {"{" T("a", "F32", "[2]", "[0,8,8]") "}", 8, "a list of two offsets"},
    {"{" T("a", "F32", "[2]", "[-8,0]") "}", 8, "\"data_offsets[0]\" must be an integer of at"},
    {"{" T("a", "F32", "[2]", "[0,\"8\"]") "}", 8, "\"data_offsets[1]\" must be an integer of at"},
    {"{" T("a", "F32", "[0]", "[0,9223372036854775807]") "}", 8, "the file is truncated"},
    {"{\"a\":7}", 8, "\"a\" must be an object, found 7"},
    {"{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "\"dtype\" is missing"},
    {"{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8, "\"shape\" is missing"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "\"data_offsets\" is missing"},
    {"{" T("a", "F32", "[2]", "[0,8]") "," T("a", "F32", "[2]", "[0,8]") "}", 8,
     "duplicate object key"},
    {"{" T("a\\nb", "F32", "[2]", "[0,4]") "}", 8, "tensor \"a?b\""},
    {"{" T("\xFF", "F32", "[2]", "[0,8]") "}", 8, "unable to decode byte 0xff"},
    {"{" T("a\\u0000", "F32", "[2]", "[0,8]") "}", 8, "NUL byte in object key"},
    {"{\"__metadata__\":3}", 0, "\"__metadata__\" must be an object"},
    {"{\"__metadata__\":{\"k\":[]}}", 0, "\"__metadata__.k\" must be a string"},
    {"{\"a\":", 0, "unexpected token near end of file"},
    {"[]", 0, "must be a safetensors header, found a list"},
    {"", 0, "'[' or '{' expected"},
    {"hello", 0, "'[' or '{' expected"},
};

static const char *write_file(const char *header, uint64_t header_bytes, size_t body) {
    unsigned char bytes[1024] = {0};
    size_t length = strlen(header);
    memcpy(bytes, &header_bytes, 8);
    memcpy(bytes + 8, header, length);
    return test_tmp_write("hostile.safetensors", bytes, 8 + length + body);
}

static void assert_refused(const char *path, const char *message) {
    mg_safetensors *file;
    mg_status status = mg_safetensors_open(&file, path);
    if (status != MG_ERR_FORMAT || !strstr(mg_error_text(), message)) {
        fail_msg("status %s, '%s', expected '%s'", mg_status_name(status), mg_error_text(),
                 message);
    }
    assert_null(file);
    assert_non_null(strstr(mg_error_text(), "hostile.safetensors"));
    assert_null(strchr(mg_error_text(), '\n'));
}

static void test_hostile_headers(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof HOSTILE / sizeof *HOSTILE; i++) {
        const hostile *h = &HOSTILE[i];
        assert_refused(write_file(h->header, strlen(h->header), h->body), h->message);
    }
}

static void test_hostile_lengths(void **state) {
    (void)state;
    assert_refused(test_tmp_write("hostile.safetensors", "", 0), "has 0 bytes, too few");
    assert_refused(test_tmp_write("hostile.safetensors", "\2\0\0\0\0\0\0", 7), "has 7 bytes");
    assert_refused(write_file("{}", 3, 0), "header of 3 bytes is truncated");
    assert_refused(write_file("{}", 100000000, 0), "header of 100000000 bytes is truncated");
    assert_refused(write_file("{}", 100000001, 0), "is over the limit");
    assert_refused(write_file("{}", UINT64_MAX, 0), "is over the limit");
    assert_refused(write_file("{}", 1, 0), "'}' expected");
}

/* Cut at every byte: never accepted, never more than a message. */
static void test_every_truncation(void **state) {
    (void)state;
    char *bytes;
    size_t size;
    const char *path = test_tmp("hostile.safetensors");
    assert_ok(save_sample(path, 0));
    assert_ok(mg_file_read(path, 1 << 20, &bytes, &size));
    for (size_t n = 0; n < size; n++) {
        assert_refused(test_tmp_write("hostile.safetensors", bytes, n), "hostile.safetensors");
    }
    mg_free(bytes);
}

static void test_writer_misuse(void **state) {
    (void)state;
    mg_st_writer *w;
    float x[2] = {0};
    const int64_t two = 2;
    assert_int_equal(mg_st_writer_create(&w, "model.bin", 0), MG_ERR_ARG);
    assert_ok(mg_st_writer_create(&w, test_tmp("misuse.safetensors"), 0));
    assert_int_equal(mg_st_writer_declare(w, "x", MG_ST_F32, 1, (int64_t[]){-1}), MG_ERR_SHAPE);
    assert_ok(mg_st_writer_declare(w, "x", MG_ST_F32, 1, &two));
    assert_ok(mg_st_writer_declare(w, "y", MG_ST_F32, 1, &two));
    assert_int_equal(mg_st_writer_put(w, "y", x, sizeof x), MG_ERR_ARG);
    assert_int_equal(mg_st_writer_put(w, "x", x, 4), MG_ERR_ARG);
    assert_ok(mg_st_writer_put(w, "x", x, sizeof x));
    assert_int_equal(mg_st_writer_declare(w, "z", MG_ST_F32, 1, &two), MG_ERR_ARG);
    assert_int_equal(mg_st_writer_finish(w), MG_ERR_ARG);
    assert_true(mg_path_exists(test_tmp("misuse.safetensors")));
    mg_st_writer_free(w);
    assert_false(mg_path_exists(test_tmp("misuse.safetensors")));
    assert_ok(mg_st_writer_create(&w, test_tmp("misuse.safetensors"), 0));
    assert_ok(mg_st_writer_declare(w, "x", MG_ST_F32, 1, &two));
    assert_ok(mg_st_writer_declare(w, "x", MG_ST_F32, 1, &two));
    assert_int_equal(mg_st_writer_put(w, "x", x, sizeof x), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "\"x\" is declared twice"));
    mg_st_writer_free(w);
}

static void test_full_disk(void **state) {
    (void)state;
    struct rlimit old, small;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    assert_ok(mg_dir_create(test_tmp("full")));
    for (uint64_t shards = 0; shards <= 32; shards += 32) {
        mg_status status = MG_ERR_IO;
        rlim_t bytes = 0;
        /* The limit falls into the header length, the header, each array, and the index. */
        for (; status != MG_OK; bytes += 8) {
            mg_dir_names list;
            small = (struct rlimit){.rlim_cur = bytes, .rlim_max = old.rlim_max};
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
            status = save_sample(test_tmp("full/model.safetensors"), shards);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
            if (status == MG_OK) break;
            assert_int_equal(status, MG_ERR_IO);
            assert_non_null(strstr(mg_error_text(), "File too large"));
            assert_ok(mg_dir_list(test_tmp("full"), &list));
            assert_int_equal(list.count, 0);
            mg_dir_names_free(&list);
        }
        assert_in_range(bytes, 200, 2000);
        assert_ok(mg_path_remove(test_tmp("full")));
        assert_ok(mg_dir_create(test_tmp("full")));
    }
}

static mg_status save_and_load(const char *path, uint64_t shard_bytes) {
    mg_safetensors *file;
    MG_TRY(save_sample(path, shard_bytes));
    MG_TRY(mg_safetensors_open(&file, path));
    mg_safetensors_close(file);
    return MG_OK;
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    for (uint64_t shards = 0; shards <= 32; shards += 32) {
        mg_status status = MG_ERR_MEMORY;
        long n = 0;
        while (status != MG_OK) {
            assert_ok(mg_path_remove(test_tmp("oom")));
            assert_ok(mg_dir_create(test_tmp("oom")));
            mg_alloc_fail_at(++n);
            status = save_and_load(test_tmp("oom/model.safetensors"), shards);
            mg_alloc_fail_at(0);
            if (status != MG_OK && status != MG_ERR_MEMORY) fail_msg("%s", mg_error_text());
            assert_in_range(n, 1, 5000);
        }
        assert_in_range(n, 50, 5000);
    }
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_python_fixture),
        cmocka_unit_test(test_get_and_finite_messages),
        cmocka_unit_test(test_python_shards),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_round_trip_in_shards),
        cmocka_unit_test(test_hostile_index),
        cmocka_unit_test(test_hostile_headers),
        cmocka_unit_test(test_hostile_lengths),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_writer_misuse),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

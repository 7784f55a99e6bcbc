/* Files and folders: contents, exact error texts, nothing half-written. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_tmp.h"

static void assert_content(const char *path, const char *expected) {
    char *text;
    size_t size;
    assert_int_equal(mg_file_read(path, 1 << 20, &text, &size), MG_OK);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(text, expected);
    mg_free(text);
}

static void assert_message(const char *expected_start, const char *expected_end) {
    const char *text = mg_error_text();
    size_t length = strlen(text), end = strlen(expected_end);
    if (strncmp(text, expected_start, strlen(expected_start)) != 0 || length < end ||
        strcmp(text + length - end, expected_end) != 0) {
        fail_msg("message is '%s', expected '%s ... %s'", text, expected_start, expected_end);
    }
}

static void test_read(void **state) {
    (void)state;
    char *text;
    size_t size;
    const char *path = test_tmp_write("a", "he\0lo", 5);
    assert_int_equal(mg_file_read(path, 5, &text, &size), MG_OK);
    assert_int_equal(size, 5);
    assert_memory_equal(text, "he\0lo", 6);
    mg_free(text);
    assert_int_equal(mg_file_read(path, 4, &text, &size), MG_ERR_FORMAT);
    assert_message("/", "/a is larger than 4 bytes; is this the right file?");
    assert_null(text);
    assert_content(test_tmp_write("empty", "", 0), "");
    assert_int_equal(mg_file_read(test_tmp("none"), 4, &text, &size), MG_ERR_NOT_FOUND);
    assert_message("cannot read /", "/none: No such file or directory; check the path");
    assert_int_equal(mg_file_read(test_tmp(""), 4, &text, &size), MG_ERR_IO);
    assert_message("cannot read /", ": Is a directory");
    /* No size to be had from a device: the cap still holds. */
    assert_int_equal(mg_file_read("/dev/zero", 100000, &text, &size), MG_ERR_FORMAT);
}

static void test_map(void **state) {
    (void)state;
    mg_map map;
    assert_int_equal(mg_map_open(&map, test_tmp_write("m", "abc", 3)), MG_OK);
    assert_int_equal(map.size, 3);
    assert_memory_equal(map.data, "abc", 3);
    mg_map_close(&map);
    mg_map_close(&map);
    assert_int_equal(mg_map_open(&map, test_tmp_write("m0", "", 0)), MG_OK);
    assert_int_equal(map.size, 0);
    mg_map_close(&map);
    assert_int_equal(mg_map_open(&map, test_tmp("none")), MG_ERR_NOT_FOUND);
    assert_int_equal(mg_map_open(&map, "/dev/null"), MG_ERR_IO);
}

static void test_atomic_write(void **state) {
    (void)state;
    const char *path = test_tmp("atomic");
    assert_int_equal(mg_file_write_atomic(path, "one", 3), MG_OK);
    assert_int_equal(mg_file_write_atomic(path, "twotwo", 6), MG_OK);
    assert_content(path, "twotwo");
    assert_int_equal(mg_file_write_atomic(test_tmp("no/such/x"), "y", 1), MG_ERR_NOT_FOUND);
    assert_message("cannot write /", ": No such file or directory; check the path");
}

static void test_writer(void **state) {
    (void)state;
    mg_writer writer;
    char block[70000];
    const char *path = test_tmp("w");
    memset(block, 'x', sizeof block);
    assert_int_equal(mg_writer_open(&writer, path), MG_OK);
    assert_int_equal(mg_writer_write(&writer, "ab", 2), MG_OK);
    assert_int_equal(mg_writer_write(&writer, block, sizeof block), MG_OK);
    for (int i = 0; i < 1000; i++) mg_writer_write(&writer, block, 100);
    assert_int_equal(mg_writer_offset(&writer), 170002);
    assert_int_equal(mg_writer_flush(&writer), MG_OK);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_size, 170002);
    assert_int_equal(mg_writer_close(&writer), MG_OK);
    assert_int_equal(mg_writer_close(&writer), MG_OK);
}

static void test_writer_continues_at_offset(void **state) {
    (void)state;
    mg_writer writer;
    const char *path = test_tmp_write("lines", "one\ntwo\nthree\n", 14);
    assert_int_equal(mg_writer_open_at(&writer, path, 8), MG_OK);
    assert_int_equal(mg_writer_offset(&writer), 8);
    mg_writer_write(&writer, "3\n", 2);
    assert_int_equal(mg_writer_close(&writer), MG_OK);
    assert_content(path, "one\ntwo\n3\n");
    assert_int_equal(mg_writer_open_at(&writer, path, 11), MG_ERR_FORMAT);
    assert_content(path, "one\ntwo\n3\n");
    assert_int_equal(mg_writer_open_at(&writer, test_tmp("fresh"), 0), MG_OK);
    assert_int_equal(mg_writer_close(&writer), MG_OK);
}

static void test_full_disk(void **state) {
    (void)state;
    mg_writer writer;
    if (access("/dev/full", W_OK) != 0) skip();
    assert_int_equal(mg_writer_open(&writer, "/dev/full"), MG_OK);
    assert_int_equal(mg_writer_write(&writer, "x", 1), MG_OK);
    assert_int_equal(mg_writer_flush(&writer), MG_ERR_IO);
    assert_int_equal(mg_writer_write(&writer, "x", 1), MG_ERR_IO);
    (void)mg_fail(MG_ERR_ARG, "another failure in between");
    assert_int_equal(mg_writer_close(&writer), MG_ERR_IO);
    assert_string_equal(mg_error_text(), "cannot write /dev/full: No space left on device; free "
                                         "space or choose another --out");
}

/* The limit on file sizes gives short writes and then an error, as a disk that fills up does. */
static void test_size_limit(void **state) {
    (void)state;
    struct rlimit old, small = {.rlim_cur = 100000, .rlim_max = RLIM_INFINITY};
    char *block = calloc(1, 300000);
    const char *path = test_tmp_write("kept", "old", 3);
    mg_writer writer;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    mg_status atomic = mg_file_write_atomic(path, block, 300000);
    mg_status opened = mg_writer_open(&writer, test_tmp("limited"));
    mg_writer_write(&writer, block, 300000);
    mg_status closed = mg_writer_close(&writer);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    free(block);
    assert_int_equal(atomic, MG_ERR_IO);
    assert_content(path, "old");
    assert_false(mg_path_exists(test_tmp(".tmp-kept")));
    assert_int_equal(opened, MG_OK);
    assert_int_equal(closed, MG_ERR_IO);
    assert_message("cannot write /", "/limited: File too large; the file size limit is reached: "
                                     "raise it (ulimit -f) or choose another --out");
}

static void test_folders(void **state) {
    (void)state;
    mg_dir_names list;
    assert_int_equal(mg_dir_create(test_tmp("d/e/f")), MG_OK);
    assert_int_equal(mg_dir_create(test_tmp("d/e/f/")), MG_OK);
    assert_true(mg_path_is_dir(test_tmp("d/e/f")));
    test_tmp_write("d/e/z", "1", 1);
    test_tmp_write("d/e/a", "1", 1);
    test_tmp_write("outside", "1", 1);
    assert_int_equal(symlink(test_tmp("outside"), test_tmp("d/e/f/link")), 0);
    assert_int_equal(mg_dir_list(test_tmp("d/e"), &list), MG_OK);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.names[0], "a");
    assert_string_equal(list.names[1], "f");
    assert_string_equal(list.names[2], "z");
    mg_dir_names_free(&list);
    assert_int_equal(mg_dir_sync_tree(test_tmp("d")), MG_OK);
    assert_int_equal(mg_dir_create(test_tmp("d/e/a/b")), MG_ERR_IO);
    assert_message("cannot create folder /",
                   "/d/e/a: Not a directory; a part of the path is a file: choose another path");
    assert_int_equal(mg_path_remove(test_tmp("d")), MG_OK);
    assert_false(mg_path_exists(test_tmp("d")));
    assert_true(mg_path_exists(test_tmp("outside")));
    assert_int_equal(mg_path_remove(test_tmp("d")), MG_OK);
    assert_int_equal(mg_dir_list(test_tmp("d"), &list), MG_ERR_NOT_FOUND);
}

static void test_join(void **state) {
    (void)state;
    char *joined = mg_path_join("a", "b");
    assert_string_equal(joined, "a/b");
    mg_free(joined);
    joined = mg_path_join("/", "b");
    assert_string_equal(joined, "/b");
    mg_free(joined);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_atomic_write),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_writer_continues_at_offset),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_size_limit),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

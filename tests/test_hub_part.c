/* What is there of a file that is being fetched: parts, their journals, their owners. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/hub_owner.h"
#include "data/hub_part.h"
#include "tests/helper_tmp.h"

static void assert_says(const char *part) {
    if (!strstr(mg_error_text(), part)) {
        fail_msg("\"%s\" does not say \"%s\"", mg_error_text(), part);
    }
}

/* ---- parts ---- */

enum { PART_BYTES = 3 * MG_HUB_PIECE + 1000 };

static uint8_t pattern(uint64_t at) {
    return (uint8_t)(at * 131 + (at >> 12));
}

static void write_range(mg_hub_part *part, uint64_t first, uint64_t end) {
    static uint8_t buffer[100000];
    while (first < end) {
        size_t n = end - first < sizeof buffer ? (size_t)(end - first) : sizeof buffer;
        for (size_t i = 0; i < n; i++) buffer[i] = pattern(first + i);
        assert_int_equal(mg_hub_part_write(part, first, buffer, n), MG_OK);
        first += n;
    }
}

static void assert_gap(const mg_hub_part *part, uint64_t from, uint64_t first, uint64_t end) {
    uint64_t f, e;
    assert_true(mg_hub_part_gap(part, from, &f, &e));
    assert_int_equal(f, first);
    assert_int_equal(e, end);
}

static void test_part(void **state) {
    (void)state;
    mg_hub_part part;
    uint64_t first, end;
    const char *blob = test_tmp("blob");
    assert_int_equal(mg_hub_part_open(&part, blob, PART_BYTES), MG_OK);
    assert_gap(&part, 0, 0, PART_BYTES);
    assert_false(mg_hub_part_gap(&part, PART_BYTES, &first, &end));
    assert_int_equal(mg_hub_part_write(&part, 1, "x", 1), MG_ERR_ARG);
    write_range(&part, 0, 500);
    write_range(&part, 2 * (uint64_t)MG_HUB_PIECE, 2 * (uint64_t)MG_HUB_PIECE + 700);
    assert_int_equal(mg_hub_part_prefix(&part), 500);
    mg_hub_part_close(&part); /* as after an error: kept */
    assert_int_equal(mg_hub_part_open(&part, blob, PART_BYTES), MG_OK);
    assert_int_equal(mg_hub_part_total(&part), 1200);
    assert_gap(&part, 0, 500, 2 * (uint64_t)MG_HUB_PIECE);
    assert_gap(&part, 2 * (uint64_t)MG_HUB_PIECE, 2 * (uint64_t)MG_HUB_PIECE + 700, PART_BYTES);
    write_range(&part, 500, 2 * (uint64_t)MG_HUB_PIECE);
    assert_int_equal(mg_hub_part_prefix(&part), 2 * MG_HUB_PIECE + 700);
    write_range(&part, 2 * (uint64_t)MG_HUB_PIECE + 700, PART_BYTES);
    assert_false(mg_hub_part_gap(&part, 0, &first, &end));
    assert_int_equal(mg_hub_part_write(&part, PART_BYTES, "x", 1), MG_ERR_ARG);
    assert_false(mg_path_exists(blob));
    assert_int_equal(mg_hub_part_publish(&part), MG_OK);
    mg_hub_part_close(&part);
    mg_map map;
    assert_int_equal(mg_map_open(&map, blob), MG_OK);
    assert_int_equal(map.size, PART_BYTES);
    for (size_t i = 0; i < map.size; i++) {
        if (map.data[i] != pattern(i)) fail_msg("byte %zu is another", i);
    }
    mg_map_close(&map);
    assert_false(mg_path_exists(test_tmp("blob.part")));
    assert_false(mg_path_exists(test_tmp("blob.part.journal")));
}

/* Whatever is wrong with the two files, the next run begins anew, and never counts bytes that are
 * not there. */
static void assert_restarts(const char *blob, uint64_t size) {
    mg_hub_part part;
    assert_int_equal(mg_hub_part_open(&part, blob, size), MG_OK);
    assert_int_equal(mg_hub_part_total(&part), 0);
    write_range(&part, 0, 5000);
    mg_hub_part_close(&part);
}

static void test_damaged_parts(void **state) {
    (void)state;
    const char *blob = test_tmp("damaged"), *journal = test_tmp("damaged.part.journal");
    const char *data = test_tmp("damaged.part");
    assert_restarts(blob, PART_BYTES);
    assert_int_equal(truncate(journal, 90), 0);
    assert_restarts(blob, PART_BYTES);
    assert_int_equal(truncate(data, 4000), 0);
    assert_restarts(blob, PART_BYTES);
    assert_int_equal(unlink(data), 0);
    assert_restarts(blob, PART_BYTES);
    assert_int_equal(unlink(journal), 0);
    assert_restarts(blob, PART_BYTES);
    assert_restarts(blob, PART_BYTES + 1); /* the listing says another size now */
    int fd = open(journal, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, 88), 8);
    close(fd);
    assert_restarts(blob, PART_BYTES + 1);
    assert_int_equal(mg_file_write_atomic(journal, "", 0), MG_OK);
    assert_restarts(blob, PART_BYTES + 1);
    mg_hub_part part;
    assert_int_equal(mg_hub_part_open(&part, blob, UINT64_MAX), MG_ERR_FORMAT);
    assert_says("more than any file");
}

/* Killed between the write of bytes and their count, and the other way round: a child that dies
 * after any number of writes leaves what can be gone on with. */
static void test_killed_writer(void **state) {
    (void)state;
    const char *blob = test_tmp("killed");
    uint64_t at = 0;
    for (int round = 0; round < 4; round++) {
        mg_hub_part part;
        pid_t child = fork();
        if (child == 0) {
            if (mg_hub_part_open(&part, blob, PART_BYTES) != MG_OK) _exit(1);
            write_range(&part, at, at + 1300000);
            raise(SIGKILL);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(mg_hub_part_open(&part, blob, PART_BYTES), MG_OK);
        uint64_t kept = mg_hub_part_prefix(&part);
        assert_true(kept <= at + 1300000 && kept + (256 << 10) > at + 1300000);
        at = kept;
        mg_hub_part_close(&part);
    }
}

/* ---- owners ---- */

static void write_owner(const char *path, const char *host, const char *boot, long pid,
                        unsigned long long start) {
    char text[256];
    int n = snprintf(text, sizeof text, "host %s\nboot %s\npid %ld\nstart %llu\n", host, boot, pid,
                     start);
    assert_int_equal(mg_file_write_atomic(path, text, (size_t)n), MG_OK);
}

static bool try_take(const char *path) {
    bool taken;
    mg_hub_owner who;
    assert_int_equal(mg_hub_owner_take(path, &taken, &who), MG_OK);
    return taken;
}

static void test_owner(void **state) {
    (void)state;
    const char *path = test_tmp("x.part.owner");
    char *text;
    mg_hub_owner me;
    struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    assert_true(try_take(path));
    assert_false(try_take(path)); /* this process lives */
    assert_int_equal(mg_file_read(path, 4096, &text, NULL), MG_OK);
    assert_true(mg_hub_owner_parse(text, &me));
    assert_int_equal(me.pid, getpid());
    mg_free(text);
    mg_hub_owner_release(path);
    pid_t child = fork(); /* one that is certainly gone */
    if (child == 0) _exit(0);
    waitpid(child, NULL, 0);
    write_owner(path, me.host, me.boot, (long)child, 5);
    assert_true(try_take(path));
    write_owner(path, me.host, me.boot, (long)getpid(), me.start + 1); /* another's old number */
    if (me.start) assert_true(try_take(path));
    write_owner(path, "elsewhere", "other", (long)child, 5); /* cannot be told: wait */
    assert_false(try_take(path));
    utimensat(AT_FDCWD, path, long_ago, 0);
    mg_hub_owner_beat(path);
    assert_false(try_take(path));
    utimensat(AT_FDCWD, path, long_ago, 0);
    assert_true(try_take(path));
    assert_int_equal(mg_file_write_atomic(path, "", 0), MG_OK); /* being written, or torn */
    assert_false(try_take(path));
    utimensat(AT_FDCWD, path, long_ago, 0);
    assert_true(try_take(path));
    mg_hub_owner_release(path);
}

int main(void) {
    test_tmp_in_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_damaged_parts),
        cmocka_unit_test(test_killed_writer),
        cmocka_unit_test(test_owner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

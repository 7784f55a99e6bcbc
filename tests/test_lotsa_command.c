/* `mathgym lotsa` as a user meets it, on the fixture hub behind the loopback server. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_lotsa.h"
#include "tests/helper_tmp.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* -- without a network ------------------------------------------------------------------------- */

static void test_list_asks_nobody(void **state) {
    (void)state;
    lotsa_run("lotsa list");
    assert_true(lotsa_said("out", "170 subsets, 924 GB"));
    lotsa_run("lotsa list --json --tier XS --use held-out");
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    assert_true(json_array_size(rows) >= 5);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        assert_true(json_integer_value(json_object_get(row, "bytes")) < 1000000);
        assert_string_equal(json_string_value(json_object_get(row, "use")), "held-out");
    }
    json_decref(rows);
    lotsa_run("lotsa list --domain health --json");
    assert_true(lotsa_said("out", "covid_deaths"));
    assert_int_equal(hub_server_count(lotsa_server(), "/"), 0);
}

static void test_help_of_every_command(void **state) {
    (void)state;
    static const char *const names[] = {"list", "info", "fetch", "index", "cat", "problems"};
    lotsa_run("lotsa --help");
    for (size_t i = 0; i < COUNT(names); i++) assert_true(lotsa_said("out", names[i]));
    for (size_t i = 0; i < COUNT(names); i++) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "lotsa %s --help", names[i]);
        lotsa_run(arguments);
        assert_true(lotsa_said("out", "Examples:\n  mathgym"));
    }
}

static void test_bad_usage_is_one_line(void **state) {
    (void)state;
    static const struct {
        const char *arguments, *message;
    } cases[] = {
        {"lotsa lst", "did you mean 'list'?"},
        {"lotsa list --tier Z", "is not one of"},
        {"lotsa info", "an argument is missing"},
        {"lotsa info elecdemnd", "did you mean 'elecdemand'?"},
        {"lotsa fetch", "an argument is missing"},
        {"lotsa fetch elf no_such_thing_here", "lotsa list"},
        {"lotsa cat elff", "did you mean 'elf'?"},
        {"lotsa index tourism_monthlyy", "did you mean 'tourism_monthly'?"},
        {"lotsa problems -n 5 elf", "the subset comes first"},
        {"lotsa problems cif_2016", "did you mean 'cif_2016_"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        lotsa_expect_error(cases[i].arguments, 2, cases[i].message);
    assert_int_equal(hub_server_count(lotsa_server(), "/"), 0);
}

/* Port 9 of this machine: nobody listens there. */
static void test_no_network_is_one_line(void **state) {
    (void)state;
    static const char *const commands[] = {"lotsa info elf", "lotsa fetch elf", "lotsa cat elf"};
    lotsa_use_hub("http://127.0.0.1:9");
    for (size_t i = 0; i < COUNT(commands); i++)
        lotsa_expect_error(commands[i], 1, "cannot reach 127.0.0.1:9");
    assert_int_not_equal(cli_run("", "lotsa index elf"), 0);
    assert_int_not_equal(cli_run("", "lotsa problems elf"), 0);
}

static void test_offline_without_a_cache_is_one_line(void **state) {
    (void)state;
    lotsa_expect_error("lotsa fetch elf --offline", 1, "offline");
    lotsa_expect_error("lotsa cat elf --offline", 1, "offline");
    assert_int_equal(hub_server_count(lotsa_server(), "/"), 0);
}

/* -- info, fetch ------------------------------------------------------------------------------- */

static void test_info_tells_hub_and_cache(void **state) {
    (void)state;
    lotsa_run("lotsa info nn5_weekly --json");
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    const json_t *row = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(row, "commit")), HUB_COMMIT);
    assert_int_equal(json_integer_value(json_object_get(row, "shards")), 2);
    assert_int_equal(json_integer_value(json_object_get(row, "cached_shards")), 0);
    assert_int_equal(json_integer_value(json_object_get(row, "strays")), 2);
    json_decref(rows);
    lotsa_run("lotsa info tourism_monthly");
    assert_true(lotsa_said("out", "held-out"));
    assert_true(lotsa_said("out", "commit 8191fd29eb5c, 17.1 kB, 2 shards"));
}

/* Folder that `fetch` printed for its only subset. */
static void printed_folder(char *folder, size_t size) {
    char *out = cli_content("out", NULL), *path = strstr(out, "  ");
    assert_non_null(path);
    snprintf(folder, size, "%.*s", (int)strcspn(path + 2, "\n"), path + 2);
    mg_free(out);
}

static void expect_equal_files(const char *a, const char *b) {
    char *left, *right;
    size_t left_size, right_size;
    assert_int_equal(mg_file_read(a, 1 << 24, &left, &left_size), MG_OK);
    assert_int_equal(mg_file_read(b, 1 << 24, &right, &right_size), MG_OK);
    assert_int_equal(left_size, right_size);
    assert_memory_equal(left, right, left_size);
    mg_free(left);
    mg_free(right);
}

static void test_fetch_brings_what_state_json_names(void **state) {
    (void)state;
    static const char *const files[] = {"state.json", "dataset_info.json",
                                        "data-00000-of-00002.arrow", "data-00001-of-00002.arrow"};
    char folder[512], a[1024], b[1024];
    lotsa_run("lotsa fetch nn5_weekly");
    assert_true(lotsa_said("err", "1 subset, 4 files, 11.1 kB"));
    assert_true(lotsa_said("err", "left out: 2 files (84 B)"));
    printed_folder(folder, sizeof folder);
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(a, sizeof a, "%s/%s", folder, files[i]);
        snprintf(b, sizeof b, LOTSA_ARCHIVE "/nn5_weekly/%s", files[i]);
        expect_equal_files(a, b);
    }
    snprintf(a, sizeof a, "%s/tmpabcd1234", folder);
    assert_false(mg_path_exists(a));
}

/* The fixture has 6 of the tier's subsets that may be trained on. */
static void test_fetch_of_a_tier_says_what_is_missing(void **state) {
    (void)state;
    lotsa_run("lotsa fetch XS --json");
    assert_true(lotsa_said("err", "left out: sceaux, which commit 8191fd29eb5c does not have"));
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    assert_int_equal(json_array_size(rows), 6);
    json_decref(rows);
    lotsa_expect_error("lotsa fetch sceaux", 1, "has no sceaux");
    lotsa_expect_error("lotsa fetch sceaux borealis", 1, "has none of these");
}

static void test_fetched_data_need_no_hub(void **state) {
    (void)state;
    lotsa_run("lotsa fetch --dry-run elf cif_2016_12");
    assert_true(lotsa_said("err", "2 subsets, 7 files"));
    assert_int_equal(hub_server_count(lotsa_server(), "/data/"), 0);
    lotsa_run("lotsa fetch elf cif_2016_12");
    hub_server_reset(lotsa_server());
    lotsa_run("lotsa fetch elf cif_2016_12 --offline");
    assert_true(lotsa_said("err", "to fetch 0 B"));
    lotsa_run("lotsa cat cif_2016_12 --offline");
    lotsa_run("lotsa index elf --offline");
    lotsa_run("lotsa problems cif_2016_12 --task series_summary:1 -n 3");
    assert_int_equal(hub_server_count(lotsa_server(), "/data/"), 0);
}

/* -- killed, and resumed ----------------------------------------------------------------------- */

enum { BIG = 12 << 20 };

/* A hub with one subset, whose shard holds 12 MiB. */
static void write_big_hub(void) {
    static const char description[] = "{\"_data_files\": [{\"filename\": \"data.arrow\"}]}";
    uint8_t *bytes = mg_malloc(BIG);
    assert_non_null(bytes);
    for (size_t i = 0; i < BIG; i++) bytes[i] = (uint8_t)(i * 2654435761u >> 24);
    assert_int_equal(mg_dir_create(test_tmp("big/Salesforce/lotsa_data/elf")), MG_OK);
    test_tmp_write("big/Salesforce/lotsa_data/elf/data.arrow", bytes, BIG);
    test_tmp_write("big/Salesforce/lotsa_data/elf/state.json", description, sizeof description - 1);
    mg_free(bytes);
}

/* Waits until half has been sent, then kills the command without a warning. */
static void kill_under_way(hub_server *hub) {
    const uint64_t before = hub_server_sent(hub);
    const pid_t pid = cli_start("lotsa fetch elf");
    while (hub_server_sent(hub) - before < BIG / 2) usleep(1000);
    kill(pid, SIGKILL);
    assert_int_equal(cli_wait(pid), 128 + SIGKILL);
}

static void test_killed_fetch_goes_on(void **state) {
    (void)state;
    char folder[512], path[1024];
    write_big_hub();
    hub_server *hub = hub_server_start(&(hub_server_options){.root = test_tmp("big")});
    lotsa_use_hub(hub_server_endpoint(hub));
    hub_server_script(hub, "/data/ * drip 65536 5"); /* slow enough to be caught in the middle */
    kill_under_way(hub);
    hub_server_reset(hub);
    const uint64_t before = hub_server_sent(hub);
    lotsa_run("lotsa fetch elf");
    /* what had arrived is not asked for again, but for the last quarter of a megabyte of each of
     * at most 8 connections */
    assert_true(hub_server_sent(hub) - before < BIG / 2 + (3 << 20));
    printed_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/data.arrow", folder);
    expect_equal_files(path, test_tmp("big/Salesforce/lotsa_data/elf/data.arrow"));
    hub_server_stop(hub);
}

/* -- index ------------------------------------------------------------------------------------ */

static void test_index_measures_every_shard(void **state) {
    (void)state;
    lotsa_run("lotsa index cdc_fluview_who_nrevss --json");
    json_t *shards = lotsa_parse_lines(test_tmp("out")),
           *expected = lotsa_parse_lines(LOTSA_FIXTURE "/cdc_fluview_who_nrevss.jsonl");
    int64_t rows = 0, values = 0, wanted = 0;
    for (size_t i = 0; i < json_array_size(shards); i++) {
        const json_t *shard = json_array_get(shards, i);
        rows += json_integer_value(json_object_get(shard, "rows"));
        values += json_integer_value(json_object_get(shard, "values"));
    }
    for (size_t i = 0; i < json_array_size(expected); i++) {
        const json_t *target = json_object_get(json_array_get(expected, i), "target");
        for (size_t v = 0; v < json_array_size(target); v++)
            wanted += (int64_t)json_array_size(json_array_get(target, v));
    }
    assert_int_equal(rows, 6);
    assert_int_equal(values, wanted);
    json_decref(shards);
    json_decref(expected);
    lotsa_run("lotsa index cdc_fluview_who_nrevss --rows");
    json_t *entries = lotsa_parse_lines(test_tmp("out"));
    assert_int_equal(json_array_size(entries), 6);
    json_decref(entries);
}

/* -- problems ---------------------------------------------------------------------------------- */

static char *problems_of(const char *arguments) {
    lotsa_run(arguments);
    return cli_content("out", NULL);
}

static void test_problems_are_the_same_again(void **state) {
    (void)state;
    char *first = problems_of("lotsa problems cif_2016_12 -n 40");
    lotsa_fresh(NULL); /* another cache */
    char *again = problems_of("lotsa problems cif_2016_12 -n 40 --threads 3");
    assert_string_equal(first, again);
    char *named = problems_of("gen-problems --source lotsa:cif_2016_12 -n 40");
    assert_string_equal(first, named);
    char *pinned = problems_of("gen-problems --source lotsa@" HUB_COMMIT ":cif_2016_12 -n 40");
    assert_string_equal(first, pinned);
    mg_free(first);
    mg_free(again);
    mg_free(named);
    mg_free(pinned);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Asked for more than there are: ends with what there is, each once. */
static void test_problems_come_once(void **state) {
    (void)state;
    lotsa_run("gen-problems --task series_summary:1 --source " LOTSA_ARCHIVE
              "/cif_2016_12 -n 100k");
    assert_true(lotsa_said("err", "the source has no more of them"));
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    const size_t count = json_array_size(rows);
    const char **keys = mg_calloc(count, sizeof *keys);
    assert_true(count > 1000 && count < 5000);
    for (size_t i = 0; i < count; i++)
        keys[i] = json_string_value(json_object_get(json_array_get(rows, i), "key"));
    qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1; i < count; i++) assert_string_not_equal(keys[i - 1], keys[i]);
    mg_free(keys);
    json_decref(rows);
}

static void test_problems_of_files_and_folders(void **state) {
    (void)state;
    lotsa_run("gen-problems --task series_summary:1 --source " LOTSA_ARCHIVE
              "/elf/data-00000-of-00001.arrow -n 20 -o sums.jsonl");
    json_t *rows = lotsa_parse_lines(test_tmp("sums.jsonl"));
    assert_int_equal(json_array_size(rows), 20);
    json_decref(rows);
    lotsa_run("gen-problems --source " LOTSA_ARCHIVE "/nn5_daily_with_missing -n 50 --split test");
    assert_int_equal(hub_server_count(lotsa_server(), "/"), 0);
    lotsa_run("gen-problems --task 'series_summary:1*3,series_runs*0.5' --source " LOTSA_ARCHIVE
              "/elf -n 40 --format csv");
    assert_true(lotsa_said("out", "series_summary") && lotsa_said("out", "series_runs"));
    lotsa_expect_error("gen-problems --task addition --source " LOTSA_ARCHIVE "/elf", 2,
                       "addition");
    lotsa_expect_error("gen-problems --source nowhere.arrow", 1, "nowhere.arrow");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_list_asks_nobody, lotsa_fresh),
        cmocka_unit_test_setup(test_help_of_every_command, lotsa_fresh),
        cmocka_unit_test_setup(test_bad_usage_is_one_line, lotsa_fresh),
        cmocka_unit_test_setup(test_no_network_is_one_line, lotsa_fresh),
        cmocka_unit_test_setup(test_offline_without_a_cache_is_one_line, lotsa_fresh),
        cmocka_unit_test_setup(test_info_tells_hub_and_cache, lotsa_fresh),
        cmocka_unit_test_setup(test_fetch_brings_what_state_json_names, lotsa_fresh),
        cmocka_unit_test_setup(test_fetch_of_a_tier_says_what_is_missing, lotsa_fresh),
        cmocka_unit_test_setup(test_fetched_data_need_no_hub, lotsa_fresh),
        cmocka_unit_test_setup(test_killed_fetch_goes_on, lotsa_fresh),
        cmocka_unit_test_setup(test_index_measures_every_shard, lotsa_fresh),
        cmocka_unit_test_setup(test_problems_are_the_same_again, lotsa_fresh),
        cmocka_unit_test_setup(test_problems_come_once, lotsa_fresh),
        cmocka_unit_test_setup(test_problems_of_files_and_folders, lotsa_fresh),
    };
    return cmocka_run_group_tests(tests, lotsa_start_server, lotsa_stop_server);
}

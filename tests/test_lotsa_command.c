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
#include <jansson.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_hub_server.h"
#include "tests/helper_tmp.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FIXTURE      MG_FIXTURES "/lotsa_hub"
#define ARCHIVE      FIXTURE "/Salesforce/lotsa_data"

static hub_server *server;

/* A cache of its own for every test, so that none finds what another fetched. */
static void use_hub(const char *endpoint) {
    static int number;
    char name[32];
    snprintf(name, sizeof name, "home%d", number++);
    setenv("HF_ENDPOINT", endpoint, 1);
    setenv("HF_HOME", test_tmp(name), 1);
    unsetenv("HF_HUB_OFFLINE");
}

static int fresh(void **state) {
    (void)state;
    hub_server_reset(server);
    use_hub(hub_server_endpoint(server));
    return 0;
}

static int start_server(void **state) {
    (void)state;
    static const char *const others[] = {"HF_TOKEN",       "HF_TOKEN_PATH",       "HF_HUB_CACHE",
                                         "XDG_CACHE_HOME", "HF_DATASETS_OFFLINE", "HTTP_PROXY",
                                         "http_proxy",     "ALL_PROXY",           "all_proxy"};
    for (size_t i = 0; i < COUNT(others); i++) unsetenv(others[i]);
    server = hub_server_start(&(hub_server_options){.root = FIXTURE});
    return 0;
}

static int stop_server(void **state) {
    (void)state;
    hub_server_stop(server);
    return 0;
}

static void run_well(const char *arguments) {
    if (cli_run("", arguments) == 0) return;
    char *err = cli_content("err", NULL);
    fail_msg("mathgym %s: %s", arguments, err);
}

static bool said(const char *file, const char *text) {
    char *content = cli_content(file, NULL);
    const bool found = strstr(content, text) != NULL;
    if (!found) fprintf(stderr, "'%s' is not in %s:\n%s", text, file, content);
    mg_free(content);
    return found;
}

static void expect_error(const char *arguments, int code, const char *message) {
    assert_int_equal(cli_expect_error("", arguments, code, message), 0);
}

/* -- JSON lines -------------------------------------------------------------------------------- */

static json_t *parse_lines(const char *path) {
    char *text, *rest, *line;
    json_t *rows = json_array();
    assert_int_equal(mg_file_read(path, 1 << 24, &text, NULL), MG_OK);
    rest = text;
    while ((line = strsep(&rest, "\n"))) {
        if (!*line) continue;
        json_error_t error;
        json_t *row = json_loads(line, 0, &error);
        if (!row) fail_msg("%s: %s in %.80s", path, error.text, line);
        json_array_append_new(rows, row);
    }
    mg_free(text);
    return rows;
}

/* Numbers as float32, which is what the files hold; all else as it is. */
static bool is_same(const json_t *a, const json_t *b) {
    if (json_is_number(a) && json_is_number(b))
        return (float)json_number_value(a) == (float)json_number_value(b);
    if (!json_is_array(a) || !json_is_array(b)) return json_equal(a, b);
    if (json_array_size(a) != json_array_size(b)) return false;
    for (size_t i = 0; i < json_array_size(a); i++)
        if (!is_same(json_array_get(a, i), json_array_get(b, i))) return false;
    return true;
}

static void expect_rows(const json_t *rows, const json_t *expected, size_t first) {
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *wanted = json_array_get(expected, first + i);
        const char *key;
        json_t *value;
        assert_int_equal(json_integer_value(json_object_get(row, "row")), first + i);
        json_object_foreach((json_t *)wanted, key,
                            value) if (!is_same(json_object_get(row, key), value))
            fail_msg("row %zu: %s", i, key);
        assert_int_equal(json_object_size(row), json_object_size(wanted) + 1);
    }
}

/* Output of a command that ran well against rows [first, first + count) of what `datasets` read. */
static void expect_cat(const char *arguments, const char *subset, size_t first, size_t count) {
    char path[512];
    snprintf(path, sizeof path, FIXTURE "/%s.jsonl", subset);
    run_well(arguments);
    json_t *rows = parse_lines(test_tmp("out")), *expected = parse_lines(path);
    assert_int_equal(json_array_size(rows), count);
    expect_rows(rows, expected, first);
    json_decref(rows);
    json_decref(expected);
}

/* -- without a network ------------------------------------------------------------------------- */

static void test_list_asks_nobody(void **state) {
    (void)state;
    run_well("lotsa list");
    assert_true(said("out", "170 subsets, 924 GB"));
    run_well("lotsa list --json --tier XS --use held-out");
    json_t *rows = parse_lines(test_tmp("out"));
    assert_true(json_array_size(rows) >= 5);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        assert_true(json_integer_value(json_object_get(row, "bytes")) < 1000000);
        assert_string_equal(json_string_value(json_object_get(row, "use")), "held-out");
    }
    json_decref(rows);
    run_well("lotsa list --domain health --json");
    assert_true(said("out", "covid_deaths"));
    assert_int_equal(hub_server_count(server, "/"), 0);
}

static void test_help_of_every_command(void **state) {
    (void)state;
    static const char *const names[] = {"list", "info", "fetch", "index", "cat", "problems"};
    run_well("lotsa --help");
    for (size_t i = 0; i < COUNT(names); i++) assert_true(said("out", names[i]));
    for (size_t i = 0; i < COUNT(names); i++) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "lotsa %s --help", names[i]);
        run_well(arguments);
        assert_true(said("out", "Examples:\n  mathgym"));
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
        {"lotsa problems cif_2016", "did you mean 'cif_2016_"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) expect_error(cases[i].arguments, 2, cases[i].message);
    assert_int_equal(hub_server_count(server, "/"), 0);
}

/* Port 9 of this machine: nobody listens there. */
static void test_no_network_is_one_line(void **state) {
    (void)state;
    static const char *const commands[] = {"lotsa info elf", "lotsa fetch elf", "lotsa cat elf"};
    use_hub("http://127.0.0.1:9");
    for (size_t i = 0; i < COUNT(commands); i++)
        expect_error(commands[i], 1, "cannot reach 127.0.0.1:9");
    assert_int_not_equal(cli_run("", "lotsa index elf"), 0);
    assert_int_not_equal(cli_run("", "lotsa problems elf"), 0);
}

static void test_offline_without_a_cache_is_one_line(void **state) {
    (void)state;
    expect_error("lotsa fetch elf --offline", 1, "offline");
    expect_error("lotsa cat elf --offline", 1, "offline");
    assert_int_equal(hub_server_count(server, "/"), 0);
}

/* -- info, fetch ------------------------------------------------------------------------------- */

static void test_info_tells_hub_and_cache(void **state) {
    (void)state;
    run_well("lotsa info nn5_weekly --json");
    json_t *rows = parse_lines(test_tmp("out"));
    const json_t *row = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(row, "commit")), HUB_COMMIT);
    assert_int_equal(json_integer_value(json_object_get(row, "shards")), 2);
    assert_int_equal(json_integer_value(json_object_get(row, "cached_shards")), 0);
    assert_int_equal(json_integer_value(json_object_get(row, "strays")), 2);
    json_decref(rows);
    run_well("lotsa info tourism_monthly");
    assert_true(said("out", "held-out"));
    assert_true(said("out", "commit 8191fd29eb5c, 17.1 kB, 2 shards"));
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
    run_well("lotsa fetch nn5_weekly");
    assert_true(said("err", "1 subset, 4 files, 11.1 kB"));
    assert_true(said("err", "left out: 2 files (84 B)"));
    printed_folder(folder, sizeof folder);
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(a, sizeof a, "%s/%s", folder, files[i]);
        snprintf(b, sizeof b, ARCHIVE "/nn5_weekly/%s", files[i]);
        expect_equal_files(a, b);
    }
    snprintf(a, sizeof a, "%s/tmpabcd1234", folder);
    assert_false(mg_path_exists(a));
}

static void test_fetched_data_need_no_hub(void **state) {
    (void)state;
    run_well("lotsa fetch --dry-run elf cif_2016_12");
    assert_true(said("err", "2 subsets, 7 files"));
    assert_int_equal(hub_server_count(server, "/data/"), 0);
    run_well("lotsa fetch elf cif_2016_12");
    hub_server_reset(server);
    run_well("lotsa fetch elf cif_2016_12 --offline");
    assert_true(said("err", "to fetch 0 B"));
    expect_cat("lotsa cat cif_2016_12 --offline", "cif_2016_12", 0, 24);
    run_well("lotsa index elf --offline");
    run_well("lotsa problems cif_2016_12 --task series_summary:1 -n 3");
    assert_int_equal(hub_server_count(server, "/data/"), 0);
}

/* -- killed, and resumed ----------------------------------------------------------------------- */

enum { BIG = 6 << 20 };

/* A hub with one subset, whose shard holds 6 MB. */
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

/* Waits until a third has been sent, then kills the command without a warning. */
static void kill_under_way(hub_server *hub) {
    const uint64_t before = hub_server_sent(hub);
    const pid_t pid = cli_start("lotsa fetch elf");
    while (hub_server_sent(hub) - before < BIG / 3) usleep(1000);
    kill(pid, SIGKILL);
    assert_int_equal(cli_wait(pid), 128 + SIGKILL);
}

static void test_killed_fetch_goes_on(void **state) {
    (void)state;
    char folder[512], path[1024];
    write_big_hub();
    hub_server *hub = hub_server_start(&(hub_server_options){.root = test_tmp("big")});
    use_hub(hub_server_endpoint(hub));
    hub_server_script(hub, "/data/ 1 drip 65536 5"); /* slow enough to be caught in the middle */
    kill_under_way(hub);
    const uint64_t before = hub_server_sent(hub);
    run_well("lotsa fetch elf");
    /* what had arrived is not asked for again, but for the last quarter of a megabyte of each of
     * at most 8 connections */
    assert_true(hub_server_sent(hub) - before < BIG - BIG / 3 + (3 << 20));
    printed_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/data.arrow", folder);
    expect_equal_files(path, test_tmp("big/Salesforce/lotsa_data/elf/data.arrow"));
    hub_server_stop(hub);
}

/* -- cat, index -------------------------------------------------------------------------------- */

static void test_cat_is_what_datasets_reads(void **state) {
    (void)state;
    expect_cat("lotsa cat cif_2016_12", "cif_2016_12", 0, 24);
    expect_cat("lotsa cat nn5_daily_with_missing", "nn5_daily_with_missing", 0, 16);
    expect_cat("lotsa cat covid19_energy", "covid19_energy", 0, 1);
    expect_cat("lotsa cat cdc_fluview_who_nrevss", "cdc_fluview_who_nrevss", 0, 6);
    expect_cat("lotsa cat " ARCHIVE "/cif_2016_12", "cif_2016_12", 0, 24);
    expect_cat("lotsa cat " ARCHIVE "/cif_2016_12/data-00000-of-00002.arrow", "cif_2016_12", 0, 12);
}

/* The second shard begins at row 12. */
static void test_cat_some_rows(void **state) {
    (void)state;
    expect_cat("lotsa cat cif_2016_12 --rows 3", "cif_2016_12", 0, 3);
    expect_cat("lotsa cat cif_2016_12 --start 10 --rows 4", "cif_2016_12", 10, 4);
    expect_cat("lotsa cat " ARCHIVE "/cif_2016_12 --start 23 -n 5", "cif_2016_12", 23, 1);
    run_well("lotsa cat cif_2016_12 --start 24");
    char *out = cli_content("out", NULL);
    assert_string_equal(out, "");
    mg_free(out);
}

static void test_cat_csv(void **state) {
    (void)state;
    run_well("lotsa cat nn5_daily_with_missing --rows 1 --format csv");
    assert_true(said("out", "row,item_id,column,variate,position,time,value\n"
                            "0,T1,target,0,0,1980-05-06T14:00:00,341.179993\n"
                            "0,T1,target,0,1,1980-05-07T14:00:00,305.850006\n"));
    assert_true(said("out", ",\n")); /* a missing value */
    run_well("lotsa cat covid19_energy --format csv -o rows.csv");
    assert_true(said("rows.csv", "0,T1,past_feat_dynamic_real,5,399,"));
}

static void test_cat_of_what_is_no_series(void **state) {
    (void)state;
    test_tmp_write("page.arrow", "<!DOCTYPE html><html></html>", 28);
    expect_error("lotsa cat page.arrow", 1, "page.arrow");
    expect_error("lotsa cat nowhere.arrow", 1, "nowhere.arrow");
    expect_error("lotsa cat " FIXTURE, 1, "state.json");
    expect_error("lotsa cat m4_hourly", 1, "m4_hourly"); /* not in this commit */
}

static void test_index_measures_every_shard(void **state) {
    (void)state;
    run_well("lotsa index cdc_fluview_who_nrevss --json");
    json_t *shards = parse_lines(test_tmp("out")),
           *expected = parse_lines(FIXTURE "/cdc_fluview_who_nrevss.jsonl");
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
    run_well("lotsa index cdc_fluview_who_nrevss --rows");
    json_t *entries = parse_lines(test_tmp("out"));
    assert_int_equal(json_array_size(entries), 6);
    json_decref(entries);
}

/* -- problems ---------------------------------------------------------------------------------- */

static char *problems_of(const char *arguments) {
    run_well(arguments);
    return cli_content("out", NULL);
}

static void test_problems_are_the_same_again(void **state) {
    (void)state;
    char *first = problems_of("lotsa problems cif_2016_12 -n 40");
    fresh(NULL); /* another cache */
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
    run_well("gen-problems --task series_summary:1 --source " ARCHIVE "/cif_2016_12 -n 100k");
    assert_true(said("err", "the source has no more of them"));
    json_t *rows = parse_lines(test_tmp("out"));
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
    run_well("gen-problems --task series_summary:1 --source " ARCHIVE
             "/elf/data-00000-of-00001.arrow -n 20 -o sums.jsonl");
    json_t *rows = parse_lines(test_tmp("sums.jsonl"));
    assert_int_equal(json_array_size(rows), 20);
    json_decref(rows);
    run_well("gen-problems --source " ARCHIVE "/nn5_daily_with_missing -n 50 --split test");
    assert_int_equal(hub_server_count(server, "/"), 0);
    expect_error("gen-problems --task addition --source " ARCHIVE "/elf", 2, "addition");
    expect_error("gen-problems --source nowhere.arrow", 1, "nowhere.arrow");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_list_asks_nobody, fresh),
        cmocka_unit_test_setup(test_help_of_every_command, fresh),
        cmocka_unit_test_setup(test_bad_usage_is_one_line, fresh),
        cmocka_unit_test_setup(test_no_network_is_one_line, fresh),
        cmocka_unit_test_setup(test_offline_without_a_cache_is_one_line, fresh),
        cmocka_unit_test_setup(test_info_tells_hub_and_cache, fresh),
        cmocka_unit_test_setup(test_fetch_brings_what_state_json_names, fresh),
        cmocka_unit_test_setup(test_fetched_data_need_no_hub, fresh),
        cmocka_unit_test_setup(test_killed_fetch_goes_on, fresh),
        cmocka_unit_test_setup(test_cat_is_what_datasets_reads, fresh),
        cmocka_unit_test_setup(test_cat_some_rows, fresh),
        cmocka_unit_test_setup(test_cat_csv, fresh),
        cmocka_unit_test_setup(test_cat_of_what_is_no_series, fresh),
        cmocka_unit_test_setup(test_index_measures_every_shard, fresh),
        cmocka_unit_test_setup(test_problems_are_the_same_again, fresh),
        cmocka_unit_test_setup(test_problems_come_once, fresh),
        cmocka_unit_test_setup(test_problems_of_files_and_folders, fresh),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}

/* `mathgym lotsa cat` against what pyarrow and `datasets` read: LOTSA's schemas behind the loopback
 * server, in folders and files; every encoding of tests/fixtures/arrow. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "tests/helper_cli.h"
#include "tests/helper_lotsa.h"
#include "tests/helper_tmp.h"

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
    snprintf(path, sizeof path, LOTSA_FIXTURE "/%s.jsonl", subset);
    lotsa_run(arguments);
    json_t *rows = lotsa_parse_lines(test_tmp("out")), *expected = lotsa_parse_lines(path);
    assert_int_equal(json_array_size(rows), count);
    expect_rows(rows, expected, first);
    json_decref(rows);
    json_decref(expected);
}

/* -- LOTSA's schemas --------------------------------------------------------------------------- */

static void test_cat_is_what_datasets_reads(void **state) {
    (void)state;
    expect_cat("lotsa cat cif_2016_12", "cif_2016_12", 0, 24);
    expect_cat("lotsa cat nn5_daily_with_missing", "nn5_daily_with_missing", 0, 16);
    expect_cat("lotsa cat covid19_energy", "covid19_energy", 0, 1);
    expect_cat("lotsa cat cdc_fluview_who_nrevss", "cdc_fluview_who_nrevss", 0, 6);
    expect_cat("lotsa cat " LOTSA_ARCHIVE "/cif_2016_12", "cif_2016_12", 0, 24);
    expect_cat("lotsa cat " LOTSA_ARCHIVE "/cif_2016_12/data-00000-of-00002.arrow", "cif_2016_12",
               0, 12);
}

/* -- every encoding: what pyarrow read from tests/fixtures/arrow, as make_arrow_fixtures.py wrote
 * it */

/* "3: 1.5 nan -2" or "null", against a list of numbers; what JSON cannot hold is null there. */
static bool is_series(const json_t *series, const char *text) {
    char *at;
    if (strcmp(text, "null") == 0) return json_is_null(series);
    const size_t count = (size_t)strtoul(text, &at, 10);
    if (json_array_size(series) != count || *at++ != ':') return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(series, i);
        const float wanted = (float)strtod(at, &at);
        if (isfinite(wanted) ? !json_is_number(value) || (float)json_number_value(value) != wanted
                             : !json_is_null(value))
            return false;
    }
    return true;
}

/* Lines "target VARIATE SERIES" of one row, from `*line` on, against its JSON. */
static size_t expect_columns(const json_t *row, char **lines, size_t line, const char *name) {
    for (; lines[line] && strncmp(lines[line], "row ", 4) != 0; line++) {
        char column[32], *series;
        int end = 0;
        unsigned variate;
        if (sscanf(lines[line], "%31s %u %n", column, &variate, &end) != 2)
            fail_msg("%s: %s", name, lines[line]);
        series = lines[line] + end;
        const json_t *found = json_object_get(row, column), *inner = json_array_get(found, variate);
        const bool nested = json_is_array(inner) || json_is_null(inner);
        if (!is_series(found, series) && !(nested && is_series(inner, series)))
            fail_msg("%s: %s", name, lines[line]);
    }
    return line;
}

static char **split_lines(char *text) {
    size_t count = 0, room = 1;
    for (const char *c = text; *c; c++) room += *c == '\n';
    char **lines = mg_calloc(room + 1, sizeof *lines), *line;
    while ((line = strsep(&text, "\n")))
        if (*line) lines[count++] = line;
    return lines;
}

static void expect_file(const char *name) {
    char path[512], *text;
    snprintf(path, sizeof path, "lotsa cat " MG_FIXTURES "/arrow/%s.arrow", name);
    lotsa_run(path);
    snprintf(path, sizeof path, MG_FIXTURES "/arrow/%s.txt", name);
    assert_int_equal(mg_file_read(path, 1 << 24, &text, NULL), MG_OK);
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    char **lines = split_lines(text);
    size_t line = 0, row = 0;
    for (; lines[line]; row++)
        line = expect_columns(json_array_get(rows, row), lines, line + 1, name);
    assert_int_equal(row, json_array_size(rows));
    json_decref(rows);
    mg_free(lines);
    mg_free(text);
}

static void test_cat_reads_every_encoding(void **state) {
    (void)state;
    mg_dir_names names;
    size_t files = 0;
    assert_int_equal(mg_dir_list(MG_FIXTURES "/arrow", &names), MG_OK);
    for (size_t i = 0; i < names.count; i++) {
        char *end = strstr(names.names[i], ".arrow");
        if (!end) continue;
        *end = '\0';
        expect_file(names.names[i]);
        files++;
    }
    assert_true(files >= 30);
    mg_dir_names_free(&names);
}

/* A compressed file is read through: the rows before and after those wanted are not printed. */
static void test_cat_some_rows_of_a_compressed_file(void **state) {
    (void)state;
    lotsa_run("lotsa cat " MG_FIXTURES "/arrow/dictionary_zstd.arrow --start 3 --rows 2");
    json_t *rows = lotsa_parse_lines(test_tmp("out"));
    assert_int_equal(json_array_size(rows), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, 0), "row")), 3);
    json_decref(rows);
}

/* The second shard begins at row 12. */
static void test_cat_some_rows(void **state) {
    (void)state;
    expect_cat("lotsa cat cif_2016_12 --rows 3", "cif_2016_12", 0, 3);
    expect_cat("lotsa cat cif_2016_12 --start 10 --rows 4", "cif_2016_12", 10, 4);
    expect_cat("lotsa cat " LOTSA_ARCHIVE "/cif_2016_12 --start 23 -n 5", "cif_2016_12", 23, 1);
    lotsa_run("lotsa cat cif_2016_12 --start 24");
    char *out = cli_content("out", NULL);
    assert_string_equal(out, "");
    mg_free(out);
}

static void test_cat_csv(void **state) {
    (void)state;
    lotsa_run("lotsa cat nn5_daily_with_missing --rows 1 --format csv");
    assert_true(lotsa_said("out", "row,item_id,column,variate,position,time,value\n"
                                  "0,T1,target,0,0,1980-05-06T14:00:00,341.179993\n"
                                  "0,T1,target,0,1,1980-05-07T14:00:00,305.850006\n"));
    assert_true(lotsa_said("out", ",\n")); /* a missing value */
    lotsa_run("lotsa cat covid19_energy --format csv -o rows.csv");
    assert_true(lotsa_said("rows.csv", "0,T1,past_feat_dynamic_real,5,399,"));
}

static void test_cat_of_what_is_no_series(void **state) {
    (void)state;
    test_tmp_write("page.arrow", "<!DOCTYPE html><html></html>", 28);
    lotsa_expect_error("lotsa cat page.arrow", 1, "page.arrow");
    lotsa_expect_error("lotsa cat nowhere.arrow", 1, "nowhere.arrow");
    lotsa_expect_error("lotsa cat " LOTSA_FIXTURE, 1, "state.json");
    lotsa_expect_error("lotsa cat m4_hourly", 1, "m4_hourly"); /* not in this commit */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_cat_is_what_datasets_reads, lotsa_fresh),
        cmocka_unit_test_setup(test_cat_some_rows, lotsa_fresh),
        cmocka_unit_test_setup(test_cat_reads_every_encoding, lotsa_fresh),
        cmocka_unit_test_setup(test_cat_some_rows_of_a_compressed_file, lotsa_fresh),
        cmocka_unit_test_setup(test_cat_csv, lotsa_fresh),
        cmocka_unit_test_setup(test_cat_of_what_is_no_series, lotsa_fresh),
    };
    return cmocka_run_group_tests(tests, lotsa_start_server, lotsa_stop_server);
}

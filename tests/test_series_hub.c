/* Sets of series on a hub: subsets of LOTSA served by the loopback hub give the windows that the
 * same files give from a folder, pinned, with catalogue's weights, from the cache when the hub is
 * gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/lotsa.h"
#include "data/series_set.h"
#include "tests/helper_hub_server.h"
#include "tests/helper_series.h"
#include "tests/helper_tmp.h"

#define HUB    MG_FIXTURES "/lotsa_hub"
#define FOLDER HUB "/Salesforce/lotsa_data"

static hub_server *server;

static int set_up(void **state) {
    (void)state;
    test_tmp_in_memory();
    server = hub_server_start(&(hub_server_options){.root = HUB});
    setenv("HF_ENDPOINT", hub_server_endpoint(server), 1);
    setenv("HF_HOME", test_tmp("home"), 1);
    unsetenv("HF_HUB_OFFLINE");
    unsetenv("HF_TOKEN");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    hub_server_stop(server);
    return 0;
}

static mg_series_set *open_set(const char *source, const mg_series_set_options *options) {
    mg_series_set *set;
    if (mg_series_set_open(source, options, &set)) fail_msg("%s: %s", source, mg_error_text());
    return set;
}

static mg_series_window must_draw(mg_series_set *set, uint64_t index, int count) {
    const mg_series_provider *p = mg_series_set_provider(set);
    mg_rng rng = mg_rng_at(9, index, 1);
    mg_series_window w;
    if (p->window(p->context, &rng, count, 0, &w)) fail_msg("%s", mg_error_text());
    return w;
}

static void expect_same_windows(mg_series_set *a, mg_series_set *b) {
    for (uint64_t i = 0; i < 500; i++) {
        mg_series_window x = must_draw(a, 100 * i, 16), y = must_draw(b, 100 * i, 16);
        assert_int_equal(x.row, y.row);
        assert_int_equal(x.variate, y.variate);
        assert_int_equal(x.first, y.first);
        assert_string_equal(x.subset, y.subset);
        assert_string_equal(x.item_id, y.item_id);
        assert_memory_equal(x.values, y.values, 16 * sizeof *x.values);
    }
}

static void test_as_a_folder(void **state) {
    (void)state;
    static const char *const NAMES[] = {"cif_2016_12", "nn5_weekly", "cdc_fluview_who_nrevss",
                                        "covid19_energy"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        char source[128], folder[512];
        snprintf(source, sizeof source, "lotsa:%s", NAMES[i]);
        snprintf(folder, sizeof folder, "%s/%s", FOLDER, NAMES[i]);
        mg_series_set *hub = open_set(source, NULL), *local = open_set(folder, NULL);
        expect_same_windows(hub, local);
        mg_series_set_free(hub);
        mg_series_set_free(local);
    }
    /* Strays that lie beside the data are never asked for. */
    assert_int_equal(hub_server_count(server, "/datasets/Salesforce/lotsa_data/resolve/" HUB_COMMIT
                                              "/nn5_weekly/cache"),
                     0);
}

/* What was pinned opens the same data when `main` has gone on; and its index is kept. */
static void test_pinned(void **state) {
    (void)state;
    mg_series_set *set = open_set("lotsa:cif_2016_12+nn5_weekly", NULL);
    assert_string_equal(mg_series_set_pinned(set), "lotsa@" HUB_COMMIT ":cif_2016_12+nn5_weekly");
    must_draw(set, 0, 10);
    hub_server_reset(server);
    mg_series_set *again = open_set(mg_series_set_pinned(set), NULL);
    assert_int_equal(mg_series_set_digest(set), mg_series_set_digest(again));
    expect_same_windows(set, again);
    assert_int_equal(hub_server_count(server, "/api/datasets/Salesforce/lotsa_data/revision"), 0);
    assert_true(
        mg_path_is_dir(test_tmp("home/hub/datasets--Salesforce--lotsa_data/mathgym-series")));
    mg_series_set_free(set);
    mg_series_set_free(again);
}

/* Subsets by the catalogue's weights: one item each of many pools. Five standard deviations. */
static void test_weights(void **state) {
    (void)state;
    enum { DRAWS = 4000 };
    mg_lotsa_selection selection;
    double weights[MG_LOTSA_SUBSETS];
    mg_series_set *set = open_set("lotsa:cif_2016_12+nn5_weekly+covid19_energy", NULL);
    assert_int_equal(mg_lotsa_select("cif_2016_12+nn5_weekly+covid19_energy", &selection), MG_OK);
    assert_int_equal(mg_lotsa_weights(&selection, MG_LOTSA_FAMILY_CAP, weights), MG_OK);
    assert_int_equal(mg_series_set_subsets(set), 3);
    for (uint64_t i = 0; i < DRAWS; i++) must_draw(set, i * 2048, 8);
    for (int i = 0; i < 3; i++) {
        mg_series_subset subset = mg_series_set_subset(set, i);
        assert_string_equal(subset.name, selection.subset[i]->name);
        assert_true(subset.weight == weights[i]);
        double drawn = (double)mg_series_set_drops(set, i).drawn, p = weights[i];
        if (fabs(drawn - p * DRAWS) > 5 * sqrt(p * (1 - p) * DRAWS))
            fail_msg("%s: %g of %d, not %.4f", subset.name, drawn, DRAWS, p);
    }
    mg_series_set_free(set);
}

/* -- large shards ------------------------------------------------------------------------------ */

enum { BATCHES = 100 };

/* Read by ranges: the index and the blocks that were drawn, not the shard. */
static void test_by_ranges(void **state) {
    (void)state;
    enum { DRAWS = 2048 };
    assert_int_equal(mg_dir_create(test_tmp("large/Salesforce/lotsa_data/lcl")), MG_OK);
    size_t size = series_write_repeated(
        test_tmp("large/Salesforce/lotsa_data/lcl/data-00000-of-00001.arrow"), BATCHES);
    hub_server *large = hub_server_start(&(hub_server_options){
        .root = test_tmp("large"), .commit = "1234567890123456789012345678901234567890"});
    setenv("HF_ENDPOINT", hub_server_endpoint(large), 1);
    mg_series_set *set = open_set("lotsa:lcl", NULL);
    for (uint64_t i = 0; i < DRAWS; i++) {
        mg_series_window w = must_draw(set, i, 20);
        int64_t value = 100000 * (w.row % 4) + w.first;
        for (int k = 0; k < w.count; k++) assert_true(w.values[k] == (float)(value + k));
    }
    uint64_t sent = hub_server_sent(large);
    /* 64 blocks of 16 KiB, and 64 KiB for each record batch where nothing is kept yet. */
    assert_true(size > 5000000 && sent < 64 * 16384 + (BATCHES + 1) * 65536 + 100000);
    mg_series_set_free(set);

    set = open_set("lotsa:lcl", NULL); /* the index is there */
    for (uint64_t i = 0; i < DRAWS; i++) must_draw(set, i, 20);
    assert_true(hub_server_sent(large) - sent < 64 * 16384 + 10000);
    mg_series_set_free(set);
    hub_server_stop(large);
    setenv("HF_ENDPOINT", hub_server_endpoint(server), 1);
}

/* -- leaks ------------------------------------------------------------------------------------- */

static void keep_note(void *context, const char *line) {
    strncat(context, line, 500);
    strcat(context, "|");
}

static void test_leaks_are_noted(void **state) {
    (void)state;
    char notes[2048] = "";
    const mg_series_set_options options = {.training = true, .note = keep_note, .context = notes};
    mg_series_set_free(open_set("lotsa:cif_2016_12", &options));
    assert_string_equal(notes, "");
    mg_series_set_free(open_set("lotsa:saugeenday", &options));
    assert_non_null(strstr(notes, "training on saugeenday, which lies in GIFT-Eval's test set"));
    notes[0] = '\0';
    mg_series_set_free(open_set("lotsa:tourism_monthly", &options));
    assert_non_null(strstr(notes, "training on tourism_monthly, which is held out"));
}

/* -- trouble ----------------------------------------------------------------------------------- */

static void test_no_such_subset(void **state) {
    (void)state;
    mg_series_set *set;
    assert_int_equal(mg_series_set_open("lotsa:hospital", NULL, &set), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "has no subset hospital"));
}

static void test_offline(void **state) {
    (void)state;
    mg_series_set_free(open_set("lotsa:elf", NULL));
    mg_series_set *set = open_set("lotsa:elf", NULL);
    must_draw(set, 0, 10);
    mg_series_set_free(set);
    hub_server_reset(server);
    setenv("HF_HUB_OFFLINE", "1", 1);
    set = open_set("lotsa:elf", NULL);
    must_draw(set, 1, 10);
    mg_series_set_free(set);
    set = open_set("lotsa:elecdemand", NULL); /* listed, never fetched */
    const mg_series_provider *p = mg_series_set_provider(set);
    mg_rng rng = mg_rng_at(9, 0, 1);
    mg_series_window w;
    assert_int_not_equal(p->window(p->context, &rng, 10, 0, &w), MG_OK);
    assert_non_null(strstr(mg_error_text(), "offline"));
    mg_series_set_free(set);
    unsetenv("HF_HUB_OFFLINE");
    assert_int_equal(hub_server_count(server, "/"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_a_folder),     cmocka_unit_test(test_pinned),
        cmocka_unit_test(test_weights),         cmocka_unit_test(test_by_ranges),
        cmocka_unit_test(test_leaks_are_noted), cmocka_unit_test(test_no_such_subset),
        cmocka_unit_test(test_offline),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

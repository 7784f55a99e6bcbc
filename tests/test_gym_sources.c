/* Mixtures that name sources of series: their syntax, what they open, how they are pinned, and that
 * batches of them are the same with and without threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/feeder.h"
#include "gym/heldout.h"
#include "gym/series.h"
#include "gym/stream.h"
#include "tests/helper_hub_server.h"
#include "tests/helper_tmp.h"

#define HUB    MG_FIXTURES "/lotsa_hub"
#define FOLDER HUB "/Salesforce/lotsa_data/nn5_weekly"
#define FILE_1 HUB "/Salesforce/lotsa_data/elecdemand/data-00000-of-00001.arrow"

static mg_series_sources *new_sources(void) {
    mg_series_sources *sources;
    assert_int_equal(mg_series_sources_create(NULL, &sources), MG_OK);
    return sources;
}

static void must_open(const char *spec, mg_series_sources *sources, mg_mixture *mixture) {
    if (mg_mixture_open(spec, sources, mixture)) fail_msg("%s: %s", spec, mg_error_text());
}

/* -- syntax ------------------------------------------------------------------------------------ */

static void test_parts(void **state) {
    (void)state;
    mg_mixture m;
    mg_series_sources *sources = new_sources();
    must_open("addition:2*3,series_runs:2-4@" FOLDER "*6,series_summary@" FILE_1 ",series_runs",
              sources, &m);
    assert_int_equal(m.count, 6);
    assert_null(m.task[0].source);
    for (int i = 1; i <= 3; i++) {
        assert_string_equal(m.task[i].family->name, "series_runs");
        assert_string_equal(m.task[i].source, FOLDER);
        assert_int_equal(m.task[i].level, i + 1);
        assert_int_equal(m.task[i].ladder, 1);
        assert_true(m.task[i].weight == 2.0);
        assert_ptr_equal(m.task[i].family, m.task[1].family);
    }
    assert_string_equal(m.task[4].source, FILE_1);
    assert_int_equal(m.task[4].level, mg_family_find("series_summary")->default_level);
    assert_null(m.task[5].source); /* of synthetic series */
    assert_ptr_equal(m.task[5].family, mg_family_find("series_runs"));
    assert_int_equal(mg_series_sources_count(sources), 2);
    mg_series_sources_free(sources);
}

static void test_bare_source(void **state) {
    (void)state;
    mg_mixture m;
    mg_series_sources *sources = new_sources();
    must_open("linear," FOLDER "/*3", sources, &m);
    int families = 0;
    while (mg_series_family_at(families)) families++;
    assert_int_equal(m.count, 1 + families);
    double weight = 0;
    for (int i = 1; i <= families; i++) {
        assert_string_equal(m.task[i].family->name, mg_series_family_at(i - 1)->name);
        assert_int_equal(m.task[i].ladder, i);
        weight += m.task[i].weight;
    }
    assert_true(weight > 3 - 1e-9 && weight < 3 + 1e-9);
    mg_series_sources_free(sources);
}

static void test_bad_parts(void **state) {
    (void)state;
    static const struct {
        const char *spec, *message;
        mg_status status;
    } CASES[] = {
        {"addition@" FOLDER, "no family of series", MG_ERR_ARG},
        {"nothing@" FOLDER, "no task is called 'nothing'", MG_ERR_ARG},
        {"series_runs:99@" FOLDER, "has levels", MG_ERR_ARG},
        {"series_runs@", "No such file", MG_ERR_NOT_FOUND},
        {FOLDER "*0", "not a weight", MG_ERR_ARG},
        {"series_runs@nowhere.arrow", "nowhere.arrow", MG_ERR_NOT_FOUND},
        {"no/such/folder", "no/such/folder", MG_ERR_NOT_FOUND},
    };
    mg_mixture m;
    mg_series_sources *sources = new_sources();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        mg_status status = mg_mixture_open(CASES[i].spec, sources, &m);
        if (status != CASES[i].status || !strstr(mg_error_text(), CASES[i].message))
            fail_msg("%s: %s: %s", CASES[i].spec, mg_status_name(status), mg_error_text());
    }
    assert_int_equal(mg_mixture_parse("series_runs@" FOLDER, &m), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "not read here"));
    mg_series_sources_free(sources);
}

/* -- pins -------------------------------------------------------------------------------------- */

static void test_pinned(void **state) {
    (void)state;
    hub_server *server = hub_server_start(&(hub_server_options){.root = HUB});
    setenv("HF_ENDPOINT", hub_server_endpoint(server), 1);
    setenv("HF_HOME", test_tmp("home"), 1);
    mg_mixture m, again;
    char *pinned, *twice;
    mg_series_sources *sources = new_sources(), *others = new_sources();
    const char *spec = "addition:1*2,series_runs:1@lotsa:nn5_weekly*1.5,lotsa:cif_2016_12+elf,"
                       "series_next:2@" FOLDER;
    must_open(spec, sources, &m);
    assert_int_equal(mg_mixture_pin(spec, sources, &pinned), MG_OK);
    assert_string_equal(pinned, "addition:1*2,series_runs:1@lotsa@" HUB_COMMIT ":nn5_weekly*1.5,"
                                "lotsa@" HUB_COMMIT ":cif_2016_12+elf,series_next:2@" FOLDER);
    /* Opened again it is the same mixture, under the same names, and pins to itself. */
    must_open(pinned, others, &again);
    assert_int_equal(mg_mixture_pin(pinned, others, &twice), MG_OK);
    assert_string_equal(pinned, twice);
    assert_int_equal(mg_series_sources_digest(sources), mg_series_sources_digest(others));
    assert_int_equal(again.count, m.count);
    for (int i = 0; i < m.count; i++)
        if (m.task[i].source) assert_string_equal(m.task[i].source, again.task[i].source);
    assert_string_equal(m.task[1].source, "lotsa:nn5_weekly");
    mg_free(pinned);
    mg_free(twice);
    mg_series_sources_free(sources);
    mg_series_sources_free(others);
    hub_server_stop(server);
}

/* -- problems ---------------------------------------------------------------------------------- */

static mg_stream stream_of(const mg_mixture *mixture) {
    mg_stream_config config = {
        .split = MG_SPLIT_TRAIN, .seed = 5, .causal = true, .mixture = *mixture};
    mg_stream stream = {.position = 0};
    if (mg_tokenizer_for_size(&config.tokenizer, 384) || mg_stream_init(&stream, &config))
        fail_msg("%s", mg_error_text());
    return stream;
}

static void test_same_batches(void **state) {
    (void)state;
    enum { ROWS = 2, COLS = 2048, BATCHES = 60 };
    mg_mixture m;
    mg_batch a, b;
    mg_series_sources *sources = new_sources();
    must_open("addition:1," FOLDER "*3", sources, &m);
    mg_stream fed = stream_of(&m), plain = fed;
    assert_true(fed.longest <= COLS);
    assert_int_equal(mg_batch_create(&a, ROWS, COLS), MG_OK);
    assert_int_equal(mg_batch_create(&b, ROWS, COLS), MG_OK);
    assert_int_equal(mg_feeder_create(&fed, 4, &fed.feeder), MG_OK);
    for (int i = 0; i < BATCHES; i++) {
        if (mg_stream_next_batch(&fed, &a)) fail_msg("%s", mg_error_text());
        if (mg_stream_next_batch(&plain, &b)) fail_msg("%s", mg_error_text());
        assert_memory_equal(a.ids, b.ids, ROWS * COLS * sizeof *a.ids);
        assert_int_equal(fed.position, plain.position);
    }
    mg_feeder_free(fed.feeder);
    mg_batch_free(&a);
    mg_batch_free(&b);
    mg_series_sources_free(sources);
}

/* Sets of held-out problems come from data as they do from draws. */
static void test_held_out(void **state) {
    (void)state;
    mg_mixture m;
    mg_heldout set;
    mg_series_sources *sources = new_sources();
    must_open("series_summary:2@" FILE_1, sources, &m);
    if (mg_heldout_create(m.task[0].family, m.task[0].level, MG_SPLIT_TEST, 50, &set))
        fail_msg("%s", mg_error_text());
    assert_int_equal(set.count, 50);
    for (size_t i = 0; i < set.count; i++) {
        const mg_problem *p = &set.problems[i];
        assert_int_equal(p->item.split, MG_SPLIT_TEST);
        assert_true(mg_problem_verify(p, MG_LAYOUT_PLAIN, p->answer, p->answer_bytes).reward == 1);
    }
    mg_heldout_free(&set);
    mg_series_sources_free(sources);
}

/* -- memory ------------------------------------------------------------------------------------ */

static void test_out_of_memory(void **state) {
    (void)state;
    const char *spec = "series_runs:1@" FOLDER ",series_next:1@" FILE_1 "*2";
    mg_status status = MG_ERR_MEMORY;
    for (long n = 1; status != MG_OK; n++) {
        mg_mixture m;
        char *pinned = NULL;
        mg_series_sources *sources;
        assert_true(n < 2000);
        mg_alloc_fail_at(n);
        status = mg_series_sources_create(NULL, &sources);
        if (status == MG_OK) status = mg_mixture_open(spec, sources, &m);
        if (status == MG_OK) status = mg_mixture_pin(spec, sources, &pinned);
        mg_alloc_fail_at(0);
        if (status != MG_OK) assert_int_equal(status, MG_ERR_MEMORY);
        mg_free(pinned);
        mg_series_sources_free(sources);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),         cmocka_unit_test(test_bare_source),
        cmocka_unit_test(test_bad_parts),     cmocka_unit_test(test_pinned),
        cmocka_unit_test(test_same_batches),  cmocka_unit_test(test_held_out),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

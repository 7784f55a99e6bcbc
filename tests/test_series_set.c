/* Sets of series: what windows hold, how they are distributed, that nothing but the source, the
 * seed, the index and the stream decides which one is drawn, and what is refused. In
 * tests/fixtures/series value i of variate v of row r is 100000 r + 20000 v + i, so that a window
 * tells where it is from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "data/series_set.h"
#include "data/series_time.h"
#include "tests/helper_series.h"
#include "tests/helper_tmp.h"

#define LONG   MG_FIXTURES "/series/long.arrow"
#define ZIPPED MG_FIXTURES "/series/long_zstd.arrow"
#define WIDE   MG_FIXTURES "/series/wide.arrow"
#define POOR   MG_FIXTURES "/series/poor.arrow"
#define FOLDER MG_FIXTURES "/lotsa_hub/Salesforce/lotsa_data/nn5_weekly"

enum { STREAM = 5, POOL_ITEMS = 2048 };

static mg_series_set *open_set(const char *source, const mg_series_set_options *options) {
    mg_series_set *set;
    if (mg_series_set_open(source, options, &set)) fail_msg("%s: %s", source, mg_error_text());
    return set;
}

static mg_status draw(mg_series_set *set, uint64_t index, int count, int pair,
                      mg_series_window *out) {
    const mg_series_provider *p = mg_series_set_provider(set);
    mg_rng rng = mg_rng_at(42, index, STREAM);
    return p->window(p->context, &rng, count, pair, out);
}

static mg_series_window must_draw(mg_series_set *set, uint64_t index, int count) {
    mg_series_window w;
    if (draw(set, index, count, 0, &w)) fail_msg("%s", mg_error_text());
    return w;
}

static void expect_place(const mg_series_window *w) {
    for (int i = 0; i < w->count; i++) {
        int64_t value = 100000 * w->row + 20000 * w->variate + w->first + i;
        if (w->values[i] != (float)value)
            fail_msg("row %d, first %d: value %d is %g", (int)w->row, (int)w->first, i,
                     (double)w->values[i]);
    }
}

/* -- what a window holds ----------------------------------------------------------------------- */

static void test_windows(void **state) {
    (void)state;
    mg_series_set *set = open_set(LONG, NULL);
    const int64_t START = 981172800; /* 2001-02-03T04:00:00 */
    for (uint64_t i = 0; i < 3000; i++) {
        char id[8];
        mg_series_window w = must_draw(set, i, 1 + (int)(i % MG_SERIES_WINDOW));
        snprintf(id, sizeof id, "T%d", (int)w.row);
        expect_place(&w);
        assert_string_equal(w.subset, "long");
        assert_string_equal(w.item_id, id);
        assert_string_equal(w.freq, "H");
        assert_int_equal(w.count, 1 + i % MG_SERIES_WINDOW);
        assert_true(w.has_start);
        assert_int_equal(w.start, START + w.row / 2 * 86400 + w.first * 3600);
    }
    assert_string_equal(mg_series_set_pinned(set), LONG);
    mg_series_set_free(set);
}

/* One item of each of many pools: independent draws. Shares are held to within 5 standard
 * deviations, which chance leaves once in a million. */
static void expect_share(const char *what, int count, int all, double share) {
    double deviation = 5 * sqrt(share * (1 - share) * all);
    if (fabs(count - share * all) > deviation)
        fail_msg("%s: %d of %d, not %.4f", what, count, all, share);
}

static void test_distribution(void **state) {
    (void)state;
    enum { COUNT = 20, DRAWS = 20000 };
    mg_series_set *set = open_set(LONG, NULL);
    int rows[4] = {0}, early = 0, last_block = 0;
    for (int i = 0; i < DRAWS; i++) {
        mg_series_window w = must_draw(set, (uint64_t)i * POOL_ITEMS, COUNT);
        rows[w.row]++;
        early += w.row == 0 && w.first < 2048;
        last_block += w.row == 0 && w.first >= 8192;
    }
    assert_int_equal(rows[3], 0); /* 12 values; its draws go to the others */
    expect_share("row 0", rows[0], DRAWS, 9000.0 / 14060);
    expect_share("row 1", rows[1], DRAWS, 5000.0 / 14060);
    expect_share("row 2", rows[2], DRAWS, 60.0 / 14060);
    /* Of three blocks of 4096, evenly; windows begin in 4077 places of each. The last block is that
     * of the values 4904 to 8999. */
    expect_share("row 0, first half of its first block", early, rows[0], 2048.0 / 4077 / 3);
    expect_share("row 0, behind its second block", last_block, rows[0], (8981 - 8192) / 4077.0 / 3);
    mg_series_set_free(set);
}

/* Items that are near share 64 of the 600 blocks, whatever their family; items further on have
 * others: what keeps reads few, and problems of many kinds. */
static void test_locality(void **state) {
    (void)state;
    enum { BATCHES = 100, ROWS = 4 * BATCHES, COUNT = 8, PLACES = ROWS * 3 };
    const char *path = test_tmp("many.arrow");
    series_write_repeated(path, BATCHES);
    mg_series_set *set = open_set(path, NULL);
    const mg_series_provider *p = mg_series_set_provider(set);
    uint8_t seen[2][PLACES] = {{0}};
    int distinct[2] = {0}, shared = 0;
    for (uint64_t i = 0; i < 2 * POOL_ITEMS; i++) {
        mg_rng rng = mg_rng_at(42, i, STREAM + 1000 * (uint32_t)(i % 2));
        mg_series_window w;
        if (p->window(p->context, &rng, COUNT, 0, &w)) fail_msg("%s", mg_error_text());
        int pool = i >= POOL_ITEMS, place = (int)(w.row * 3 + w.first / 4096);
        distinct[pool] += seen[pool][place]++ == 0;
        shared += pool && seen[0][place];
    }
    /* The last block of a long series begins before 8192, so that it can look like two. */
    assert_in_range(distinct[0], 40, 96);
    assert_in_range(distinct[1], 40, 96);
    assert_true(shared < POOL_ITEMS / 2);
    mg_series_set_free(set);
}

/* -- the same whatever happens ----------------------------------------------------------------- */

enum { ITEMS = 6000, THREADS = 4 };

typedef struct sweep {
    mg_series_set *set;
    int first, step; /* items first, first + step, ... */
    uint64_t *places;
} sweep;

static uint64_t place_of(const mg_series_window *w) {
    return ((uint64_t)w->row << 40 | (uint64_t)w->variate << 32 | (uint64_t)w->first) +
           (uint64_t)w->values[0];
}

static void *run_sweep(void *context) {
    const sweep *s = context;
    for (int i = s->first; i >= 0 && i < ITEMS; i += s->step) {
        mg_series_window w;
        mg_status status = draw(s->set, (uint64_t)i * 17, 5 + i % 40, 0, &w);
        s->places[i] = status == MG_OK ? place_of(&w) : 0;
    }
    return NULL;
}

static void test_pure(void **state) {
    (void)state;
    uint64_t *want = mg_calloc(ITEMS, sizeof *want), *got = mg_calloc(ITEMS, sizeof *got);
    mg_series_set *set = open_set(WIDE, NULL);
    run_sweep(&(sweep){set, 0, 1, want});
    mg_series_set_free(set);

    set = open_set(WIDE, &(mg_series_set_options){.cache_bytes = 1}); /* backwards, no cache */
    run_sweep(&(sweep){set, ITEMS - 1, -1, got});
    assert_memory_equal(got, want, ITEMS * sizeof *want);
    memset(got, 0, ITEMS * sizeof *got);

    pthread_t threads[THREADS];
    sweep sweeps[THREADS];
    for (int t = 0; t < THREADS; t++) {
        sweeps[t] = (sweep){set, t, THREADS, got};
        assert_int_equal(pthread_create(&threads[t], NULL, run_sweep, &sweeps[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
    assert_memory_equal(got, want, ITEMS * sizeof *want);
    mg_series_set_free(set);
    mg_free(want);
    mg_free(got);
}

static void count_note(void *context, const char *line) {
    assert_non_null(strstr(line, "compressed"));
    ++*(int *)context;
}

/* A file that cannot be read at random gives the same windows, out of a temporary file. */
static void test_compressed(void **state) {
    (void)state;
    int notes = 0;
    mg_series_set *plain = open_set(LONG, NULL);
    mg_series_set *zipped =
        open_set(ZIPPED, &(mg_series_set_options){.note = count_note, .context = &notes});
    for (uint64_t i = 0; i < 500; i++) {
        mg_series_window a = must_draw(plain, i, 30), b;
        const mg_series_provider *p = mg_series_set_provider(zipped);
        mg_rng rng = mg_rng_at(42, i, STREAM);
        assert_int_equal(p->window(p->context, &rng, 30, 0, &b), MG_OK);
        assert_int_equal(a.row, b.row);
        assert_int_equal(a.first, b.first);
        assert_string_equal(a.item_id, b.item_id);
        assert_string_equal(a.freq, b.freq);
        assert_int_equal(a.start, b.start);
        assert_memory_equal(a.values, b.values, 30 * sizeof *a.values);
    }
    assert_int_equal(notes, 1);
    assert_int_not_equal(mg_series_set_digest(plain), mg_series_set_digest(zipped));
    mg_series_set_free(plain);
    mg_series_set_free(zipped);
}

/* -- pairs ------------------------------------------------------------------------------------- */

static void test_pairs(void **state) {
    (void)state;
    mg_series_window w[2];
    mg_series_set *set = open_set(WIDE, NULL);
    for (uint64_t i = 0; i < 300; i++) {
        if (draw(set, i * POOL_ITEMS, 25, 1, w)) fail_msg("%s", mg_error_text());
        expect_place(&w[0]);
        expect_place(&w[1]);
        assert_int_equal(w[0].row, w[1].row);
        assert_int_equal(w[0].first, w[1].first);
        assert_int_not_equal(w[0].variate, w[1].variate);
    }
    mg_series_set_free(set);
    /* Rows 0 and 1 begin together: where both have the block, they are aligned. */
    set = open_set(LONG, NULL);
    int aligned = 0;
    for (uint64_t i = 0; i < 300; i++) {
        if (draw(set, i * POOL_ITEMS, 25, 1, w)) fail_msg("%s", mg_error_text());
        expect_place(&w[0]);
        expect_place(&w[1]);
        if (w[0].row == 1) assert_int_equal(w[1].row, 0);
        if (w[0].row == 1) assert_int_equal(w[0].start, w[1].start);
        aligned += w[0].row != w[1].row && w[0].start == w[1].start;
    }
    assert_true(aligned > 100);
    mg_series_set_free(set);
}

/* -- what is refused --------------------------------------------------------------------------- */

static void test_refused_windows(void **state) {
    (void)state;
    char text[160];
    mg_series_set *set = open_set(POOR, NULL);
    for (uint64_t i = 0; i < 300; i++) assert_int_equal(must_draw(set, i * POOL_ITEMS, 24).row, 4);
    mg_series_drops drops = mg_series_set_drops(set, 0);
    assert_int_equal(drops.drawn, 300);
    assert_true(drops.constant > 100 && drops.too_missing > 200 && drops.infinite > 100);
    assert_int_equal(drops.too_short, 0);
    mg_series_set_free(set);

    set = open_set(POOR, &(mg_series_set_options){.max_missing = 0.5});
    int half = 0;
    for (uint64_t i = 0; i < 300; i++) {
        mg_series_window w = must_draw(set, i * POOL_ITEMS, 24);
        assert_true(w.row == 2 || w.row == 4);
        half += w.row == 2;
    }
    assert_true(half > 50);
    mg_series_set_free(set);

    mg_series_window w;
    set = open_set(POOR, NULL);
    assert_int_equal(draw(set, 0, 201, 0, &w), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "no window of 201 values"));
    assert_non_null(strstr(mg_error_text(), "64 too short"));
    drops = mg_series_set_drops(set, 0);
    assert_string_equal(mg_series_drops_text(&drops, text, sizeof text), "64 too short");
    mg_series_set_free(set);
}

static void expect_failure(const char *source, bool training, mg_status status, const char *text) {
    const mg_series_set_options options = {.training = training};
    mg_series_set *set = (mg_series_set *)1;
    assert_int_equal(mg_series_set_open(source, &options, &set), status);
    assert_null(set);
    if (!strstr(mg_error_text(), text)) fail_msg("%s: %s", source, mg_error_text());
}

static void test_refused_sources(void **state) {
    (void)state;
    expect_failure("nowhere/at/all.arrow", false, MG_ERR_NOT_FOUND, "nowhere/at/all.arrow");
    expect_failure(MG_FIXTURES, false, MG_ERR_NOT_FOUND, "state.json");
    expect_failure("lotsa:", false, MG_ERR_ARG, "names no data");
    expect_failure("lotsa@:XS", false, MG_ERR_ARG, "names no data");
    expect_failure("lotsa@8191fd29", false, MG_ERR_ARG, "names no data");
    expect_failure("lotsa:nn5_weakly", false, MG_ERR_NOT_FOUND, "nn5_weekly");
    expect_failure("lotsa:XS+heldout", true, MG_ERR_ARG, "held out for evaluation");
    expect_failure("lotsa:S-heldout", true, MG_ERR_ARG, "held out for evaluation");
}

static void test_names(void **state) {
    (void)state;
    static const char *const YES[] = {"lotsa:XS", "lotsa@abc:XS", "a.arrow", "data/", "./data"};
    static const char *const NO[] = {"addition", "lotsa", "mixture", "shapes/rectangle.gym"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) assert_true(mg_series_is_source(YES[i]));
    for (size_t i = 0; i < sizeof NO / sizeof *NO; i++) assert_false(mg_series_is_source(NO[i]));
}

/* Whichever allocation fails, it is said and nothing is left behind (the sanitizer looks). */
static void test_out_of_memory(void **state) {
    (void)state;
    static const char *const SOURCES[] = {LONG, ZIPPED, FOLDER};
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
        mg_status status = MG_ERR_MEMORY;
        for (long n = 1; status != MG_OK; n++) {
            mg_series_set *set;
            mg_series_window w;
            assert_true(n < 2000);
            mg_alloc_fail_at(n);
            status = mg_series_set_open(SOURCES[i], NULL, &set);
            if (status == MG_OK) status = draw(set, 0, 10, 0, &w);
            mg_alloc_fail_at(0);
            if (status != MG_OK) assert_int_equal(status, MG_ERR_MEMORY);
            mg_series_set_free(set);
        }
    }
}

/* -- folders ----------------------------------------------------------------------------------- */

static void test_folder(void **state) {
    (void)state;
    mg_series_set *set = open_set(FOLDER "/", NULL);
    assert_int_equal(mg_series_set_subsets(set), 1);
    mg_series_subset subset = mg_series_set_subset(set, 0);
    assert_string_equal(subset.name, "nn5_weekly");
    assert_int_equal(subset.shards, 2); /* cache-*.arrow and tmp* lie beside them */
    assert_int_equal(mg_series_set_index(set, NULL, NULL), MG_OK);
    int shards[2] = {0};
    for (uint64_t i = 0; i < 1000; i++) shards[must_draw(set, i * POOL_ITEMS, 10).shard]++;
    expect_share("second shard", shards[1], 1000, 0.5);
    mg_series_set_free(set);
}

/* Local data that were changed are other data, and those that are gone an error. */
static void test_digest(void **state) {
    (void)state;
    char *bytes;
    size_t size;
    assert_int_equal(mg_file_read(POOR, 1 << 20, &bytes, &size), MG_OK);
    mg_series_set *set = open_set(test_tmp_write("a.arrow", bytes, size), NULL);
    uint64_t before = mg_series_set_digest(set);
    mg_series_set_free(set);
    set = open_set(test_tmp("a.arrow"), NULL);
    mg_series_window w;
    assert_int_equal(mg_path_remove(test_tmp("a.arrow")), MG_OK);
    assert_int_equal(draw(set, 0, 10, 0, &w), MG_ERR_IO); /* not "no window fits" */
    assert_non_null(strstr(mg_error_text(), "a.arrow"));
    mg_series_set_free(set);
    bytes[size - 100] ^= 1;
    set = open_set(test_tmp_write("a.arrow", bytes, size), NULL);
    assert_int_not_equal(mg_series_set_digest(set), before);
    mg_series_set_free(set);
    mg_free(bytes);
}

/* -- moments ----------------------------------------------------------------------------------- */

static void test_moments(void **state) {
    (void)state;
    static const struct {
        int64_t start;
        const char *freq;
        int64_t step, want;
    } CASES[] = {
        {0, "H", 5, 18000},
        {-3600, "15T", 4, 0},
        {951696000, "M", 1, 954201600},     /* 2000-02-28 -> 2000-03-28: not its last day */
        {951782400, "M", 1, 954460800},     /* 2000-02-29 -> 2000-03-31 */
        {949276800, "MS", 13, 983318400},   /* 2000-01-31 -> 2001-02-28 */
        {946684800, "Q-DEC", 5, 986083200}, /* 2000-01-01 -> 2001-04-01 */
        {-2208988800, "A", 100, 946684800}, /* 1900-01-01 -> 2000-01-01 */
        {946684800, "W-SUN", 2, 947894400},
    };
    int64_t moment;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_true(mg_series_moment(CASES[i].start, CASES[i].freq, CASES[i].step, &moment));
        if (moment != CASES[i].want)
            fail_msg("case %d: %lld, not %lld", (int)i, (long long)moment,
                     (long long)CASES[i].want);
    }
    assert_true(mg_series_moment(77, "B", 0, &moment));
    assert_false(mg_series_moment(77, "B", 1, &moment));
    assert_false(mg_series_moment(77, "", 1, &moment));
    assert_false(mg_series_moment(77, "H", INT64_MAX, &moment));
    assert_false(mg_series_moment(INT64_MIN, "H", 1, &moment));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),         cmocka_unit_test(test_distribution),
        cmocka_unit_test(test_locality),        cmocka_unit_test(test_pure),
        cmocka_unit_test(test_compressed),      cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_refused_windows), cmocka_unit_test(test_refused_sources),
        cmocka_unit_test(test_names),           cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_folder),          cmocka_unit_test(test_digest),
        cmocka_unit_test(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

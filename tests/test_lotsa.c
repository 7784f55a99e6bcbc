/* The catalogue of LOTSA against its published totals, its tiers and weights, frequencies, and the
 * list of data files in state.json. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "data/dataset_state.h"
#include "data/lotsa.h"
#include "data/lotsa_freq.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const mg_lotsa_subset *find(const char *name) {
    const mg_lotsa_subset *subset;
    assert_int_equal(mg_lotsa_find(name, &subset), MG_OK);
    return subset;
}

static mg_lotsa_selection selected(const char *text) {
    mg_lotsa_selection selection;
    if (mg_lotsa_select(text, &selection)) fail_msg("%s: %s", text, mg_error_text());
    return selection;
}

static bool holds(const mg_lotsa_selection *selection, const char *name) {
    for (int i = 0; i < selection->count; i++)
        if (strcmp(selection->subset[i]->name, name) == 0) return true;
    return false;
}

/* -- the catalogue ----------------------------------------------------------------------------- */

static void test_names_are_unique_and_found(void **state) {
    (void)state;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        assert_ptr_equal(find(mg_lotsa_at(i)->name), mg_lotsa_at(i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(mg_lotsa_at(i)->name, mg_lotsa_at(j)->name);
    }
}

static void test_every_row_is_sound(void **state) {
    (void)state;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        const mg_lotsa_subset *s = mg_lotsa_at(i);
        char name[MG_FREQ_NAME];
        mg_freq freq;
        assert_int_equal(mg_freq_parse(s->freq, &freq), MG_OK);
        assert_string_equal(mg_freq_name(freq, name), s->freq);
        assert_true(s->series >= 1 && s->mean_length >= 20); /* the builders drop shorter ones */
        assert_in_range(s->variates, 1, 53);
        assert_in_range(s->covariates, 0, 11);
    }
}

/* The hub shows 861 GiB (925 GB), and 64 shards of ERA5 are 133,679,5xx bytes, 32 are 135,252,1xx.
 * The observations are those at which Moirai's cap of 0.001 lies, 27.67e9: within a thousandth,
 * since lengths are rounded and capped subsets' are estimates. */
static void test_totals_are_the_archive_s(void **state) {
    (void)state;
    double bytes = 0, observations = 0;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) {
        const mg_lotsa_subset *s = mg_lotsa_at(i);
        bytes += (double)mg_lotsa_bytes(s);
        observations += (double)s->series * (double)s->mean_length;
    }
    assert_true(fabs(bytes / (1 << 30) - 861) < 1);
    assert_true(fabs(observations / 27.67e9 - 1) < 1e-3);
    const double era5 = 64 * 133679500.0 + 32 * 135252100.0;
    assert_true(fabs((double)mg_lotsa_bytes(find("era5_1995")) / era5 - 1) < 1e-3);
}

/* Sizes that the hub's listing shows, which the catalogue did not start from. */
static void test_sizes_are_the_hub_s(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double bytes, tolerance; /* what the ids and offsets of many rows add */
    } sizes[] = {
        {"buildings_900k", 63019214358.0, 0.01},
        {"solar_power", 29.6e6, 0.01},
        {"lcl", 38.2e6, 0.01},
        {"LOS_LOOP", 28.4e6, 0.01},
        {"bull", 11.5e6, 0.01},
        {"elecdemand", 71.1e3, 0.02},
        {"wind_farms_with_missing", 688e6, 0.01},
    };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const double ratio = (double)mg_lotsa_bytes(find(sizes[i].name)) / sizes[i].bytes;
        if (fabs(ratio - 1) > sizes[i].tolerance)
            fail_msg("%s: %.4f of the hub's size", sizes[i].name, ratio);
    }
}

static void test_unknown_names_are_answered_with_near_ones(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"elecdemnd", "elecdemand"}, {"nn5_weekli", "nn5_weekly"},         {"kdd", "kdd2022"},
        {"los_loop", "LOS_LOOP"},    {"tourism_month", "tourism_monthly"},
    };
    const mg_lotsa_subset *subset;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        assert_int_equal(mg_lotsa_find(pairs[i][0], &subset), MG_ERR_NOT_FOUND);
        assert_null(subset);
        if (!strstr(mg_error_text(), pairs[i][1])) fail_msg("%s", mg_error_text());
    }
    assert_int_equal(mg_lotsa_find("zzzzzzzzzzzz\n", &subset), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "lotsa list"));
    assert_null(strchr(mg_error_text(), '\n'));
}

/* -- tiers ------------------------------------------------------------------------------------- */

static void test_tiers_lie_within_each_other(void **state) {
    (void)state;
    static const char *const tiers[] = {"XS", "S", "M", "XL"};
    /* GB of the whole tier: XS below 10 MB, M the 53 GiB of everything but the giants */
    static const double least[] = {0.004, 1.5, 52, 800}, most[] = {0.01, 4, 57, 925};
    for (int t = 0; t < 4; t++) {
        const mg_lotsa_selection now = selected(tiers[t]);
        const double gigabytes = (double)mg_lotsa_selection_bytes(&now) / 1e9;
        assert_true(gigabytes > least[t] && gigabytes < most[t]);
        if (t == 0) continue;
        const mg_lotsa_selection before = selected(tiers[t - 1]);
        assert_true(before.count < now.count);
        for (int i = 0; i < before.count; i++) assert_true(holds(&now, before.subset[i]->name));
    }
    assert_int_equal(mg_lotsa_tier_of(find("buildings_900k")), MG_LOTSA_XL);
    assert_int_equal(mg_lotsa_tier_of(find("azure_vm_traces_2017")), MG_LOTSA_M);
    assert_int_equal(mg_lotsa_tier_of(find("largest_2019")), MG_LOTSA_M);
    assert_int_equal(mg_lotsa_tier_of(find("kdd2022")), MG_LOTSA_S);
    assert_int_equal(mg_lotsa_tier_of(find("cif_2016_12")), MG_LOTSA_XS);
}

/* The subsets of GIFT-Eval's test set, by name: nothing that trains may meet them by a tier. */
static void test_no_tier_leaks(void **state) {
    (void)state;
    static const char *const gift[] = {
        "LOOP_SEATTLE", "M_DENSE",      "SZ_TAXI",
        "saugeenday",   "us_births",    "temperature_rain_with_missing",
        "m4_yearly",    "m4_quarterly", "kdd_cup_2018_with_missing",
        "m4_monthly",   "m4_weekly",    "m4_daily",
        "m4_hourly",    "restaurant",   "hierarchical_sales",
        "hospital",     "covid_deaths", "car_parts_with_missing",
    };
    int flagged = 0;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) flagged += mg_lotsa_at(i)->use == MG_LOTSA_GIFT_TEST;
    assert_int_equal(flagged, COUNT(gift));
    const mg_lotsa_selection all = selected("XL"), held_out = selected("heldout");
    for (size_t i = 0; i < COUNT(gift); i++) {
        assert_int_equal(find(gift[i])->use, MG_LOTSA_GIFT_TEST);
        assert_false(holds(&all, gift[i]));
        assert_false(holds(&held_out, gift[i]));
    }
    for (int i = 0; i < held_out.count; i++) assert_false(holds(&all, held_out.subset[i]->name));
    assert_int_equal(all.count + held_out.count + flagged, MG_LOTSA_SUBSETS);
}

/* Every domain is trained on and evaluated on. */
static void test_every_domain_has_both(void **state) {
    (void)state;
    int counts[MG_LOTSA_DOMAINS][3] = {{0}};
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++)
        counts[mg_lotsa_at(i)->domain][mg_lotsa_at(i)->use]++;
    for (int d = 0; d < MG_LOTSA_DOMAINS; d++) {
        assert_true(counts[d][MG_LOTSA_TRAIN] >= 2);
        assert_in_range(counts[d][MG_LOTSA_HELD_OUT], 1, 4);
    }
}

static void test_selections(void **state) {
    (void)state;
    assert_int_equal(selected("elecdemand").count, 1);
    assert_int_equal(selected("elecdemand+elecdemand").count, 1);
    assert_int_equal(selected("xs+kdd2022").count, selected("XS").count + 1);
    assert_int_equal(selected("heldout").count, selected("XL-heldout").count);
    const mg_lotsa_selection small = selected("XS-heldout");
    assert_true(holds(&small, "tourism_monthly") && !holds(&small, "m5"));
    mg_lotsa_selection none;
    assert_int_equal(mg_lotsa_select("", &none), MG_ERR_ARG);
    assert_int_equal(mg_lotsa_select("elecdemand++spain", &none), MG_ERR_ARG);
    assert_int_equal(mg_lotsa_select("elecdemand+nothing_of_it", &none), MG_ERR_NOT_FOUND);
    assert_int_equal(mg_lotsa_select("XS-held", &none), MG_ERR_NOT_FOUND);
    char big[300];
    memset(big, 'x', sizeof big - 1), big[sizeof big - 1] = '\0';
    assert_int_equal(mg_lotsa_select(big, &none), MG_ERR_NOT_FOUND);
}

/* -- weights ----------------------------------------------------------------------------------- */

static double weight_of(const mg_lotsa_selection *s, const double *weights, const char *name) {
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->subset[i]->name, name) == 0) return weights[i];
    fail_msg("%s is not selected", name);
    return 0;
}

static double family_of(const mg_lotsa_selection *s, const double *weights, mg_lotsa_family f) {
    double sum = 0;
    for (int i = 0; i < s->count; i++)
        if (s->subset[i]->family == f) sum += weights[i];
    return sum;
}

/* Without a cap on families the ratios of released weights hold: w_k of lotsa_v1_weighted.yaml is
 * per series, so times the number of series. Groups are left out: the file divides theirs by the
 * number of their members once more. */
static void test_weights_are_moirai_s(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double per_series;
    } released[] = {
        {"buildings_900k", 0.07018480580999217},      {"azure_vm_traces_2017", 0.7901054338016913},
        {"taxi_30min", 1.8533727603439532},           {"PEMS07", 128.5111589007361},
        {"traffic_weekly", 0.4371127853766533},       {"m1_yearly", 0.1347077137324278},
        {"favorita_transactions", 7.117248454489305},
    };
    mg_lotsa_selection all = {.count = MG_LOTSA_SUBSETS};
    double weights[MG_LOTSA_SUBSETS], unit = 0;
    for (int i = 0; i < MG_LOTSA_SUBSETS; i++) all.subset[i] = mg_lotsa_at(i);
    assert_int_equal(mg_lotsa_weights(&all, 1.0, weights), MG_OK);
    for (size_t i = 0; i < COUNT(released); i++) {
        const double theirs = released[i].per_series * (double)find(released[i].name)->series;
        const double ratio = weight_of(&all, weights, released[i].name) / theirs;
        if (i == 0) unit = ratio;
        /* lengths are rounded to whole steps, of 30 for the shortest */
        if (fabs(ratio / unit - 1) > 0.02) fail_msg("%s: %.4f", released[i].name, ratio / unit);
    }
    /* a group is one subset under the cap */
    const double capped = weight_of(&all, weights, "buildings_900k");
    assert_true(fabs(family_of(&all, weights, MG_LOTSA_ERA5) / capped - 1) < 1e-9);
    assert_true(fabs(family_of(&all, weights, MG_LOTSA_CMIP6) / capped - 1) < 1e-9);
    assert_true(fabs(family_of(&all, weights, MG_LOTSA_LARGEST) / capped - 1) < 1e-9);
}

static void test_no_family_passes_its_cap(void **state) {
    (void)state;
    static const char *const texts[] = {"XS",
                                        "S",
                                        "M",
                                        "XL",
                                        "heldout",
                                        "elecdemand",
                                        "PEMS03+PEMS04",
                                        "PEMS03+PEMS04+PEMS07+elecdemand"};
    static const double caps[] = {0.05, 0.25, 0.5, 1};
    for (size_t t = 0; t < COUNT(texts) * COUNT(caps); t++) {
        const mg_lotsa_selection s = selected(texts[t / COUNT(caps)]);
        double weights[MG_LOTSA_SUBSETS], cap = caps[t % COUNT(caps)], sum = 0;
        int families = 0;
        assert_int_equal(mg_lotsa_weights(&s, cap, weights), MG_OK);
        for (int i = 0; i < s.count; i++) assert_true(weights[i] > 0), sum += weights[i];
        assert_true(fabs(sum - 1) < 1e-12);
        for (int f = 0; f < MG_LOTSA_FAMILIES; f++)
            families += family_of(&s, weights, (mg_lotsa_family)f) > 0;
        const double least = 1.0 / families, most = cap > least ? cap : least;
        for (int f = 0; f < MG_LOTSA_FAMILIES; f++)
            assert_true(family_of(&s, weights, (mg_lotsa_family)f) <= most * (1 + 1e-9));
    }
}

static void test_weights_need_a_subset(void **state) {
    (void)state;
    const mg_lotsa_selection none = {.count = 0};
    double weight;
    assert_int_equal(mg_lotsa_weights(&none, 0.25, &weight), MG_ERR_ARG);
}

/* -- frequencies ------------------------------------------------------------------------------- */

static void test_frequencies_have_one_spelling(void **state) {
    (void)state;
    static const struct {
        const char *text, *name, *words;
        int64_t seconds;
    } cases[] = {
        {"H", "H", "hour", 3600},
        {"h", "H", "hour", 3600},
        {"6H", "6H", "6 hours", 21600},
        {"5T", "5T", "5 minutes", 300},
        {"15min", "15T", "15 minutes", 900},
        {"T", "T", "minute", 60},
        {"4S", "4S", "4 seconds", 4},
        {"s", "S", "second", 1},
        {"D", "D", "day", 86400},
        {"1D", "D", "day", 86400},
        {"B", "B", "business day", 0},
        {"W", "W", "week", 604800},
        {"W-SUN", "W", "week", 604800},
        {"M", "M", "month", 0},
        {"MS", "M", "month", 0},
        {"ME", "M", "month", 0},
        {"Q", "Q", "quarter", 0},
        {"Q-DEC", "Q", "quarter", 0},
        {"QS", "Q", "quarter", 0},
        {"QE-DEC", "Q", "quarter", 0},
        {"A-DEC", "A", "year", 0},
        {"Y", "A", "year", 0},
        {"YE-DEC", "A", "year", 0},
        {"2A", "2A", "2 years", 0},
        {"1000000T", "1000000T", "1000000 minutes", 60000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[MG_FREQ_NAME], words[32];
        mg_freq freq;
        if (mg_freq_parse(cases[i].text, &freq)) fail_msg("%s", mg_error_text());
        assert_string_equal(mg_freq_name(freq, name), cases[i].name);
        assert_string_equal(mg_freq_words(freq, words), cases[i].words);
        assert_int_equal(mg_freq_seconds(freq), cases[i].seconds);
    }
}

static void test_other_frequencies_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",      "0H", "-1H",  "1.5H",  "X",      "HH",       "5",  "H-DEC",
        "M-DEC", "W-", "W-SU", "W-sun", "W-SUND", "1000001T", "ms", "99999999999999999999H",
        " H",    "H ", "min5",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        mg_freq freq;
        if (mg_freq_parse(texts[i], &freq) != MG_ERR_FORMAT) fail_msg("'%s'", texts[i]);
        assert_non_null(strstr(mg_error_text(), "unknown frequency"));
    }
}

/* -- state.json -------------------------------------------------------------------------------- */

static mg_status parse_state(const char *text, mg_dataset_state *out) {
    return mg_dataset_state_parse("state.json", text, strlen(text), out);
}

static void test_state_names_the_data(void **state) {
    (void)state;
    mg_dataset_state s;
    assert_int_equal(parse_state("{\"_data_files\": [{\"filename\": \"data-0.arrow\"}, "
                                 "{\"filename\": \"data-1.arrow\"}], \"_fingerprint\": \"x\", "
                                 "\"_split\": null}",
                                 &s),
                     MG_OK);
    assert_int_equal(s.count, 2);
    assert_string_equal(s.files[1], "data-1.arrow");
    mg_dataset_state_free(&s);
    assert_int_equal(mg_dataset_state_read("no-such-folder", &s), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "save_to_disk"));
}

static void test_bad_states_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"_data_files\": []}",
        "{\"_data_files\": {}}",
        "{\"_data_files\": [\"data.arrow\"]}",
        "{\"_data_files\": [{\"filename\": \"\"}]}",
        "{\"_data_files\": [{\"filename\": \"../up.arrow\"}]}",
        "{\"_data_files\": [{\"filename\": \"/etc/passwd\"}]}",
        "{\"_data_files\": [{\"filename\": \"a/b.arrow\"}]}",
        "{\"_data_files\": [{\"filename\": \"a\\\\b\"}]}",
        "{\"_data_files\": [{\"filename\": \"a\\u0000b\"}]}",
        "{\"_data_files\": [{\"filename\": \"a\"}, {\"filename\": \"a\"}]}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        mg_dataset_state s;
        if (parse_state(texts[i], &s) != MG_ERR_FORMAT) fail_msg("%s", texts[i]);
        assert_null(s.files);
    }
}

/* Every allocation that can fail, does. */
static void test_state_without_memory(void **state) {
    (void)state;
    static const char text[] = "{\"_data_files\": [{\"filename\": \"a\"}, {\"filename\": \"b\"}]}";
    mg_status status = MG_ERR_MEMORY;
    for (long n = 1; status != MG_OK; n++) {
        mg_dataset_state s;
        assert_true(n < 200);
        mg_alloc_fail_at(n);
        status = parse_state(text, &s);
        mg_alloc_fail_at(0);
        assert_true(status == MG_OK || status == MG_ERR_MEMORY);
        mg_dataset_state_free(&s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_unique_and_found),
        cmocka_unit_test(test_every_row_is_sound),
        cmocka_unit_test(test_totals_are_the_archive_s),
        cmocka_unit_test(test_sizes_are_the_hub_s),
        cmocka_unit_test(test_unknown_names_are_answered_with_near_ones),
        cmocka_unit_test(test_tiers_lie_within_each_other),
        cmocka_unit_test(test_no_tier_leaks),
        cmocka_unit_test(test_every_domain_has_both),
        cmocka_unit_test(test_selections),
        cmocka_unit_test(test_weights_are_moirai_s),
        cmocka_unit_test(test_no_family_passes_its_cap),
        cmocka_unit_test(test_weights_need_a_subset),
        cmocka_unit_test(test_frequencies_have_one_spelling),
        cmocka_unit_test(test_other_frequencies_are_refused),
        cmocka_unit_test(test_state_names_the_data),
        cmocka_unit_test(test_bad_states_are_refused),
        cmocka_unit_test(test_state_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

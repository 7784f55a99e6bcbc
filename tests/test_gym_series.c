/* Families of series, bound to providers: rounding, poor and broken sources, balance, the judge. */
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
#include "gym/families/series_common.h"
#include "gym/series.h"
#include "tests/helper_reader.h"

/* -- providers --------------------------------------------------------------------------------- */

/* What a fake source has: value t of a window that begins at `from`. */
typedef float (*source)(mg_rng *rng, int from, int t);

static mg_status fill(source draw, mg_rng *rng, int count, int pair, mg_series_window *out) {
    int from = (int)mg_rng_below(rng, 1000);
    for (int i = 0; i <= pair; i++) {
        out[i] =
            (mg_series_window){.subset = "fake", .item_id = "", .freq = "W-SUN", .count = count};
        for (int t = 0; t < count; t++) out[i].values[t] = draw(rng, from, t);
    }
    return MG_OK;
}

#define PROVIDER(name)                                                                             \
    static mg_status name##_window(void *context, mg_rng *rng, int count, int pair,                \
                                   mg_series_window *out) {                                        \
        (void)context;                                                                             \
        return fill(name, rng, count, pair, out);                                                  \
    }                                                                                              \
    static const mg_series_provider name##_provider = {.window = name##_window};

static float waves(mg_rng *rng, int from, int t) {
    return 20.0f + 7.0f * sinf((float)(from + t) / 3.0f) + 5.0f * (float)mg_rng_unit(rng);
}
PROVIDER(waves)

static float rising(mg_rng *rng, int from, int t) {
    return mg_rng_below(rng, 12) ? (float)(from % 37 + t) : 0.0f;
}
PROVIDER(rising)

static float switches(mg_rng *rng, int from, int t) {
    (void)from;
    return t == 1 ? 1.0f : (float)mg_rng_below(rng, 2);
}
PROVIDER(switches)

static float rare_sales(mg_rng *rng, int from, int t) {
    (void)from;
    return mg_rng_below(rng, 8) == 0 ? (float)mg_rng_below(rng, 5) : t == 2 ? 1.0f : 0.0f;
}
PROVIDER(rare_sales)

static float debts(mg_rng *rng, int from, int t) {
    (void)from;
    return -1e6f - 1e5f * (float)((t + (int)mg_rng_below(rng, 5)) % 7);
}
PROVIDER(debts)

static float constant(mg_rng *rng, int from, int t) {
    (void)from;
    (void)rng;
    (void)t;
    return 5.0f;
}
PROVIDER(constant)

static float with_gap(mg_rng *rng, int from, int t) {
    (void)from;
    return t == 2 || t == 3 ? NAN : (float)mg_rng_below(rng, 90);
}
PROVIDER(with_gap)

static mg_status broken_window(void *context, mg_rng *rng, int count, int pair,
                               mg_series_window *out) {
    (void)rng;
    (void)count;
    (void)pair;
    (void)out;
    return mg_fail(*(const mg_status *)context, "the source says so");
}

static mg_family *bind(const char *name, const mg_series_provider *provider) {
    mg_family *bound;
    if (mg_series_family_bind(mg_family_find(name), provider, &bound))
        fail_msg("%s", mg_error_text());
    return bound;
}

static mg_status generate(const mg_family *family, int level, mg_split split, uint64_t index,
                          mg_problem *problem) {
    const mg_item item = {
        .family = family, .level = level, .split = split, .seed = 21, .index = index};
    return mg_problem_generate(&item, problem);
}

/* -- rounding ---------------------------------------------------------------------------------- */

static void test_rounding(void **state) {
    (void)state;
    static const struct {
        float value[4];
        int digits, most_places, places;
        int64_t rounded[4];
    } CASES[] = {
        {{12.34f, 56.78f, 0.0f, -3.5f}, 2, 0, 0, {12, 57, 0, -4}},
        {{12.34f, 36.78f, 0.0f, -3.5f}, 2, 0, 0, {25, 74, 0, -7}}, /* in halves */
        {{0.2f, 1.4f, 0.0f, -1.0f}, 1, 0, 0, {1, 7, 0, -5}},       /* in fifths */
        {{12.34f, 56.78f, 0.0f, -3.5f}, 3, 1, 1, {123, 568, 0, -35}},
        {{0.123f, 0.456f, 0.789f, 0.5f}, 2, 2, 2, {12, 46, 79, 50}},
        {{0.123f, 0.456f, 0.789f, 0.5f}, 3, 2, 2, {123, 456, 789, 500}}, /* in thousandths */
        {{123456.0f, 98765.0f, 0.0f, 1.0f}, 3, 2, 0, {123, 99, 0, 0}},
        {{99.6f, 10.0f, 0.0f, 1.0f}, 2, 2, 0, {10, 1, 0, 0}},          /* 100 has three digits */
        {{1000.1f, 1000.2f, 1000.5f, 1000.1f}, 1, 2, 1, {0, 1, 4, 0}}, /* from the lowest */
        {{3.0f, NAN, 5.0f, 7.0f}, 1, 0, 0, {3, MG_SERIES_MISSING, 5, 7}},
        {{1e-40f, 3e-40f, 0.0f, 2e-40f}, 1, 2, 2, {1, 3, 0, 2}}, /* subnormal */
        {{-3e38f, 3e38f, 0.0f, 1e38f}, 2, 2, 0, {-30, 30, 0, 10}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int64_t rounded[4];
        int places;
        assert_true(mg_series_round(CASES[i].value, 4, CASES[i].digits, CASES[i].most_places,
                                    rounded, &places));
        for (int j = 0; j < 4; j++) assert_int_equal(rounded[j], CASES[i].rounded[j]);
        assert_int_equal(places, CASES[i].places);
    }
    const float refused[][3] = {{5.0f, 5.0f, 5.0f}, {1.0f, INFINITY, 2.0f}, {NAN, NAN, NAN}};
    for (int i = 0; i < 3; i++) {
        int64_t rounded[3];
        int places;
        assert_false(mg_series_round(refused[i], 3, 2, 0, rounded, &places));
    }
}

static void test_nearest_has_a_margin(void **state) {
    (void)state;
    int64_t nearest;
    assert_true(mg_series_nearest(149, 100, &nearest));
    assert_int_equal(nearest, 1);
    assert_true(mg_series_nearest(-151, 100, &nearest));
    assert_int_equal(nearest, -2);
    assert_false(mg_series_nearest(150, 100, &nearest));
    assert_false(mg_series_nearest(-15000001, 10000000, &nearest));
    assert_true(mg_series_nearest(15020000, 10000000, &nearest));
    assert_int_equal(nearest, 2);
}

/* -- binding ----------------------------------------------------------------------------------- */

static void test_windows_are_the_providers(void **state) {
    (void)state;
    mg_family *bound = bind("series_summary", &debts_provider);
    for (uint64_t i = 0; i < 50; i++) {
        mg_problem p, again, built;
        assert_int_equal(generate(bound, 3, MG_SPLIT_TRAIN, i, &p), MG_OK);
        for (int t = 0; t < p.operand[1]; t++) {
            int64_t value = p.operand[MG_SERIES_HEAD + t]; /* from the lowest, two digits */
            assert_true(value >= 0 && value <= 99 && value % 5 == 0);
        }
        assert_int_equal(generate(bound, 3, MG_SPLIT_TRAIN, i, &again), MG_OK);
        assert_string_equal(again.question, p.question);
        /* the base family poses the same problem from the same numbers */
        assert_true(mg_problem_build(mg_family_find("series_summary"), 3, p.operand, &built));
        assert_true(mg_key_equal(built.key, p.key));
        assert_string_equal(built.question, p.question);
        assert_string_equal(built.answer, p.answer);
    }
    mg_series_family_free(bound);
}

static void test_binding_is_refused(void **state) {
    (void)state;
    mg_family *bound;
    assert_int_equal(mg_series_family_bind(mg_family_find("addition"), &waves_provider, &bound),
                     MG_ERR_ARG);
    assert_null(bound);
    mg_alloc_fail_at(1);
    assert_int_equal(mg_series_family_bind(mg_series_family_at(0), &waves_provider, &bound),
                     MG_ERR_MEMORY);
    mg_alloc_fail_at(0);
    assert_null(bound);
    mg_series_family_free(NULL);
}

static void test_failures_of_the_source_come_through(void **state) {
    (void)state;
    const mg_status codes[] = {MG_ERR_IO, MG_ERR_NOT_FOUND, MG_ERR_INTERRUPTED};
    for (int i = 0; i < 3; i++) {
        mg_status code = codes[i];
        const mg_series_provider broken = {.context = &code, .window = broken_window};
        mg_family *bound = bind("series_change", &broken);
        mg_problem p;
        assert_int_equal(generate(bound, 1, MG_SPLIT_TRAIN, 0, &p), code);
        assert_string_equal(mg_error_text(), "the source says so");
        mg_series_family_free(bound);
    }
    mg_family *bound = bind("series_change", &constant_provider);
    mg_problem p;
    assert_int_equal(generate(bound, 1, MG_SPLIT_TRAIN, 0, &p), MG_ERR_NOT_FOUND);
    mg_series_family_free(bound);
}

/* -- problems ---------------------------------------------------------------------------------- */

static void solve_some(const mg_family *family, int level, int splits) {
    enum { ITEMS = 9 };
    for (int i = 0; i < ITEMS; i++) {
        mg_problem p;
        char answer[READER_ANSWER_BYTES];
        if (generate(family, level, (mg_split)(i % splits), (uint64_t)i, &p))
            fail_msg("source %p: %s", family->levels[0].context, mg_error_text());
        if (reader_solve(family->name, p.question, answer)) fail_msg("unread: %s", p.question);
        mg_text_bounds bounds = mg_level_bounds(family, level);
        assert_true(p.question_bytes <= bounds.question && p.answer_bytes <= bounds.answer);
        if (mg_problem_verify(&p, MG_LAYOUT_PLAIN, answer, strlen(answer)).reward != 1.0)
            fail_msg("%s: %s is %s, the gym says %s", family->name, p.question, answer, p.answer);
    }
}

/* Poor sources too: mostly zeros, noughts and ones, below zero only. They have too few different
 * problems for the small splits of the lowest levels. */
static void test_every_family_has_problems_of_every_source(void **state) {
    (void)state;
    const mg_series_provider *const sources[] = {&waves_provider, &rising_provider,
                                                 &switches_provider, &rare_sales_provider,
                                                 &debts_provider};
    const mg_family *family;
    for (int f = 0; (family = mg_series_family_at(f)); f++)
        for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
            mg_family *bound = bind(family->name, sources[i]);
            for (int level = 1; level <= bound->level_count; level++)
                solve_some(bound, level, i == 0 ? MG_SPLIT_COUNT : 1);
            mg_series_family_free(bound);
        }
}

static void test_gaps(void **state) {
    (void)state;
    mg_family *missing = bind("series_missing", &with_gap_provider);
    mg_family *summary = bind("series_summary", &with_gap_provider);
    mg_problem p;
    for (uint64_t i = 0; i < 20; i++) {
        assert_int_equal(generate(missing, 2, MG_SPLIT_TRAIN, i, &p), MG_OK);
        assert_non_null(strstr(p.question, ", ?, ?, "));
        assert_null(strstr(strstr(p.question, ", ?, ?, ") + 8, "?,"));
        assert_true(p.operand[3] == 3 || p.operand[3] == 4);
    }
    assert_int_equal(generate(summary, 2, MG_SPLIT_TRAIN, 0, &p), MG_ERR_NOT_FOUND);
    mg_series_family_free(missing);
    mg_series_family_free(summary);
}

/* Most windows of the source rise; the three classes come equally often all the same. */
static void test_classes_are_balanced(void **state) {
    (void)state;
    enum { ITEMS = 1500 };
    static const char *const NAMES[] = {"rising", "falling", "flat"};
    mg_family *bound = bind("series_trend", &waves_provider);
    int count[3] = {0};
    for (uint64_t i = 0; i < ITEMS; i++) {
        mg_problem p;
        assert_int_equal(generate(bound, 1, MG_SPLIT_TRAIN, i, &p), MG_OK);
        for (int c = 0; c < 3; c++) count[c] += strcmp(p.answer, NAMES[c]) == 0;
    }
    /* a third of them, within 6 standard deviations of 18 */
    for (int c = 0; c < 3; c++) assert_in_range(count[c], ITEMS / 3 - 110, ITEMS / 3 + 110);
    mg_series_family_free(bound);
}

/* -- the judge of series_outlook --------------------------------------------------------------- */

static void test_forecasts_are_paid_by_their_error(void **state) {
    (void)state;
    const mg_family *family = mg_family_find("series_outlook");
    int64_t operand[MG_MAX_OPERANDS] = {0, 4, 1, 2, 2, [8] = 100, 200, 100, 200, 100, 204};
    mg_problem p;
    assert_true(mg_problem_build(family, 1, operand, &p));
    assert_string_equal(p.answer, "10.0, 20.4");
    static const struct {
        const char *text;
        mg_verdict verdict;
        double reward;
    } CASES[] = {
        {"10.0, 20.4", MG_CORRECT, 1.0},
        {"[10, 20.4]", MG_EQUIVALENT, 1.0},
        {"10 20", MG_EQUIVALENT, 1.0},
        {"\\boxed{10.2, 20}", MG_EQUIVALENT, 1.0},
        {"11, 22", MG_WRONG, 0.5},
        {"100, 200", MG_WRONG, 0.0},
        {"-10, -20", MG_WRONG, 0.0},
        {"10", MG_UNPARSABLE, 0.0},
        {"10, 20, 10", MG_UNPARSABLE, 0.0},
        {"10, x", MG_UNPARSABLE, 0.0},
        {"1e1, 2e1", MG_UNPARSABLE, 0.0},
        {"10,, ,20.4.", MG_EQUIVALENT, 1.0},
        {"1111111111111111, 20", MG_UNPARSABLE, 0.0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mg_judgement j =
            mg_problem_verify(&p, MG_LAYOUT_PLAIN, CASES[i].text, strlen(CASES[i].text));
        if (j.verdict != CASES[i].verdict || j.reward != CASES[i].reward)
            fail_msg("%s: %s, %g", CASES[i].text, mg_verdict_name((int)j.verdict), j.reward);
    }
    operand[MG_SERIES_HEAD + 5] = 260; /* repeating the season is not good enough */
    assert_false(mg_problem_build(family, 1, operand, &p));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_nearest_has_a_margin),
        cmocka_unit_test(test_windows_are_the_providers),
        cmocka_unit_test(test_binding_is_refused),
        cmocka_unit_test(test_failures_of_the_source_come_through),
        cmocka_unit_test(test_every_family_has_problems_of_every_source),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_classes_are_balanced),
        cmocka_unit_test(test_forecasts_are_paid_by_their_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The curriculum: frontiers move with the pass rate, and not with its noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gym/curriculum.h"
#include "gym/family.h"

static mg_mixture mixture_of(const char *spec) {
    mg_mixture mixture;
    if (mg_mixture_parse(spec, &mixture)) fail_msg("%s", mg_error_text());
    return mixture;
}

static mg_curriculum curriculum_of(const mg_mixture *mixture) {
    mg_curriculum c;
    mg_curriculum_init(&c, mixture, mg_curriculum_band_default());
    return c;
}

static void test_ranges_are_ladders(void **state) {
    (void)state;
    mg_mixture mixture = mixture_of("addition:2-5*2,linear,division:1-3");
    assert_int_equal(mixture.count, 8);
    assert_int_equal(mixture.task[3].level, 5);
    assert_true(mixture.task[0].weight == 0.5);
    mg_curriculum c = curriculum_of(&mixture);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.ladder[0].count, 4);
    assert_int_equal(c.ladder[1].count, 1);
    assert_int_equal(c.ladder[2].first, 5);
    const char *const bad[] = {"addition:3-2", "addition:1-99", "addition:0-2",  "addition:1-",
                               "addition:-3",  "addition:1-2x", "addition:1-2-3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(mg_mixture_parse(bad[i], &mixture), MG_ERR_ARG);
}

/* Up after two passes in a row, down after two failures, and what lies between starts anew. */
static void test_hysteresis(void **state) {
    (void)state;
    mg_mixture mixture = mixture_of("addition:1-3");
    mg_curriculum c = curriculum_of(&mixture);
    static const struct {
        double rate;
        bool moved;
        int frontier;
    } STEPS[] = {{0.9, false, 0}, {0.5, false, 0}, {0.8, false, 0}, {0.95, true, 1},
                 {0.9, false, 1}, {0.1, false, 1}, {0.9, false, 1}, {0.1, false, 1},
                 {0.0, true, 0},  {0.0, false, 0}, {0.0, false, 0}, {0.0, false, 0}};
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        double rates[3] = {STEPS[i].rate, STEPS[i].rate, STEPS[i].rate};
        assert_int_equal(mg_curriculum_update(&c, rates), STEPS[i].moved);
        assert_int_equal(c.ladder[0].frontier, STEPS[i].frontier);
    }
    double perfect[3] = {1, 1, 1};
    for (int i = 0; i < 20; i++) mg_curriculum_update(&c, perfect);
    assert_int_equal(c.ladder[0].frontier, 2); /* and no further */
}

/* Only the frontier's own pass rate moves it. */
static void test_ladders_are_independent(void **state) {
    (void)state;
    mg_mixture mixture = mixture_of("addition:1-3,linear:1-3");
    mg_curriculum c = curriculum_of(&mixture);
    double rates[6] = {1, 0.5, 0, 0, 1, 1};
    for (int i = 0; i < 5; i++) mg_curriculum_update(&c, rates);
    assert_int_equal(c.ladder[0].frontier, 1);
    assert_int_equal(c.ladder[1].frontier, 0);
}

static void test_weights_follow_the_frontier(void **state) {
    (void)state;
    mg_mixture mixture = mixture_of("addition:1-4*2,linear:2");
    mg_curriculum c = curriculum_of(&mixture);
    mg_curriculum_apply(&c, &mixture);
    assert_true(mixture.task[0].weight == 2.0 && mixture.task[1].weight == 0.0);
    c.ladder[0].frontier = 2;
    mg_curriculum_apply(&c, &mixture);
    int count[5] = {0};
    enum { ITEMS = 30000 };
    for (uint64_t i = 0; i < ITEMS; i++) {
        mg_item item = mg_mixture_item(&mixture, MG_ORDER_DRAWN, MG_SPLIT_TRAIN, 1, i);
        bool linear = strcmp(item.family->name, "linear") == 0;
        count[linear ? 4 : item.level - 1]++;
    }
    /* shares 1/9, 1/9, 4/9, 0, 1/3; 6 standard deviations are below 520 */
    assert_in_range(count[0], ITEMS / 9 - 520, ITEMS / 9 + 520);
    assert_in_range(count[1], ITEMS / 9 - 520, ITEMS / 9 + 520);
    assert_in_range(count[2], 4 * ITEMS / 9 - 520, 4 * ITEMS / 9 + 520);
    assert_int_equal(count[3], 0);
    assert_in_range(count[4], ITEMS / 3 - 520, ITEMS / 3 + 520);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges_are_ladders),
        cmocka_unit_test(test_hysteresis),
        cmocka_unit_test(test_ladders_are_independent),
        cmocka_unit_test(test_weights_follow_the_frontier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

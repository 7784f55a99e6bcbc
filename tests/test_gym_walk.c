/* Walks: every problem of a level's split once, and none of another split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/permute.h"
#include "gym/walk.h"

/* Levels of more points than this are for run.sh --long. */
enum { MAX_POINTS = 1 << 14 };

static int compare_keys(const void *left, const void *right) {
    const mg_key *a = left, *b = right;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static size_t sort_and_drop_repeats(mg_key *keys, size_t count) {
    qsort(keys, count, sizeof *keys, compare_keys);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_keys(&keys[kept - 1], &keys[i]) != 0) keys[kept++] = keys[i];
    return kept;
}

/* The different keys of a split, found by looking at every point, representative or not. */
static size_t keys_of_points(const mg_family *family, int level, mg_split split, mg_key *keys) {
    size_t count = 0;
    uint64_t points = mg_level_points(family, level);
    for (uint64_t point = 0; point < points; point++) {
        int64_t operands[MG_MAX_OPERANDS] = {0};
        mg_level_point(family, level, point, operands);
        if (mg_problem_key(family, level, operands, &keys[count]))
            count += mg_key_split(keys[count]) == split;
    }
    return sort_and_drop_repeats(keys, count);
}

static void check_level(const mg_family *family, int level, mg_split split, mg_key *keys,
                        mg_key *walked) {
    size_t expected = keys_of_points(family, level, split, keys);
    mg_walk *walk;
    mg_status made = mg_walk_create(family, level, split, &walk);
    if (expected == 0) {
        assert_int_equal(made, MG_ERR_NOT_FOUND);
        return;
    }
    assert_int_equal(made, MG_OK);
    size_t count = (size_t)mg_walk_count(walk);
    if (count != expected)
        fail_msg("%s level %d: %zu problems walked, %zu keys; see `representative`", family->name,
                 level, count, expected);
    for (uint64_t epoch = 0; epoch < 2; epoch++) {
        for (size_t i = 0; i < count; i++) {
            mg_problem problem;
            if (mg_walk_item(walk, 5, epoch * count + i, &problem)) fail_msg("%s", mg_error_text());
            walked[i] = problem.key;
        }
        assert_int_equal(sort_and_drop_repeats(walked, count), expected);
        assert_memory_equal(walked, keys, expected * sizeof *keys);
    }
    mg_walk_free(walk);
}

static void test_every_problem_once(void **state) {
    (void)state;
    mg_key *keys = malloc(2 * MAX_POINTS * sizeof *keys);
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++)
        for (int level = 1; level <= family->level_count; level++) {
            if (mg_level_points(family, level) > MAX_POINTS) continue;
            for (int split = 0; split < MG_SPLIT_COUNT; split++)
                check_level(family, level, (mg_split)split, keys, keys + MAX_POINTS);
        }
    free(keys);
}

/* Drawn problems lie in the box, and so can be walked. */
static void test_draws_stay_in_the_box(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++)
        for (int level = 1; level <= family->level_count; level++) {
            mg_box box = mg_level_box(family, level);
            if (box.count == 0) continue;
            for (uint64_t i = 0; i < 300; i++) {
                mg_problem p;
                const mg_item item = {family, level, MG_SPLIT_TRAIN, 1, i, MG_ORDER_DRAWN};
                if (mg_problem_generate(&item, &p)) fail_msg("%s", mg_error_text());
                for (int k = 0; k < box.count; k++)
                    if (p.operand[k] < box.low[k] || p.operand[k] > box.high[k])
                        fail_msg("%s level %d: operand %d = %lld leaves the box", family->name,
                                 level, k, (long long)p.operand[k]);
            }
        }
}

/* Both orders of operands that commute are met. */
static void test_walks_vary_what_they_show(void **state) {
    (void)state;
    mg_walk *walk;
    assert_int_equal(mg_walk_create(mg_family_find("addition"), 2, MG_SPLIT_TRAIN, &walk), MG_OK);
    int rising = 0, falling = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        mg_problem p;
        assert_int_equal(mg_walk_item(walk, 1, i, &p), MG_OK);
        rising += p.operand[0] < p.operand[1];
        falling += p.operand[0] > p.operand[1];
    }
    assert_in_range(rising, 400, 600);
    assert_in_range(falling, 400, 600);
    mg_walk_free(walk);
}

static void test_permutations(void **state) {
    (void)state;
    enum { MOST = 70 };
    for (uint64_t count = 1; count <= MOST; count++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            bool seen[MOST] = {false};
            for (uint64_t i = 0; i < count; i++) {
                uint64_t to = mg_permute(i, count, seed, count % 3, 7);
                assert_true(to < count);
                assert_false(seen[to]);
                seen[to] = true;
            }
        }
    /* known: the items of all walks hang on these */
    assert_int_equal(mg_permute(0, 1000, 1, 0, 0), 228);
    assert_int_equal(mg_permute(1, 1000, 1, 0, 0), 830);
    assert_int_equal(mg_permute(999, 1000, 1, 1, 5), 831);
}

static void test_large_levels_are_drawn(void **state) {
    (void)state;
    const mg_family *family = mg_family_find("addition");
    mg_walk *walk;
    assert_int_equal(mg_walk_create(family, 12, MG_SPLIT_TRAIN, &walk), MG_OK);
    assert_int_equal(mg_walk_count(walk), 0);
    mg_walk_free(walk);
    mg_walks walks = {0};
    mg_problem drawn, walked;
    mg_item item = {family, 12, MG_SPLIT_TRAIN, 3, 4, MG_ORDER_DRAWN};
    assert_int_equal(mg_walks_item(&walks, &item, &drawn), MG_OK);
    item.order = MG_ORDER_WALK;
    assert_int_equal(mg_walks_item(&walks, &item, &walked), MG_OK);
    assert_string_equal(drawn.question, walked.question);
    mg_walks_free(&walks);
    assert_int_equal(mg_walk_create(family, 99, MG_SPLIT_TRAIN, &walk), MG_ERR_ARG);
}

static void test_memory_runs_out(void **state) {
    (void)state;
    for (long n = 1;; n++) {
        mg_walk *walk;
        mg_alloc_fail_at(n);
        mg_status status = mg_walk_create(mg_family_find("order"), 1, MG_SPLIT_TRAIN, &walk);
        mg_alloc_fail_at(0);
        if (status == MG_OK) {
            mg_walk_free(walk);
            assert_true(n > 3);
            return;
        }
        assert_int_equal(status, MG_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_problem_once),
        cmocka_unit_test(test_draws_stay_in_the_box),
        cmocka_unit_test(test_walks_vary_what_they_show),
        cmocka_unit_test(test_permutations),
        cmocka_unit_test(test_large_levels_are_drawn),
        cmocka_unit_test(test_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The suites: their problems are what their hashes say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gym/family.h"
#include "gym/suite.h"

static void test_hashes(void **state) {
    (void)state;
    const mg_suite *suite;
    for (int i = 0; (suite = mg_suite_at(i)); i++) {
        mg_key hash;
        size_t problems;
        if (mg_suite_hash(suite, &hash, &problems)) fail_msg("%s", mg_error_text());
        if (!mg_key_equal(hash, suite->hash))
            fail_msg("%s: other problems than version %d has; see mathgym suites --hash",
                     suite->name, suite->version);
        assert_true(problems > 0);
        assert_ptr_equal(mg_suite_find(suite->name), suite);
    }
    assert_null(mg_suite_find("nothing"));
}

/* Every problem is held out, no two are the same, and the hash sees a change of any. */
static void test_problems_are_held_out(void **state) {
    (void)state;
    const mg_suite *suite = mg_suite_find("basics");
    mg_mixture tasks;
    assert_int_equal(mg_suite_tasks(suite, &tasks), MG_OK);
    for (int i = 0; i < tasks.count; i++) {
        mg_heldout set;
        assert_int_equal(mg_suite_problems(suite, &tasks.task[i], &set), MG_OK);
        for (size_t k = 0; k < set.count; k++) {
            assert_int_equal(mg_key_split(set.problems[k].key), MG_SPLIT_TEST);
            for (size_t j = 0; j < k; j++)
                assert_false(mg_key_equal(set.problems[j].key, set.problems[k].key));
        }
        mg_heldout_free(&set);
    }
    mg_suite other = *suite;
    other.count = 199;
    mg_key hash;
    size_t problems;
    assert_int_equal(mg_suite_hash(&other, &hash, &problems), MG_OK);
    assert_false(mg_key_equal(hash, suite->hash));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_problems_are_held_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

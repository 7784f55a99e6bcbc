/* Python's random numbers, and AdderBoard's cases drawn with them. Expected values: CPython. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/suite_adderboard.h"

static void test_bits(void **state) {
    (void)state;
    mg_mersenne rng;
    mg_mersenne_seed(&rng, 1);
    assert_int_equal(mg_mersenne_bits(&rng, 32), 577090037);
    assert_int_equal(mg_mersenne_bits(&rng, 32), 2444712010);
    assert_int_equal(mg_mersenne_bits(&rng, 32), 3639700191);
    assert_true(mg_mersenne_bits(&rng, 64) == UINT64_C(14089154938208861744));
    assert_int_equal(mg_mersenne_bits(&rng, 34), 4566009041);
    mg_mersenne_seed(&rng, (UINT64_C(1) << 40) + 7); /* a seed of two words */
    assert_int_equal(mg_mersenne_bits(&rng, 32), 2635837658);
    assert_int_equal(mg_mersenne_bits(&rng, 32), 3209733218);
    mg_mersenne_seed(&rng, 2025);
    assert_int_equal(mg_mersenne_between(&rng, 0, 9999999999), 2395527356);
}

static void test_cases(void **state) {
    (void)state;
    static const struct {
        int number;
        int64_t pair[2];
    } EXPECTED[] = {{0, {0, 0}},
                    {3, {9999999999, 1}},
                    {7, {1234567890, 9876543210}},
                    {9, {1, 9999999999}},
                    {10, {2395527356, 9334186774}},
                    {11, {4296888873, 8475224721}},
                    {12, {2446880696, 4577514554}},
                    {13, {1721735679, 186192860}},
                    {10009, {4210807827, 8038206893}}};
    mg_adderboard cases;
    int64_t pair[2];
    int number = 0;
    size_t known = 0;
    mg_adderboard_begin(&cases);
    for (; mg_adderboard_next(&cases, pair); number++) {
        if (EXPECTED[known].number != number) continue;
        assert_int_equal(pair[0], EXPECTED[known].pair[0]);
        assert_int_equal(pair[1], EXPECTED[known].pair[1]);
        known++;
    }
    assert_int_equal(number, MG_ADDERBOARD_CASES);
    assert_int_equal(known, sizeof EXPECTED / sizeof EXPECTED[0]);
}

static void test_problems(void **state) {
    (void)state;
    mg_heldout set;
    const mg_family *plain = mg_family_find("addition");
    const mg_family *columns = mg_family_find("column_addition");
    assert_int_equal(mg_adderboard_create(plain, 10, &set), MG_OK);
    assert_int_equal(set.count, MG_ADDERBOARD_CASES);
    assert_string_equal(set.problems[13].question, "1721735679+186192860=");
    assert_string_equal(set.problems[13].answer, "1907928539");
    mg_heldout_free(&set);
    assert_int_equal(mg_adderboard_create(columns, 10, &set), MG_OK);
    assert_string_equal(set.problems[13].question, "9765371271+0682916810=");
    assert_string_equal(set.problems[13].answer, "01907928539");
    char reversed[MG_RESPONSE_BYTES];
    mg_problem_render(&set.problems[13], MG_LAYOUT_REVERSED, reversed);
    assert_string_equal(reversed, "93582970910");
    mg_judgement j = mg_problem_verify(&set.problems[13], MG_LAYOUT_REVERSED, reversed, 11);
    assert_int_equal(j.verdict, MG_CORRECT);
    mg_heldout_free(&set);

    assert_int_equal(mg_adderboard_create(plain, 9, &set), MG_ERR_ARG);
    assert_int_equal(mg_adderboard_create(columns, 13, &set), MG_ERR_ARG);
    assert_int_equal(mg_adderboard_create(mg_family_find("subtraction"), 10, &set), MG_ERR_ARG);
    mg_alloc_fail_at(1);
    assert_int_equal(mg_adderboard_create(plain, 10, &set), MG_ERR_MEMORY);
    mg_alloc_fail_at(0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

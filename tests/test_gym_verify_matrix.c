/* The verifier against tables and generated spellings of every kind of answer: nothing right is
 * refused, nothing wrong is paid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/helper_answers.h"

static mg_judgement judge(const mg_gold *gold, const char *text) {
    return mg_verify(gold, text, strlen(text));
}

static void test_tables(void **state) {
    (void)state;
    int faults = 0;
    for (int i = 0; i < answer_case_count; i++) {
        const answer_case *c = &answer_cases[i];
        mg_gold gold = answer_gold(c);
        for (const char *const *t = c->right; *t; t++) {
            mg_judgement j = judge(&gold, *t);
            if (j.reward == 1.0) continue;
            print_error("%s '%s': refused '%s' (%s: %s)\n", mg_answer_kind_name((int)c->kind),
                        c->gold, *t, mg_verdict_name((int)j.verdict), j.reason);
            faults++;
        }
        for (const char *const *t = c->wrong; *t; t++) {
            mg_judgement j = judge(&gold, *t);
            if (j.reward == 0.0 && j.verdict != MG_CORRECT) continue;
            print_error("%s '%s': paid '%s' (%s: %s)\n", mg_answer_kind_name((int)c->kind), c->gold,
                        *t, mg_verdict_name((int)j.verdict), j.reason);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

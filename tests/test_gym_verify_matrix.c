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
#include "tests/helper_variants.h"

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

/* -- generated variants ------------------------------------------------------------------------ */

typedef struct faults {
    long refused, paid;
} faults;

static void judge_variant(mg_rng *rng, const variant *v, faults *found) {
    const mg_gold gold = {v->kind, v->form, v->detail, v->gold, strlen(v->gold)};
    char text[VARIANT_BYTES];
    variant_wrap(rng, v->right, text);
    mg_judgement j = judge(&gold, text);
    if (j.reward != 1.0 && found->refused++ < 20)
        print_error("%s '%s': refused '%s' (%s)\n", mg_answer_kind_name((int)v->kind), v->gold,
                    text, j.reason);
    variant_wrap(rng, v->wrong, text);
    j = judge(&gold, text);
    if (j.reward != 0.0 && found->paid++ < 20)
        print_error("%s '%s': paid '%s' (%s)\n", mg_answer_kind_name((int)v->kind), v->gold, text,
                    j.reason);
}

/* `count` variants, half of them right, spread over the makers. */
static faults judge_variants(long count, uint64_t seed) {
    faults found = {0, 0};
    for (long i = 0; i < count / 2; i++) {
        variant v;
        mg_rng rng = mg_rng_at(seed, (uint64_t)i, 0);
        variant_make((int)(i % variant_maker_count()), &rng, &v);
        judge_variant(&rng, &v, &found);
    }
    return found;
}

static void test_variants(void **state) {
    (void)state;
    faults found = judge_variants(40000, 1);
    assert_int_equal(found.refused, 0);
    assert_int_equal(found.paid, 0);
}

/* -- what nothing may earn --------------------------------------------------------------------- */

static void refuse(const answer_case *c, const char *text, size_t bytes) {
    mg_gold gold = answer_gold(c);
    mg_judgement j = mg_verify(&gold, text, bytes);
    if (j.reward != 0.0)
        fail_msg("%s '%s': paid '%.60s'", mg_answer_kind_name((int)c->kind), c->gold, text);
}

/* Constants, spam of several answers, a megabyte. */
static void test_cheats(void **state) {
    (void)state;
    static const char *const CONSTANTS[] = {"0.123", "-77", "answer", "1 2 3 4 5", "x",
                                            "()",    "{",   "[",      "\\boxed{",  "<answer>",
                                            "#",     "-",   "+",      "maybe",     "?"};
    enum { MEGABYTE = 1000000 };
    char *large = malloc(MEGABYTE), text[1200];
    for (int i = 0; i < answer_case_count; i++) {
        const answer_case *c = &answer_cases[i];
        for (size_t k = 0; k < sizeof CONSTANTS / sizeof CONSTANTS[0]; k++)
            refuse(c, CONSTANTS[k], strlen(CONSTANTS[k]));
        static const char *const SPAM[] = {"The answer is %s. The answer is 77777.",
                                           "%s %s 77777 %s",
                                           "\\boxed{%s} or \\boxed{77777}",
                                           "%s. Or else 77777.",
                                           "#### 77777\n#### %s",
                                           "Answer: %s. It may be 77777."};
        for (size_t k = 0; k < sizeof SPAM / sizeof SPAM[0]; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            int n = snprintf(text, sizeof text, SPAM[k], c->gold, c->gold, c->gold);
#pragma GCC diagnostic pop
            refuse(c, text, (size_t)n);
        }
        memset(large, ' ', MEGABYTE);
        memcpy(large, c->gold, strlen(c->gold));
        refuse(c, large, MEGABYTE);
        for (size_t fill = 0; fill < 6; fill++) {
            memset(large, "(19x-#"[fill], MG_VERIFY_BYTES);
            refuse(c, large, MG_VERIFY_BYTES);
        }
    }
    free(large);
}

/* tests/run.sh --long */
static int judge_many(long count) {
    faults found = judge_variants(count, 2);
    printf("%ld variants over %d kinds of makers: %ld right ones refused, %ld wrong ones paid\n",
           count, variant_maker_count(), found.refused, found.paid);
    return found.refused || found.paid;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "--variants") == 0) return judge_many(atol(argv[2]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_cheats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Items: exact, pure, split by construction, the same for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gym/exact/work.h"
#include "gym/expression.h"
#include "gym/family.h"
#include "tests/helper_reader.h"

/* BALANCE_ITEMS for statistics of single families; the others are for each family or level.
 * run.sh --long checks a hundred thousand of each, or as many as one asks for. */
enum {
    BALANCE_ITEMS = 100000,
    ITEMS = 1000,
    LEVEL_ITEMS = 120,
    WORKED_ITEMS = 40,
    HELD_ITEMS = 1000
};

static mg_problem item_at(const mg_family *family, int level, mg_split split, uint64_t seed,
                          uint64_t index) {
    mg_problem problem;
    memset(&problem, 0xA5, sizeof problem); /* nothing may depend on what was there */
    const mg_item item = {family, level, split, seed, index, MG_ORDER_DRAWN};
    if (mg_problem_generate(&item, &problem)) fail_msg("%s", mg_error_text());
    return problem;
}

/* -- exactness --------------------------------------------------------------------------------- */

static void check_gold(const mg_problem *problem) {
    char answer[READER_ANSWER_BYTES];
    if (reader_solve(problem->item.family->name, problem->question, answer))
        fail_msg("the reader does not understand %s: %s", problem->item.family->name,
                 problem->question);
    mg_judgement j = mg_problem_verify(problem, MG_LAYOUT_PLAIN, answer, strlen(answer));
    if (j.reward != 1.0)
        fail_msg("%s: %s is %s, the gym says %s", problem->item.family->name, problem->question,
                 answer, problem->answer);
}

static void test_gold_is_right_for_the_printed_text(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (uint64_t i = 0; i < ITEMS; i++) {
            mg_problem problem = item_at(family, family->default_level, MG_SPLIT_TRAIN, 11, i);
            check_gold(&problem);
        }
        for (int level = 1; level <= family->level_count; level++) {
            for (uint64_t i = 0; i < LEVEL_ITEMS; i++) {
                mg_problem problem = item_at(family, level, MG_SPLIT_TRAIN, 12, i);
                check_gold(&problem);
            }
        }
    }
}

/* No line of the work is false; test_gym_work looks at more, and at what counts as a line. */
static void check_lines(const mg_problem *problem, const char *text, size_t bytes) {
    mg_work_count count;
    mg_response_check(problem, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
    if (count.false_lines > 0)
        fail_msg("%s: %.*s is false in %s %s", problem->item.family->name,
                 (int)count.first_false_bytes, count.first_false, problem->question, text);
}

/* The columns of a sum or difference, put together, must be the answer. */
static void check_columns(const mg_problem *problem, const char *work) {
    long long total = 0, place = 1;
    for (const char *line = work; *line != '#'; line = strchr(line, ';') + 1) {
        const char *equals = strpbrk(line, "=;");
        if (*equals == ';') continue;
        long long column = strtoll(equals + 1, NULL, 10);
        bool last = strchr(equals, ';')[1] == '#';
        total += place * (last ? column : column % 10);
        place *= 10;
    }
    if (total != llabs(strtoll(problem->answer, NULL, 10)))
        fail_msg("%s %s", problem->question, work);
}

/* The units of the last row and of the first steps above it, and the last carry, are the product.
 */
static void check_steps(const mg_problem *problem, const char *work) {
    int columns = mg_digit_count(problem->operand[0]), rows = mg_digit_count(problem->operand[1]);
    long long total = 0, place = 1;
    for (int step = 0; step < columns * rows; step++, work = strchr(work, ';') + 1) {
        bool final = step % columns == 0 || step >= columns * (rows - 1);
        if (!final) continue;
        long long sum = strtoll(strchr(work, '=') + 1, NULL, 10);
        total += place * (step + 1 == columns * rows ? sum : sum % 10);
        place *= 10;
    }
    if (total != strtoll(problem->answer, NULL, 10))
        fail_msg("%s %s", problem->question, problem->answer);
}

static void test_worked_lines(void **state) {
    (void)state;
    static const struct {
        const char *family;
        int level;
        int64_t operand[3];
        const char *text;
    } CASES[] = {
        {"addition", 3, {57, 968, 0}, "7+8=15;5+6+1=12;0+9+1=10;#1025"},
        {"addition", 3, {91, 9, 0}, "1+9=10;9+0+1=10;#100"},
        {"subtraction", 3, {5, 12, 0}, "12-5;12-5=7;1-0-1=0;#-7"},
        {"subtraction", 3, {100, 1, 0}, "10-1=9;10-0-1=9;1-0-1=0;#99"},
        {"multiplication", 2, {34, 7, 0}, "4*7+0+0=28;3*7+0+2=23;#238"},
        {"multiplication", 4, {34, 17, 0}, "4*7+0+0=28;3*7+0+2=23;4*1+3+0=7;3*1+2+0=5;#578"},
        {"multiplication", 6, {7, 108, 0}, "7*8+0+0=56;7*0+5+0=5;7*1+0+0=7;#756"},
        {"division", 2, {137, 5, 0}, "13/5=2r3;37/5=7r2;#27r2"},
        {"division", 2, {3, 5, 0}, "3/5=0r3;#0r3"},
        {"comparison", 3, {137, 142, 0}, "3=3;1=1;3<4;#<"},
        {"comparison", 3, {7, 142, 0}, "1<3;#<"},
        {"linear", 2, {3, 5, 5}, "20-5=15;15/3=5;#5"},
        {"linear", 2, {1, 7, -4}, "3+4=7;#7"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mg_problem p;
        char text[MG_RESPONSE_BYTES];
        int64_t operands[MG_MAX_OPERANDS] = {0};
        memcpy(operands, CASES[i].operand, sizeof CASES[i].operand);
        assert_true(
            mg_problem_build(mg_family_find(CASES[i].family), CASES[i].level, operands, &p));
        mg_problem_render(&p, MG_LAYOUT_SCRATCHPAD, text);
        assert_string_equal(text, CASES[i].text);
    }
}

static void test_layouts_carry_the_answer(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (int level = 1; level <= family->level_count; level++) {
            mg_text_bounds bounds = mg_level_bounds(family, level);
            for (uint64_t i = 0; i < LEVEL_ITEMS; i++) {
                mg_problem problem = item_at(family, level, MG_SPLIT_TRAIN, 13, i);
                assert_true(problem.question_bytes <= bounds.question);
                for (int layout = 0; layout < MG_LAYOUT_COUNT; layout++) {
                    char text[MG_RESPONSE_BYTES];
                    size_t bytes = mg_problem_render(&problem, (mg_layout)layout, text);
                    assert_int_equal(bytes, strlen(text));
                    int bound = mg_level_response_bound(family, level, (mg_layout)layout);
                    if ((int)bytes > bound) fail_msg("%s %s: %zu", problem.question, text, bytes);
                    assert_true(bytes + 1 < MG_RESPONSE_BYTES);
                    mg_judgement judgement =
                        mg_problem_verify(&problem, (mg_layout)layout, text, bytes);
                    assert_int_equal(judgement.verdict, MG_CORRECT);
                    if (layout != MG_LAYOUT_SCRATCHPAD) continue;
                    if (i < WORKED_ITEMS) check_lines(&problem, text, bytes);
                    if (strcmp(family->topic, "basics") != 0) continue;
                    if (family->id <= MG_FAMILY_ID_subtraction) check_columns(&problem, text);
                    if (family->id == MG_FAMILY_ID_multiplication) check_steps(&problem, text);
                }
            }
        }
    }
}

static void test_longest_answers_occur(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        if (strcmp(family->topic, "basics") != 0) continue;
        size_t longest = 0;
        for (uint64_t i = 0; i < BALANCE_ITEMS; i++) {
            mg_problem p = item_at(family, family->default_level, MG_SPLIT_TRAIN, 14, i);
            if (p.answer_bytes > longest) longest = p.answer_bytes;
        }
        int bound = mg_level_bounds(family, family->default_level).answer;
        assert_int_equal((int)longest, bound);
    }
}

/* -- keys and splits --------------------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right) {
    const mg_key *a = left, *b = right;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static void test_splits_share_no_key(void **state) {
    (void)state;
    mg_key *train = malloc(ITEMS * sizeof *train);
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        int level = family->default_level;
        for (uint64_t i = 0; i < ITEMS; i++)
            train[i] = item_at(family, level, MG_SPLIT_TRAIN, 1, i).key;
        qsort(train, ITEMS, sizeof *train, compare_keys);
        for (int split = MG_SPLIT_VALID; split <= MG_SPLIT_TEST; split++) {
            for (uint64_t i = 0; i < HELD_ITEMS; i++) {
                mg_problem held = item_at(family, level, (mg_split)split, 2, i);
                assert_int_equal(mg_key_split(held.key), split);
                if (bsearch(&held.key, train, ITEMS, sizeof *train, compare_keys))
                    fail_msg("%s is in the training split", held.question);
            }
        }
    }
    free(train);
}

/* Commuted problems are the same problem, so no held-out sum is trained the other way round. */
static void test_commuted_operands_share_a_key(void **state) {
    (void)state;
    const char *const names[] = {"addition", "multiplication", "comparison"};
    for (size_t n = 0; n < 3; n++) {
        const mg_family *family = mg_family_find(names[n]);
        for (uint64_t i = 0; i < 1000; i++) {
            mg_problem p = item_at(family, 1, MG_SPLIT_TRAIN, 3, i);
            int64_t swapped[MG_MAX_OPERANDS] = {p.operand[1], p.operand[0]};
            mg_key key;
            assert_true(mg_problem_key(family, 1, swapped, &key));
            assert_true(mg_key_equal(key, p.key));
        }
    }
}

static const char *canonical_of(int n, const int64_t *number, const int64_t *op,
                                const int64_t *pick) {
    static char buffer[128];
    mg_expression expression;
    mg_expression_fold(&expression, n, number, op, pick);
    mg_text text = mg_text_over(buffer, sizeof buffer);
    mg_expression_canonical(&expression, &text);
    mg_text_end(&text);
    return buffer;
}

/* The family's name takes no part: 12+34 is one problem wherever it comes from. */
static void test_families_share_one_grammar_of_keys(void **state) {
    (void)state;
    const char *const names[] = {"addition", "subtraction", "multiplication"};
    const int64_t pick[1] = {0};
    for (int64_t op = 0; op < 3; op++) {
        const mg_family *family = mg_family_find(names[op]);
        for (uint64_t i = 0; i < 1000; i++) {
            mg_problem p = item_at(family, family->default_level, MG_SPLIT_TRAIN, 4, i);
            const char *canonical = canonical_of(2, p.operand, &op, pick);
            assert_true(mg_key_equal(p.key, mg_key_of(canonical, strlen(canonical))));
        }
    }
}

static void test_canonical_expressions(void **state) {
    (void)state;
    const int64_t abc[3] = {3, 4, 5};
    const int64_t plus_times[2] = {0, 2}, minus_minus[2] = {1, 1}, times_plus[2] = {2, 0};
    const int64_t first[2] = {0, 0}, second[2] = {1, 0};
    assert_string_equal(canonical_of(3, abc, plus_times, first), "5*(+3+4)");  /* (3+4)*5 */
    assert_string_equal(canonical_of(3, abc, plus_times, second), "+3+4*5");   /* 3+4*5 */
    assert_string_equal(canonical_of(3, abc, minus_minus, first), "+3-4-5");   /* 3-4-5 */
    assert_string_equal(canonical_of(3, abc, minus_minus, second), "+3-4+5");  /* 3-(4-5) */
    assert_string_equal(canonical_of(3, abc, times_plus, second), "3*(+4+5)"); /* 3*(4+5) */
}

static void test_split_shares(void **state) {
    (void)state;
    int count[MG_SPLIT_COUNT] = {0};
    for (int i = 0; i < BALANCE_ITEMS; i++) {
        char text[16];
        int bytes = snprintf(text, sizeof text, "+%d", i);
        count[mg_key_split(mg_key_of(text, (size_t)bytes))]++;
    }
    /* binomial: 6 standard deviations of 100,000 draws at 5% are 414, at 90% 570 */
    assert_in_range(count[MG_SPLIT_TRAIN], 90000 - 570, 90000 + 570);
    assert_in_range(count[MG_SPLIT_VALID], 5000 - 414, 5000 + 414);
    assert_in_range(count[MG_SPLIT_TEST], 5000 - 414, 5000 + 414);
}

static void test_every_level_has_all_splits(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++)
        for (int level = 1; level <= family->level_count; level++)
            for (int split = 0; split < MG_SPLIT_COUNT; split++)
                item_at(family, level, (mg_split)split, 5, 0);
}

/* -- purity ------------------------------------------------------------------------------------ */

static void assert_same_item(const mg_problem *a, const mg_problem *b) {
    assert_string_equal(a->question, b->question);
    assert_string_equal(a->answer, b->answer);
    assert_memory_equal(a->operand, b->operand, sizeof a->operand);
    assert_true(mg_key_equal(a->key, b->key));
    assert_int_equal(a->difficulty, b->difficulty);
}

static void test_items_do_not_depend_on_order(void **state) {
    (void)state;
    enum { COUNT = 2000 };
    mg_problem *forward = malloc(COUNT * sizeof *forward);
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (uint64_t i = 0; i < COUNT; i++)
            forward[i] = item_at(family, family->default_level, MG_SPLIT_TRAIN, 6, i);
        /* backwards, and as three interleaved shards */
        for (uint64_t i = COUNT; i-- > 0;) {
            mg_problem again = item_at(family, family->default_level, MG_SPLIT_TRAIN, 6, i);
            assert_same_item(&again, &forward[i]);
        }
        for (uint64_t shard = 0; shard < 3; shard++)
            for (uint64_t i = shard; i < COUNT; i += 3) {
                mg_problem again = item_at(family, family->default_level, MG_SPLIT_TRAIN, 6, i);
                assert_same_item(&again, &forward[i]);
            }
    }
    free(forward);
}

/* Neighbouring seeds are unrelated streams: nothing is the other one shifted by one. */
static void test_seeds_are_independent(void **state) {
    (void)state;
    const mg_family *family = mg_family_find("addition");
    int same = 0, shifted = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        mg_problem a = item_at(family, 6, MG_SPLIT_TRAIN, 1, i);
        mg_problem b = item_at(family, 6, MG_SPLIT_TRAIN, 2, i);
        mg_problem next = item_at(family, 6, MG_SPLIT_TRAIN, 1, i + 1);
        same += mg_key_equal(a.key, b.key);
        shifted += mg_key_equal(next.key, b.key);
    }
    assert_true(same <= 1 && shifted <= 1); /* chance: 1000 / 10^9 */
}

static void test_bad_items_are_refused(void **state) {
    (void)state;
    mg_problem problem;
    const mg_family *family = mg_family_find("addition");
    assert_int_equal(
        mg_problem_generate(&(mg_item){family, 0, MG_SPLIT_TRAIN, 0, 0, MG_ORDER_DRAWN}, &problem),
        MG_ERR_ARG);
    assert_int_equal(
        mg_problem_generate(&(mg_item){family, 99, MG_SPLIT_TRAIN, 0, 0, MG_ORDER_DRAWN}, &problem),
        MG_ERR_ARG);
    assert_null(mg_family_find("alchemy"));
}

/* -- known answers ----------------------------------------------------------------------------- */

typedef struct vector {
    const char *family;
    int level;
    mg_split split;
    uint64_t seed, index;
    const char *question, *answer;
    mg_key key;
    int draws;
} vector;

static const vector VECTORS[] = {
#include "tests/fixtures/gym_vectors.inc"
};

static void print_vector(const char *name, const mg_problem *p) {
    printf("{\"%s\", %d, %d, %lluu, %lluu, \"%s\", \"%s\", {0x%016llXu, 0x%016llXu}, %d},\n", name,
           p->item.level, (int)p->item.split, (unsigned long long)p->item.seed,
           (unsigned long long)p->item.index, p->question, p->answer,
           (unsigned long long)p->key.high, (unsigned long long)p->key.low, p->draws);
}

/* A change of any item is a new MG_GYM_VERSION; these are the items of version 2. */
static void test_known_items(void **state) {
    (void)state;
    assert_int_equal(MG_GYM_VERSION, 2);
    for (size_t i = 0; i < sizeof VECTORS / sizeof VECTORS[0]; i++) {
        const vector *v = &VECTORS[i];
        mg_problem p = item_at(mg_family_find(v->family), v->level, v->split, v->seed, v->index);
        assert_string_equal(p.question, v->question);
        assert_string_equal(p.answer, v->answer);
        assert_true(mg_key_equal(p.key, v->key));
        assert_int_equal(p.draws, v->draws);
    }
}

static int print_vectors(void) {
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (int split = 0; split < MG_SPLIT_COUNT; split++) {
            mg_problem p = item_at(family, family->default_level, (mg_split)split, 42, 0);
            print_vector(family->name, &p);
        }
        mg_problem far =
            item_at(family, family->level_count, MG_SPLIT_TRAIN, UINT64_MAX, UINT64_MAX);
        print_vector(family->name, &far);
    }
    return 0;
}

/* -- measures ---------------------------------------------------------------------------------- */

static void test_measures(void **state) {
    (void)state;
    static const struct {
        const char *family;
        int level;
        int64_t operand[2];
        int digits, carries, operations;
    } CASES[] = {
        {"addition", 3, {57, 968}, 3, 3, 3},     {"addition", 3, {12, 34}, 2, 0, 2},
        {"subtraction", 3, {1, 100}, 3, 2, 3},   {"subtraction", 3, {34, 12}, 2, 0, 2},
        {"multiplication", 2, {34, 7}, 2, 2, 2}, {"multiplication", 2, {11, 9}, 2, 0, 2},
        {"division", 2, {137, 5}, 3, 1, 2},      {"division", 2, {84, 2}, 2, 0, 2},
        {"comparison", 3, {137, 142}, 3, 0, 3},  {"comparison", 3, {7, 142}, 3, 0, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mg_problem p;
        int64_t operands[MG_MAX_OPERANDS] = {CASES[i].operand[0], CASES[i].operand[1]};
        const mg_family *family = mg_family_find(CASES[i].family);
        assert_true(mg_problem_build(family, CASES[i].level, operands, &p));
        assert_int_equal(p.digits, CASES[i].digits);
        assert_int_equal(p.carries, CASES[i].carries);
        assert_int_equal(p.operations, CASES[i].operations);
    }
}

/* Lengths, relations and signs are balanced: no class swamps the others. */
static void test_balance(void **state) {
    (void)state;
    int lengths[4] = {0}, relation[3] = {0}, negative = 0;
    for (uint64_t i = 0; i < BALANCE_ITEMS; i++) {
        mg_problem a = item_at(mg_family_find("addition"), 3, MG_SPLIT_TRAIN, 7, i);
        mg_problem c = item_at(mg_family_find("comparison"), 3, MG_SPLIT_TRAIN, 7, i);
        mg_problem s = item_at(mg_family_find("subtraction"), 3, MG_SPLIT_TRAIN, 7, i);
        lengths[mg_digit_count(a.operand[0])]++;
        relation[c.answer[0] - '<']++; /* '<', '=', '>' are neighbours in ASCII */
        negative += s.answer[0] == '-';
    }
    /* shares 1/13, 3/13, 9/13; 1/3 each; a half less the equal pairs. 3% of the items is far
     * beyond chance (0.2%) and leaves room for what the splits take out of small classes */
    assert_in_range(lengths[1], BALANCE_ITEMS / 13 - 3000, BALANCE_ITEMS / 13 + 3000);
    assert_in_range(lengths[2], 3 * BALANCE_ITEMS / 13 - 3000, 3 * BALANCE_ITEMS / 13 + 3000);
    assert_in_range(relation[0], BALANCE_ITEMS / 3 - 3000, BALANCE_ITEMS / 3 + 3000);
    assert_in_range(relation[1], BALANCE_ITEMS / 3 - 3000, BALANCE_ITEMS / 3 + 3000);
    assert_in_range(negative, BALANCE_ITEMS / 2 - 3000, BALANCE_ITEMS / 2 + 3000);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--print-vectors") == 0) return print_vectors();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gold_is_right_for_the_printed_text),
        cmocka_unit_test(test_worked_lines),
        cmocka_unit_test(test_layouts_carry_the_answer),
        cmocka_unit_test(test_longest_answers_occur),
        cmocka_unit_test(test_splits_share_no_key),
        cmocka_unit_test(test_commuted_operands_share_a_key),
        cmocka_unit_test(test_families_share_one_grammar_of_keys),
        cmocka_unit_test(test_canonical_expressions),
        cmocka_unit_test(test_split_shares),
        cmocka_unit_test(test_every_level_has_all_splits),
        cmocka_unit_test(test_items_do_not_depend_on_order),
        cmocka_unit_test(test_seeds_are_independent),
        cmocka_unit_test(test_bad_items_are_refused),
        cmocka_unit_test(test_known_items),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_balance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

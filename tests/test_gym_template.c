/* Families from text files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "gym/exact/work.h"
#include "gym/family.h"
#include "gym/mixture.h"
#include "gym/template.h"
#include "gym/walk.h"

static const char *const SAMPLES[] = {"rectangle", "change", "slope"};
enum { SAMPLE_COUNT = 3, ITEMS = 1000 };

static mg_template *sample(const char *name) {
    char path[512];
    mg_template *t;
    snprintf(path, sizeof path, "%s/gym/templates/%s.gym", MG_SOURCE_DIR, name);
    if (mg_template_load(path, &t)) fail_msg("%s", mg_error_text());
    return t;
}

static mg_problem item_at(const mg_template *t, int level, mg_split split, uint64_t index) {
    mg_problem p;
    memset(&p, 0xA5, sizeof p);
    const mg_item item = {
        .family = mg_template_family(t), .level = level, .split = split, .seed = 3, .index = index};
    if (mg_problem_generate(&item, &p)) fail_msg("%s", mg_error_text());
    return p;
}

/* -- samples ----------------------------------------------------------------------------------- */

static void check_gold(const char *name, const mg_problem *p) {
    long a, b, c, d, cents_whole, cents, paid, n;
    char text[64] = "";
    const char *numbers = strpbrk(p->question, "0123456789-(");
    if (strcmp(name, "rectangle") == 0) {
        bool first = sscanf(p->question, "A %*s is %ld cm long and %ld", &a, &b) == 2;
        if (!first) assert_int_equal(sscanf(numbers, "%ld cm and %ld", &a, &b), 2);
        snprintf(text, sizeof text, "%ld", 2 * (a + b));
    } else if (strcmp(name, "change") == 0) {
        if (sscanf(p->question,
                   "One pencil costs %ld.%ld euros. Ada buys %ld of them and pays with %ld",
                   &cents_whole, &cents, &n, &paid) != 4)
            assert_int_equal(sscanf(p->question,
                                    "%ld cards at %ld.%ld euros each are paid with %ld", &n,
                                    &cents_whole, &cents, &paid),
                             4);
        long change = 100 * paid - n * (100 * cents_whole + cents);
        snprintf(text, sizeof text, "%ld.%02ld", change / 100, change % 100);
    } else {
        assert_int_equal(sscanf(numbers, "(%ld, %ld) and (%ld, %ld)", &a, &b, &c, &d), 4);
        snprintf(text, sizeof text, "%ld/%ld", d - b, c - a);
        long gold_top, gold_bottom = 1;
        assert_true(sscanf(p->answer, "%ld/%ld", &gold_top, &gold_bottom) >= 1);
        assert_true((d - b) * gold_bottom == gold_top * (c - a) && gold_bottom > 0);
        return;
    }
    assert_string_equal(p->answer, text);
}

static void test_samples(void **state) {
    (void)state;
    for (int s = 0; s < SAMPLE_COUNT; s++) {
        mg_template *t = sample(SAMPLES[s]);
        const mg_family *family = mg_template_family(t);
        assert_string_equal(family->name, SAMPLES[s]);
        for (int level = 1; level <= family->level_count; level++) {
            mg_text_bounds bounds = mg_level_bounds(family, level);
            for (uint64_t i = 0; i < ITEMS; i++) {
                mg_problem p = item_at(t, level, (mg_split)(i % 3), i);
                mg_problem again = item_at(t, level, (mg_split)(i % 3), i);
                assert_string_equal(p.question, again.question);
                assert_int_equal(mg_key_split(p.key), i % 3);
                assert_true(p.question_bytes <= bounds.question && p.answer_bytes <= bounds.answer);
                check_gold(SAMPLES[s], &p);
                char text[MG_RESPONSE_BYTES];
                mg_work_count count;
                size_t bytes = mg_problem_render(&p, MG_LAYOUT_SCRATCHPAD, text);
                assert_true((int)bytes <=
                            mg_level_response_bound(family, level, MG_LAYOUT_SCRATCHPAD));
                mg_response_check(&p, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
                assert_int_equal(count.false_lines, 0);
                assert_int_equal(count.true_lines, p.operations);
            }
        }
        mg_template_free(t);
    }
}

/* The rectangle's level 1 has 78 pairs of sides; every one comes once. */
static void test_walks_repeat_nothing(void **state) {
    (void)state;
    mg_template *t = sample("rectangle");
    uint64_t total = 0;
    for (int split = 0; split < MG_SPLIT_COUNT; split++) {
        mg_walk *walk;
        if (mg_walk_create(mg_template_family(t), 1, (mg_split)split, &walk))
            fail_msg("%s", mg_error_text());
        uint64_t count = mg_walk_count(walk);
        mg_key seen[128];
        for (uint64_t i = 0; i < count; i++) {
            mg_problem p;
            assert_int_equal(mg_walk_item(walk, 9, i, &p), MG_OK);
            for (uint64_t j = 0; j < i; j++) assert_false(mg_key_equal(seen[j], p.key));
            seen[i] = p.key;
        }
        total += count;
        mg_walk_free(walk);
    }
    assert_int_equal(total, 78);
    mg_template_free(t);
}

static void test_templates_in_mixtures(void **state) {
    (void)state;
    char spec[1200];
    snprintf(spec, sizeof spec,
             "%s/gym/templates/slope.gym:2*3,linear:1,%s/gym/templates/slope.gym", MG_SOURCE_DIR,
             MG_SOURCE_DIR);
    mg_mixture mixture;
    if (mg_mixture_parse(spec, &mixture)) fail_msg("%s", mg_error_text());
    assert_int_equal(mixture.count, 3);
    assert_string_equal(mixture.task[0].family->name, "slope");
    assert_int_equal(mixture.task[0].level, 2);
    assert_ptr_equal(mixture.task[0].family, mixture.task[2].family);
    assert_int_not_equal(mg_mixture_parse("nowhere/at/all.gym", &mixture), MG_OK);
    assert_non_null(strstr(mg_error_text(), "nowhere/at/all.gym"));
}

/* -- texts ------------------------------------------------------------------------------------- */

#define HEAD "name t\nlevel one: a 1..50, b -9..9\n"
#define TAIL "question What is {a}?\nkind integer\nanswer {a}\n"

static void test_formats_of_holes(void **state) {
    (void)state;
    const char text[] =
        HEAD "require a == 7 and b == -2 or a == 8 and b < 0\nlet h = a/4\nkey {a}\n"
             "question $3 - {b} + {h}*{h}^2$ {h} {h:2} {b} {a > 7?big|small} {a // 4} {b % 5}!\n"
             "kind word\nanswer w{a}\n";
    mg_template *t;
    assert_int_not_equal(mg_template_parse("t.gym", text, strlen(text), &t), MG_OK); /* too rare */
    const char wide[] = "name t\nlevel one: a 7|8, b -2..-2\nlet h = a/4\n"
                        "question $3 - {b} + {h}*{h}^2$ {h} {h:2} {b} {a > 7?big|small} {a // 4} "
                        "{b % 5}!\nkind word\nanswer w{a}\n";
    if (mg_template_parse("t.gym", wide, strlen(wide), &t)) fail_msg("%s", mg_error_text());
    int64_t operands[MG_MAX_OPERANDS] = {0, -2};
    mg_problem p;
    assert_true(mg_problem_build(mg_template_family(t), 1, operands, &p));
    assert_string_equal(p.question, "3 - (-2) + 7/4*(7/4)^2 7/4 1.75 -2 small 1 3!");
    assert_int_equal(p.math_count, 1);
    assert_int_equal(p.math[0].end, strlen("3 - (-2) + 7/4*(7/4)^2"));
    operands[0] = 1;
    assert_true(mg_problem_build(mg_template_family(t), 1, operands, &p));
    assert_string_equal(p.question, "3 - (-2) + 2*2^2 2 2.00 -2 big 2 3!");
    mg_template_free(t);
}

static void test_errors_name_line_and_column(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } CASES[] = {
        {"", "t.gym:0:1: no 'name'"},
        {"nam t\n", "t.gym:1:1: name, summary"},
        {"name t u\n", "t.gym:1:7: a name of"},
        {"name addition\n", "t.gym:1:6: a built-in family"},
        {"name t\nlevel one a 1..2\n", "t.gym:2:7: SUMMARY: NAME"},
        {"name t\nlevel one: a 5..2\n", "t.gym:2:17: this is below"},
        {"name t\nlevel one: a 1..x\n", "t.gym:2:17: a whole number"},
        {"name t\nlevel one: a 1|1\n", "t.gym:2:17: this choice"},
        {"name t\nlevel one: a 1..2 b 1..2\n", "t.gym:2:19: ','"},
        {HEAD "level two: a 1..2\n", "t.gym:3:18: a variable is missing"},
        {HEAD "level two: b 1..2\n", "t.gym:3:12: the variables of the first"},
        {HEAD "let a = 2\n", "t.gym:3:5: this name is there"},
        {HEAD "let c = a +\n", "t.gym:3:12: a number, a name"},
        {HEAD "let c = a + q\n", "t.gym:3:13: no such name"},
        {HEAD "require a ! b\n", "t.gym:3:11: an operator"},
        {HEAD "question What is {a?\n", "t.gym:3:18: no '}'"},
        {HEAD "question What is a}?\n", "t.gym:3:19: no '{'"},
        {HEAD "question What is {a + }?\n", "t.gym:3:23: a number"},
        {HEAD "question What is {a:x}?\n", "t.gym:3:21: the number of decimals"},
        {HEAD "question What is $a?\n", "t.gym:3:21: no second '$'"},
        {HEAD "step 1=1; 2=2\n", "t.gym:3:9: a step has no"},
        {HEAD "kind thing\n", "t.gym:3:6: no such kind"},
        {HEAD "kind own\n", "t.gym:3:6: templates have no"},
        {HEAD "default 2\n", "t.gym:3:1: no such level"},
        {HEAD "question \x01\n", "t.gym:3:10: a control"},
        {HEAD "question Q\nanswer 1\n", "no 'kind' of answer"},
        {HEAD TAIL "answer 2\n", "t.gym:6:1: a second one"},
        {HEAD TAIL "step {a} + 1 = {a}\n", "is false"},
        {HEAD TAIL "require a < 0\n", "narrow the ranges"},
        {HEAD TAIL "require 1/0 == 1\n", "narrow the ranges"},
        {HEAD TAIL "require 9^9^9^9 > a\n", "narrow the ranges"},
        {HEAD "question Q {a}\nkind integer\nanswer {a/2}\n", "is no answer of kind integer"},
        {HEAD "question Q {a}\nkind boolean\nanswer perhaps\n", "is no answer of kind boolean"},
    };
    int wrong = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mg_template *t;
        mg_status status = mg_template_parse("t.gym", CASES[i].text, strlen(CASES[i].text), &t);
        if (status == MG_OK) fail_msg("no error for\n%s", CASES[i].text);
        assert_null(t);
        if (!strstr(mg_error_text(), CASES[i].message))
            print_message("%s\ngives: %s\nnot:   %s\n", CASES[i].text, mg_error_text(),
                          CASES[i].message);
        wrong += !strstr(mg_error_text(), CASES[i].message);
    }
    assert_int_equal(wrong, 0);
}

static void test_no_memory(void **state) {
    (void)state;
    const char text[] = HEAD TAIL;
    for (long n = 1;; n++) {
        mg_template *t;
        mg_alloc_fail_at(n);
        mg_status status = mg_template_parse("t.gym", text, strlen(text), &t);
        mg_alloc_fail_at(0);
        mg_template_free(t);
        if (status == MG_OK) break;
        assert_int_equal(status, MG_ERR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_walks_repeat_nothing),
        cmocka_unit_test(test_templates_in_mixtures),
        cmocka_unit_test(test_formats_of_holes),
        cmocka_unit_test(test_errors_name_line_and_column),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

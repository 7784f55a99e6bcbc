/* The verifier: what it accepts, what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gym/family.h"

static mg_problem build(const char *name, int64_t a, int64_t b, int64_t c) {
    mg_problem problem;
    const mg_family *family = mg_family_find(name);
    const int64_t operands[MG_MAX_OPERANDS] = {a, b, c};
    assert_true(mg_problem_build(family, family->default_level, operands, &problem));
    return problem;
}

typedef struct row {
    const char *text;
    mg_verdict verdict;
} row;

static void check_rows(const mg_problem *problem, mg_layout layout, const row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        mg_judgement j = mg_problem_verify(problem, layout, rows[i].text, strlen(rows[i].text));
        if (j.verdict != rows[i].verdict)
            fail_msg("%s '%s': %s, not %s", problem->question, rows[i].text,
                     mg_verdict_name((int)j.verdict), mg_verdict_name((int)rows[i].verdict));
        bool right = j.verdict == MG_CORRECT || j.verdict == MG_EQUIVALENT;
        assert_true(j.reward == (right ? 1.0 : 0.0));
        assert_non_null(j.reason);
    }
}

#define CHECK(problem, layout, rows) check_rows(problem, layout, rows, sizeof rows / sizeof rows[0])

static void test_integers(void **state) {
    (void)state;
    const mg_problem problem = build("subtraction", 3, 126, 0); /* -123 */
    const row rows[] = {
        {"-123", MG_CORRECT},
        {" -123", MG_EQUIVALENT},
        {"-123\n", MG_EQUIVALENT},
        {"-0123", MG_EQUIVALENT},
        {"\t-123 \r\n", MG_EQUIVALENT},
        {"-00000000000000000000000123", MG_EQUIVALENT},
        {"123", MG_WRONG},
        {"+123", MG_WRONG},
        {"-124", MG_WRONG},
        {"-132", MG_WRONG},
        {"-12", MG_WRONG},
        {"-1230", MG_WRONG},
        {"0", MG_WRONG},
        {"-18446744073709551739", MG_WRONG}, /* -123 - 2^64 */
        {"-99999999999999999999999999999999", MG_WRONG},
        {"", MG_UNPARSABLE},
        {" ", MG_UNPARSABLE},
        {"-", MG_UNPARSABLE},
        {"--123", MG_UNPARSABLE},
        {"+-123", MG_UNPARSABLE},
        {"- 123", MG_UNPARSABLE},
        {"-1 23", MG_UNPARSABLE},
        {"-123.", MG_EQUIVALENT},
        {"-123 -124", MG_UNPARSABLE},
        {"-0x7B", MG_UNPARSABLE},
        {"3-126", MG_UNPARSABLE},
        {"3-126=", MG_UNPARSABLE},
        {"321-", MG_UNPARSABLE},
        {"the answer", MG_UNPARSABLE},
        {"-123r0", MG_UNPARSABLE},
    };
    CHECK(&problem, MG_LAYOUT_PLAIN, rows);
    const mg_problem sum = build("addition", 12, 34, 0);
    const row plus[] = {{"46", MG_CORRECT},     {"+46", MG_EQUIVALENT}, {"046", MG_EQUIVALENT},
                        {"-46", MG_WRONG},      {"64", MG_WRONG},       {"12+34", MG_UNPARSABLE},
                        {"++46", MG_UNPARSABLE}};
    CHECK(&sum, MG_LAYOUT_PLAIN, plus);
    const mg_problem zero = build("subtraction", 5, 5, 0);
    const row nought[] = {
        {"0", MG_CORRECT}, {"-0", MG_EQUIVALENT}, {"00", MG_EQUIVALENT}, {"", MG_UNPARSABLE}};
    CHECK(&zero, MG_LAYOUT_PLAIN, nought);
}

static void test_reversed(void **state) {
    (void)state;
    const mg_problem negative = build("subtraction", 3, 126, 0);
    const row rows[] = {{"321-", MG_CORRECT},    {" 321-", MG_EQUIVALENT}, {"3210-", MG_EQUIVALENT},
                        {"123-", MG_WRONG},      {"321", MG_WRONG},        {"321+", MG_WRONG},
                        {"-321", MG_UNPARSABLE}, {"", MG_UNPARSABLE}};
    CHECK(&negative, MG_LAYOUT_REVERSED, rows);
    const mg_problem quotient = build("division", 137, 5, 0);
    const row parts[] = {{"72r2", MG_CORRECT},
                         {"72 r 2", MG_EQUIVALENT},
                         {"27r2", MG_WRONG},
                         {"2r72", MG_WRONG},
                         {"72", MG_WRONG}};
    CHECK(&quotient, MG_LAYOUT_REVERSED, parts);
}

static void test_quotients(void **state) {
    (void)state;
    const mg_problem problem = build("division", 137, 5, 0); /* 27r2 */
    const row rows[] = {
        {"27r2", MG_CORRECT},      {"27 r 2", MG_EQUIVALENT}, {" 27 r2", MG_EQUIVALENT},
        {"027r02", MG_EQUIVALENT}, {"+27r2", MG_EQUIVALENT},  {"27", MG_WRONG},
        {"27r0", MG_WRONG},        {"26r7", MG_WRONG},        {"2r27", MG_WRONG},
        {"28r-3", MG_WRONG},       {"27r", MG_UNPARSABLE},    {"r2", MG_UNPARSABLE},
        {"27r2r2", MG_UNPARSABLE}, {"27R2", MG_EQUIVALENT},   {"137/5", MG_UNPARSABLE},
        {"", MG_UNPARSABLE}};
    CHECK(&problem, MG_LAYOUT_PLAIN, rows);
    const mg_problem exact = build("division", 135, 5, 0);
    const row whole[] = {{"27r0", MG_CORRECT}, {"27", MG_EQUIVALENT}, {"27r1", MG_WRONG}};
    CHECK(&exact, MG_LAYOUT_PLAIN, whole);
}

static void test_relations(void **state) {
    (void)state;
    const mg_problem problem = build("comparison", 12, 34, 0);
    const row rows[] = {{"<", MG_CORRECT},        {" < ", MG_EQUIVALENT}, {">", MG_WRONG},
                        {"=", MG_WRONG},          {"<>", MG_UNPARSABLE},  {"<=>", MG_UNPARSABLE},
                        {"12<34", MG_UNPARSABLE}, {"", MG_UNPARSABLE},    {"60", MG_UNPARSABLE}};
    CHECK(&problem, MG_LAYOUT_PLAIN, rows);
    assert_int_equal(mg_problem_verify(&problem, MG_LAYOUT_PLAIN, "\0", 1).verdict, MG_UNPARSABLE);
}

static void test_scratchpads(void **state) {
    (void)state;
    const mg_problem problem = build("addition", 57, 68, 0); /* 125 */
    const row rows[] = {{"7+8=15;5+6+1=12;#125", MG_CORRECT},
                        {"#125", MG_CORRECT},
                        {"7+8=15;# 125", MG_EQUIVALENT},
                        {"#7#125", MG_CORRECT},
                        {"7+8=15;5+6+1=12;125", MG_UNPARSABLE},
                        {"125", MG_UNPARSABLE},
                        {"#125#", MG_UNPARSABLE},
                        {"#125#126", MG_WRONG},
                        {"#126", MG_WRONG},
                        {"", MG_UNPARSABLE}};
    CHECK(&problem, MG_LAYOUT_SCRATCHPAD, rows);
}

static void test_long_texts_are_not_read(void **state) {
    (void)state;
    const mg_problem problem = build("addition", 12, 34, 0);
    size_t bytes = 1000000;
    char *text = malloc(bytes);
    memset(text, '0', bytes);
    memcpy(text + bytes - 2, "46", 2);
    for (int layout = 0; layout < MG_LAYOUT_COUNT; layout++)
        assert_int_equal(mg_problem_verify(&problem, (mg_layout)layout, text, bytes).verdict,
                         MG_OVER_CAP);
    assert_int_equal(mg_problem_verify(&problem, MG_LAYOUT_PLAIN, text + bytes - MG_VERIFY_BYTES,
                                       MG_VERIFY_BYTES)
                         .verdict,
                     MG_EQUIVALENT);
    free(text);
}

static mg_judgement verify_text(const mg_problem *problem, mg_layout layout, const char *text) {
    return mg_problem_verify(problem, layout, text, strlen(text));
}

/* Whether an answer is worth as much to the one as the other way round. */
static void check_symmetry(const mg_problem *p, const mg_problem *other) {
    mg_judgement j = verify_text(p, MG_LAYOUT_PLAIN, other->answer);
    mg_judgement back = verify_text(other, MG_LAYOUT_PLAIN, p->answer);
    bool same = strcmp(p->answer, other->answer) == 0;
    if (p->item.family->judge) return; /* another right answer may well be one */
    if (same != (j.verdict == MG_CORRECT) || j.reward != back.reward)
        fail_msg("%s: %s / %s: %s, back %s", p->item.family->name, p->answer, other->answer,
                 mg_verdict_name((int)j.verdict), mg_verdict_name((int)back.verdict));
}

/* Answers of other problems, in every layout: paid only where they are the same. */
static void check_neighbour(const mg_problem *p, const mg_problem *other) {
    bool basics = strcmp(p->item.family->topic, "basics") == 0;
    bool same = strcmp(p->answer, other->answer) == 0;
    for (int layout = 0; basics && layout < MG_LAYOUT_COUNT; layout++) {
        char text[MG_RESPONSE_BYTES];
        mg_problem_render(other, (mg_layout)layout, text);
        mg_judgement j = verify_text(p, (mg_layout)layout, text);
        assert_int_equal(j.verdict, same ? MG_CORRECT : MG_WRONG);
    }
    check_symmetry(p, other);
}

/* What any family's answer must bear: space and wrappers around it, no echo, no emptiness. */
static void check_wrappers(const mg_problem *p) {
    static const char *const RIGHT[] = {"%s", " %s\n", "The answer is %s", "#### %s",
                                        "<answer>%s</answer>"};
    char text[MG_QUESTION_BYTES + 64];
    for (size_t i = 0; i < sizeof RIGHT / sizeof RIGHT[0]; i++) {
        if (i == 2 && strchr(p->answer, '\n')) continue; /* a sentence is one line */
        if (i == 3 && strchr(p->answer, '\n')) continue;
        snprintf(text, sizeof text, RIGHT[i], p->answer);
        mg_judgement j = verify_text(p, MG_LAYOUT_PLAIN, text);
        if (j.reward != 1.0)
            fail_msg("%s: '%s' is refused: %s", p->item.family->name, text, j.reason);
    }
    /* a thin space of LaTeX: the gold is read by the grammar of its kind */
    snprintf(text, sizeof text, "\\,%s", p->answer);
    if (!p->item.family->judge && verify_text(p, MG_LAYOUT_PLAIN, text).reward != 1.0)
        fail_msg("%s: the gold '%s' is not of its kind, or not in its form", p->item.family->name,
                 p->answer);
    mg_judgement echo = verify_text(p, MG_LAYOUT_PLAIN, p->question);
    if (echo.reward != 0.0) fail_msg("%s pays an echo: %s", p->item.family->name, p->question);
    assert_true(verify_text(p, MG_LAYOUT_PLAIN, "").reward == 0.0);
    snprintf(text, sizeof text, "%s %s", p->answer, p->answer);
    if (verify_text(p, MG_LAYOUT_PLAIN, text).verdict == MG_CORRECT)
        fail_msg("%s: '%s' is paid", p->item.family->name, text);
}

/* One digit of the gold changed is another value, in every kind but constants of integration. */
static void check_digits(const mg_problem *p) {
    char text[MG_ANSWER_BYTES];
    if (p->item.family->judge || p->item.family->form == MG_FORM_CONSTANT) return;
    memcpy(text, p->answer, p->answer_bytes + 1u);
    for (char *digit = text; *digit; digit++) {
        if (*digit < '0' || *digit > '9') continue;
        char kept = *digit;
        *digit = kept == '9' ? '0' : (char)(kept + 1);
        mg_judgement j = verify_text(p, MG_LAYOUT_PLAIN, text);
        if (j.reward != 0.0)
            fail_msg("%s: '%s' is paid for '%s'", p->item.family->name, text, p->answer);
        *digit = kept;
    }
}

static void test_every_family(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (uint64_t i = 0; i < 300; i++) {
            mg_problem p, other;
            int level = 1 + (int)(i % (uint64_t)family->level_count);
            const mg_item item = {family, level, MG_SPLIT_TRAIN, 21, i, MG_ORDER_DRAWN};
            const mg_item next = {family, level, MG_SPLIT_TRAIN, 22, i, MG_ORDER_DRAWN};
            assert_int_equal(mg_problem_generate(&item, &p), MG_OK);
            assert_int_equal(mg_problem_generate(&next, &other), MG_OK);
            check_neighbour(&p, &other);
            check_wrappers(&p);
            check_digits(&p);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),     cmocka_unit_test(test_reversed),
        cmocka_unit_test(test_quotients),    cmocka_unit_test(test_relations),
        cmocka_unit_test(test_scratchpads),  cmocka_unit_test(test_long_texts_are_not_read),
        cmocka_unit_test(test_every_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Worked lines of every family, and of responses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gym/exact/work.h"
#include "gym/family.h"

enum { LEVEL_ITEMS = 200 };

static mg_problem item_at(const mg_family *family, int level, uint64_t index) {
    mg_problem problem;
    const mg_item item = {
        .family = family, .level = level, .split = MG_SPLIT_TRAIN, .seed = 51, .index = index};
    if (mg_problem_generate(&item, &problem)) fail_msg("%s", mg_error_text());
    return problem;
}

/* Number of items of a family with a false line; prints the first, and how many lines were checked.
 */
static int check_family(const mg_family *family, int items, bool is_verbose) {
    int false_items = 0;
    long lines = 0, remarks = 0;
    for (int level = 1; level <= family->level_count; level++) {
        for (int i = 0; i < items; i++) {
            mg_problem problem = item_at(family, level, (uint64_t)i);
            char text[MG_RESPONSE_BYTES];
            mg_work_count count;
            size_t bytes = mg_problem_render(&problem, MG_LAYOUT_SCRATCHPAD, text);
            mg_response_check(&problem, MG_LAYOUT_SCRATCHPAD, text, bytes, &count);
            /* the first seven have nothing but chains: no check passes them by ("34-12" apart,
             * which says that the operands of 12-34 change places) */
            if (family->id < 100 && family->id != MG_FAMILY_ID_subtraction)
                assert_int_equal(count.remarks, 0);
            lines += count.true_lines + count.false_lines;
            remarks += count.remarks;
            if (count.false_lines > 0 && false_items++ == 0)
                print_message("%s level %d: %.*s is false in\n  %s\n  %s\n", family->name, level,
                              (int)count.first_false_bytes, count.first_false, problem.question,
                              text);
        }
    }
    if (is_verbose || false_items > 0)
        print_message("%-24s %3d items with a false line; %ld lines, %ld remarks\n", family->name,
                      false_items, lines, remarks);
    return false_items;
}

static void test_no_family_writes_a_false_line(void **state) {
    (void)state;
    const mg_family *family;
    int bad_families = 0;
    for (int f = 0; (family = mg_family_at(f)); f++)
        bad_families += check_family(family, LEVEL_ITEMS, false) > 0;
    assert_int_equal(bad_families, 0);
}

/* -- responses --------------------------------------------------------------------------------- */

/* A family of one problem, whose texts a test gives. */
static mg_problem problem_of(mg_family *family, mg_answer_kind kind, const char *question,
                             const char *answer) {
    mg_problem problem = {.item = {.family = family}};
    family->answer_kind = kind;
    strcpy(problem.question, question);
    strcpy(problem.answer, answer);
    problem.question_bytes = (uint16_t)strlen(question);
    problem.answer_bytes = (uint16_t)strlen(answer);
    return problem;
}

static void test_lines(void **state) {
    (void)state;
    static const struct {
        mg_answer_kind kind;
        const char *question, *answer, *lines;
        int true_lines, false_lines, remarks;
    } CASES[] = {
        {MG_ANSWER_INTEGER, "3*x+5=20,x=", "5", "20-5=15;15/3=5;", 2, 0, 0},
        {MG_ANSWER_INTEGER, "3*x+5=20,x=", "5", "3*x=15;x=15/3=5;x=4;", 2, 1, 0},
        {MG_ANSWER_INTEGER, "57+68=", "125", "7+8=15;5+6+1=13;so 125;\n#125", 1, 1, 2},
        {MG_ANSWER_INTEGER, "How far?", "45", "t=60/4=15;3*t=45;3*t=46;", 2, 1, 0},
        {MG_ANSWER_QUOTIENT, "137/5=", "27r2", "13/5=2r3;37/5=7r2;37/5=8r-3;37/5=6r7;", 2, 1, 1},
        {MG_ANSWER_ASSIGNMENT, "x+y=3, x-y=1", "x = 2, y = 1", "2*x=4;x=2;y=3-x=1;y=2;", 3, 1, 0},
        {MG_ANSWER_SET, "x^2=x+2", "-1, 2", "x^2-x-2=0;(x+1)*(x-2)=0;x=2;x=-1;x=1;", 4, 1, 0},
        {MG_ANSWER_SET, "x^2=2", "-sqrt(2), sqrt(2)", "x=sqrt(2);x^2=2;x=2;", 2, 1, 0},
        {MG_ANSWER_POLYNOMIAL, "Expand", "x^2 + 2*x + 1", "(x+1)*(x+1)=x^2+x+x+1;x+x=3*x;", 1, 1,
         0},
        {MG_ANSWER_COMPLEX, "(1+i)^2", "2*i", "1+2*i+i^2=2*i;i^2=1;", 1, 1, 0},
        {MG_ANSWER_INTERVAL, "2*x<6", "x < 3", "x<6/2;2*x<6;x=3;x<4;x>3;", 3, 2, 0},
        {MG_ANSWER_INTERVAL, "Solve", "x < 1 or x > 4", "(x-1)*(x-4)>0;x<1;x>4;x>5;", 3, 1, 0},
        {MG_ANSWER_INTERVAL, "Solve", "-2 < x <= 5", "-4<2*x<=10;x>-2;", 1, 1, 0},
        {MG_ANSWER_SET, "x=x+1", "no solution", "0=1;1=1;", 1, 0, 1},
        {MG_ANSWER_QUANTITY, "s=?", "3.5 km", "2*s=7;s=3.5;s=4;", 2, 1, 0},
        {MG_ANSWER_EXPRESSION, "d/dx", "2*x*cos(x^2)", "u=x^2;v=2*x;v*cos(u)=2*x*cos(x^2);", 3, 0,
         0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        mg_family family = {.name = "one"};
        mg_problem p = problem_of(&family, CASES[i].kind, CASES[i].question, CASES[i].answer);
        mg_work_count count;
        mg_work_check(&p, CASES[i].lines, strlen(CASES[i].lines), &count);
        if (count.true_lines != CASES[i].true_lines || count.false_lines != CASES[i].false_lines ||
            count.remarks != CASES[i].remarks)
            fail_msg("%s: %d true, %d false, %d remarks", CASES[i].lines, count.true_lines,
                     count.false_lines, count.remarks);
    }
}

static void test_share_of_true_lines(void **state) {
    (void)state;
    mg_family family = {.name = "one"};
    mg_problem p = problem_of(&family, MG_ANSWER_INTEGER, "57+68=", "125");
    const char text[] = "7+8=15\n5+6+1=13\n0=0\n#### 125";
    mg_work_count count;
    double share = mg_response_check(&p, MG_LAYOUT_STEPS, text, strlen(text), &count);
    assert_true(share > 0.66 && share < 0.67);
    assert_int_equal(count.first_false_bytes, 8);
    assert_memory_equal(count.first_false, "5+6+1=13", 8);
    assert_true(mg_response_check(&p, MG_LAYOUT_STEPS, "#### 125", 8, &count) == 0.0);
}

/* test_gym_work --items N [family]: more items, and every family's counts. */
int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[1], "--items") == 0) {
        const mg_family *family;
        int bad = 0;
        for (int f = 0; (family = mg_family_at(f)); f++)
            if (argc < 4 || strcmp(argv[3], family->name) == 0)
                bad += check_family(family, atoi(argv[2]), true) > 0;
        return bad > 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_family_writes_a_false_line),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_share_of_true_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

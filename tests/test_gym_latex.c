/* The LaTeX layout: what formulas look like, and that answers in it are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gym/exact/latex.h"
#include "gym/exact/truth.h"
#include "gym/family.h"

enum { LEVEL_ITEMS = 60 };

static const char *latex_of(const char *text) {
    static char buffer[4096];
    mg_text out = mg_text_over(buffer, sizeof buffer);
    if (!mg_latex_formula(&out, text, strlen(text))) return "no formula";
    mg_text_end(&out);
    return buffer;
}

static void test_formulas(void **state) {
    (void)state;
    static const char *const CASES[][2] = {
        {"3/4*x^2-sqrt(2)", "\\frac{3}{4}x^{2} - \\sqrt{2}"},
        {"3*x/4", "\\frac{3x}{4}"},
        {"2*3/4", "2 \\cdot \\frac{3}{4}"},
        {"2*3*x*4", "2 \\cdot 3x \\cdot 4"},
        {"x*y*z", "x y z"},
        {"x*3", "x \\cdot 3"},
        {"(x+1)*(x-1)", "(x + 1)(x - 1)"},
        {"2*(x+1)^2", "2(x + 1)^{2}"},
        {"(1/2)^3", "\\left(\\frac{1}{2}\\right)^{3}"},
        {"(1/2+x)*3", "\\left(\\frac{1}{2} + x\\right) \\cdot 3"},
        {"(2^3)^2", "(2^{3})^{2}"},
        {"2^3^2", "2^{3^{2}}"},
        {"-(-2)", "-(-2)"},
        {"3-(-2)", "3 - (-2)"},
        {"3*(-2)", "3(-2)"},
        {"3--2", "3 - (-2)"},
        {"a-(b-c)", "a - (b - c)"},
        {"(a+b)+c", "(a + b) + c"},
        {"3*(4)", "3 \\cdot 4"},
        {"(a+b)/(c+d)", "\\frac{a + b}{c + d}"},
        {"x*sin(2*x)^2", "x \\sin(2x)^{2}"},
        {"2*pi", "2\\pi"},
        {"exp(x/2)", "\\exp\\left(\\frac{x}{2}\\right)"},
        {"-2 < x <= 5", "-2 < x \\le 5"},
        {"x>=1", "x \\ge 1"},
        {"57+968=", "57 + 968 ="},
        {"1, -1/2, x", "1, -\\frac{1}{2}, x"},
        {"[[1, 2], [3, 1/4]]", "\\begin{pmatrix}1 & 2 \\\\ 3 & \\frac{1}{4}\\end{pmatrix}"},
        {"[[5]]", "\\begin{pmatrix}5\\end{pmatrix}"},
        {"[1, 2]", "[1, 2]"},
        {"(1, 2)", "(1, 2)"},
        {"f(x) = x/2", "f(x) = \\frac{x}{2}"},
        {"f(3)", "f(3)"},
        {"2x", "no formula"},
        {"", "no formula"},
        {"?, 1", "no formula"},
        {"((((?))))", "no formula"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        if (strcmp(latex_of(CASES[i][0]), CASES[i][1]) != 0)
            fail_msg("%s is %s, not %s", CASES[i][0], latex_of(CASES[i][0]), CASES[i][1]);
}

static void test_what_does_not_fit_is_not_begun(void **state) {
    (void)state;
    char buffer[24];
    mg_text out = mg_text_over(buffer, sizeof buffer);
    mg_text_string(&out, "so ");
    assert_false(mg_latex_formula(&out, "1/2+1/3+1/4", 11));
    assert_int_equal(mg_text_end(&out), 3);
    assert_false(out.overflow);
}

/* -- every family ------------------------------------------------------------------------------ */

static mg_problem item_at(const mg_family *family, int level, uint64_t index) {
    mg_problem problem;
    const mg_item item = {
        .family = family, .level = level, .split = MG_SPLIT_TRAIN, .seed = 61, .index = index};
    if (mg_problem_generate(&item, &problem)) fail_msg("%s", mg_error_text());
    return problem;
}

static bool is_balanced(const char *text) {
    int braces = 0, dollars = 0;
    for (; *text; text++) {
        braces += (*text == '{') - (*text == '}');
        dollars += *text == '$';
        if (braces < 0) return false;
    }
    return braces == 0 && dollars % 2 == 0;
}

static mg_judgement judge_by_value(const mg_problem *p, const char *text) {
    const mg_family *family = p->item.family;
    const mg_gold gold = {family->answer_kind, family->form, p->answer_detail, p->answer,
                          p->answer_bytes};
    return mg_verify(&gold, text, strlen(text));
}

/* The verifier, which knows nothing of the writer, takes what it wrote for the gold. */
static void test_answers_are_taken(void **state) {
    (void)state;
    const mg_family *family;
    int bad = 0;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        for (int level = 1; level <= family->level_count; level++) {
            int bound = mg_level_response_bound(family, level, MG_LAYOUT_LATEX);
            for (uint64_t i = 0; i < LEVEL_ITEMS; i++) {
                mg_problem p = item_at(family, level, i);
                char text[MG_RESPONSE_BYTES];
                size_t bytes = mg_problem_render(&p, MG_LAYOUT_LATEX, text);
                assert_int_equal(mg_problem_verify(&p, MG_LAYOUT_LATEX, text, bytes).verdict,
                                 MG_CORRECT);
                assert_true(is_balanced(text) && (int)bytes <= bound);
                if (family->answer_kind == MG_ANSWER_OWN) continue;
                mg_judgement j = judge_by_value(&p, text);
                if (j.reward == 1.0) continue;
                if (bad++ < 20)
                    print_message("%s level %d: %s for %s: %s\n", family->name, level, text,
                                  p.answer, j.reason);
                break;
            }
        }
    }
    assert_int_equal(bad, 0);
}

/* Formulas that are marked are typeset: what is not in the grammar stays plain, and is counted. */
static void test_questions(void **state) {
    (void)state;
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++) {
        long marked = 0, plain = 0;
        const char *example = NULL;
        static char kept[MG_QUESTION_BYTES];
        for (int level = 1; level <= family->level_count; level++) {
            int bound = mg_level_prompt_bound(family, level, MG_LAYOUT_LATEX);
            for (uint64_t i = 0; i < LEVEL_ITEMS; i++) {
                mg_problem p = item_at(family, level, i);
                char text[MG_PROMPT_BYTES], scratch[MG_PROMPT_BYTES];
                int bytes = (int)mg_problem_prompt(&p, MG_LAYOUT_LATEX, text);
                assert_int_equal(bytes, strlen(text));
                if (bytes > bound) fail_msg("%s: %d bytes, bound %d", text, bytes, bound);
                assert_true(is_balanced(text) || strchr(p.question, '{') ||
                            strchr(p.question, '$'));
                for (int m = 0; m < p.math_count; m++) {
                    mg_text out = mg_text_over(scratch, sizeof scratch);
                    const char *formula = p.question + p.math[m].start;
                    size_t length = (size_t)(p.math[m].end - p.math[m].start);
                    bool typeset = mg_latex_formula(&out, formula, length);
                    marked++;
                    plain += !typeset;
                    if (!typeset && !example) {
                        snprintf(kept, sizeof kept, "%.*s", (int)length, formula);
                        example = kept;
                    }
                }
            }
        }
        if (plain > 0)
            print_message("%s: %ld of %ld formulas stay plain, such as %s\n", family->name, plain,
                          marked, example);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_what_does_not_fit_is_not_begun),
        cmocka_unit_test(test_answers_are_taken),
        cmocka_unit_test(test_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

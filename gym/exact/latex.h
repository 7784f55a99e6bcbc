/* Formulas of the printed grammar as LaTeX, and the texts of the layout MG_LAYOUT_LATEX.
 *
 *     mg_latex_formula(&out, "3/4*x^2 - sqrt(2) <= 5", 22);
 *         // \frac{3}{4}x^{2} - \sqrt{2} \le 5
 *
 * Quotients become fractions, products of letters stand side by side, brackets stay where the text
 * had them or where they are needed. Linear time, no heap, no GMP: this is on the way of items. */
#ifndef MG_GYM_EXACT_LATEX_H
#define MG_GYM_EXACT_LATEX_H

#include "gym/problem.h"
#include "gym/text.h"

/* Also "2+3=" with nothing behind, lists, matrices and functions "f(x) = ...". Returns false and
 * writes nothing where the text is none of these or does not fit. */
bool mg_latex_formula(mg_text *out, const char *text, size_t bytes);

/* The question with its marked formulas typeset, each in $...$; one that cannot be stays as it is.
 */
void mg_latex_question(const mg_problem *problem, mg_text *out);

/* The gold as $...$; answers judged by their family stay as they are. */
void mg_latex_answer(const mg_problem *problem, mg_text *out);

#endif

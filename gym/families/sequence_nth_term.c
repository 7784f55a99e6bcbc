/* "What is the n-th term of 5, 8, 11, 14?" -> "3*n + 2". difficulty: operations (differences) +
 * digits. */
#include "gym/families/sequence_common.h"

static const mg_level LEVELS[] = {
    {"degree 1, values up to 100", {1, 100, 50}},
    {"degree 2, values up to 50 (as DM sequence_nth_term)", {2, 9999, 50}},
    {"degree 3, values up to 30 (as DM sequence_nth_term)", {3, 999, 30}},
    {"degree 3, values up to 999", {3, 9999, 999}},
};
static const mg_text_bounds BOUNDS[] = {
    {150, 15, 80}, {165, 25, 215}, {170, 35, 405}, {175, 40, 465}};
static const char *const WORDINGS[] = {
    "The first terms of a sequence are [0]. Give its {1}-th term (the first has {1} = 1) as a "
    "polynomial in {1} of least degree.",
    "Which polynomial in {1} of least degree takes the values [0] for {1} = 1, 2, 3 and so on?"};

static void box(const mg_level *level, mg_box *box) {
    const int32_t *knob = level->knob;
    box->count = 0;
    if (knob[0] == 1)
        *box = (mg_box){.count = 2, .low = {-knob[1], -knob[2]}, .high = {knob[1], knob[2]}};
}

static void draw(const mg_level *level, mg_rng *rng, int64_t *v) {
    v[0] = mg_draw_between(rng, -level->knob[1], level->knob[1]);
    for (int i = 1; i <= level->knob[0]; i++)
        v[i] = mg_draw_between(rng, -level->knob[2], level->knob[2]);
    v[level->knob[0]] = algebra_nonzero(rng, level->knob[2]);
}

/* The key holds the terms: sequence_next_term may ask about the same. */
static bool canonical(const mg_level *level, const int64_t *v, mg_text *out) {
    int degree = level->knob[0];
    int64_t row[8];
    mg_polynomial p = mg_polynomial_of(v, degree + 1);
    if (p.degree != degree) return false;
    for (int n = 0; n < degree + 3; n++) mg_polynomial_value(&p, n + 1, &row[n]);
    algebra_key(out, "terms", row, degree + 3);
    return true;
}

static void pose(const mg_level *level, const int64_t *v, mg_text *question, mg_text *answer,
                 mg_problem *problem) {
    int degree = level->knob[0];
    mg_polynomial p = mg_polynomial_of(v, degree + 1);
    algebra_line line;
    mg_text text = mg_text_over(line.text, sizeof line.text);
    sequence_terms(&text, &p, degree + 3);
    mg_text_end(&text);
    ALGEBRA_ASK(problem, question, WORDINGS, line.text, "n");
    mg_text_polynomial(answer, &p, 'n');
    algebra_measure(problem, v, degree + 1, 3 * degree * degree + 2);
}

/* The differences; then the leading coefficient from the constant ones, taken off, and so on. */
static void work(const mg_problem *problem, mg_text *out) {
    int degree = algebra_level(problem)->knob[0];
    mg_polynomial p = mg_polynomial_of(problem->operand, degree + 1);
    for (int64_t factorial = 1; p.degree >= 1; p.degree--) {
        while (p.degree > 1 && p.coefficient[p.degree] == 0) p.degree--;
        if (p.coefficient[p.degree] == 0) break;
        sequence_differences(out, &p, p.degree + 1);
        factorial = p.degree == 3 ? 6 : p.degree == 2 ? 2 : 1;
        if (factorial > 1)
            algebra_write(out, "%d/%d = %d;", p.coefficient[p.degree] * factorial, factorial,
                          p.coefficient[p.degree]);
        algebra_write(out, "without that power: ");
        mg_polynomial rest = mg_polynomial_of(p.coefficient, p.degree);
        sequence_terms(out, &rest, p.degree);
        mg_text_char(out, ';');
    }
}

ALGEBRA_FAMILY(sequence_nth_term, "the n-th term of a sequence as a polynomial", 1, POLYNOMIAL,
               EXPANDED, box, "degree", "max_constant", "max_other");

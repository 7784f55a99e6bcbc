/* What the families of algebra share: letters, wordings, a small formatter, linear steps. */
#ifndef MG_GYM_ALGEBRA_COMMON_H
#define MG_GYM_ALGEBRA_COMMON_H

#include "gym/family.h"
#include "gym/polynomial.h"

enum { ALGEBRA_BYTES = 1024 }; /* of one formula */

#define ALGEBRA_COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* Letter number `which` of the problem, as a string of one; letters of one problem differ. Never
 * a, e, i, l, o (words, constants, digits) nor f, g, h (functions). */
const char *algebra_letter(const mg_problem *problem, int which);

/* The level of a problem. */
const mg_level *algebra_level(const mg_problem *problem);

/* Writes one of the wordings, picked by the key, with {0}, {1}, ... replaced by the formulas,
 * marked as such, and [0], [1], ... by texts that are not (f(x), |x|: beyond the grammar). */
void algebra_ask(mg_problem *problem, mg_text *question, const char *const *wordings, int count,
                 const char *const *formulas);

/* A formatter for exact values:
 *     %d int64_t      %i int      %c int (a character)      %s string      %r mg_ratio
 *     %n, %R          like %d, %r, in brackets where negative or (%R) a fraction
 *     %+d, %+r        as a further summand: " + 5", " - 5"
 *     %t              int64_t, char: a term "3*x", "-x";  %+t: " + 3*x"
 *     %l              int64_t, char, int64_t: "3*x - 5"
 *     %p, %P          const mg_polynomial *, char: bare; as a factor, in brackets where needed */
void algebra_write(mg_text *out, const char *format, ...);

/* A formula in a buffer of its own; returns the text. */
typedef struct algebra_line {
    char text[ALGEBRA_BYTES];
} algebra_line;
const char *algebra_format(algebra_line *line, const char *format, ...);

#define ALGEBRA_ASK(problem, question, wordings, ...)                                              \
    algebra_ask(problem, question, wordings, ALGEBRA_COUNT(wordings),                              \
                (const char *const[]){__VA_ARGS__})

/* The family of a file that has LEVELS, BOUNDS (one for each level), draw, canonical, pose, work,
 * and, where BOX is not NULL, box. The last arguments are the names of the knobs. */
#define ALGEBRA_FAMILY(NAME, SUMMARY, DEFAULT, KIND, FORM, BOX, ...)                               \
    static mg_text_bounds bounds(const mg_level *level) {                                          \
        return BOUNDS[level - LEVELS];                                                             \
    }                                                                                              \
    _Static_assert(sizeof BOUNDS / sizeof BOUNDS[0] == sizeof LEVELS / sizeof LEVELS[0],           \
                   "one entry of BOUNDS for each level");                                          \
    const mg_family mg_family_##NAME = {                                                           \
        .name = #NAME,                                                                             \
        .summary = SUMMARY,                                                                        \
        .topic = "algebra",                                                                        \
        .id = MG_FAMILY_ID_##NAME,                                                                 \
        .knobs = {__VA_ARGS__},                                                                    \
        .levels = LEVELS,                                                                          \
        .level_count = ALGEBRA_COUNT(LEVELS),                                                      \
        .default_level = DEFAULT,                                                                  \
        .answer_kind = MG_ANSWER_##KIND,                                                           \
        .form = MG_FORM_##FORM,                                                                    \
        .box = BOX,                                                                                \
        .draw = draw,                                                                              \
        .canonical = canonical,                                                                    \
        .pose = pose,                                                                              \
        .work = work,                                                                              \
        .bounds = bounds,                                                                          \
    }

/* "tag 1,2,3" */
void algebra_key(mg_text *out, const char *tag, const int64_t *values, int count);

/* "tag c0,c1,c2", constant first */
void algebra_key_polynomial(mg_text *out, const char *tag, const mg_polynomial *a);

/* "3*x - 2*y + z"; "0" where all are zero. `names`: one letter each. */
void algebra_row(mg_text *out, const int64_t *coefficients, const char *const *names, int count);

/* In [-max, max] without 0. */
int64_t algebra_nonzero(mg_rng *rng, int64_t max);

/* Sets digits (of the longest of the values), operations, and the difficulty of all families of
 * algebra: operations + digits. */
void algebra_measure(mg_problem *problem, const int64_t *values, int count, int operations);

/* The steps from a*x + b = c*x + d to x, a != c: "2*x = 6;x = 6/2 = 3;". */
void algebra_solve_linear(mg_text *out, char x, int64_t a, int64_t b, int64_t c, int64_t d);

/* "x > -3", "1 < x <= 4/3": a bound that is NULL is absent (not both). */
typedef struct algebra_bound {
    mg_ratio at;
    bool closed;
} algebra_bound;
void algebra_interval(mg_text *out, char x, const algebra_bound *low, const algebra_bound *high);

/* n = u^2 * rest > 0 with rest square-free. */
void algebra_split_square(int64_t n, int64_t *u, int64_t *rest);

/* (p + q sqrt(d)) / t, t > 0, d square-free above 1: "1/2 + 3*sqrt(5)/2". */
void algebra_surd(mg_text *out, int64_t p, int64_t q, int64_t d, int64_t t);

#endif

/* For the readers of algebra: formulas found in a sentence, exact fractions, polynomials in up to
 * four letters. Nothing of the gym is used. */
#ifndef MG_TESTS_HELPER_ALGEBRA_H
#define MG_TESTS_HELPER_ALGEBRA_H

#include "tests/helper_reader.h"

__extension__ typedef __int128 wide;

typedef struct frac {
    wide n, d; /* lowest terms, d > 0 */
} frac;

frac fr(wide n, wide d);
frac fr_add(frac a, frac b);
frac fr_sub(frac a, frac b);
frac fr_mul(frac a, frac b);
frac fr_div(frac a, frac b);
int fr_cmp(frac a, frac b);
wide wide_abs(wide a);
wide wide_gcd(wide a, wide b);
wide wide_root(wide n); /* floor of the square root */
char *put_wide(char *to, wide value);
char *put_frac(char *to, frac value);

/* -- formulas of a sentence -------------------------------------------------------------------- */

enum { FORMULAS = 16, FORMULA_BYTES = 1024 };

/* Runs of words made of digits, single letters, sqrt, and operators; a comma, full stop, colon or
 * question mark ends a run. The word "a" alone is English. Spaces are dropped. */
typedef struct formulas {
    int count;
    char text[FORMULAS][FORMULA_BYTES];
} formulas;

void find_formulas(const char *sentence, formulas *found);

/* -- polynomials ------------------------------------------------------------------------------- */

enum { LETTERS = 4, TERMS = 400 };

typedef struct poly {
    int count;
    struct {
        unsigned char power[LETTERS];
        frac by;
    } term[TERMS];
} poly;

/* The letters, in the order in which they are first met; 0 where there are fewer. */
typedef struct names {
    char name[LETTERS + 1];
} names;

int letter_index(names *letters, char name); /* adds it; -1 where there is no room */

/* + - * / (by numbers) ^ and brackets; 0, or -1 where it is none. */
int read_poly(const char *text, names *letters, poly *value);
/* From text up to `end` (a pointer into it). */
int read_part(const char *text, const char *end, names *letters, poly *value);

void poly_add(poly *a, const poly *b, frac by); /* a += by * b */
void poly_mul(const poly *a, const poly *b, poly *product);
frac poly_at(const poly *a, const unsigned char power[LETTERS]); /* a coefficient */
frac poly_x(const poly *a, int power); /* of the first letter's power alone */
int poly_degree(const poly *a, int letter);
char *put_poly(char *to, const poly *a, const names *letters);

/* left - right of "left = right" (or < > <= >=: `sign` takes the relation, may be NULL). */
int read_equation(const char *text, names *letters, poly *difference, char sign[3]);

/* -- one variable ------------------------------------------------------------------------------ */

typedef struct upoly {
    int degree;
    frac c[64];
} upoly;

int read_line_poly(const char *text, names *letters, upoly *value); /* "...", perhaps with "=0" */
upoly upoly_of(const poly *p);                                      /* of the first letter */
poly poly_of(const upoly *u);
void upoly_divide(const upoly *a, const upoly *b, upoly *quotient, upoly *rest);
frac upoly_at(const upoly *u, frac x);
int rational_roots(const upoly *u, frac *roots, upoly *left);
frac make_primitive(upoly *u);

/* -- solvers in other files -------------------------------------------------------------------- */

int put_functions(const formulas *f, char *text, size_t size); /* "f(3)" by "f(x)=..." */
int solve_absolute(const char *question, char *answer);
int solve_quadratic_inequality(const char *question, char *answer);
int solve_quadratic(const char *question, char *answer);
int solve_complex_roots(const char *question, char *answer);
int solve_roots(const char *question, char *answer);
int solve_factor(const char *question, char *answer);
int solve_simplify(const char *question, char *answer);
int solve_evaluate(const char *question, char *answer);
int solve_compose(const char *question, char *answer);
int solve_coefficient(const char *question, char *answer);
int solve_division(const char *question, char *answer);
int solve_gcd(const char *question, char *answer);
int solve_square(const char *question, char *answer);
int solve_vertex(const char *question, char *answer);
int solve_vieta(const char *question, char *answer);
int solve_line(const char *question, char *answer);
int solve_function(const char *question, char *answer);
int solve_inverse(const char *question, char *answer);
int solve_next(const char *question, char *answer);
int solve_nth(const char *question, char *answer);
int solve_series(const char *question, char *answer);
int solve_recurrence(const char *question, char *answer);
int solve_complex(const char *question, char *answer);
int solve_power(const char *question, char *answer);
int solve_monomial(const char *question, char *answer);
int solve_reduce(const char *question, char *answer);
int solve_fractions(const char *question, char *answer);
int solve_surd_equation(const char *question, char *answer);
int solve_exponential(const char *question, char *answer);
int solve_logarithm(const char *question, char *answer);
int solve_parameter(const char *question, char *answer);
int solve_formula(const char *question, char *answer);

#endif

/* Polynomials with 64-bit whole coefficients: exact, or an honest failure; no heap.
 *
 *     mg_polynomial p = mg_polynomial_linear(1, -2), q;           // x - 2
 *     if (!mg_polynomial_multiply(&p, &p, &q)) return false;      // overflow or too high a degree
 *     mg_text_polynomial(out, &q, 'x');                           // "x^2 - 4*x + 4"
 *
 * One variable: mg_polynomial, dense. Several: mg_sum, a sorted list of terms. Results may stand in
 * the place of an operand. */
#ifndef MG_GYM_POLYNOMIAL_H
#define MG_GYM_POLYNOMIAL_H

#include "gym/number.h"

enum { MG_MAX_DEGREE = 24 };

/* sum of coefficient[i] x^i, i = 0 to degree; coefficient[degree] is not 0, those above are not
 * read. The zero polynomial has degree -1. */
typedef struct mg_polynomial {
    int degree;
    int64_t coefficient[MG_MAX_DEGREE + 1];
} mg_polynomial;

/* From coefficients, constant first; leading zeros are dropped. */
mg_polynomial mg_polynomial_of(const int64_t *coefficients, int count);

static inline mg_polynomial mg_polynomial_linear(int64_t a, int64_t b) { /* a x + b */
    int64_t coefficients[2] = {b, a};
    return mg_polynomial_of(coefficients, 2);
}

/* False where a coefficient or the degree does not fit; the result is then unspecified. */
bool mg_polynomial_add(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result);
bool mg_polynomial_subtract(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result);
bool mg_polynomial_multiply(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *result);
bool mg_polynomial_scale(const mg_polynomial *a, int64_t factor, mg_polynomial *result);
bool mg_polynomial_compose(const mg_polynomial *outer, const mg_polynomial *inner,
                           mg_polynomial *result); /* outer(inner(x)) */
bool mg_polynomial_derive(const mg_polynomial *a, mg_polynomial *result);
bool mg_polynomial_value(const mg_polynomial *a, int64_t x, int64_t *value);
bool mg_polynomial_value_ratio(const mg_polynomial *a, mg_ratio x, mg_ratio *value);

/* a = quotient * b + remainder, degree of the remainder below b's. False also where b is 0 or the
 * quotient is not whole. */
bool mg_polynomial_divide(const mg_polynomial *a, const mg_polynomial *b, mg_polynomial *quotient,
                          mg_polynomial *remainder);

bool mg_polynomial_equal(const mg_polynomial *a, const mg_polynomial *b);

/* Greatest common divisor of the coefficients' magnitudes; 0 for the zero polynomial. */
int64_t mg_polynomial_content(const mg_polynomial *a);

/* -- print ----------------------------------------------------------------------------------- */

/* One signed term of a sum: "3*x^2", " - x/2", " + 1". `first`: no term stands before it (a sign is
 * then written without spaces). `power` is the monomial ("x^2*y"), "" or NULL for a constant. A
 * zero coefficient writes nothing and returns false: so
 *     bool any = false;
 *     any |= mg_text_term(out, !any, c2, "x^2"); ... if (!any) mg_text_char(out, '0'); */
bool mg_text_term(mg_text *out, bool first, mg_ratio coefficient, const char *power);

/* "x^3", "x" for 1, "" for 0. */
void mg_text_power(mg_text *out, char variable, int exponent);

/* Falling powers: "3*x^2 - x + 1"; "0". */
void mg_text_polynomial(mg_text *out, const mg_polynomial *a, char variable);

/* a / denominator, each coefficient in lowest terms: "3*x^2/2 - x/4 + 1". */
void mg_text_polynomial_over(mg_text *out, const mg_polynomial *a, int64_t denominator,
                             char variable);

/* The polynomial in brackets where it has more than one term, or begins with a minus sign. */
void mg_text_polynomial_factor(mg_text *out, const mg_polynomial *a, char variable);

/* -- several variables ----------------------------------------------------------------------- */

enum { MG_MAX_VARIABLES = 4, MG_MAX_TERMS = 48 };

/* Exponents, one byte a variable below the byte of the total degree, so that whole numbers compare
 * as monomials do (graded, then lexicographic) and add as monomials multiply. */
typedef uint64_t mg_monomial;

mg_monomial mg_monomial_of(const int *exponents, int variables); /* each 0 to 60 */
int mg_monomial_exponent(mg_monomial monomial, int variable);

/* Terms with falling monomials and coefficients other than 0. */
typedef struct mg_sum {
    int count;
    struct {
        mg_monomial monomial;
        int64_t coefficient;
    } term[MG_MAX_TERMS];
} mg_sum;

/* Adds one term. False where a coefficient or the number of terms does not fit. */
bool mg_sum_add_term(mg_sum *sum, mg_monomial monomial, int64_t coefficient);
bool mg_sum_add(const mg_sum *a, const mg_sum *b, mg_sum *result);
bool mg_sum_multiply(const mg_sum *a, const mg_sum *b, mg_sum *result);

/* `names`: one letter a variable, "xyz". "3*x^2*y - z + 1"; "0". */
void mg_text_monomial(mg_text *out, mg_monomial monomial, const char *names);
void mg_text_sum(mg_text *out, const mg_sum *sum, const char *names);

#endif

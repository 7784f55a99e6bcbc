/* Sparse polynomials in up to MG_POLY_ATOMS unknowns with rational coefficients (GMP).
 *
 * Terms are sorted by their powers, no two alike, none zero, so equal polynomials have equal terms.
 * An unknown may have a square (that of sqrt(2) is 2), which is then put in wherever it occurs. */
#ifndef MG_GYM_EXACT_POLYNOMIAL_H
#define MG_GYM_EXACT_POLYNOMIAL_H

#include "gym/exact/rational.h"

enum {
    MG_POLY_ATOMS = 24,
    MG_POLY_TERMS = 512,
    MG_POLY_PRODUCTS = 1 << 14, /* of terms, in one multiplication */
    MG_POLY_DEGREE = 120,       /* in each unknown */
    MG_POLY_BITS = 1 << 12,     /* of a coefficient */
};

typedef struct mg_poly_term {
    uint8_t power[MG_POLY_ATOMS];
    mpq_t factor;
} mg_poly_term;

typedef struct mg_poly {
    int count;
    mg_poly_term *term; /* owned */
} mg_poly;

/* Which unknowns have a square. */
typedef struct mg_poly_rules {
    bool has_square[MG_POLY_ATOMS];
    mpq_t square[MG_POLY_ATOMS]; /* initialised where has_square */
} mg_poly_rules;

/* All results are fresh polynomials, to be freed; on failure they are empty. Over cap: too many
 * terms, too high a degree, too long a coefficient, no memory. */
mg_exact mg_poly_of_number(const mpq_t value, mg_poly *result);
mg_exact mg_poly_of_atom(int atom, mg_poly *result);
mg_exact mg_poly_copy(const mg_poly *a, mg_poly *result);
mg_exact mg_poly_add(const mg_poly *a, const mg_poly *b, int sign, mg_poly *result); /* a +- b */
mg_exact mg_poly_multiply(const mg_poly *a, const mg_poly *b, const mg_poly_rules *rules,
                          mg_poly *result);
void mg_poly_free(mg_poly *a);

bool mg_poly_equal(const mg_poly *a, const mg_poly *b);
bool mg_poly_is_number(const mg_poly *a, mpq_t value);

#endif

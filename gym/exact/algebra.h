/* Expressions as quotients of polynomials with rational coefficients, for identities.
 *
 * The unknowns of the polynomials are atoms: free letters, square roots of primes (which square to
 * a number), the imaginary unit, and calls such as sin(2*x) that have no algebra. What contains
 * none of the last is zero exactly where its polynomial has no terms.
 *
 *     mg_algebra algebra;
 *     mg_algebra_start(&algebra, &env);
 *     bool zero;
 *     mg_exact e = mg_algebra_difference_is_zero(&algebra, &ast, left, right, &zero);
 *     algebra.has_calls               // then zero = false may be wrong: see points.h
 *     mg_algebra_end(&algebra);
 */
#ifndef MG_GYM_EXACT_ALGEBRA_H
#define MG_GYM_EXACT_ALGEBRA_H

#include "gym/exact/polynomial.h"
#include "gym/exact/rational.h"

/* top / bottom; not reduced. */
typedef struct mg_quotient {
    mg_poly top, bottom;
} mg_quotient;

typedef enum mg_atom_kind { MG_ATOM_LETTER, MG_ATOM_ROOT, MG_ATOM_UNIT, MG_ATOM_CALL } mg_atom_kind;

typedef struct mg_atom {
    mg_atom_kind kind;
    int name;             /* letter or function */
    mg_quotient argument; /* of a call */
} mg_atom;

typedef struct mg_algebra {
    mg_env *env;
    int count;
    mg_atom atom[MG_POLY_ATOMS];
    mg_poly_rules rules;
    bool has_calls;
} mg_algebra;

void mg_algebra_start(mg_algebra *algebra, mg_env *env);
void mg_algebra_end(mg_algebra *algebra);

mg_exact mg_algebra_difference_is_zero(mg_algebra *algebra, const mg_ast *ast, int left, int right,
                                       bool *is_zero);

#endif

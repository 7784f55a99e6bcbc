/* Sequences whose terms are the values p(1), p(2), ... of a polynomial: shared by the families
 * sequence_next_term and sequence_nth_term. */
#ifndef MG_GYM_SEQUENCE_COMMON_H
#define MG_GYM_SEQUENCE_COMMON_H

#include "gym/families/algebra_common.h"

/* "5, 8, 11" for p(1), p(2), ...; false where a value does not fit. */
bool sequence_terms(mg_text *out, const mg_polynomial *p, int count);

/* The differences, line by line, down to the constant ones: "8 - 5 = 3;11 - 8 = 3;". */
void sequence_differences(mg_text *out, const mg_polynomial *p, int count);

#endif

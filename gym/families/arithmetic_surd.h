/* Numbers a + b sqrt(c) for the families of surds. */
#ifndef MG_GYM_FAMILIES_ARITHMETIC_SURD_H
#define MG_GYM_FAMILIES_ARITHMETIC_SURD_H

#include "gym/families/arithmetic_common.h"

/* No square above 1 divides c >= 2, c below 10^4. */
bool mg_is_square_free(int64_t c);

/* "1/2 - 3*sqrt(5)"; what is 0 is left out, "0" where all is. */
void mg_text_surd_sum(mg_text *text, mg_ratio a, mg_ratio b, int64_t c);

#endif

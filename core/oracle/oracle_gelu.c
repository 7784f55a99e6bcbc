#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(gelu) {
    const double *x = data[0];
    double *y = data[1];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = x[i] * 0.5 * erfc(-x[i] * sqrt(0.5));
}

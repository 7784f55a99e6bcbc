#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(log) {
    const double *x = data[0];
    double *y = data[1];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = log(x[i]);
}

#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(softplus) {
    const double *x = data[0];
    double *y = data[1];
    for (uint32_t i = 0; i < kernel->params[0].u; i++)
        y[i] = fmax(x[i], 0) + log1p(exp(-fabs(x[i])));
}

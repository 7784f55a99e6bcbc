#include <math.h>

#include "core/oracle/oracle.h"

static double slope(double x) {
    double s = 1 / (1 + exp(-x));
    return s + x * s * (1 - s);
}

MG_ORACLE(silu_grad) {
    const double *x = data[0];
    double *y = data[1];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = slope(x[i]);
}

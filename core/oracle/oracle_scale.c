#include "core/oracle/oracle.h"

MG_ORACLE(scale) {
    const double *x = data[0];
    double *y = data[1], factor = (double)kernel->params[1].f;
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = factor * x[i];
}

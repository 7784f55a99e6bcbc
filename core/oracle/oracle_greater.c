#include "core/oracle/oracle.h"

MG_ORACLE(greater) {
    const double *a = data[0], *b = data[1];
    double *y = data[2];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = a[i] > b[i];
}

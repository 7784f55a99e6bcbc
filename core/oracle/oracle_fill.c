#include "core/oracle/oracle.h"

MG_ORACLE(fill) {
    double *y = data[0];
    for (uint32_t i = 0; i < kernel->params[0].u; i++) y[i] = (double)kernel->params[1].f;
}

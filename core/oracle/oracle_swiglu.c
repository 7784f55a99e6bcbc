#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(swiglu) {
    uint32_t rows = kernel->params[0].u, f = kernel->params[1].u;
    const double *x = data[0];
    double *y = data[1];
    for (uint32_t n = 0; n < rows; n++) {
        for (uint32_t i = 0; i < f; i++) {
            double gate = x[n * 2 * f + i], up = x[n * 2 * f + f + i];
            y[n * f + i] = gate / (1 + exp(-gate)) * up;
        }
    }
}

#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(rms_norm) {
    uint32_t rows = kernel->params[0].u, d = kernel->params[1].u;
    double eps = (double)kernel->params[2].f;
    const double *x = data[0], *w = data[1];
    double *y = data[2], *r = data[3];
    for (uint32_t n = 0; n < rows; n++) {
        double squares = 0;
        for (uint32_t i = 0; i < d; i++) squares += x[n * d + i] * x[n * d + i];
        r[n] = 1 / sqrt(squares / d + eps);
        for (uint32_t i = 0; i < d; i++) y[n * d + i] = w[i] * x[n * d + i] * r[n];
    }
}

#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(swiglu_grad) {
    uint32_t rows = kernel->params[0].u, f = kernel->params[1].u;
    const double *x = data[0], *dy = data[1];
    double *dx = data[2];
    for (uint32_t n = 0; n < rows; n++) {
        for (uint32_t i = 0; i < f; i++) {
            double gate = x[n * 2 * f + i], up = x[n * 2 * f + f + i];
            double s = 1 / (1 + exp(-gate));
            dx[n * 2 * f + i] = dy[n * f + i] * up * (s + gate * s * (1 - s));
            dx[n * 2 * f + f + i] = dy[n * f + i] * gate * s;
        }
    }
}

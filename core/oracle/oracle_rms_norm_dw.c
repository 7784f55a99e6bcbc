#include "core/oracle/oracle.h"

MG_ORACLE(rms_norm_dw) {
    uint32_t rows = kernel->params[0].u, d = kernel->params[1].u;
    const double *x = data[0], *r = data[1], *dy = data[2];
    double *dw = data[3];
    for (uint32_t i = 0; i < d; i++) {
        dw[i] = 0;
        for (uint32_t n = 0; n < rows; n++) dw[i] += dy[n * d + i] * x[n * d + i] * r[n];
    }
}

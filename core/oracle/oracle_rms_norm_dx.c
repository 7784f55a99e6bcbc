#include "core/oracle/oracle.h"

MG_ORACLE(rms_norm_dx) {
    uint32_t rows = kernel->params[0].u, d = kernel->params[1].u;
    const double *x = data[0], *w = data[1], *r = data[2], *dy = data[3];
    double *dx = data[4];
    for (uint32_t n = 0; n < rows; n++) {
        double mean = 0;
        for (uint32_t i = 0; i < d; i++) mean += x[n * d + i] * w[i] * dy[n * d + i] / d;
        for (uint32_t i = 0; i < d; i++) {
            double direct = r[n] * w[i] * dy[n * d + i];
            dx[n * d + i] = direct - x[n * d + i] * r[n] * r[n] * r[n] * mean;
        }
    }
}

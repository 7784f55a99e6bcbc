#include "core/oracle/oracle.h"

MG_ORACLE(row_mix) {
    size_t rows = kernel->params[0].u, blocks = kernel->params[1].u, d = kernel->params[2].u;
    const double *x = data[0], *w = data[1];
    double *y = data[2];
    for (size_t n = 0; n < rows; n++) {
        for (size_t i = 0; i < d; i++) {
            double sum = 0;
            for (size_t b = 0; b < blocks; b++) {
                sum += w[n * blocks + b] * x[(n * blocks + b) * d + i];
            }
            y[n * d + i] = sum;
        }
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(row_dots) {
    size_t rows = kernel->params[0].u, blocks = kernel->params[1].u, d = kernel->params[2].u;
    const double *x = data[0], *y = data[1];
    double *w = data[2];
    for (size_t at = 0; at < rows * blocks; at++) {
        double sum = 0;
        for (size_t i = 0; i < d; i++) sum += x[at * d + i] * y[at / blocks * d + i];
        w[at] = sum;
    }
}

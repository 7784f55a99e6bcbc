#include "core/oracle/oracle.h"

MG_ORACLE(row_spread) {
    size_t rows = kernel->params[0].u, blocks = kernel->params[1].u, d = kernel->params[2].u;
    const double *y = data[0], *w = data[1];
    double *x = data[2];
    for (size_t at = 0; at < rows * blocks; at++) {
        for (size_t i = 0; i < d; i++) x[at * d + i] = w[at] * y[at / blocks * d + i];
    }
}

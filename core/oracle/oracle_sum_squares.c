#include "core/oracle/oracle.h"

MG_ORACLE(sum_squares) {
    const double *x = data[0];
    double *partial = data[1];
    size_t n = kernel->params[0].u, chunk = kernel->params[1].u;
    for (size_t p = 0; p * chunk < n; p++) {
        partial[p] = 0;
        for (size_t i = p * chunk; i < (p + 1) * chunk && i < n; i++) partial[p] += x[i] * x[i];
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(centre) {
    size_t rows = kernel->params[0].u, d = kernel->params[1].u;
    for (size_t n = 0; n < rows; n++) {
        const double *x = (const double *)data[0] + n * d;
        double *y = (double *)data[1] + n * d, sum = 0;
        for (size_t i = 0; i < d; i++) sum += x[i];
        for (size_t i = 0; i < d; i++) y[i] = x[i] - sum / (double)d;
    }
}

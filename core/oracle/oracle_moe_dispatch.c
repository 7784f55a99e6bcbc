#include "core/oracle/oracle.h"

MG_ORACLE(moe_dispatch) {
    const double *x = data[0];
    const int32_t *rows = data[1];
    double *y = data[3];
    size_t m = kernel->params[0].u, d = kernel->params[1].u, k = kernel->params[2].u;
    for (size_t r = 0; r < m; r++) {
        for (size_t j = 0; j < d; j++) {
            y[r * d + j] = rows[r] < 0 ? 0 : x[(size_t)rows[r] / k * d + j];
        }
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(take) {
    const double *x = data[0];
    const int32_t *index = data[1];
    double *y = data[2];
    size_t n_experts = kernel->params[0].u, k = kernel->params[1].u, n = kernel->params[2].u;
    for (size_t i = 0; i < n; i++) {
        y[i] = index[i] < 0 ? 0 : x[i / k * n_experts + (size_t)index[i]];
    }
}

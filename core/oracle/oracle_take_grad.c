#include "core/oracle/oracle.h"

MG_ORACLE(take_grad) {
    const double *dy = data[0];
    const int32_t *index = data[1];
    double *dx = data[2];
    size_t n_experts = kernel->params[0].u, k = kernel->params[1].u, n = kernel->params[2].u;
    for (size_t i = 0; i < n; i++) dx[i] = 0;
    for (size_t pair = 0; pair < n / n_experts * k; pair++) {
        if (index[pair] >= 0) dx[pair / k * n_experts + (size_t)index[pair]] += dy[pair];
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(moe_combine_grad) {
    const double *dy = data[0], *x = data[1], *weight = data[2];
    const int32_t *slots = data[3], *rows = data[4];
    double *dx = data[5], *dweight = data[6];
    size_t m = kernel->params[0].u, d = kernel->params[1].u, k = kernel->params[2].u;
    for (size_t r = 0; r < m; r++) {
        for (size_t j = 0; j < d; j++) {
            size_t pair = (size_t)rows[r];
            dx[r * d + j] = rows[r] < 0 ? 0 : weight[pair] * dy[pair / k * d + j];
        }
    }
    for (size_t pair = 0; pair < m; pair++) {
        double sum = 0;
        for (size_t j = 0; slots[pair] >= 0 && j < d; j++) {
            sum += x[(size_t)slots[pair] * d + j] * dy[pair / k * d + j];
        }
        dweight[pair] = sum;
    }
}

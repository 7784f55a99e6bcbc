#include "core/oracle/oracle.h"

MG_ORACLE(grouped_matmul_dw) {
    const double *a = data[0], *b = data[1];
    const int32_t *offsets = data[2];
    double *y = data[3];
    size_t n_p = kernel->params[1].u, n_q = kernel->params[2].u, n_experts = kernel->params[3].u;
    for (size_t e = 0; e < n_experts; e++) {
        for (size_t p = 0; p < n_p; p++) {
            for (size_t q = 0; q < n_q; q++) {
                double sum = 0;
                for (size_t r = (size_t)offsets[e]; r < (size_t)offsets[e + 1]; r++) {
                    sum += a[r * n_p + p] * b[r * n_q + q];
                }
                y[(e * n_p + p) * n_q + q] = sum;
            }
        }
    }
}

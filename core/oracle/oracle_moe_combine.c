#include "core/oracle/oracle.h"

MG_ORACLE(moe_combine) {
    const double *x = data[0], *weight = data[1];
    const int32_t *slots = data[2];
    double *y = data[4];
    size_t n_tokens = kernel->params[0].u, d = kernel->params[1].u, k = kernel->params[2].u;
    for (size_t n = 0; n < n_tokens; n++) {
        for (size_t j = 0; j < d; j++) {
            double sum = 0;
            for (size_t i = n * k; i < (n + 1) * k; i++) {
                if (slots[i] >= 0) sum += weight[i] * x[(size_t)slots[i] * d + j];
            }
            y[n * d + j] = sum;
        }
    }
}

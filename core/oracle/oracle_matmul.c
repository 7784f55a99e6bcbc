#include "core/oracle/oracle.h"

MG_ORACLE(matmul) {
    uint32_t m = kernel->params[0].u, n = kernel->params[1].u, inner = kernel->params[2].u;
    uint32_t transpose_a = kernel->params[3].u, transpose_b = kernel->params[4].u;
    for (uint32_t batch = 0; batch < kernel->grid[2]; batch++) {
        const double *a = (const double *)data[0] + (size_t)batch * m * inner;
        const double *b = (const double *)data[1] + (size_t)batch * inner * n;
        double *y = (double *)data[2] + (size_t)batch * m * n;
        for (size_t i = 0; i < m; i++) {
            for (size_t j = 0; j < n; j++) {
                double sum = 0;
                for (size_t k = 0; k < inner; k++) {
                    double left = transpose_a ? a[k * m + i] : a[i * inner + k];
                    double right = transpose_b ? b[j * inner + k] : b[k * n + j];
                    sum += left * right;
                }
                y[i * n + j] = sum;
            }
        }
    }
}

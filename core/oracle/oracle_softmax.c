#include <math.h>

#include "core/oracle/oracle.h"

static void softmax_row(const double *x, double *y, size_t n) {
    double largest = x[0], total = 0;
    for (size_t i = 1; i < n; i++) largest = fmax(largest, x[i]);
    for (size_t i = 0; i < n; i++) total += y[i] = exp(x[i] - largest);
    for (size_t i = 0; i < n; i++) y[i] /= total;
}

MG_ORACLE(softmax) {
    const double *x = data[0];
    double *y = data[1];
    size_t rows = kernel->params[0].u, n = kernel->params[1].u;
    for (size_t r = 0; r < rows; r++) softmax_row(x + r * n, y + r * n, n);
}

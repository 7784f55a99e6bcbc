#include "core/oracle/oracle.h"

/* The expert that owns row r, or n_experts if none does. */
static size_t owner(const int32_t *offsets, size_t n_experts, size_t r) {
    size_t e = 0;
    while (e < n_experts && (int64_t)r >= offsets[e + 1]) e++;
    return e;
}

MG_ORACLE(grouped_matmul) {
    const double *x = data[0], *w = data[1];
    const int32_t *offsets = data[2];
    double *y = data[3];
    size_t m = kernel->params[0].u, n_in = kernel->params[1].u, n_out = kernel->params[2].u;
    size_t n_experts = kernel->params[3].u;
    uint32_t transpose = kernel->params[4].u;
    for (size_t r = 0; r < m; r++) {
        size_t e = owner(offsets, n_experts, r);
        for (size_t o = 0; o < n_out; o++) {
            double sum = 0;
            for (size_t i = 0; e < n_experts && i < n_in; i++) {
                size_t element = transpose ? o * n_in + i : i * n_out + o;
                sum += x[r * n_in + i] * w[e * n_in * n_out + element];
            }
            y[r * n_out + o] = sum;
        }
    }
}

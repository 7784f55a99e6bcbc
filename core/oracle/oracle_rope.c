#include <string.h>

#include "core/oracle/oracle.h"

MG_ORACLE(rope) {
    uint32_t n_tokens = kernel->params[0].u, heads = kernel->params[1].u, d = kernel->params[2].u;
    int32_t n_positions = kernel->params[3].i;
    uint32_t pairs = kernel->params[4].u;
    double sign = (double)kernel->params[5].f;
    const double *x = data[0], *table = data[2];
    const int32_t *positions = data[1];
    double *y = data[3];
    memcpy(y, x, (size_t)n_tokens * heads * d * sizeof *y);
    for (uint32_t n = 0; n < n_tokens; n++) {
        int32_t p = positions[n];
        if (p < 0) p = 0;
        if (p >= n_positions) p = n_positions - 1;
        for (uint32_t h = 0; h < heads; h++) {
            size_t first = ((size_t)n * heads + h) * d + d - 2 * pairs;
            for (uint32_t i = 0; i < pairs; i++) {
                double c = table[((size_t)p * pairs + i) * 2];
                double s = sign * table[((size_t)p * pairs + i) * 2 + 1];
                double a = x[first + 2 * i], b = x[first + 2 * i + 1];
                y[first + 2 * i] = a * c - b * s;
                y[first + 2 * i + 1] = a * s + b * c;
            }
        }
    }
}

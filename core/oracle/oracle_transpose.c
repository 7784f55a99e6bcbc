#include "core/oracle/oracle.h"

MG_ORACLE(transpose) {
    const double *x = data[0];
    double *y = data[1];
    size_t outer = kernel->params[0].u, n_a = kernel->params[1].u, middle = kernel->params[2].u;
    size_t n_b = kernel->params[3].u, inner = kernel->params[4].u;
    for (size_t o = 0; o < outer; o++) {
        for (size_t b = 0; b < n_b; b++) {
            for (size_t m = 0; m < middle; m++) {
                for (size_t a = 0; a < n_a; a++) {
                    for (size_t i = 0; i < inner; i++) {
                        *y++ = x[(((o * n_a + a) * middle + m) * n_b + b) * inner + i];
                    }
                }
            }
        }
    }
}

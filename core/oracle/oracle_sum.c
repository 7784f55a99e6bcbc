#include "core/oracle/oracle.h"

MG_ORACLE(sum) {
    const double *x = data[0];
    double *y = data[1];
    size_t outer = kernel->params[0].u, axis = kernel->params[1].u, inner = kernel->params[2].u;
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < inner; i++) {
            double total = 0;
            for (size_t a = 0; a < axis; a++) total += x[(o * axis + a) * inner + i];
            y[o * inner + i] = total;
        }
    }
}

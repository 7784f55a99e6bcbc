#include "core/oracle/oracle.h"

MG_ORACLE(cumsum) {
    const double *x = data[0];
    double *y = data[1];
    size_t outer = kernel->params[0].u, axis = kernel->params[1].u, inner = kernel->params[2].u;
    int reverse = kernel->params[3].u != 0;
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < inner; i++) {
            double sum = 0;
            for (size_t step = 0; step < axis; step++) {
                size_t a = reverse ? axis - 1 - step : step;
                size_t at = (o * axis + a) * inner + i;
                sum += x[at];
                y[at] = sum;
            }
        }
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(slice) {
    const double *x = data[0];
    double *y = data[1];
    uint32_t outer = kernel->params[0].u, run = kernel->params[1].u;
    uint32_t stride = kernel->params[2].u, start = kernel->params[3].u;
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < run; i++) y[o * run + i] = x[o * stride + start + i];
    }
}

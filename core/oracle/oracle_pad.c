#include "core/oracle/oracle.h"

MG_ORACLE(pad) {
    const double *x = data[0];
    double *y = data[1];
    uint32_t outer = kernel->params[0].u, before = kernel->params[1].u;
    uint32_t run = kernel->params[2].u, after = kernel->params[3].u;
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < before; i++) *y++ = 0;
        for (size_t i = 0; i < run; i++) *y++ = x[o * run + i];
        for (size_t i = 0; i < after; i++) *y++ = 0;
    }
}

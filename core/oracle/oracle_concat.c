#include "core/oracle/oracle.h"

MG_ORACLE(concat) {
    const double *a = data[0], *b = data[1];
    double *y = data[2];
    uint32_t outer = kernel->params[0].u, a_run = kernel->params[1].u, b_run = kernel->params[2].u;
    for (size_t o = 0; o < outer; o++) {
        for (size_t i = 0; i < a_run; i++) *y++ = a[o * a_run + i];
        for (size_t i = 0; i < b_run; i++) *y++ = b[o * b_run + i];
    }
}

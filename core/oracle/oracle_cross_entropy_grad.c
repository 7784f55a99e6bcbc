#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(cross_entropy_grad) {
    uint32_t rows = kernel->params[0].u;
    int32_t v_size = kernel->params[1].i;
    const double *logits = data[0], *lse = data[2], *dnll = data[3];
    const int32_t *targets = data[1];
    double *dlogits = data[4];
    for (uint32_t n = 0; n < rows; n++) {
        bool counts = targets[n] >= 0 && targets[n] < v_size;
        for (int32_t v = 0; v < v_size; v++) {
            size_t i = (size_t)n * (size_t)v_size + (size_t)v;
            double softmax = exp(logits[i] - lse[n]);
            dlogits[i] = counts ? dnll[n] * (softmax - (v == targets[n])) : 0;
        }
    }
}

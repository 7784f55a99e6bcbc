#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(cross_entropy) {
    uint32_t rows = kernel->params[0].u;
    int32_t v_size = kernel->params[1].i;
    const double *logits = data[0];
    const int32_t *targets = data[1];
    double *nll = data[2], *lse = data[3];
    for (uint32_t n = 0; n < rows; n++) {
        const double *row = logits + (size_t)n * (size_t)v_size;
        double top = row[0], sum = 0;
        for (int32_t v = 1; v < v_size; v++) top = fmax(top, row[v]);
        for (int32_t v = 0; v < v_size; v++) sum += exp(row[v] - top);
        lse[n] = top + log(sum);
        bool counts = targets[n] >= 0 && targets[n] < v_size;
        nll[n] = counts ? lse[n] - row[targets[n]] : 0;
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(conv1d_dw) {
    int64_t rows = kernel->params[0].u, tokens = kernel->params[1].u, d = kernel->params[2].u;
    int64_t taps = kernel->params[3].u;
    const double *x = data[0], *dy = data[1];
    const int32_t *segments = kernel->params[4].u ? data[2] : NULL;
    double *dw = data[segments ? 3 : 2];
    for (int64_t j = 0; j < taps; j++) {
        for (int64_t i = 0; i < d; i++) {
            double sum = 0;
            for (int64_t b = 0; b < rows; b++) {
                for (int64_t t = j; t < tokens; t++) {
                    int64_t here = b * tokens + t, there = here - j;
                    if (segments && segments[here] < 0) continue;
                    if (segments && segments[here] != segments[there]) continue;
                    sum += dy[here * d + i] * x[there * d + i];
                }
            }
            dw[j * d + i] = sum;
        }
    }
}

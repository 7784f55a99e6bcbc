#include "core/oracle/oracle.h"

MG_ORACLE(conv1d) {
    int64_t rows = kernel->params[0].u, tokens = kernel->params[1].u, d = kernel->params[2].u;
    int64_t taps = kernel->params[3].u, direction = kernel->params[4].u ? 1 : -1;
    const double *x = data[0], *w = data[1];
    const int32_t *segments = kernel->params[5].u ? data[2] : NULL;
    double *y = data[segments ? 3 : 2];
    for (int64_t b = 0; b < rows; b++) {
        for (int64_t t = 0; t < tokens; t++) {
            for (int64_t i = 0; i < d; i++) {
                double sum = 0;
                for (int64_t j = 0; j < taps; j++) {
                    int64_t s = t + direction * j;
                    if (s < 0 || s >= tokens) continue;
                    if (segments && segments[b * tokens + t] < 0) continue;
                    if (segments && segments[b * tokens + t] != segments[b * tokens + s]) continue;
                    sum += w[j * d + i] * x[(b * tokens + s) * d + i];
                }
                y[(b * tokens + t) * d + i] = sum;
            }
        }
    }
}

#include <math.h>

#include "core/oracle/oracle.h"

MG_ORACLE(decay_matrix) {
    size_t groups = kernel->params[0].u, c = kernel->params[1].u, shift = kernel->params[2].u;
    int segmented = kernel->params[3].u != 0;
    const double *l = data[0];
    const int32_t *segments = segmented ? data[1] : NULL;
    double *y = data[segmented ? 2 : 1];
    for (size_t g = 0; g < groups; g++) {
        for (size_t t = 0; t < c; t++) {
            for (size_t i = 0; i < c; i++) {
                size_t here = g * c + t, there = g * c + i;
                int meets = i + shift <= t;
                if (segmented) {
                    meets = meets && segments[here] >= 0 && segments[here] == segments[there];
                }
                y[here * c + i] = meets ? exp(l[here - shift] - l[there]) : 0;
            }
        }
    }
}

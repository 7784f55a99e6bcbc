#include "core/oracle/oracle.h"

MG_ORACLE(cache_write) {
    const double *x = data[1];
    const int32_t *positions = data[2];
    double *cache = data[3];
    size_t batch = kernel->params[0].u, length = kernel->params[1].u, width = kernel->params[2].u;
    for (size_t b = 0; b < batch; b++) {
        if (positions[b] < 0 || (size_t)positions[b] >= length) continue;
        double *row = cache + (b * length + (size_t)positions[b]) * width;
        for (size_t c = 0; c < width; c++) row[c] = x[b * width + c];
    }
}

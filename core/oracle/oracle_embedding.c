#include "core/oracle/oracle.h"

MG_ORACLE(embedding) {
    uint32_t n_tokens = kernel->params[0].u, d = kernel->params[2].u;
    int32_t vocabulary = kernel->params[1].i;
    const double *table = data[0];
    const int32_t *ids = data[1];
    double *y = data[2];
    for (uint32_t n = 0; n < n_tokens; n++) {
        bool known = ids[n] >= 0 && ids[n] < vocabulary;
        for (uint32_t i = 0; i < d; i++) {
            y[(size_t)n * d + i] = known ? table[(size_t)ids[n] * d + i] : 0;
        }
    }
}

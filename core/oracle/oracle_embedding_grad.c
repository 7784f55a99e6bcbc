#include <string.h>

#include "core/oracle/oracle.h"

MG_ORACLE(embedding_grad) {
    uint32_t n_tokens = kernel->params[0].u, d = kernel->params[2].u;
    int32_t vocabulary = kernel->params[1].i;
    const int32_t *ids = data[0];
    const double *dy = data[1];
    double *dtable = data[2];
    memset(dtable, 0, (size_t)vocabulary * d * sizeof *dtable);
    for (uint32_t n = 0; n < n_tokens; n++) {
        if (ids[n] < 0 || ids[n] >= vocabulary) continue;
        for (uint32_t i = 0; i < d; i++) dtable[(size_t)ids[n] * d + i] += dy[(size_t)n * d + i];
    }
}

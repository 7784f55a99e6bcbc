#include <string.h>

#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t v = kernel->params[1].u;
    const float *logits = (const float *)data[0] + n * v;
    int32_t target = ((const int32_t *)data[1])[n];
    float lse = ((const float *)data[2])[n], dnll = ((const float *)data[3])[n];
    float *dlogits = (float *)data[4] + n * v;
    if (target < 0 || target >= v || dnll == 0.0f) { /* most rows: the question's tokens */
        memset(dlogits, 0, (size_t)v * sizeof *dlogits);
        return;
    }
    MG_FOR_VECTORS(i, lanes, v) {
        vf_store_n(dlogits + i, dnll * vf_exp(vf_load_n(logits + i, lanes) - lse), lanes);
    }
    dlogits[target] -= dnll;
}

MG_CPU_KERNEL(cross_entropy_grad) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, 4 * (int64_t)kernel->params[1].u);
}

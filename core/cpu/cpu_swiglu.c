#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t f = kernel->params[1].u;
    const float *gate = (const float *)data[0] + n * 2 * f, *up = gate + f;
    float *y = (float *)data[1] + n * f;
    MG_FOR_VECTORS(i, lanes, f) {
        vf a = vf_load_n(gate + i, lanes);
        vf_store_n(y + i, a * vf_sigmoid(a) * vf_load_n(up + i, lanes), lanes);
    }
}

MG_CPU_KERNEL(swiglu) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, 4 * (int64_t)kernel->params[1].u);
}

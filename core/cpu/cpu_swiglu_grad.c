#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t f = kernel->params[1].u;
    const float *gate = (const float *)data[0] + n * 2 * f, *up = gate + f;
    const float *dy = (const float *)data[1] + n * f;
    float *dgate = (float *)data[2] + n * 2 * f, *dup = dgate + f;
    MG_FOR_VECTORS(i, lanes, f) {
        vf a = vf_load_n(gate + i, lanes), d = vf_load_n(dy + i, lanes), s = vf_sigmoid(a);
        vf silu = a * s;
        vf_store_n(dgate + i, d * vf_load_n(up + i, lanes) * (s + silu * (1.0f - s)), lanes);
        vf_store_n(dup + i, d * silu, lanes);
    }
}

MG_CPU_KERNEL(swiglu_grad) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, 5 * (int64_t)kernel->params[1].u);
}

#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t d = kernel->params[1].u;
    const float *x = (const float *)data[0] + n * d, *w = data[1];
    const float *dy = (const float *)data[3] + n * d;
    float *dx = (float *)data[4] + n * d;
    float r = ((const float *)data[2])[n];
    vf sum = {0};
    MG_FOR_VECTORS(i, lanes, d) {
        sum += vf_load_n(x + i, lanes) * vf_load_n(w + i, lanes) * vf_load_n(dy + i, lanes);
    }
    float factor = r * r * r * (vf_sum(sum) / (float)d);
    MG_FOR_VECTORS(i, lanes, d) {
        vf direct = r * vf_load_n(w + i, lanes) * vf_load_n(dy + i, lanes);
        vf_store_n(dx + i, direct - factor * vf_load_n(x + i, lanes), lanes);
    }
}

MG_CPU_KERNEL(rms_norm_dx) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, kernel->params[1].u);
}

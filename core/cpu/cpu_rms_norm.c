#include <math.h>

#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t d = kernel->params[1].u;
    const float *x = (const float *)data[0] + n * d, *w = data[1];
    float *y = (float *)data[2] + n * d;
    float r = 1.0f / sqrtf(mg_row_dot(x, x, d) / (float)d + kernel->params[2].f);
    ((float *)data[3])[n] = r;
    MG_FOR_VECTORS(i, lanes, d) {
        vf_store_n(y + i, vf_load_n(x + i, lanes) * r * vf_load_n(w + i, lanes), lanes);
    }
}

MG_CPU_KERNEL(rms_norm) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, kernel->params[1].u);
}

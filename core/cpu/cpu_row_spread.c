#include "core/cpu/cpu_rows.h"

/* x_b = w_b y */
static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t blocks = kernel->params[1].u, d = kernel->params[2].u;
    const float *y = (const float *)data[0] + n * d;
    const float *w = (const float *)data[1] + n * blocks;
    float *x = (float *)data[2] + n * blocks * d;
    for (int64_t b = 0; b < blocks; b++) {
        MG_FOR_VECTORS(i, lanes, d) {
            vf_store_n(x + b * d + i, w[b] * vf_load_n(y + i, lanes), lanes);
        }
    }
}

MG_CPU_KERNEL(row_spread) {
    int64_t width = (int64_t)kernel->params[1].u * kernel->params[2].u;
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, width);
}

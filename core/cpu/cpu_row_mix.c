#include "core/cpu/cpu_rows.h"

/* y = sum_b w_b x_b */
static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t blocks = kernel->params[1].u, d = kernel->params[2].u;
    const float *x = (const float *)data[0] + n * blocks * d;
    const float *w = (const float *)data[1] + n * blocks;
    float *y = (float *)data[2] + n * d;
    MG_FOR_VECTORS(i, lanes, d) {
        vf sum = w[0] * vf_load_n(x + i, lanes);
        for (int64_t b = 1; b < blocks; b++) sum += w[b] * vf_load_n(x + b * d + i, lanes);
        vf_store_n(y + i, sum, lanes);
    }
}

MG_CPU_KERNEL(row_mix) {
    int64_t width = (int64_t)kernel->params[1].u * kernel->params[2].u;
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, width);
}

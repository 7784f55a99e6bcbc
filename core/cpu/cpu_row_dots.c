#include "core/cpu/cpu_rows.h"

/* w_b = x_b . y */
static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t blocks = kernel->params[1].u, d = kernel->params[2].u;
    const float *x = (const float *)data[0] + n * blocks * d;
    const float *y = (const float *)data[1] + n * d;
    float *w = (float *)data[2] + n * blocks;
    for (int64_t b = 0; b < blocks; b++) w[b] = mg_row_dot(x + b * d, y, d);
}

MG_CPU_KERNEL(row_dots) {
    int64_t width = (int64_t)kernel->params[1].u * kernel->params[2].u;
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, width);
}

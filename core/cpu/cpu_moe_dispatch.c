#include "core/cpu/cpu_rows.h"

static void moe_dispatch_row(const mg_kernel *kernel, void *const *data, int64_t r) {
    int64_t d = kernel->params[1].u, k = kernel->params[2].u;
    int32_t pair = ((const int32_t *)data[1])[r];
    float *y = (float *)data[3] + r * d;
    if (pair < 0) {
        memset(y, 0, (size_t)d * sizeof *y);
    } else {
        memcpy(y, (const float *)data[0] + pair / k * d, (size_t)d * sizeof *y);
    }
}

MG_CPU_KERNEL(moe_dispatch) {
    mg_for_rows(pool, kernel, data, moe_dispatch_row, kernel->params[0].u, kernel->params[1].u);
}

#include <string.h>

#include "core/cpu/cpu_rows.h"

static void token(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t d = kernel->params[2].u;
    int32_t id = ((const int32_t *)data[1])[n];
    float *y = (float *)data[2] + n * d;
    if (id >= 0 && (uint32_t)id < kernel->params[1].u) {
        memcpy(y, (const float *)data[0] + id * d, (size_t)d * sizeof *y);
    } else {
        memset(y, 0, (size_t)d * sizeof *y);
    }
}

MG_CPU_KERNEL(embedding) {
    mg_for_rows(pool, kernel, data, token, kernel->params[0].u, kernel->params[2].u);
}

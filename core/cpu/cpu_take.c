#include "core/cpu/cpu_rows.h"

static void take_row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t n_experts = kernel->params[0].u, k = kernel->params[1].u;
    const float *x = (const float *)data[0] + n * n_experts;
    const int32_t *index = (const int32_t *)data[1] + n * k;
    float *y = (float *)data[2] + n * k;
    for (int64_t i = 0; i < k; i++) y[i] = index[i] < 0 ? 0.0f : x[index[i]];
}

MG_CPU_KERNEL(take) {
    mg_for_rows(pool, kernel, data, take_row, kernel->params[2].u / kernel->params[1].u,
                kernel->params[1].u);
}

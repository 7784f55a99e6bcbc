#include "core/cpu/cpu_rows.h"

static void take_grad_row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t n_experts = kernel->params[0].u, k = kernel->params[1].u;
    const float *dy = (const float *)data[0] + n * k;
    const int32_t *index = (const int32_t *)data[1] + n * k;
    float *dx = (float *)data[2] + n * n_experts;
    memset(dx, 0, (size_t)n_experts * sizeof *dx);
    for (int64_t i = 0; i < k; i++) {
        if (index[i] >= 0) dx[index[i]] += dy[i];
    }
}

MG_CPU_KERNEL(take_grad) {
    mg_for_rows(pool, kernel, data, take_grad_row, kernel->params[2].u / kernel->params[0].u,
                kernel->params[0].u);
}

#include "core/cpu/cpu_rows.h"

static void moe_combine_row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t d = kernel->params[1].u, k = kernel->params[2].u;
    const float *x = data[0], *weight = (const float *)data[1] + n * k;
    const int32_t *slots = (const int32_t *)data[2] + n * k;
    float *y = (float *)data[4] + n * d;
    MG_FOR_VECTORS(j, lanes, d) {
        vf sum = vf_set1(0);
        for (int64_t i = 0; i < k; i++) {
            if (slots[i] >= 0) sum += vf_set1(weight[i]) * vf_load_n(x + slots[i] * d + j, lanes);
        }
        vf_store_n(y + j, sum, lanes);
    }
}

MG_CPU_KERNEL(moe_combine) {
    mg_for_rows(pool, kernel, data, moe_combine_row, kernel->params[0].u,
                kernel->params[1].u * (int64_t)kernel->params[2].u);
}

#include "core/cpu/cpu_rows.h"

/* Serves the pair i, and clears row i if that is padding: every output has one writer. */
static void moe_combine_grad_row(const mg_kernel *kernel, void *const *data, int64_t i) {
    int64_t d = kernel->params[1].u, k = kernel->params[2].u;
    const float *dy = (const float *)data[0] + i / k * d;
    vf weight = vf_set1(((const float *)data[2])[i]), sum = vf_set1(0);
    int32_t slot = ((const int32_t *)data[3])[i];
    float *dx = data[5];
    if (((const int32_t *)data[4])[i] < 0) memset(dx + i * d, 0, (size_t)d * sizeof *dx);
    if (slot >= 0) {
        const float *x = (const float *)data[1] + slot * d;
        MG_FOR_VECTORS(j, lanes, d) {
            vf v = vf_load_n(dy + j, lanes);
            vf_store_n(dx + slot * d + j, weight * v, lanes);
            sum += vf_load_n(x + j, lanes) * v;
        }
    }
    ((float *)data[6])[i] = vf_sum(sum);
}

MG_CPU_KERNEL(moe_combine_grad) {
    mg_for_rows(pool, kernel, data, moe_combine_grad_row, kernel->params[0].u,
                2 * (int64_t)kernel->params[1].u);
}

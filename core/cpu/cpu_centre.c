#include "core/cpu/cpu_rows.h"
#include "core/cpu/cpu_sums.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t d = kernel->params[1].u;
    const float *x = (const float *)data[0] + n * d;
    float *y = (float *)data[1] + n * d;
    vf mean = vf_set1(mg_sum_pairwise(x, d, false) / (float)d);
    MG_FOR_VECTORS(i, lanes, d) {
        vf_store_n(y + i, vf_load_n(x + i, lanes) - mean, lanes);
    }
}

MG_CPU_KERNEL(centre) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, kernel->params[1].u);
}

#include <math.h>

#include "core/cpu/cpu_rows.h"

static float row_max(const float *x, int64_t n) {
    vf top = vf_set1(-INFINITY);
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) top = vf_max(top, vf_load(x + i));
    float most = vf_max_lane(top);
    for (; i < n; i++) most = most > x[i] ? most : x[i];
    return most;
}

static float row_lse(const float *x, int64_t n) {
    float top = row_max(x, n);
    vf sum = {0};
    int64_t i = 0;
    for (; i + MG_VW <= n; i += MG_VW) sum += vf_exp(vf_load(x + i) - top);
    float total = vf_sum(sum);
    for (; i < n; i++) total += expf(x[i] - top);
    return top + logf(total);
}

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t v = kernel->params[1].u;
    const float *logits = (const float *)data[0] + n * v;
    int32_t target = ((const int32_t *)data[1])[n];
    float lse = row_lse(logits, v);
    ((float *)data[3])[n] = lse;
    ((float *)data[2])[n] = target >= 0 && target < v ? lse - logits[target] : 0.0f;
}

MG_CPU_KERNEL(cross_entropy) {
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u, 4 * (int64_t)kernel->params[1].u);
}

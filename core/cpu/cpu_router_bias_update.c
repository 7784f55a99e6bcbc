#include "core/cpu/cpu_sums.h"

MG_CPU_KERNEL(router_bias_update) {
    (void)pool;
    const float *load = data[1], *speed = data[2];
    float *bias = data[3];
    int64_t n_experts = kernel->params[0].u;
    float total = mg_sum_pairwise(load, n_experts, false);
    for (int64_t e = 0; e < n_experts; e++) {
        /* The mean may not be a float; counts and their total are. */
        float share = load[e] * (float)n_experts;
        if (share < total) bias[e] += speed[0];
        if (share > total) bias[e] -= speed[0];
    }
}

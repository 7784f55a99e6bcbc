#include "core/oracle/oracle.h"

MG_ORACLE(router_bias_update) {
    const double *load = data[1], *speed = data[2];
    double *bias = data[3], mean = 0;
    uint32_t n_experts = kernel->params[0].u;
    for (uint32_t e = 0; e < n_experts; e++) mean += load[e];
    mean /= n_experts;
    for (uint32_t e = 0; e < n_experts; e++) {
        if (load[e] < mean) bias[e] += speed[0];
        if (load[e] > mean) bias[e] -= speed[0];
    }
}

#include "core/oracle/oracle.h"

MG_ORACLE(moe_plan) {
    const int32_t *experts = data[0];
    int32_t *slots = data[1], *rows = data[2], *offsets = data[3];
    double *load = data[4];
    size_t m = kernel->params[0].u, n_experts = kernel->params[1].u;
    int32_t row = 0;
    for (size_t i = 0; i < m; i++) slots[i] = -1;
    for (size_t e = 0; e < n_experts; e++) {
        offsets[e] = row;
        for (size_t i = 0; i < m; i++) {
            if (experts[i] != (int32_t)e) continue;
            slots[i] = row;
            rows[row++] = (int32_t)i;
        }
        load[e] = row - offsets[e];
    }
    offsets[n_experts] = row;
    for (; row < (int32_t)m; row++) rows[row] = -1;
}

#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"

/* Counting sort on one thread: two passes over at most some ten thousand integers cost less than
 * handing parts of them out. */
MG_CPU_KERNEL(moe_plan) {
    (void)pool;
    const int32_t *experts = data[0];
    int32_t *slots = data[1], *rows = data[2], *offsets = data[3];
    float *load = data[4];
    int64_t m = kernel->params[0].u, n_experts = kernel->params[1].u;
    /* An unsigned comparison excludes negative experts too. */
    memset(offsets, 0, (size_t)(n_experts + 1) * sizeof *offsets);
    for (int64_t i = 0; i < m; i++) {
        if ((uint32_t)experts[i] < (uint32_t)n_experts) offsets[experts[i] + 1]++;
    }
    for (int64_t e = 0; e < n_experts; e++) {
        load[e] = (float)offsets[e + 1];
        offsets[e + 1] += offsets[e];
    }
    for (int64_t i = 0; i < m; i++) { /* offsets[e] is the next free row of expert e */
        bool routed = (uint32_t)experts[i] < (uint32_t)n_experts;
        slots[i] = routed ? offsets[experts[i]]++ : -1;
        if (routed) rows[slots[i]] = (int32_t)i;
    }
    for (int64_t i = offsets[n_experts]; i < m; i++) rows[i] = -1;
    /* Each offset has moved to the end of its expert, where the next one begins. */
    memmove(offsets + 1, offsets, (size_t)n_experts * sizeof *offsets);
    offsets[0] = 0;
}

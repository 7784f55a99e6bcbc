/* Pairwise sums: the error grows with log n. The tree depends on n and the instruction set alone.
 */
#ifndef MG_CPU_CPU_SUMS_H
#define MG_CPU_CPU_SUMS_H

#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"

#define MG_SUM_BLOCK 1024 /* elements that are added in a plain loop over lanes */

MG_INLINE float mg_sum_block(const float *x, int64_t n, bool squares) {
    vf total[4] = {{0}, {0}, {0}, {0}};
    int64_t i = 0;
    for (; i + 4 * MG_VW <= n; i += 4 * MG_VW) {
        for (int k = 0; k < 4; k++) {
            vf v = vf_load(x + i + k * MG_VW);
            total[k] += squares ? v * v : v;
        }
    }
    for (int k = 0; i < n; i += MG_VW, k++) {
        vf v = vf_load_n(x + i, vf_lanes_left(n, i));
        total[k] += squares ? v * v : v;
    }
    return vf_sum((total[0] + total[1]) + (total[2] + total[3]));
}

/* Sum of x[i], or of x[i]^2. */
static __attribute__((unused)) float mg_sum_pairwise(const float *x, int64_t n, bool squares) {
    if (n <= MG_SUM_BLOCK) return squares ? mg_sum_block(x, n, true) : mg_sum_block(x, n, false);
    int64_t half = (n / 2 + MG_SUM_BLOCK - 1) / MG_SUM_BLOCK * MG_SUM_BLOCK;
    return mg_sum_pairwise(x, half, squares) + mg_sum_pairwise(x + half, n - half, squares);
}

#endif

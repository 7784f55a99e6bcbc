#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"
#include "core/cpu/gemm_list.h"

MG_CPU_KERNEL(grouped_matmul) {
    const float *x = data[0], *w = data[1];
    const int32_t *offsets = data[2];
    float *y = data[3];
    int64_t m = kernel->params[0].u, n_in = kernel->params[1].u, n_out = kernel->params[2].u;
    int64_t n_experts = kernel->params[3].u;
    bool transpose = kernel->params[4].u;
    gemm_list list = {.pool = pool};
    /* After the experts comes the padding: sums of no products, which are zeros. */
    for (int64_t e = 0; e <= n_experts; e++) {
        int64_t first = offsets[e], end = e < n_experts ? offsets[e + 1] : m;
        gemm_list_add(&list, &(mg_gemm_args){
                                 .m = end - first,
                                 .n = n_out,
                                 .k = e < n_experts ? n_in : 0,
                                 .a = x + first * n_in,
                                 .lda = n_in,
                                 .b = e < n_experts ? w + e * n_in * n_out : w,
                                 .ldb = transpose ? n_in : n_out,
                                 .c = y + first * n_out,
                                 .ldc = n_out,
                                 .trans_b = transpose,
                             });
    }
    gemm_list_run(&list);
}

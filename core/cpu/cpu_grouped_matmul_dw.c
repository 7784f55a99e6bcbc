#include "core/cpu/cpu_kernels.h"
#include "core/cpu/gemm_list.h"

MG_CPU_KERNEL(grouped_matmul_dw) {
    const float *a = data[0], *b = data[1];
    const int32_t *offsets = data[2];
    float *y = data[3];
    int64_t n_p = kernel->params[1].u, n_q = kernel->params[2].u, n_experts = kernel->params[3].u;
    gemm_list list = {.pool = pool};
    for (int64_t e = 0; e < n_experts; e++) {
        gemm_list_add(&list, &(mg_gemm_args){
                                 .m = n_p,
                                 .n = n_q,
                                 .k = offsets[e + 1] - offsets[e],
                                 .a = a + offsets[e] * n_p,
                                 .lda = n_p,
                                 .b = b + offsets[e] * n_q,
                                 .ldb = n_q,
                                 .c = y + e * n_p * n_q,
                                 .ldc = n_q,
                                 .trans_a = true,
                             });
    }
    gemm_list_run(&list);
}

#include <stdbool.h>

#include "core/cpu/cpu_kernels.h"
#include "core/cpu/gemm_list.h"

MG_CPU_KERNEL(matmul) {
    int64_t m = kernel->params[0].u, n = kernel->params[1].u, k = kernel->params[2].u;
    bool trans_a = kernel->params[3].u, trans_b = kernel->params[4].u;
    gemm_list list = {.pool = pool};
    for (int64_t i = 0; i < kernel->grid[2]; i++) {
        gemm_list_add(&list, &(mg_gemm_args){
                                 .m = m,
                                 .n = n,
                                 .k = k,
                                 .a = (const float *)data[0] + i * m * k,
                                 .lda = trans_a ? m : k,
                                 .b = (const float *)data[1] + i * k * n,
                                 .ldb = trans_b ? k : n,
                                 .c = (float *)data[2] + i * m * n,
                                 .ldc = n,
                                 .trans_a = trans_a,
                                 .trans_b = trans_b,
                             });
    }
    gemm_list_run(&list);
}

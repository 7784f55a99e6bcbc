#include "core/cpu/cpu_triangle.h"

static void group(const mg_kernel *kernel, void *const *data, int64_t g) {
    int64_t c = kernel->params[1].u, d = kernel->params[2].u;
    mg_triangle_solve(&(mg_triangle){.l = (const float *)data[0] + g * c * c,
                                     .b = (const float *)data[1] + g * c * d,
                                     .x = (float *)data[2] + g * c * d,
                                     .c = c,
                                     .columns = d,
                                     .b_row = d,
                                     .x_row = d,
                                     .transpose = kernel->params[3].u});
}

MG_CPU_KERNEL(tri_solve) {
    int64_t c = kernel->params[1].u, d = kernel->params[2].u;
    mg_for_rows(pool, kernel, data, group, kernel->params[0].u, c * c * d / 8);
}

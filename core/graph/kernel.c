#include "core/graph/kernel.h"

#include <assert.h>

void mg_kernel_param_u(mg_kernel *kernel, int64_t value) {
    assert(kernel->n_params < MG_KERNEL_PARAMS && value >= 0 && value <= UINT32_MAX);
    kernel->params[kernel->n_params++].u = (uint32_t)value;
}

void mg_kernel_param_f(mg_kernel *kernel, double value) {
    assert(kernel->n_params < MG_KERNEL_PARAMS);
    kernel->params[kernel->n_params++].f = (float)value;
}

void mg_kernel_grid(mg_kernel *kernel, int64_t x, int64_t y, int64_t z) {
    assert(x >= 0 && x <= UINT32_MAX && y >= 0 && y <= UINT32_MAX && z >= 0 && z <= UINT32_MAX);
    kernel->grid[0] = (uint32_t)x;
    kernel->grid[1] = (uint32_t)y;
    kernel->grid[2] = (uint32_t)z;
}

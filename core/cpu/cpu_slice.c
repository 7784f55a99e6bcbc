#include "core/cpu/cpu_runs.h"

MG_CPU_KERNEL(slice) {
    const mg_param *p = kernel->params;
    int64_t rows = p[0].u, length = p[1].u, stride = p[2].u, start = p[3].u;
    mg_run run = {(const float *)data[0] + start, stride, length};
    mg_write_runs(pool, data[1], rows, 1, &run);
}

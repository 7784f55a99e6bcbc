#include "core/cpu/cpu_runs.h"

MG_CPU_KERNEL(pad) {
    const mg_param *p = kernel->params;
    int64_t rows = p[0].u, before = p[1].u, length = p[2].u, after = p[3].u;
    mg_run runs[] = {{NULL, 0, before}, {data[0], length, length}, {NULL, 0, after}};
    mg_write_runs(pool, data[1], rows, 3, runs);
}

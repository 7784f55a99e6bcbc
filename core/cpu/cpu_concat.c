#include "core/cpu/cpu_runs.h"

MG_CPU_KERNEL(concat) {
    const mg_param *p = kernel->params;
    int64_t rows = p[0].u, length_a = p[1].u, length_b = p[2].u;
    mg_run runs[] = {{data[0], length_a, length_a}, {data[1], length_b, length_b}};
    mg_write_runs(pool, data[2], rows, 2, runs);
}

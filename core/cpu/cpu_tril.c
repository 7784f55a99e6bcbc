#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_rows.h"

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t c = kernel->params[2].u, kept = n % kernel->params[1].u + kernel->params[3].u;
    float *y = (float *)data[1] + n * c;
    if (kept > c) kept = c;
    mg_copy_run(y, (const float *)data[0] + n * c, kept);
    mg_fill_run(y + kept, 0, c - kept);
}

MG_CPU_KERNEL(tril) {
    int64_t rows = (int64_t)kernel->params[0].u * kernel->params[1].u;
    mg_for_rows(pool, kernel, data, row, rows, kernel->params[2].u);
}

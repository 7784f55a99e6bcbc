#include <stdbool.h>

#include "core/cpu/cpu_conv1d.h"
#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_rows.h"

static void token(const mg_kernel *kernel, void *const *data, int64_t n) {
    conv_rows rows = conv_rows_of(kernel, data, 5);
    int64_t d = rows.features, taps = kernel->params[3].u, t = n % rows.tokens;
    int64_t step = kernel->params[4].u ? 1 : -1;
    const float *x = (const float *)data[0] + n * d, *w = data[1];
    float *y = (float *)data[rows.segments ? 3 : 2] + n * d;
    mg_fill_run(y, 0, d);
    for (int64_t j = 0; j < taps; j++) {
        if (!conv_meets(&rows, n, t, j * step)) continue;
        const float *seen = x + j * step * d;
        MG_FOR_VECTORS(i, lanes, d) {
            vf product = vf_load_n(w + j * d + i, lanes) * vf_load_n(seen + i, lanes);
            vf_store_n(y + i, vf_load_n(y + i, lanes) + product, lanes);
        }
    }
}

MG_CPU_KERNEL(conv1d) {
    int64_t tokens = (int64_t)kernel->params[0].u * kernel->params[1].u;
    int64_t cost = (int64_t)kernel->params[2].u * kernel->params[3].u;
    mg_for_rows(pool, kernel, data, token, tokens, cost);
}

#include <string.h>

#include "core/cpu/cpu_rows.h"

/* All heads of one token. */
static void token(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t heads = kernel->params[1].u, d = kernel->params[2].u, pairs = kernel->params[4].u;
    int32_t last = kernel->params[3].i - 1, position = ((const int32_t *)data[1])[n];
    float sign = kernel->params[5].f;
    position = position < 0 ? 0 : position > last ? last : position;
    const float *x = (const float *)data[0] + n * heads * d;
    const float *table = (const float *)data[2] + (int64_t)position * pairs * 2;
    float *y = (float *)data[3] + n * heads * d;
    for (int64_t h = 0; h < heads; h++, x += d, y += d) {
        int64_t first = d - 2 * pairs;
        memcpy(y, x, (size_t)first * sizeof *y);
        for (int64_t i = 0; i < pairs; i++) {
            float c = table[2 * i], s = sign * table[2 * i + 1];
            float a = x[first + 2 * i], b = x[first + 2 * i + 1];
            y[first + 2 * i] = a * c - b * s;
            y[first + 2 * i + 1] = a * s + b * c;
        }
    }
}

MG_CPU_KERNEL(rope) {
    int64_t elements = (int64_t)kernel->params[1].u * kernel->params[2].u;
    mg_for_rows(pool, kernel, data, token, kernel->params[0].u, elements);
}

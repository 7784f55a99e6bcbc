#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_rows.h"

/* exp(top - l[i]) for the first n tokens, 0 where the segment is another one. */
static void decays(const float *l, const int32_t *segments, int32_t segment, float top, int64_t n,
                   float *y) {
    MG_FOR_VECTORS(i, lanes, n) {
        vf x = vf_exp(top - vf_load_n(l + i, lanes));
        if (segments) {
            vi other = {0};
            memcpy(&other, segments + i, (size_t)lanes * sizeof *segments);
            x = vf_select(other == segment, x, vf_set1(0));
        }
        vf_store_n(y + i, x, lanes);
    }
}

static void row(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t c = kernel->params[1].u, shift = kernel->params[2].u, t = n % c, seen = t + 1 - shift;
    const int32_t *segments = kernel->params[3].u ? (const int32_t *)data[1] + (n - t) : NULL;
    const float *l = (const float *)data[0] + (n - t);
    float *y = (float *)data[segments ? 2 : 1] + n * c;
    if (segments && segments[t] < 0) seen = 0;
    if (seen > 0) decays(l, segments, segments ? segments[t] : 0, l[t - shift], seen, y);
    mg_fill_run(y + seen, 0, c - seen);
}

MG_CPU_KERNEL(decay_matrix) {
    int64_t c = kernel->params[1].u;
    mg_for_rows(pool, kernel, data, row, kernel->params[0].u * c, 8 * c);
}

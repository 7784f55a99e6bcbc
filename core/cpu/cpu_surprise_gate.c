#include "core/cpu/cpu_gate.h"
#include "core/cpu/cpu_rows.h"

static void group(const mg_kernel *kernel, void *const *data, int64_t g) {
    int64_t c = kernel->params[6].u;
    bool has_starts = kernel->params[7].u;
    const float *s = (const float *)data[0] + g * c;
    const float *starts = has_starts ? (const float *)data[3] + g * c : NULL;
    float *w = (float *)data[has_starts ? 4 : 3] + g * c;
    float *states = (float *)data[has_starts ? 5 : 4] + 3 * g * c;
    cpu_gate gate =
        cpu_gate_start(kernel, ((const float *)data[1])[g], (const float *)data[2] + 3 * g);
    for (int64_t t = 0; t < c; t++) {
        float start = starts ? starts[t] : 0;
        if (start > 0) cpu_gate_forget(&gate);
        w[t] = start >= 0 ? cpu_gate_decide(&gate, s[t]) : 0;
        cpu_gate_store(&gate, states + 3 * t);
    }
}

MG_CPU_KERNEL(surprise_gate) {
    mg_for_rows(pool, kernel, data, group, kernel->params[5].u, 8 * (int64_t)kernel->params[6].u);
}

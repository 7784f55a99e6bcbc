#include "core/cpu/cpu_math.h"

#include "core/cpu/isa.h"

#define MG_UNARY(name)                                                                             \
    static void name##_array(float *y, const float *x, int64_t n) {                                \
        int64_t i = 0;                                                                             \
        for (; i + MG_VW <= n; i += MG_VW) vf_store(y + i, vf_##name(vf_load(x + i)));             \
        if (i < n) vf_store_n(y + i, vf_##name(vf_load_n(x + i, n - i)), n - i);                   \
    }

MG_UNARY(exp)
MG_UNARY(log)
MG_UNARY(sigmoid)

static float sum_array(const float *x, int64_t n) {
    vf total = {0};
    MG_FOR_VECTORS(i, lanes, n) total += vf_load_n(x + i, lanes);
    return vf_sum(total);
}

extern const mg_cpu_math MG_CPU(math);
const mg_cpu_math MG_CPU(math) = {exp_array, log_array, sigmoid_array, sum_array};

#include "core/cpu/cpu_elementwise.h"

MG_INLINE vf silu_slope(vf x) {
    vf s = vf_sigmoid(x);
    return s + x * s * (1.0f - s);
}

MG_CPU_ELEMENTWISE(silu_grad, 1, silu_slope(LOAD(0)))

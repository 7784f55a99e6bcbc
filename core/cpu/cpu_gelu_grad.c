#include "core/cpu/cpu_elementwise.h"
#include "core/cpu/cpu_normal.h"

MG_INLINE vf gelu_slope(vf x) {
    vf bell = vf_normal_bell(x);
    return vf_normal_integral(x, bell) + x * bell * 0x1.988454p-2f; /* 1 / sqrt(2 pi) */
}

MG_CPU_ELEMENTWISE(gelu_grad, 1, gelu_slope(LOAD(0)))

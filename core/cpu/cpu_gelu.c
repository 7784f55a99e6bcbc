#include "core/cpu/cpu_elementwise.h"
#include "core/cpu/cpu_normal.h"

MG_INLINE vf gelu_of(vf x) {
    return x * vf_normal_integral(x, vf_normal_bell(x));
}

MG_CPU_ELEMENTWISE(gelu, 1, gelu_of(LOAD(0)))

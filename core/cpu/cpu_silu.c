#include "core/cpu/cpu_elementwise.h"

MG_INLINE vf silu_of(vf x) {
    return x * vf_sigmoid(x);
}

MG_CPU_ELEMENTWISE(silu, 1, silu_of(LOAD(0)))

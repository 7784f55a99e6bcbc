#include "core/cpu/cpu_elementwise.h"

/* keep = 0 must not multiply: 0 * NaN is NaN. */
MG_INLINE vf update(vf destination, vf x, float keep) {
    return keep == 0.0f ? x : destination * vf_set1(keep) + x;
}

MG_CPU_ELEMENTWISE(accumulate, 3, update(LOAD(0), LOAD(1), ((const float *)data[2])[0]))

#include "core/cpu/cpu_elementwise.h"

/* max(x, 0) + log(1 + e),  e = e^-|x| <= 1.  log(1 + e) = 2 atanh(s),  s = e / (2 + e) <= 1/3:
 * 1 + e is never rounded, so that a small e keeps its precision. atanh(s) / s by a polynomial in
 * s^2, off by 4e-9. */
MG_INLINE vf softplus_of(vf x) {
    vf e = vf_exp(-vf_abs(x)), s = e / (2.0f + e), z = s * s;
    vf p = z * 0x1.208bc2p-3f + 0x1.1e510ep-3f;
    p = p * z + 0x1.99dae6p-3f;
    p = p * z + 0x1.5554e0p-2f;
    p = p * z + 1.0f;
    return vf_max(x, vf_set1(0)) + 2.0f * s * p;
}

MG_CPU_ELEMENTWISE(softplus, 1, softplus_of(LOAD(0)))

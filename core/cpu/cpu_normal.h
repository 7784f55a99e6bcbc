/* The normal distribution, for gelu and its gradient. */
#ifndef MG_CPU_CPU_NORMAL_H
#define MG_CPU_CPU_NORMAL_H

#include "core/cpu/isa.h"

/* e^(-x^2 / 2) */
MG_INLINE vf vf_normal_bell(vf x) {
    return vf_exp(-0.5f * x * x);
}

/* Phi(x) from bell = e^(-x^2 / 2). The tail beyond |x| is bell * t * p(t) / 2 with
 * t = 1 / (1 + |x| / sqrt(8)): t p(t) fits e^(z^2) erfc(z), z = |x| / sqrt(2), which is smooth
 * where erfc itself falls too steeply for a polynomial; relative error 1.6e-7. */
MG_INLINE vf vf_normal_integral(vf x, vf bell) {
    vf t = 1.0f / (1.0f + vf_abs(x) * 0x1.6a09e6p-2f);
    vf p = t * -0x1.e26ff6p-6f + 0x1.228364p-3f; /* the coefficients are those of p / 2 */
    p = p * t - 0x1.f109a8p-3f;
    p = p * t + 0x1.1a9b5cp-3f;
    p = p * t - 0x1.9c90c6p-7f;
    p = p * t + 0x1.9dd77ap-4f;
    p = p * t + 0x1.f232aap-4f;
    p = p * t + 0x1.212148p-3f;
    p = p * t + 0x1.20db98p-3f;
    vf tail = bell * t * p;
    return vf_select(x < 0.0f, tail, 1.0f - tail);
}

#endif

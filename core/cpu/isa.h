/* One kernel source, several instruction sets.
 *
 * Every core/cpu/cpu_*.c is compiled once per instruction set, with -DMG_ISA=<isa>,
 * -DMG_ISA_<isa>=1 and that set's flags. A kernel names its external functions with MG_CPU(), so
 * that each object has its own symbol, and is written once over `vf`, a vector of MG_VW floats:
 *
 *     void MG_CPU(scale)(float *x, float factor, int64_t n) {          // cpu_scale_avx512, ...
 *         MG_FOR_VECTORS(i, lanes, n)
 *             vf_store_n(x + i, vf_load_n(x + i, lanes) * vf_set1(factor), lanes);
 *     }
 *
 * Code compiled once (core/cpu/backend_*.c) picks one by table, see backend_isa.h. Nothing here may
 * be included by a file that is not compiled with MG_ISA.
 *
 * Arithmetic is written with the operators of the compiler's vector extension: a * b + c on vf.
 * -ffast-math is never used, so NaN and infinities propagate; products and sums may be fused.
 * Sums over lanes use one fixed tree, so a result depends on the instruction set and the shape, and
 * on nothing else. */
#ifndef MG_CPU_ISA_H
#define MG_CPU_ISA_H

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef MG_ISA
#error "isa.h is for core/cpu/cpu_*.c, which CMakeLists.txt compiles once per instruction set"
#endif

#define MG_CPU_JOIN_(name, isa) cpu_##name##_##isa
#define MG_CPU_JOIN(name, isa)  MG_CPU_JOIN_(name, isa)
#define MG_CPU(name)            MG_CPU_JOIN(name, MG_ISA)

#if defined(MG_ISA_avx512)
#define MG_VW 16
#elif defined(MG_ISA_avx2)
#define MG_VW 8
#else
#define MG_VW 4
#endif

#define MG_INLINE static inline __attribute__((always_inline, unused))

typedef float vf __attribute__((vector_size(MG_VW * 4)));
typedef int32_t vi __attribute__((vector_size(MG_VW * 4))); /* lanes of a comparison: 0 or -1 */
typedef uint32_t vu __attribute__((vector_size(MG_VW * 4)));
typedef float vf_unaligned __attribute__((vector_size(MG_VW * 4), aligned(4), may_alias));

/* Steps through n floats; the body sees the first index and how many lanes of a vector are there.
 * The compiler makes the last, partial, vector of the _n functions cheap or expensive: in a hot
 * loop give full vectors their own loop. */
#define MG_FOR_VECTORS(i, lanes, n)                                                                \
    for (int64_t i = 0, lanes = vf_lanes_left(n, 0); lanes > 0;                                    \
         i += MG_VW, lanes = vf_lanes_left(n, i))

MG_INLINE int64_t vf_lanes_left(int64_t n, int64_t i) {
    return n - i < MG_VW ? n - i : MG_VW;
}

MG_INLINE vf vf_set1(float x) {
    return x - (vf){0}; /* x - 0, not x + 0: keeps the sign of -0 */
}

MG_INLINE vf vf_load(const float *p) {
    return *(const vf_unaligned *)p;
}

MG_INLINE void vf_store(float *p, vf x) {
    *(vf_unaligned *)p = x;
}

/* Lane numbers 0, 1, 2, ... */
MG_INLINE vi vi_lanes(void) {
#if MG_VW == 16
    return (vi){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif MG_VW == 8
    return (vi){0, 1, 2, 3, 4, 5, 6, 7};
#else
    return (vi){0, 1, 2, 3};
#endif
}

/* The first n lanes (n in [0, MG_VW]) from memory, the others 0; touches no memory beyond. */
MG_INLINE vf vf_load_n(const float *p, int64_t n) {
    if (n == MG_VW) return vf_load(p);
#if MG_VW == 16
    return (vf)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#elif MG_VW == 8
    return (vf)_mm256_maskload_ps(p, (__m256i)(vi_lanes() < (int32_t)n));
#else
    vf x = {0};
    memcpy(&x, p, (size_t)n * sizeof(float));
    return x;
#endif
}

/* Writes the first n lanes. */
MG_INLINE void vf_store_n(float *p, vf x, int64_t n) {
    if (n == MG_VW) {
        vf_store(p, x);
        return;
    }
#if MG_VW == 16
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)x);
#elif MG_VW == 8
    _mm256_maskstore_ps(p, (__m256i)(vi_lanes() < (int32_t)n), (__m256)x);
#else
    memcpy(p, &x, (size_t)n * sizeof(float));
#endif
}

/* mask ? a : b, lane by lane. */
MG_INLINE vf vf_select(vi mask, vf a, vf b) {
    return (vf)((mask & (vi)a) | (~mask & (vi)b));
}

/* a if a > b, else b: a NaN in b propagates, a NaN in a gives b (as x86 max). */
MG_INLINE vf vf_max(vf a, vf b) {
    return vf_select(a > b, a, b);
}

MG_INLINE vf vf_min(vf a, vf b) {
    return vf_select(a < b, a, b);
}

MG_INLINE vf vf_abs(vf x) {
    return (vf)((vi)x & 0x7fffffff);
}

MG_INLINE vf vf_sqrt(vf x) {
#if MG_VW == 16
    return (vf)_mm512_sqrt_ps((__m512)x);
#elif MG_VW == 8
    return (vf)_mm256_sqrt_ps((__m256)x);
#else
    vf y;
    for (int i = 0; i < MG_VW; i++) y[i] = __builtin_sqrtf(x[i]);
    return y;
#endif
}

/* Sum of the lanes: halves are added until one is left. */
MG_INLINE float vf_sum(vf x) {
    float s[MG_VW];
    memcpy(s, &x, sizeof s);
    for (int half = MG_VW / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) s[i] += s[i + half];
    }
    return s[0];
}

/* Largest lane; a NaN may be lost (see vf_max). */
MG_INLINE float vf_max_lane(vf x) {
    float s[MG_VW];
    memcpy(s, &x, sizeof s);
    for (int half = MG_VW / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) s[i] = s[i] > s[i + half] ? s[i] : s[i + half];
    }
    return s[0];
}

/* e^x, about 1 ulp; subnormal results included; NaN -> NaN, +inf -> +inf, -inf -> 0.
 * x = n ln 2 + r, |r| <= ln 2 / 2; e^r by a polynomial; 2^n in two factors, because n reaches 128
 * upwards and -150 downwards, where one factor does not exist as a float. */
MG_INLINE vf vf_exp(vf x) {
    const float round = 0x1.8p23f; /* adding it leaves rint(x) in the low mantissa bits */
    x = vf_select(x < -104.0f, vf_set1(-104.0f), x);
    x = vf_select(x > 89.0f, vf_set1(89.0f), x);
    vf shifted = x * 0x1.715476p+0f + round;
    vf n = shifted - round;
    vf r = x - n * 0x1.62e4p-1f; /* the high part of ln 2 has 15 bits: n * high is exact */
    r = r - n * 0x1.7f7d1cp-20f;
    vf p = r * 0x1.a01a02p-13f + 0x1.6c16c2p-10f; /* 1/7!, 1/6!, ... */
    p = p * r + 0x1.111112p-7f;
    p = p * r + 0x1.555556p-5f;
    p = p * r + 0x1.555556p-3f;
    p = p * r + 0x1p-1f;
    vf y = (r * r) * p + r + 1.0f;
    vi exponent = (vi)((vu)(vi)shifted - (vu)(vi)vf_set1(round));
    vi half = exponent >> 1;
    vf low = (vf)(((vu)half + 127u) << 23);
    vf high = (vf)(((vu)exponent - (vu)half + 127u) << 23);
    return (y * low) * high;
}

/* Natural logarithm, about 1 ulp; log(0) = -inf, log(x < 0) = NaN, log(inf) = inf.
 * x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f),
 * log(1 + f) = 2 s + 2/3 s^3 + 2/5 s^5 + ... */
MG_INLINE vf vf_log(vf x) {
    vi tiny = x < 0x1p-126f;
    vf scaled = vf_select(tiny, x * 0x1p23f, x);
    vu bits = (vu)(vi)scaled + (0x3f800000u - 0x3f3504f3u); /* so that the cut is at sqrt(1/2) */
    vf k = __builtin_convertvector((vi)(bits >> 23) - 127 - (tiny & 23), vf);
    vf f = (vf)((bits & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
    vf s = f / (2.0f + f);
    vf z = s * s;
    /* The tail of 2 s = f - s f is kept apart from f, for the sake of the last bit near x = 1. */
    vf half_square = 0.5f * f * f;
    vf tail = z * 0x1.f13c4cp-3f + 0x1.23d3dcp-2f;
    tail = z * tail + 0x1.999c26p-2f;
    tail = z * tail + 0x1.555554p-1f;
    tail = z * tail;
    vf y =
        k * 0x1.62e3p-1f - ((half_square - (s * (half_square + tail) + k * 0x1.2fefa2p-17f)) - f);
    y = vf_select(x == 0.0f, vf_set1(-__builtin_inff()), y);
    y = vf_select(x == __builtin_inff(), x, y);
    return vf_select(x >= 0.0f, y, vf_set1(__builtin_nanf(""))); /* x < 0 and NaN */
}

/* 1 / (1 + e^-x) without cancellation on either side: sigmoid(-100) is 3.8e-44, not 0. */
MG_INLINE vf vf_sigmoid(vf x) {
    vf e = vf_exp(-vf_abs(x));
    return vf_select(x < 0.0f, e, vf_set1(1.0f)) / (1.0f + e);
}

#endif

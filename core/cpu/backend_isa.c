#include "core/cpu/backend_isa.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const isa_names[MG_N_ISAS] = {
    [MG_CPU_GENERIC] = "generic",
    [MG_CPU_SSE2] = "sse2",
    [MG_CPU_AVX2] = "avx2",
    [MG_CPU_AVX512] = "avx512",
};

/* The accessor of one group's tables: NULL for what this build does not have. */
#if defined(MG_HAVE_ISA_avx512)
#define MG_ISA_TABLE(type, group)                                                                  \
    extern const type cpu_##group##_sse2, cpu_##group##_avx2, cpu_##group##_avx512;                \
    const type *mg_cpu_##group##_for(mg_isa isa) {                                                 \
        assert(mg_cpu_isa_available(isa));                                                         \
        return isa == MG_CPU_AVX512 ? &cpu_##group##_avx512                                        \
               : isa == MG_CPU_AVX2 ? &cpu_##group##_avx2                                          \
                                    : &cpu_##group##_sse2;                                         \
    }
#else
#define MG_ISA_TABLE(type, group)                                                                  \
    extern const type cpu_##group##_generic;                                                       \
    const type *mg_cpu_##group##_for(mg_isa isa) {                                                 \
        assert(mg_cpu_isa_available(isa));                                                         \
        (void)isa;                                                                                 \
        return &cpu_##group##_generic;                                                             \
    }
#endif

MG_ISA_TABLE(mg_cpu_math, math)
MG_ISA_TABLE(mg_cpu_gemm, gemm)

const char *mg_cpu_isa_name(mg_isa isa) {
    return isa_names[isa];
}

bool mg_cpu_isa_available(mg_isa isa) {
    switch (isa) {
#if defined(MG_HAVE_ISA_avx512)
    case MG_CPU_SSE2:
        return true; /* part of x86-64 */
    case MG_CPU_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case MG_CPU_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("fma");
#else
    case MG_CPU_GENERIC:
        return true;
#endif
    default:
        return false;
    }
}

/* "sse2, avx2": what the error message offers. */
static const char *available_names(char *text, size_t bytes) {
    text[0] = '\0';
    for (int i = 0; i < MG_N_ISAS; i++) {
        if (!mg_cpu_isa_available((mg_isa)i)) continue;
        if (text[0]) strncat(text, ", ", bytes - strlen(text) - 1);
        strncat(text, isa_names[i], bytes - strlen(text) - 1);
    }
    return text;
}

mg_status mg_cpu_isa_best(mg_isa *isa) {
    const char *wanted = getenv("MATHGYM_CPU_ISA");
    for (int i = MG_N_ISAS - 1; i >= 0; i--) {
        if (!mg_cpu_isa_available((mg_isa)i)) continue;
        if (wanted && *wanted && strcmp(wanted, isa_names[i]) != 0) continue;
        *isa = (mg_isa)i;
        return MG_OK;
    }
    char names[64];
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "MATHGYM_CPU_ISA=%s: not available on this machine; unset it or use one of %s",
                   wanted, available_names(names, sizeof names));
}

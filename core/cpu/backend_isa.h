/* Which instruction set the native kernels run with.
 *
 *     mg_isa isa;
 *     MG_TRY(mg_cpu_isa_best(&isa));
 *     mg_cpu_math_for(isa)->exp(y, x, n);
 *
 * Every kernel file core/cpu/cpu_<group>.c ends in a table of its functions, MG_CPU(<group>); the
 * accessors below pick the table of an instruction set. Add one with MG_ISA_TABLE in
 * backend_isa.c. */
#ifndef MG_CPU_BACKEND_ISA_H
#define MG_CPU_BACKEND_ISA_H

#include <stdbool.h>

#include "core/base/status.h"
#include "core/cpu/cpu_gemm.h"
#include "core/cpu/cpu_math.h"

typedef enum mg_isa { MG_CPU_GENERIC, MG_CPU_SSE2, MG_CPU_AVX2, MG_CPU_AVX512, MG_N_ISAS } mg_isa;

/* "sse2", "avx2", ... */
const char *mg_cpu_isa_name(mg_isa isa);

/* Whether this build has kernels for `isa` and this machine can run them. */
bool mg_cpu_isa_available(mg_isa isa);

/* The fastest available, or the one named by the environment variable MATHGYM_CPU_ISA; fails with
 * MG_ERR_UNSUPPORTED if that one is unknown or not available. */
mg_status mg_cpu_isa_best(mg_isa *isa);

const mg_cpu_math *mg_cpu_math_for(mg_isa isa);
const mg_cpu_gemm *mg_cpu_gemm_for(mg_isa isa);

#endif

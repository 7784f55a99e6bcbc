/* The native backend: kernels over a thread pool, the instruction set picked at run time. */
#ifndef MG_CPU_CPU_BACKEND_H
#define MG_CPU_CPU_BACKEND_H

#include "core/graph/backend.h"

/* Of each thread, for kernels that keep more than the matrices of a product at hand; behind what
 * products take (MG_GEMM_SCRATCH_BYTES) in the pool's scratch. */
#define MG_CPU_SCRATCH_BYTES ((size_t)256 << 10)

/* threads = 0: one per available core. MATHGYM_CPU_ISA picks the instruction set; one that this
 * machine lacks is an error. */
mg_status mg_cpu_create(int threads, mg_device **out);

#endif

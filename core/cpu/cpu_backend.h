/* The native backend: kernels over a thread pool, the instruction set picked at run time. */
#ifndef MG_CPU_CPU_BACKEND_H
#define MG_CPU_CPU_BACKEND_H

#include "core/graph/backend.h"

/* threads = 0: one per available core. MATHGYM_CPU_ISA picks the instruction set; one that this
 * machine lacks is an error. */
mg_status mg_cpu_create(int threads, mg_device **out);

#endif

/* The native kernels, one function per op and instruction set.
 *
 * core/cpu/cpu_<op>.c defines MG_CPU_KERNEL(<op>); data[i] points to operand i (the op's inputs,
 * then its outputs), all float or int32_t. Work is cut into tasks by shape alone, so that results
 * do not depend on the number of threads. */
#ifndef MG_CPU_CPU_KERNELS_H
#define MG_CPU_CPU_KERNELS_H

#include "core/base/threads.h"
#include "core/cpu/isa.h"
#include "core/graph/kernel.h"

#define MG_CPU_KERNEL(name)                                                                        \
    void MG_CPU(op_##name)(const mg_kernel *kernel, void *const *data, mg_pool *pool)

#define MG_OP(name) MG_CPU_KERNEL(name);
#include "core/ops/ops.def"
#include "core/ops/fused.def"
#undef MG_OP

#endif

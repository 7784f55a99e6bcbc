/* The table of kernels of this instruction set, for core/cpu/backend_cpu.c. */
#include "core/cpu/cpu_kernels.h"
#include "core/graph/host_backend.h"

extern const mg_host_entry MG_CPU(kernel_table)[];
extern const int MG_CPU(kernel_table_size);

const mg_host_entry MG_CPU(kernel_table)[] = {
#define MG_OP(name) {#name, MG_CPU(op_##name)},
#include "core/ops/ops.def"
#include "core/ops/fused.def"
#undef MG_OP
};

const int MG_CPU(kernel_table_size) = (int)(sizeof MG_CPU(kernel_table) /
                                            sizeof *MG_CPU(kernel_table));

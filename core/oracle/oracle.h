/* The oracle: one naive float64 function per op, written from the formula, sharing no code with any
 * other backend. The truth that every kernel is held against, and the engine of gradient checks. */
#ifndef MG_ORACLE_ORACLE_H
#define MG_ORACLE_ORACLE_H

#include "core/graph/backend.h"

mg_status mg_oracle_create(mg_device **out);

/* data[i] points to operand i: double for reals, int32_t for integers. */
typedef void (*mg_oracle_kernel)(const mg_kernel *kernel, void *const *data);

#define MG_OP(name) void oracle_##name(const mg_kernel *kernel, void *const *data);
#include "core/ops/ops.def"
#undef MG_OP

#endif

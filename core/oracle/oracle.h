/* The oracle: one naive float64 function per op, written from the formula, sharing no code with any
 * other backend. The truth that every kernel is held against, and the engine of gradient checks. */
#ifndef MG_ORACLE_ORACLE_H
#define MG_ORACLE_ORACLE_H

#include "core/graph/backend.h"

struct mg_pool;

mg_status mg_oracle_create(mg_device **out);

/* data[i] points to operand i: double for reals, int32_t for integers. Runs on one thread: `pool`
 * is NULL. */
#define MG_ORACLE(name)                                                                            \
    void oracle_##name(const mg_kernel *kernel, void *const *data,                                 \
                       __attribute__((unused)) struct mg_pool *pool)

#define MG_OP(name) MG_ORACLE(name);
#include "core/ops/ops.def"
#undef MG_OP

#endif

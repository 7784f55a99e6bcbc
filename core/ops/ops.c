#include "core/ops/ops.h"

#define MG_OP(name) &mg_op_##name,
const mg_op *const mg_all_ops[] = {
#include "core/ops/ops.def"
#include "core/ops/fused.def"
    &mg_op_reshape, &mg_op_stop_grad, NULL};
#undef MG_OP

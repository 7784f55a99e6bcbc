/* Shared by swiglu and its gradient. */
#ifndef MG_OPS_OP_SWIGLU_H
#define MG_OPS_OP_SWIGLU_H

#include "core/ops/ops.h"

/* x (N, 2F), dy (N, F) -> (N, 2F) */
mg_tensor *mg_swiglu_grad(mg_graph *g, mg_tensor *x, mg_tensor *dy);

/* Scalars: N, F. Grid: N * F elements. */
void mg_lower_swiglu(const mg_node *node, mg_kernel *kernel);

#endif

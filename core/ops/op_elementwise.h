/* Shared by ops whose output element i depends on the i-th element of each input alone. */
#ifndef MG_OPS_OP_ELEMENTWISE_H
#define MG_OPS_OP_ELEMENTWISE_H

#include "core/graph/op.h"

/* All inputs are f32 of the same shape, and so is out[0]. */
mg_status mg_infer_elementwise(mg_node *node);

/* Scalars: n = number of elements. Grid: n elements. */
void mg_lower_elementwise(const mg_node *node, mg_kernel *kernel);

#endif

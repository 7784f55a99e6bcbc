/* Shared by embedding and its gradient. */
#ifndef MG_OPS_OP_EMBEDDING_H
#define MG_OPS_OP_EMBEDDING_H

#include "core/ops/ops.h"

/* dtable[v] = sum of dy[n] over the tokens n with ids[n] == v, in the order of n: (V, D). */
mg_tensor *mg_embedding_grad(mg_graph *g, mg_tensor *ids, mg_tensor *dy, int64_t vocabulary);

#endif

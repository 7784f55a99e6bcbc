/* Shared by the ops of the mixture of experts. */
#ifndef MG_OPS_OP_MOE_H
#define MG_OPS_OP_MOE_H

#include "core/ops/ops.h"

/* dx[n, e] = sum of dy[n, k] over k with index[n, k] = e; dy, index (N, K) -> (N, n_experts). */
mg_tensor *mg_take_grad(mg_graph *g, mg_tensor *dy, mg_tensor *index, int64_t n_experts);

/* Routes each token to its k best scores (N, E), for test cases that need slots, rows and offsets
 * that fit together. segments (N) i32: negative = padding. */
mg_moe_rows mg_case_route(mg_graph *g, mg_tensor *scores, mg_tensor *segments, int64_t k);

/* Inputs of a case that are routed by it: scores with no gradient, segments of which a quarter is
 * padding. More experts than pairs leave some idle. */
#define MG_CASE_SCORES(n_tokens, n_experts) MG_CASE_CONST(MG_DIMS(n_tokens, n_experts), 0, 1)
#define MG_CASE_SEGMENTS(n_tokens)          MG_CASE_INTS(MG_DIMS(n_tokens), -1, 2)

#endif

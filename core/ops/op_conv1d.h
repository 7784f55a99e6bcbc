/* Shared by conv1d and its gradients. */
#ifndef MG_OPS_OP_CONV1D_H
#define MG_OPS_OP_CONV1D_H

#include "core/ops/ops.h"

/* reverse: token t sees the tokens t + j, y[t] = sum_j w[j] * x[t + j]. */
mg_tensor *mg_conv1d_directed(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *segments,
                              bool reverse);

/* dw[j, d] = sum_{b, t} dy[b, t, d] x[b, t - j, d] -> (K, D). */
mg_tensor *mg_conv1d_dw(mg_graph *g, mg_tensor *x, mg_tensor *dy, mg_tensor *segments,
                        int64_t kernel);

/* For infer: in[input] is (B, T, D) f32 and the last input, if it is number `segments`, (B, T) i32.
 */
mg_status mg_conv1d_expect(const mg_node *node, int input, int segments);

#endif

/* Reverse-mode gradients, built as ordinary nodes of the same graph, so they are planned, lowered
 * and (where every op on the way has a gradient) differentiated again like the rest.
 *
 *     mg_tensor *one = mg_fill(g, MG_SHAPE1(1), 1.0);
 *     mg_gradient(g, &(mg_gradient_options){.recompute = true}, 1, &loss, &one, n, params, grads);
 *
 * It lives above graph/ because adding gradients up needs the op `add`. */
#ifndef MG_OPS_AUTOGRAD_H
#define MG_OPS_AUTOGRAD_H

#include "core/graph/graph.h"

typedef struct mg_gradient_options {
    /* Run the nodes of each recompute block (mg_graph_block) again before the backward pass needs
     * their results, instead of keeping these: memory for time (Chen et al. 2016). The bytes of the
     * result do not change. */
    bool recompute;
    /* Called once for each grads[j] as soon as it is complete, so that it can be consumed while the
     * rest of the backward pass still runs (and its memory released). May be NULL. */
    void (*ready)(mg_graph *graph, int j, mg_tensor *grad, void *context);
    void *context;
} mg_gradient_options;

/* Appends nodes that compute grads[j] = d(sum_i <outputs[i], cotangents[i]>) / d wrt[j]. An input
 * without influence gets zeros. wrt[j] are leaves. A node on the way whose op has no gradient is an
 * error that names the op. */
void mg_gradient(mg_graph *graph, const mg_gradient_options *options, int n_outputs,
                 mg_tensor *const *outputs, mg_tensor *const *cotangents, int n_wrt,
                 mg_tensor *const *wrt, mg_tensor **grads);

#endif

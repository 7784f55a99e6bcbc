/* The dense feed-forward layer: y = W_down (silu(W_gate x) * W_up x), gate and up stacked in one
 * matrix (2F, D) so that they are one product. Shazeer 2020, arXiv 2002.05202. */
#include "core/nn/layer.h"

mg_tensor *mg_layer_ffn(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_tensor *h = mg_swiglu(g, mg_linear(g, x, mg_layer_param(b, layer, "ffn.gate_up")));
    return mg_linear(g, h, mg_layer_param(b, layer, "ffn.down"));
}

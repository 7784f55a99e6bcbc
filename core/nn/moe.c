/* Mixture of experts, dropless (DeepSeek-V3, arXiv 2412.19437, section 2.1.2; V2 for the softmax
 * gate).
 *
 *   s      = sigmoid(W_g x)  or  softmax(W_g x)                       (N, E)
 *   chosen = top K of s + bias (the bias selects only)                (N, K)
 *   w      = s[chosen], normalised to sum 1 if norm_topk_prob, times routed_scaling_factor
 *   y      = sum_k w_k FFN_chosen_k(x) + FFN_shared(x) */
#include "core/nn/layer.h"

/* Added to sums that may be zero (a padding token chose no expert); far below any real score. */
#define TINY 1e-20

/* sum over `axis` repeated to the shape of x */
static mg_tensor *sum_like(mg_graph *g, mg_tensor *x, int axis) {
    mg_tensor *sum = mg_sum(g, x, axis);
    return mg_broadcast(g, mg_add(g, sum, mg_fill(g, sum->shape, TINY)), axis, x->shape.dims[axis]);
}

static mg_tensor *router_scores(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_tensor *logits = mg_linear(b->graph, x, mg_layer_param(b, layer, "router"));
    return b->config->scoring_func == MG_SCORING_SIGMOID ? mg_sigmoid(b->graph, logits)
                                                         : mg_softmax(b->graph, logits);
}

static mg_tensor *choose_experts(mg_build *b, int64_t layer, mg_tensor *scores) {
    const mg_config *c = b->config;
    mg_topk_options options = {
        .k = c->num_experts_per_tok,
        .n_group = c->n_group,
        .topk_group = c->topk_group,
        .group_top = c->topk_method == MG_TOPK_NOAUX_TC ? 2 : 1,
    };
    mg_tensor *bias = mg_config_has_router_bias(c)
                          ? mg_layer_param(b, layer, "router_bias")
                          : mg_fill(b->graph, MG_SHAPE1(c->n_routed_experts), 0);
    return mg_moe_topk(b->graph, scores, bias, b->segments, &options);
}

/* Balance loss (DeepSeek-V3 equations 17-20): alpha * sum_i f_i P_i for each group of tokens (a row
 * of the batch if seq_aux, else the whole batch), averaged over the groups. f_i = E / (K T) *
 * (tokens that chose i),  P_i = mean over tokens of s_i / sum_j s_j T counts tokens that are not
 * padding. */
static void add_balance_loss(mg_build *b, mg_tensor *scores, mg_tensor *experts) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    if (c->aux_loss_alpha == 0) return;
    int64_t n = b->rows * b->cols, e = c->n_routed_experts, k = c->num_experts_per_tok;
    int64_t groups = c->seq_aux ? b->rows : 1;
    mg_shape grouped = MG_SHAPE3(groups, n / groups, e);

    mg_tensor *chosen = mg_take_grad(g, mg_fill(g, MG_SHAPE2(n, k), 1), experts, e); /* 0 or 1 */
    mg_tensor *share = mg_div(g, scores, sum_like(g, scores, 1));
    /* A padding token chose nothing: its row of `valid` is 0, else 1. */
    mg_tensor *valid = mg_scale(g, mg_sum(g, chosen, 1), 1.0 / (double)k);
    share = mg_mul(g, share, mg_broadcast(g, valid, 1, e));

    mg_tensor *count = mg_sum(g, mg_reshape(g, chosen, grouped), 1); /* (G, 1, E) */
    mg_tensor *total = mg_sum(g, mg_reshape(g, share, grouped), 1);  /* (G, 1, E) */
    mg_tensor *tokens = mg_scale(g, sum_like(g, count, 2), 1.0 / (double)k);
    mg_tensor *f = mg_scale(g, mg_div(g, count, tokens), (double)e / (double)k);
    mg_tensor *products = mg_mul(g, f, mg_div(g, total, tokens));
    mg_tensor *sum = mg_sum(g, mg_reshape(g, products, MG_SHAPE1(groups * e)), 0);
    mg_tensor *loss = mg_scale(g, sum, c->aux_loss_alpha / (double)groups);
    b->aux_loss = b->aux_loss ? mg_add(g, b->aux_loss, loss) : loss;
}

mg_tensor *mg_layer_moe(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    mg_tensor *scores = router_scores(b, layer, x);
    mg_tensor *experts = choose_experts(b, layer, scores);
    mg_tensor *weight = mg_take(g, scores, experts);
    if (c->norm_topk_prob) weight = mg_div(g, weight, sum_like(g, weight, 1));
    weight = mg_scale(g, weight, c->routed_scaling_factor);
    add_balance_loss(b, scores, experts);

    mg_moe_rows rows = mg_moe_plan(g, experts, c->n_routed_experts);
    b->load[layer] = rows.load;
    mg_tensor *h = mg_moe_dispatch(g, x, &rows); /* (M, D) */
    h = mg_grouped_matmul(g, h, mg_layer_param(b, layer, "experts.gate_up"), rows.offsets, true);
    h = mg_swiglu(g, h);
    h = mg_grouped_matmul(g, h, mg_layer_param(b, layer, "experts.down"), rows.offsets, true);
    mg_tensor *y = mg_moe_combine(g, h, weight, &rows);
    if (c->n_shared_experts == 0) return y;
    h = mg_swiglu(g, mg_linear(g, x, mg_layer_param(b, layer, "shared.gate_up")));
    return mg_add(g, y, mg_linear(g, h, mg_layer_param(b, layer, "shared.down")));
}

/* From the normed stream to what a memory reads and writes. */
#include <math.h>

#include "memory/cell.h"

/* Under the root of the length of a query or key. */
#define LENGTH_EPS 1e-6

int64_t mg_cell_tail_reals(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    return (m->conv_kernel - 1) * 3 * m->heads * m->head_dim;
}

/* -- convolution ------------------------------------------------------------------------------- */

/* What the tokens before this batch add to the first ones of it; (B, T, F). */
static mg_tensor *conv_of_tail(mg_cell *c, mg_tensor *tail, mg_tensor *w) {
    mg_graph *g = c->g;
    int64_t reach = tail->shape.dims[1], width = tail->shape.dims[2];
    int64_t reached = reach < c->tokens ? reach : c->tokens;
    mg_tensor *y = mg_conv1d(g, mg_pad(g, tail, 1, 0, reached), w, NULL);
    y = mg_slice(g, y, 1, reach, reached);
    if (reached < c->tokens) y = mg_pad(g, y, 1, 0, c->tokens - reached);
    /* As long as no segment has started in this batch. */
    mg_tensor *mask = mg_exp(g, mg_scale(g, mg_cumsum(g, c->starts, 1, false), -MG_RESET));
    mask = mg_reshape(g, mask, MG_SHAPE3(c->rows, c->tokens, 1));
    return mg_mul(g, y, mg_broadcast(g, mask, 2, width));
}

/* x (N, F), each of the first F features of [q | k | v] convolved over the last tokens of its
 * segment; those of before the batch are at `offset` of the state. */
static mg_tensor *convolve(mg_cell *c, mg_tensor *x, int64_t offset) {
    mg_graph *g = c->g;
    int64_t reach = c->config->conv_kernel - 1, width = x->shape.dims[1];
    if (reach == 0) return x;
    /* Beside what is learned, half of the token itself: it begins as a token that has a past. */
    mg_tensor *itself = mg_pad(g, mg_fill(g, MG_SHAPE2(1, width), 0.5), 0, 0, reach);
    mg_tensor *w = mg_layer_param(c->b, c->layer, "memory.conv");
    if (width < w->shape.dims[1]) w = mg_slice(g, w, 1, 0, width);
    w = mg_add(g, w, itself);
    x = mg_reshape(g, x, MG_SHAPE3(c->rows, c->tokens, width));
    mg_tensor *tail = mg_cell_tail(c, offset, x, reach);
    mg_tensor *y = mg_conv1d(g, x, w, c->b->mask.q_seg);
    y = mg_add(g, y, conv_of_tail(c, tail, w));
    return mg_reshape(g, y, MG_SHAPE2(c->rows * c->tokens, width));
}

/* -- queries, keys, values --------------------------------------------------------------------- */

/* x (R, w) with rows of length 1. */
static mg_tensor *of_length_one(mg_graph *g, mg_tensor *x) {
    int64_t width = x->shape.dims[1];
    mg_tensor *w = mg_fill(g, MG_SHAPE1(width), 1 / sqrt((double)width));
    return mg_rms_norm(g, x, w, LENGTH_EPS / (double)width);
}

/* phi(k) = l2norm(centre(gelu(k W_phi))) for k (BHn, C, d) -> (BHn, C, m). Centred, since all of
 * gelu's outputs share a direction that would make every two keys alike. */
static mg_tensor *features(mg_cell *c, mg_tensor *k) {
    mg_graph *g = c->g;
    int64_t d = c->value_dim, m = c->key_dim, tokens = c->chunks * c->chunk;
    mg_tensor *w = mg_layer_param(c->b, c->layer, "memory.features");
    w = mg_broadcast(g, mg_reshape(g, w, MG_SHAPE3(1, c->heads * d, m)), 0, c->rows);
    w = mg_reshape(g, w, MG_SHAPE3(c->groups, d, m));
    k = mg_reshape(g, k, MG_SHAPE3(c->groups, tokens, d));
    mg_tensor *z = mg_gelu(g, mg_matmul(g, k, w, false, false));
    z = mg_reshape(g, z, MG_SHAPE2(c->groups * tokens, m));
    z = of_length_one(g, mg_centre(g, z));
    return mg_reshape(g, z, MG_SHAPE3(c->groups * c->chunks, c->chunk, m));
}

/* Keys and values as they are offered to the memory: [k | v] (N, 2 H d), and with the step of each
 * behind them, where they are held back until attention has lost sight of the token. */
static mg_tensor *offered(mg_cell *c, mg_tensor *kv, mg_tensor **theta) {
    mg_graph *g = c->g;
    if (c->config->consolidate == MG_MEMORY_ON_ARRIVAL) return kv;
    int64_t width = kv->shape.dims[1];
    mg_tensor *late = mg_cell_delayed(c, mg_concat(g, kv, *theta, 1));
    *theta = mg_slice(g, late, 1, width, c->heads);
    return mg_slice(g, late, 1, 0, width);
}

/* One of q, k as the memory sees it: (BHn, C, m). */
static mg_tensor *as_key(mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t n = c->rows * c->tokens, d = c->config->head_dim;
    x = of_length_one(g, mg_reshape(g, x, MG_SHAPE2(n * c->heads, d)));
    x = mg_cell_to_chunks(c, x);
    return c->config->kind == MG_MEMORY_FEATURE ? features(c, x) : x;
}

/* -- gates ------------------------------------------------------------------------------------- */

/* Rows [H index, H (index + 1)) of all gates z (N, gates H), with their bias: (BHn, C, 1) */
static mg_tensor *gate(mg_cell *c, mg_tensor *z, int64_t index, const char *bias_name) {
    mg_graph *g = c->g;
    int64_t n = c->rows * c->tokens;
    mg_tensor *bias = mg_layer_param(c->b, c->layer, bias_name);
    bias = mg_broadcast(g, mg_reshape(g, bias, MG_SHAPE2(1, c->heads)), 0, n);
    return mg_add(g, mg_slice(g, z, 1, index * c->heads, c->heads), bias);
}

/* (N, H) -> (BHn, C); tokens that fill up the last chunk get 0. */
static mg_tensor *by_chunk(mg_cell *c, mg_tensor *x) {
    mg_shape shape = MG_SHAPE2(c->groups * c->chunks, c->chunk);
    return mg_reshape(c->g, mg_cell_to_chunks(c, x), shape);
}

/* Of a token that is not written: log(1 - idle alpha), alpha = sigmoid(z), again without the log of
 * a small number: (1 + (1 - idle) e^z) / (1 + e^z). */
static mg_tensor *log_keep_idle(mg_cell *c, mg_tensor *z) {
    mg_graph *g = c->g;
    double idle = c->config->idle_decay;
    if (idle == 1) return mg_scale(g, mg_softplus(g, z), -1);
    mg_tensor *shifted = mg_add(g, z, mg_fill(g, z->shape, log(1 - idle)));
    return mg_cell_minus(g, mg_softplus(g, shifted), mg_softplus(g, z));
}

/* Sets the decays of t; the steps (N, H), none for padding, are returned. Logs of rates are taken
 * from the gates' inputs: log sigmoid(z) = -softplus(-z) has no log of 0.
 */
static mg_tensor *rates(mg_cell *c, mg_tensor *x, mg_memory_tokens *t) {
    mg_graph *g = c->g;
    const mg_memory_config *m = c->config;
    mg_tensor *z = mg_linear(g, x, mg_layer_param(c->b, c->layer, "memory.gates"));
    mg_tensor *theta = mg_sigmoid(g, gate(c, z, 0, "memory.theta_bias"));
    int64_t next = 1;
    if (m->momentum) {
        /* theta = (1 - eta) ..: the step that momentum multiplies up to is theta_max at most. */
        mg_tensor *eta = gate(c, z, next++, "memory.eta_bias");
        mg_tensor *minus = mg_scale(g, eta, -1);
        t->log_eta = by_chunk(c, mg_scale(g, mg_softplus(g, minus), -1));
        theta = mg_mul(g, theta, mg_sigmoid(g, minus));
    }
    if (m->decay) {
        mg_tensor *alpha = gate(c, z, next, "memory.alpha_bias");
        t->log_keep = by_chunk(c, mg_scale(g, mg_softplus(g, alpha), -1));
        t->log_keep_idle = by_chunk(c, log_keep_idle(c, alpha));
    }
    mg_tensor *present = mg_reshape(g, c->present, MG_SHAPE2(c->rows * c->tokens, 1));
    theta = mg_mul(g, theta, mg_broadcast(g, present, 1, c->heads));
    return mg_scale(g, theta, m->theta_max);
}

/* x (B, T) for all heads. */
static mg_tensor *for_heads(mg_cell *c, mg_tensor *x) {
    x = mg_reshape(c->g, x, MG_SHAPE2(c->rows * c->tokens, 1));
    return by_chunk(c, mg_broadcast(c->g, x, 1, c->heads));
}

mg_tensor *mg_cell_queries(mg_cell *c, mg_tensor *x, int64_t offset) {
    mg_graph *g = c->g;
    mg_tensor *w = mg_layer_param(c->b, c->layer, "memory.qkv");
    w = mg_slice(g, w, 0, 0, c->heads * c->config->head_dim);
    return as_key(c, mg_silu(g, convolve(c, mg_linear(g, x, w), offset)));
}

mg_memory_tokens mg_cell_tokens(mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t width = c->heads * c->config->head_dim;
    mg_tensor *qkv = mg_linear(g, x, mg_layer_param(c->b, c->layer, "memory.qkv"));
    qkv = mg_silu(g, convolve(c, qkv, 0));
    mg_memory_tokens t = {.starts = for_heads(c, c->starts), .present = for_heads(c, c->present)};
    mg_tensor *theta = rates(c, x, &t);
    mg_tensor *kv = offered(c, mg_slice(g, qkv, 1, width, 2 * width), &theta);
    t.q = as_key(c, mg_slice(g, qkv, 1, 0, width));
    t.k = as_key(c, mg_slice(g, kv, 1, 0, width));
    t.v = mg_cell_to_chunks(c, mg_slice(g, kv, 1, width, width));
    t.theta = by_chunk(c, theta);
    mg_cell_show_moment(c, &t);
    if (t.log_eta) mg_cell_probe(c, "log_eta", t.log_eta);
    if (t.log_keep) mg_cell_probe(c, "log_keep", t.log_keep);
    return t;
}

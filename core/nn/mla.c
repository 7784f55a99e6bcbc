/* Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1).
 *
 *   q          = W_q x                  or  W_qb RMS(W_qa x)         (N, H, nope + rope)
 *   [c | k_r]  = W_kva x                                             (N, r), (N, rope)
 *   c          = RMS(c),  k_r = RoPE(k_r): one rope key for all heads, not normed
 *   [k_n | v]  = W_kvb c                                             (N, H, nope), (N, H, v)
 *   o_h        = softmax(scale * (q_n k_n + q_r k_r) + mask) v_h
 *   y          = W_o [o_1 .. o_H] */
#include "core/nn/stack.h"

/* Fixed in the released models, whatever rms_norm_eps says. */
#define LATENT_NORM_EPS 1e-6

static mg_tensor *queries(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    if (c->q_lora_rank > 0) {
        x = mg_linear(g, x, mg_layer_param(b, layer, "attn.q_a"));
        x = mg_rms_norm(g, x, mg_layer_param(b, layer, "attn.q_a_norm"), LATENT_NORM_EPS);
        x = mg_linear(g, x, mg_layer_param(b, layer, "attn.q_b"));
    } else {
        x = mg_linear(g, x, mg_layer_param(b, layer, "attn.q"));
    }
    int64_t heads = c->num_attention_heads, n = b->rows * b->cols;
    x = mg_reshape(g, x, MG_SHAPE3(n, heads, mg_config_qk_head_dim(c)));
    return mg_rope(g, x, b->rope_rows, b->rope_table, false);
}

/* latent (N, r), rope_key (N, 1, rope) */
static void latents(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor **latent,
                    mg_tensor **rope_key) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    int64_t rank = c->kv_lora_rank, rope = c->qk_rope_head_dim, n = b->rows * b->cols;
    mg_tensor *both = mg_linear(g, x, mg_layer_param(b, layer, "attn.kv_a"));
    *latent = mg_slice(g, both, 1, 0, rank);
    *latent = mg_rms_norm(g, *latent, mg_layer_param(b, layer, "attn.kv_a_norm"), LATENT_NORM_EPS);
    *rope_key = mg_reshape(g, mg_slice(g, both, 1, rank, rope), MG_SHAPE3(n, 1, rope));
    *rope_key = mg_rope(g, *rope_key, b->rope_rows, b->rope_table, false);
}

/* The latents of the persistent tokens before each row of x (B, S, r), or of [c | k_r] (B, S, r +
 * rope). They stand at no position, so their k_r is zero: as keys they are matched by content. */
static mg_tensor *behind_persistent(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    int64_t p = c->persistent_tokens, rank = c->kv_lora_rank, width = x->shape.dims[2];
    if (p == 0) return x;
    mg_tensor *learned = mg_layer_param(b, layer, "attn.persistent");
    if (width > rank) learned = mg_pad(g, learned, 1, 0, width - rank);
    learned = mg_broadcast(g, mg_reshape(g, learned, MG_SHAPE3(1, p, width)), 0, b->rows);
    return mg_concat(g, learned, x, 1);
}

/* What the keys are made of, in each row: persistent tokens, tokens, context. latent (B, S, r),
 * rope_key (B, S, rope) */
static void key_rows(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context,
                     mg_tensor **latent, mg_tensor **rope_key) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    mg_shape latent_shape = MG_SHAPE3(b->rows, b->cols, c->kv_lora_rank);
    mg_shape rope_shape = MG_SHAPE3(b->rows, b->cols, c->qk_rope_head_dim);
    latents(b, layer, x, latent, rope_key);
    *latent = behind_persistent(b, layer, mg_reshape(g, *latent, latent_shape));
    *rope_key = mg_reshape(g, *rope_key, rope_shape);
    if (c->persistent_tokens > 0) *rope_key = mg_pad(g, *rope_key, 1, c->persistent_tokens, 0);
    if (!context) return;
    mg_tensor *more, *more_rope;
    latents(b, layer, context, &more, &more_rope);
    *latent = mg_concat(g, *latent, mg_reshape(g, more, latent_shape), 1);
    *rope_key = mg_concat(g, *rope_key, mg_reshape(g, more_rope, rope_shape), 1);
}

/* Keys (B, S, H, nope + rope) and values (B, S, H, v) from latents (B, S, r) and (B, S, rope). */
static void keys_and_values(mg_build *b, int64_t layer, mg_tensor *latent, mg_tensor *rope_key,
                            mg_tensor **k, mg_tensor **v) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    int64_t heads = c->num_attention_heads, nope = c->qk_nope_head_dim, v_dim = c->v_head_dim;
    int64_t cols = latent->shape.dims[1], n = b->rows * cols;
    mg_tensor *kv_b = mg_layer_param(b, layer, "attn.kv_b");
    mg_tensor *kv = mg_linear(g, mg_reshape(g, latent, MG_SHAPE2(n, c->kv_lora_rank)), kv_b);
    kv = mg_reshape(g, kv, MG_SHAPE3(n, heads, nope + v_dim));
    rope_key = mg_reshape(g, rope_key, MG_SHAPE3(n, 1, c->qk_rope_head_dim));
    *k = mg_concat(g, mg_slice(g, kv, 2, 0, nope), mg_broadcast(g, rope_key, 1, heads), 2);
    *k = mg_reshape(g, *k, MG_SHAPE4(b->rows, cols, heads, mg_config_qk_head_dim(c)));
    *v = mg_reshape(g, mg_slice(g, kv, 2, nope, v_dim), MG_SHAPE4(b->rows, cols, heads, v_dim));
}

/* W_o of what queries q (B, cols, H, nope + rope) see: (B cols, D) */
static mg_tensor *attend(mg_build *b, int64_t layer, mg_tensor *q, mg_tensor *k, mg_tensor *v,
                         const mg_attention_mask *mask) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    mg_tensor *o = mg_attention(g, q, k, v, mask, mg_config_softmax_scale(c));
    o = mg_reshape(g, o, MG_SHAPE2(b->rows * b->cols, c->num_attention_heads * c->v_head_dim));
    return mg_linear(g, o, mg_layer_param(b, layer, "attn.o"));
}

static mg_tensor *queries_of_rows(mg_build *b, int64_t layer, mg_tensor *x) {
    const mg_config *c = b->config;
    mg_shape shape = MG_SHAPE4(b->rows, b->cols, c->num_attention_heads, mg_config_qk_head_dim(c));
    return mg_reshape(b->graph, queries(b, layer, x), shape);
}

mg_tensor *mg_layer_mla(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context) {
    mg_tensor *q = queries_of_rows(b, layer, x), *latent, *rope_key, *k, *v;
    key_rows(b, layer, x, context, &latent, &rope_key);
    keys_and_values(b, layer, latent, rope_key, &k, &v);
    return attend(b, layer, q, k, v, context ? &b->context_mask : &b->mask);
}

void mg_layer_mla_begin(mg_build *b, int64_t layer, mg_tensor *x, mg_mla_parts *parts) {
    mg_tensor *latent, *rope_key;
    parts->q = queries_of_rows(b, layer, x);
    key_rows(b, layer, x, NULL, &latent, &rope_key);
    keys_and_values(b, layer, latent, rope_key, &parts->k, &parts->v);
}

/* Persistent tokens, tokens from .. end and their context, of which part i is the last. */
static mg_tensor *seen_by(mg_build *b, mg_tensor *x, mg_tensor *const *context, int64_t i) {
    mg_graph *g = b->graph;
    const mg_parts *p = b->parts;
    int64_t from = mg_parts_from(p, i), end = i * p->part + b->cols;
    mg_tensor *seen = mg_slice(g, x, 1, p->persistent + from, end - from);
    if (p->persistent > 0) seen = mg_concat(g, mg_slice(g, x, 1, 0, p->persistent), seen, 1);
    for (int64_t j = from / p->part; j <= i; j++) seen = mg_concat(g, seen, context[j], 1);
    return seen;
}

mg_tensor *mg_layer_mla_part(mg_build *b, int64_t layer, mg_mla_parts *parts, int64_t i,
                             mg_tensor *context) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    mg_tensor *latent, *rope_key;
    latents(b, layer, context, &latent, &rope_key);
    latent = mg_reshape(g, latent, MG_SHAPE3(b->rows, b->cols, c->kv_lora_rank));
    keys_and_values(b, layer, latent, rope_key, &parts->context_k[i], &parts->context_v[i]);
    mg_tensor *q = mg_slice(g, parts->q, 1, i * b->parts->part, b->cols);
    mg_tensor *k = seen_by(b, parts->k, parts->context_k, i);
    mg_tensor *v = seen_by(b, parts->v, parts->context_v, i);
    return attend(b, layer, q, k, v, &b->context_mask);
}

/* x (B, H, F) times one matrix per head, w (H, F, O) or transposed (H, O, F) -> (B, H, O) */
static mg_tensor *per_head(mg_graph *g, mg_tensor *x, mg_tensor *w, bool transpose_w) {
    mg_tensor *by_head = mg_transpose(g, x, 0, 1);
    return mg_transpose(g, mg_matmul(g, by_head, w, false, transpose_w), 0, 1);
}

/* The cache with this step's [c | k_r] of x in it. */
static mg_tensor *cached(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *cache) {
    mg_graph *g = b->graph;
    mg_tensor *latent, *rope_key;
    latents(b, layer, x, &latent, &rope_key);
    rope_key = mg_reshape(g, rope_key, MG_SHAPE2(b->rows, b->config->qk_rope_head_dim));
    return mg_cache_write(g, cache, mg_concat(g, latent, rope_key, 1), b->slots);
}

/* One token per row, keys from the cache of latents (absorbed form: W_kvb's key half moves to the
 * query and its value half behind the sum, so that only [c | k_r] is kept per token):
 *
 *   q~_h = W_UK,h^T q_n,h;  s = scale * (q~_h c + q_r,h k_r);  u_h = sum p c;  o_h = W_UV,h u_h */
mg_tensor *mg_layer_mla_decode(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context) {
    mg_graph *g = b->graph;
    const mg_config *c = b->config;
    int64_t heads = c->num_attention_heads, nope = c->qk_nope_head_dim, rope = c->qk_rope_head_dim;
    int64_t v_dim = c->v_head_dim, rank = c->kv_lora_rank, n = b->rows;

    mg_tensor *q = queries(b, layer, x);
    mg_tensor *cache = behind_persistent(b, layer, cached(b, layer, x, b->cache[layer]));
    if (context) {
        mg_tensor *recalled = cached(b, layer, context, b->context_cache[layer]);
        cache = mg_concat(g, cache, recalled, 1);
    }

    mg_tensor *kv_b = mg_layer_param(b, layer, "attn.kv_b");
    kv_b = mg_reshape(g, kv_b, MG_SHAPE3(heads, nope + v_dim, rank));
    mg_tensor *w_uk = mg_slice(g, kv_b, 1, 0, nope), *w_uv = mg_slice(g, kv_b, 1, nope, v_dim);

    mg_tensor *q_latent = per_head(g, mg_slice(g, q, 2, 0, nope), w_uk, false);
    q = mg_concat(g, q_latent, mg_slice(g, q, 2, nope, rope), 2); /* (B, H, r + rope) */
    q = mg_reshape(g, q, MG_SHAPE4(n, 1, heads, rank + rope));
    int64_t length = cache->shape.dims[1];
    mg_tensor *k = mg_reshape(g, cache, MG_SHAPE4(n, length, 1, rank + rope));
    const mg_attention_mask *mask = context ? &b->context_mask : &b->mask;
    mg_tensor *u = mg_attention_latent(g, q, k, rank, mask, mg_config_softmax_scale(c));
    mg_tensor *o = per_head(g, mg_reshape(g, u, MG_SHAPE3(n, heads, rank)), w_uv, true);
    o = mg_reshape(g, o, MG_SHAPE2(n, heads * v_dim));
    return mg_linear(g, o, mg_layer_param(b, layer, "attn.o"));
}

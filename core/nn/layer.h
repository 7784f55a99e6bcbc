/* What a layer sees while the graph of a model is built, and the contract of a layer.
 *
 * A layer is a function that appends nodes: it reads the residual stream (normed) and returns what
 * is added to it. MLA, the dense FFN and the mixture of experts are layers; others plug in the same
 * way, and the stack does not know which it holds.
 *
 * Shapes: N = B*T tokens in rows of the batch, D = hidden_size. */
#ifndef MG_NN_LAYER_H
#define MG_NN_LAYER_H

#include "core/graph/graph.h"
#include "core/nn/config.h"
#include "core/ops/ops.h"

#define MG_MAX_LAYERS 128

/* How attention reads and writes a cache of latents while decoding; NULL members in training. */
typedef struct mg_latent_cache {
    mg_tensor *latent[MG_MAX_LAYERS]; /* (B, S, kv_lora_rank + qk_rope_head_dim) of each layer */
} mg_latent_cache;

typedef struct mg_build {
    mg_graph *graph;
    const mg_config *config;
    const struct mg_param_table *table;
    mg_tensor **params;           /* one bound tensor per entry of the table */
    int64_t rows, cols;           /* B, T */
    mg_tensor *segments;          /* (N) i32 */
    mg_tensor *positions;         /* (N) i32 */
    mg_tensor *rope_table;        /* (P, R/2, 2) f32 */
    mg_attention_mask mask;       /* (B, T) views of the above, or of the cache */
    const mg_latent_cache *cache; /* NULL: every key is computed from the batch */

    /* What the layers report. */
    mg_tensor *load[MG_MAX_LAYERS]; /* (E) f32 routed pairs per expert; NULL in a dense layer */
    mg_tensor *aux_loss;            /* (1) sum of balance losses; NULL without */
} mg_build;

/* x (N, D) -> (N, D). `layer` counts from 0. */
typedef mg_tensor *(*mg_layer_fn)(mg_build *b, int64_t layer, mg_tensor *x);

mg_tensor *mg_layer_mla(mg_build *b, int64_t layer, mg_tensor *x);
mg_tensor *mg_layer_mla_decode(mg_build *b, int64_t layer, mg_tensor *x);
mg_tensor *mg_layer_ffn(mg_build *b, int64_t layer, mg_tensor *x);
mg_tensor *mg_layer_moe(mg_build *b, int64_t layer, mg_tensor *x);

/* The parameter called "layers.<layer>.<name>". An unknown name is a programmer's mistake. */
mg_tensor *mg_layer_param(const mg_build *b, int64_t layer, const char *name);

#endif

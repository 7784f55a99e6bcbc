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

typedef struct mg_build {
    mg_graph *graph;
    const mg_config *config;
    const struct mg_param_table *table;
    mg_tensor **params;     /* one bound tensor per entry of the table */
    int64_t rows, cols;     /* B, T */
    mg_tensor *ids;         /* (N) i32 */
    mg_tensor *targets;     /* (N) i32 */
    mg_tensor *weights;     /* (N) f32 */
    mg_tensor *segments;    /* (N) i32 */
    mg_tensor *positions;   /* (N) i32 */
    mg_tensor *rope_table;  /* (P, R/2, 2) f32 */
    mg_attention_mask mask; /* (B, T) views of the above; keys may be those of the cache */
    /* Decoding: the cache (B, S, kv_lora_rank + qk_rope_head_dim) of each layer; else NULL. */
    mg_tensor *cache[MG_MAX_LAYERS];

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

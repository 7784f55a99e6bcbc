/* What a layer sees while the graph of a model is built, and the contract of a layer.
 *
 * A layer is a function that appends nodes: it reads the residual stream (normed) and returns what
 * is added to it. MLA, the dense FFN and the mixture of experts are layers. A mixer is a plug-in
 * that takes over the first half of some layers, attention included: it declares parameters of its
 * own, keeps a state from batch to batch, and puts itself and attention together as it likes.
 * core/nn does not know what it builds; the Titans memory (memory/memory.h) is the one there is.
 *
 *     config.mixer = &mg_memory_mixer;               // after reading the config
 *     MG_TRY(mg_model_create(device, &config, &model));
 *
 * Shapes: N = B*T tokens in rows of the batch, D = hidden_size. */
#ifndef MG_NN_LAYER_H
#define MG_NN_LAYER_H

#include "core/graph/graph.h"
#include "core/nn/config.h"
#include "core/nn/param_names.h"
#include "core/ops/ops.h"

#define MG_MAX_LAYERS 128
#define MG_MAX_STATES 1024
#define MG_MAX_PROBES 4096

/* Something that a layer shows of itself, to be looked at from outside. */
typedef struct mg_probe {
    char name[24];
    int64_t layer;
    mg_tensor *tensor; /* f32 */
} mg_probe;

/* A state tensor and what it becomes when the batch has gone through. */
typedef struct mg_state_write {
    mg_tensor *state, *next;
    int64_t offset; /* of the state's buffer; -1: the tensor is a parameter */
} mg_state_write;

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
    mg_tensor *continues;   /* (N) f32: 1 where the token goes on in the segment of the one before
                               it, in this batch or, for the first of a row, the last; else 0 */
    mg_tensor *present;     /* (N) f32: 0 for padding and in a row that rests, else 1 */
    mg_tensor *rope_table;  /* (P, R/2, 2) f32 */
    mg_tensor *rope_rows;   /* (N) i32: each token's row of rope_table */
    mg_attention_mask mask; /* (B, T) queries; (B, persistent_tokens + T or the cache's) keys */
    mg_attention_mask context_mask; /* the same with keys of a context */
    const struct mg_parts *parts;   /* of the rows, where a mixer works on one after the other */
    /* Decoding: the cache (B, S, kv_lora_rank + qk_rope_head_dim) of each layer; else NULL. */
    mg_tensor *cache[MG_MAX_LAYERS];
    mg_tensor *context_cache[MG_MAX_LAYERS]; /* of a context; else NULL */
    mg_tensor *slots; /* decoding: (B) i32, where in the cache each token goes; -1: nowhere */

    /* What mixers keep from batch to batch, (B, mixer->state_reals()) reals a layer. */
    struct mg_buffer *state;
    int64_t state_offset[MG_MAX_LAYERS]; /* of each layer's piece */
    bool training;                       /* what a mixer learns by itself may move on too */
    mg_state_write writes[MG_MAX_STATES];
    int n_writes;

    bool probing; /* layers may show what mg_layer_probe is told */
    mg_probe probes[MG_MAX_PROBES];
    int n_probes;

    /* What the layers report. */
    mg_tensor *load[MG_MAX_LAYERS]; /* (E) f32 routed pairs per expert; NULL in a dense layer */
    mg_tensor *aux_loss;            /* (1) sum of balance losses; NULL without */
} mg_build;

/* x (N, D) -> (N, D). `layer` counts from 0. */
typedef mg_tensor *(*mg_layer_fn)(mg_build *b, int64_t layer, mg_tensor *x);

mg_tensor *mg_layer_mla(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context);
mg_tensor *mg_layer_mla_decode(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context);
mg_tensor *mg_layer_ffn(mg_build *b, int64_t layer, mg_tensor *x);
mg_tensor *mg_layer_moe(mg_build *b, int64_t layer, mg_tensor *x);

/* MLA on the normed stream x, from the batch or from the cache. `context` (N, D), if not NULL, is
 * to the keys what x is: one more of each token, seen by whom the token is seen by (only in models
 * with a memory as context). */
mg_tensor *mg_layer_attention(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *context);

/* -- rows in parts ------------------------------------------------------------------------------
 * For mixers in which what attention sees of a part depends on what became of the one before
 * (config.memory.context_order "paper"). Between mg_layer_narrow and mg_layer_widen the build is
 * that of part i alone, its cols tokens of each row, and the layer's state is as the parts before
 * have left it. */
typedef struct mg_view {
    int64_t cols;
    mg_tensor *segments, *positions, *continues, *present, *rope_rows;
    mg_attention_mask mask, context_mask;
} mg_view;

mg_view mg_layer_narrow(mg_build *b, int64_t i);
void mg_layer_widen(mg_build *b, const mg_view *whole);

/* MLA part by part. x (N, D) is all of the batch; the parts come in their order, each with its
 * context (rows * cols, D) -> (rows * cols, D). A token sees the tokens of its window and their
 * context. */
enum { MG_MAX_PARTS = 1024 };
typedef struct mg_mla_parts {
    mg_tensor *q, *k, *v;                                         /* (B, T, H, ..); k and v with the
                                                                     persistent tokens in front */
    mg_tensor *context_k[MG_MAX_PARTS], *context_v[MG_MAX_PARTS]; /* (B, cols, H, ..) */
} mg_mla_parts;

void mg_layer_mla_begin(mg_build *b, int64_t layer, mg_tensor *x, mg_mla_parts *parts);
mg_tensor *mg_layer_mla_part(mg_build *b, int64_t layer, mg_mla_parts *parts, int64_t i,
                             mg_tensor *context);

/* The parameter called "layers.<layer>.<name>". An unknown name is a programmer's mistake. */
mg_tensor *mg_layer_param(const mg_build *b, int64_t layer, const char *name);

/* A plug-in for the first half of the layers for which mg_config_layer_is_mixed() holds. */
enum { MG_MIXER_PARAMS = 32 };
typedef struct mg_mixer {
    /* Fails with MG_ERR_UNSUPPORTED where the config asks for what the mixer cannot build. */
    mg_status (*check)(const mg_config *config);
    /* Writes what parameters layer `layer` has, in forward order; returns how many (at most
     * MG_MIXER_PARAMS). Names are after "layers.N." and "model.layers.N.". */
    int (*params)(const mg_config *config, int64_t layer, mg_param_spec *specs);
    /* Reals of state per row of the batch; zeros at the start of a stream. */
    int64_t (*state_reals)(const mg_config *config, int64_t layer);
    /* The residual stream x (N, D) after attention and whatever the mixer adds. */
    mg_tensor *(*build)(mg_build *b, int64_t layer, mg_tensor *x);
} mg_mixer;

/* Shows x under a name, where somebody looks (mg_forward_probe); of rows in parts that of the last
 * one. Of tokens (N, F) in parts all are shown. */
void mg_layer_probe(mg_build *b, int64_t layer, const char *name, mg_tensor *x);
void mg_layer_probe_tokens(mg_build *b, int64_t layer, const char *name, mg_tensor *x);

/* A piece of the layer's state: (B, d1, d2, ...), from real `offset` of each row's share on. Pieces
 * must not overlap. Its values are those that the batch before left (or the part before); a row
 * that starts anew finds what the row before it left, and goes by `continues`. */
mg_tensor *mg_layer_state(mg_build *b, int64_t layer, int64_t offset, mg_shape shape);

/* What the piece is to be once the batch has gone through. */
void mg_layer_state_write(mg_build *b, mg_tensor *state, mg_tensor *next);

#endif

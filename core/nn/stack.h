/* The stack: from token ids to logits and loss, as nodes of a graph.
 *
 *     mg_build b;
 *     MG_TRY(mg_build_begin(&b, graph, model, &inputs, &state, NULL));
 *     mg_tensor *loss = mg_build_loss(&b);            // or mg_build_logits(&b)
 *     ... mg_gradient, mg_graph_output ...
 *     mg_build_commit(&b);                            // after all that reads the state
 *     ... mg_program_create ...
 *     mg_build_end(&b);
 *
 *   x_0     = E[ids]
 *   x_l'    = x_l + Attention(RMS(x_l))
 *   x_{l+1} = x_l' + FFN(RMS(x_l'))              FFN: dense or mixture of experts, by layer
 *   logits  = W_head RMS(x_L)                    W_head = E where tied
 * In the layers of a mixer (core/nn/layer.h) x_l' is what the mixer makes of x_l. */
#ifndef MG_NN_STACK_H
#define MG_NN_STACK_H

#include "core/base/batch.h"
#include "core/nn/layer.h"
#include "core/nn/model.h"

/* Who the keys of attention are where they are not the batch's tokens alone: in each row the
 * persistent tokens, then `copies` times the tokens (with memory as context, what the memory
 * recalls at each token is a key too). */
typedef struct mg_keys {
    int64_t rows, persistent, copies, cols;
    mg_buffer *segments, *positions; /* (rows, mg_keys_width) i32; NULL where there are none */
} mg_keys;

static inline int64_t mg_keys_width(const mg_keys *keys) {
    return keys->persistent + keys->copies * keys->cols;
}

mg_status mg_keys_create(const mg_model *model, int64_t rows, int64_t copies, int64_t cols,
                         mg_keys *keys);
void mg_keys_free(mg_keys *keys);
/* Segments and positions of the tokens, (rows, cols) each. Nothing where there are no buffers. */
mg_status mg_keys_write(const mg_keys *keys, const int32_t *segments, const int32_t *positions);

/* Rows in parts of as many tokens (mg_layer_narrow): the masks of part after part, each (rows, its
 * tokens), and of its keys: persistent tokens, the tokens that the window shows from the start of a
 * part on, and once more as many of their context. */
typedef struct mg_parts {
    int64_t rows, cols, part, count;
    int64_t persistent, window;
    mg_buffer *segments, *positions;         /* i32; NULL without a device */
    mg_buffer *key_segments, *key_positions; /* i32 */
} mg_parts;

mg_status mg_parts_create(const mg_model *model, int64_t rows, int64_t cols, mg_parts *parts);
void mg_parts_free(mg_parts *parts);
mg_status mg_parts_write(const mg_parts *parts, const int32_t *segments, const int32_t *positions);
/* The first token that part i may see. */
int64_t mg_parts_from(const mg_parts *parts, int64_t i);

/* Buffers that the host fills before a run; N = rows * cols numbers each. */
typedef struct mg_inputs {
    int64_t rows, cols;
    mg_buffer *ids, *targets, *segments, *positions; /* i32 */
    mg_buffer *weights;                              /* f32: what each target counts in the loss */
    mg_buffer *continues, *present;                  /* f32: see mg_build */
    mg_keys keys;    /* without buffers where the keys are the batch's tokens */
    mg_keys context; /* of layers with a memory as context */
    mg_parts parts;  /* of layers with one in the paper's order; else without buffers */
} mg_inputs;

/* A model without a device: no buffers, for planning. */
mg_status mg_inputs_create(const mg_model *model, int64_t rows, int64_t cols, mg_inputs *inputs);
void mg_inputs_free(mg_inputs *inputs);

/* All of the batch but the weights of the loss. `scratch`: rows * cols numbers. */
mg_status mg_inputs_write(const mg_inputs *inputs, const mg_batch *batch, float *scratch);

/* What the mixers of a model keep from batch to batch. */
typedef struct mg_state {
    int64_t rows, reals;
    mg_buffer *buffer; /* NULL without a device, or where no layer is mixed */
} mg_state;

mg_status mg_state_create(const mg_model *model, int64_t rows, mg_state *state);
mg_status mg_state_reset(mg_state *state); /* as it was created: zeros */
void mg_state_free(mg_state *state);

/* Reals that `rows` rows need, and where each layer's begin (num_hidden_layers numbers; or NULL).
 */
int64_t mg_state_reals(const mg_config *config, int64_t rows, int64_t *offsets);

/* One cache per layer, (rows, slots, kv_lora_rank + qk_rope_head_dim), for decoding one token per
 * row at a time. The token at position p goes to slot p mod slots: with a window a ring of as many
 * slots as the window shows, so that a row may go on for ever. */
typedef struct mg_cache {
    int64_t rows, slots;
    mg_buffer *latents;     /* (layers, rows, slots, width); behind them with a memory as context
                                   the same of what it recalls */
    mg_keys keys, context;  /* segment 0, positions 0, 1, 2, ... */
    mg_buffer *slot_of_row; /* (rows) i32: where the step's token goes; -1 in a row that rests */
    /* Angles of the step's positions, made by the host: no table is long enough for a stream. */
    mg_buffer *rope;      /* (rows, qk_rope_head_dim / 2, 2) f32 */
    mg_buffer *rope_rows; /* (rows) i32: 0, 1, 2, ... */
    int64_t pairs;
    double rope_magnitude;
    double *frequencies, *host_rope;
    int32_t *host_rows;
} mg_cache;

mg_status mg_cache_create(const mg_model *model, int64_t rows, int64_t length, mg_cache *cache);
void mg_cache_free(mg_cache *cache);

/* Before a step that feeds ids[r] at positions[r] (a row with ids[r] < 0 rests). */
mg_status mg_cache_seek(mg_cache *cache, const int32_t *ids, const int32_t *positions);

/* Whether there are layers with a memory as context. */
static inline bool mg_has_context(const mg_config *config) {
    return config->memory.kind != MG_MEMORY_OFF && config->memory.placement == MG_MEMORY_CONTEXT;
}

/* Whether it is written with what attention makes of a part, so that part follows part. */
static inline bool mg_has_parts(const mg_config *config) {
    return mg_has_context(config) && config->memory.context_order == MG_MEMORY_ORDER_PAPER;
}

/* Slots that rows of up to `length` tokens need, and the numbers that a cache of them holds. */
int64_t mg_cache_slots(const mg_config *config, int64_t length);
int64_t mg_cache_values(const mg_config *config, int64_t rows, int64_t slots);

/* cache = NULL: all keys are those of the batch. With a cache, inputs->cols must be 1. Release with
 * mg_build_end also after a failure. */
mg_status mg_build_begin(mg_build *b, mg_graph *graph, const mg_model *model,
                         const mg_inputs *inputs, const mg_state *state, const mg_cache *cache);
void mg_build_end(mg_build *b);

/* Lets the mixers' state move on (with a cache, in the rows that do not rest). After all nodes that
 * read the state, so behind the gradient. */
void mg_build_commit(mg_build *b);

mg_tensor *mg_build_logits(mg_build *b); /* (N, V) */
/* sum_n weights[n] * nll[n] (1), and the balance loss in b->aux_loss if there is one. */
mg_tensor *mg_build_loss(mg_build *b);

#endif

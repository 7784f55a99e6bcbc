/* The stack: from token ids to logits and loss, as nodes of a graph.
 *
 *     mg_build b;
 *     MG_TRY(mg_build_begin(&b, graph, model, &inputs, NULL));
 *     mg_tensor *loss = mg_build_loss(&b);            // or mg_build_logits(&b)
 *     ... mg_gradient, mg_graph_output, mg_program_create ...
 *     mg_build_end(&b);
 *
 *   x_0     = E[ids]
 *   x_l'    = x_l + Attention(RMS(x_l))
 *   x_{l+1} = x_l' + FFN(RMS(x_l'))              FFN: dense or mixture of experts, by layer
 *   logits  = W_head RMS(x_L)                    W_head = E where tied */
#ifndef MG_NN_STACK_H
#define MG_NN_STACK_H

#include "core/nn/layer.h"
#include "core/nn/model.h"

/* Buffers that the host fills before a run; N = rows * cols numbers each. */
typedef struct mg_inputs {
    int64_t rows, cols;
    mg_buffer *ids, *targets, *segments, *positions; /* i32 */
    mg_buffer *weights;                              /* f32: what each target counts in the loss */
} mg_inputs;

/* device = NULL: no buffers, for planning. */
mg_status mg_inputs_create(mg_device *device, int64_t rows, int64_t cols, mg_inputs *inputs);
void mg_inputs_free(mg_inputs *inputs);

/* One cache per layer, (rows, length, kv_lora_rank + qk_rope_head_dim), for decoding one token per
 * row at a time. */
typedef struct mg_cache {
    int64_t rows, length;
    mg_buffer *latents; /* (layers, rows, length, width) */
    mg_buffer *k_seg;   /* (rows, length) i32: 0 */
    mg_buffer *k_pos;   /* (rows, length) i32: 0, 1, 2, ... */
} mg_cache;

mg_status mg_cache_create(const mg_model *model, int64_t rows, int64_t length, mg_cache *cache);
void mg_cache_free(mg_cache *cache);

/* cache = NULL: all keys are those of the batch. With a cache, inputs->cols must be 1. Release with
 * mg_build_end also after a failure. */
mg_status mg_build_begin(mg_build *b, mg_graph *graph, const mg_model *model,
                         const mg_inputs *inputs, const mg_cache *cache);
void mg_build_end(mg_build *b);

mg_tensor *mg_build_logits(mg_build *b); /* (N, V) */
/* sum_n weights[n] * nll[n] (1), and the balance loss in b->aux_loss if there is one. */
mg_tensor *mg_build_loss(mg_build *b);

#endif

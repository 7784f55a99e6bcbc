/* A memory that learns while it reads: Titans' long-term memory (Behrouz et al., "Titans: Learning
 * to Memorize at Test Time", arXiv 2501.00663) as layers of a model.
 *
 *     mg_config_from_preset(&config, "tiny-titans");
 *     config.mixer = &mg_memory_mixer;                // who builds the config's "memory" block
 *     mg_model_create(device, &config, &model);       // and then as any model
 *
 * The memory of a head is a function M with weights of its own, which are not trained but written,
 * token by token, by gradient descent with momentum and decay on how badly M maps the token's key
 * to its value (equations 9-14 of the paper):
 *
 *     k, v, q = x W_K, x W_V, x W_Q       through a convolution and SiLU; q and k of length 1
 *     S_t = eta_t S_{t-1} - theta_t grad 1/2 |M(k_t) - v_t|^2        at the weights W_{t-1}
 *     W_t = (1 - alpha_t) W_{t-1} + S_t
 *     y_t = M(q_t)                                                   at the weights W_t
 *
 * theta, eta and alpha are functions of the token, head by head. Everything is ordinary nodes of
 * the graph, so the model is trained through the writes.
 *
 * Kinds: linear, M(k) = k W, and feature, M(k) = phi(k) W with phi(k) the normed, centred
 * gelu(k W_phi) of slow weights. Both follow the equations exactly: the chunk, into which time is
 * cut so that the work is products of matrices, changes the speed and nothing else. Deep, M(k) = k
 * + gain * LN(gelu(k W_1) .. W_L) + shift, is the paper's: its gradients are those at the weights
 * of the chunk's start (equation 16), chunks being counted from the beginning of the row.
 *
 * Memory as context: what the memory recalls of a token is one more key for attention. On arrival
 * (context_order, the default) a token recalls before it is written, and all of a batch is worked
 * on at once. In the paper's order a chunk of tokens recalls at the weights of before it, and what
 * is written is what attention has made of the chunk; chunk follows chunk, so that attention is
 * part of what is recurrent. There chunks are counted from the beginning of the row, of any kind,
 * and what is shown of all weights is as the last chunk of a batch leaves it.
 *
 * A token is offered to the memory when it comes or, consolidate: eviction, when it leaves the
 * window of attention: then a fact is never in both.
 *
 * The state of a row (weights, momentum, the last tokens of the convolution) is carried from batch
 * to batch where mg_batch.carried says so, and from token to token in decoding; it is reset where a
 * segment starts. Its size does not depend on how much was read.
 *
 * What a layer shows (mg_forward_probe), (N, H) each: "surprise2", the square of the surprise,
 * which is the norm of a token's gradient; "theta", the step of its write, after the gate;
 * "log_eta" and "log_keep", of momentum and of 1 - alpha; with a gate "write", what it let through,
 * and "log_tau" (H), its threshold, and "tau_moved" (B, H), how far that has moved in use.
 * "moment" (H, m d) is the sum of k^T v over the tokens. Of all weights when the batch is read, (B,
 * H), it shows sums of squares: "weights2" of what was written, "momentum2", and "change2" of what
 * the batch has changed. An exact memory also shows the squares of lengths, (N, H): "value2" of v,
 * "recalled2" of M(k) and "residual2" of M(k) - v before the token is written, "after2" of the
 * latter when it is. Where a memory adds to the residual stream, "stream2" and "out2" (N) are the
 * squares of what it finds and what it adds. */
#ifndef MG_MEMORY_MEMORY_H
#define MG_MEMORY_MEMORY_H

#include "core/nn/layer.h"

extern const mg_mixer mg_memory_mixer;

#endif

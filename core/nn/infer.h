/* Running a model without training it: whole rows at once, or one token per row with a cache.
 *
 *     mg_decoder *decoder;
 *     MG_TRY(mg_decoder_create(model, 64, 96, &decoder));           // 64 rows of up to 96 tokens
 *     MG_TRY(mg_decoder_generate(decoder, &(mg_generation){...}));
 *     mg_decoder_free(decoder); */
#ifndef MG_NN_INFER_H
#define MG_NN_INFER_H

#include "core/base/batch.h"
#include "core/nn/model.h"
#include "core/nn/sample.h"

/* All logits of a batch of fixed shape, by the same parallel pass as in training. */
typedef struct mg_forward mg_forward;
mg_status mg_forward_create(mg_model *model, int64_t rows, int64_t cols, mg_forward **out);
void mg_forward_free(mg_forward *forward); /* NULL is legal */
/* *logits (rows * cols, vocab_size) belongs to the forward and is valid until its next run. */
mg_status mg_forward_run(mg_forward *forward, const mg_batch *batch, const float **logits);

/* The same, keeping what layers show of themselves (mg_layer_probe). mg_forward_probe copies what
 * layer `layer` showed under `name` in the last run, at most `room` numbers; *n is how many there
 * are, and MG_ERR_NOT_FOUND means that the layer shows no such thing. */
mg_status mg_forward_create_probed(mg_model *model, int64_t rows, int64_t cols, mg_forward **out);
mg_status mg_forward_probe(const mg_forward *forward, int64_t layer, const char *name,
                           float *values, int64_t room, int64_t *n);

/* What mixers (core/nn/layer.h) carry from batch to batch: is forgotten, or row b goes on from what
 * row source[b] has left. */
mg_status mg_forward_reset(mg_forward *forward);
mg_status mg_forward_permute(mg_forward *forward, const int64_t *source);

/* For experiments with a memory, in the runs that follow: rows * cols numbers each, or NULL for
 * what the batch says. writes[n] = 0: the memory does not write token n; continues[n] = 0: it
 * starts anew at token n (attention does not). */
mg_status mg_forward_control(mg_forward *forward, const float *writes, const float *continues);

/* Cached decoding: rows advance together, one token each per step, at positions of their own. Keys
 * and values are kept as latents (kv_lora_rank + qk_rope_head_dim numbers per token and layer), of
 * as many tokens as a row has or, in a model with a window, as this shows: its rows may then be of
 * any length, in constant memory. */
typedef struct mg_decoder mg_decoder;
mg_status mg_decoder_create(mg_model *model, int64_t rows, int64_t length, mg_decoder **out);
void mg_decoder_free(mg_decoder *decoder); /* NULL is legal */

/* Feeds ids[r] at positions[r] (0 starts a row anew; each position follows the one before) and
 * gives the logits (rows, vocab_size) for what comes next. A row with ids[r] < 0 rests. */
mg_status mg_decoder_step(mg_decoder *decoder, const int32_t *ids, const int32_t *positions,
                          const float **logits);

/* All that the decoder knows of its rows (latents and memories, not parameters), to go on from
 * later or elsewhere. The caller keeps the positions. *bytes is released with mg_free(). Restoring
 * fails with MG_ERR_FORMAT for damaged bytes and MG_ERR_ARG for those of another model, number of
 * rows or length. */
mg_status mg_decoder_snapshot(const mg_decoder *decoder, void **bytes, size_t *size);
mg_status mg_decoder_restore(mg_decoder *decoder, const void *bytes, size_t size);

/* A text to continue. */
typedef struct mg_prompt {
    const int32_t *ids;
    int64_t n; /* at least 1 */
} mg_prompt;

typedef struct mg_generation {
    const mg_prompt *prompts;
    int64_t n_prompts; /* any number: they go through the rows in turns */
    int64_t max_new;   /* tokens per continuation; prompt and continuation must fit into a row */
    int32_t end_token; /* ends a continuation and is not part of it */
    mg_sampling sampling;
    uint64_t seed;         /* draw t of prompt i is a function of (seed, first_prompt + i, t) */
    uint64_t first_prompt; /* number of prompts[0], for callers that hand them over in parts */
    int32_t *ids;          /* out: (n_prompts, max_new) */
    int64_t *lengths;      /* out: (n_prompts) */
} mg_generation;

mg_status mg_decoder_generate(mg_decoder *decoder, const mg_generation *generation);

/* What cached decoding of `rows` rows of up to `length` tokens needs on a device, found by planning
 * without one. A length beyond the model's positions is MG_ERR_ARG. */
typedef struct mg_decode_memory {
    size_t parameters, cache; /* bytes */
    size_t workspace;         /* temporaries of one step at their peak */
    size_t other;             /* tokens, logits, table of rotary angles */
    size_t total;
} mg_decode_memory;
mg_status mg_decode_memory_plan(const mg_config *config, int64_t rows, int64_t length,
                                mg_decode_memory *memory);

#endif

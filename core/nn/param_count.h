/* Sizes of a model, by formula: no tensor is made, so a model of any size can be counted.
 *
 *     mg_param_count count = mg_count_params(&config);
 *     printf("%" PRId64 " of %" PRId64 "\n", count.active, count.total);
 *
 * Per layer, with d = hidden_size, H heads, no | ro | v the head widths, q and kv the latent ranks:
 *     attention = d q + q + q H (no + ro)          (d H (no + ro) without q_lora_rank)
 *               + d (kv + ro) + kv + kv H (no + v) + H v d
 *     expert    = 3 d moe_intermediate_size
 *     layer     = attention + 2 d + (dense: 3 d intermediate_size
 *                                    MoE:   (E + S) expert + d E + E)
 * and persistent_tokens kv in the attention of every layer, and in mixed layers what the
 * mixer declares (nothing while config->mixer is NULL),
 * where the last E is the selection bias of noaux_tc, and K in the place of E counts what one token
 * uses. Norm weights and that bias count as parameters, as they do in DeepSeek's figures. */
#ifndef MG_NN_PARAM_COUNT_H
#define MG_NN_PARAM_COUNT_H

#include <stdint.h>

#include "core/nn/config.h"

/* X(name, what it is) */
#define MG_PARAM_PARTS(X)                                                                          \
    X(embedding, "token embedding")                                                                \
    X(attention, "attention")                                                                      \
    X(memory, "memory")                                                                            \
    X(dense_ffn, "dense FFN")                                                                      \
    X(routed_experts, "routed experts")                                                            \
    X(shared_experts, "shared experts")                                                            \
    X(router, "router")                                                                            \
    X(norms, "norms")                                                                              \
    X(head, "output head")

typedef enum mg_param_part {
#define MG_PARAM_PART(name, text) MG_PART_##name,
    MG_PARAM_PARTS(MG_PARAM_PART)
#undef MG_PARAM_PART
        MG_PART_COUNT
} mg_param_part;

typedef struct mg_param_count {
    int64_t total, active; /* active: what one token passes through, embedding and head included */
    /* Less the input embedding, whose use is a look-up and not a product; equal to `active` where
     * the embedding is the head as well. */
    int64_t active_without_embedding;
    int64_t mtp; /* num_nextn_predict_layers modules, embedding and head shared; not in `total` */
    int64_t part_total[MG_PART_COUNT], part_active[MG_PART_COUNT];
    int64_t kv_values_per_token; /* cached numbers: (kv_lora_rank + qk_rope_head_dim) per layer */
} mg_param_count;

/* `config` must be valid. */
mg_param_count mg_count_params(const mg_config *config);

const char *mg_param_part_text(mg_param_part part);

/* Tokens that make the best of a compute budget: 20 per active parameter (Hoffmann et al.,
 * "Training Compute-Optimal Large Language Models", 2022; measured there on dense models, whose
 * parameters are all active). */
int64_t mg_compute_optimal_tokens(const mg_param_count *count);

/* Floating-point operations to train on one token of a sequence of `seq`, forward and backward:
 *     6 N + 6 L H (no + ro + v) s
 * with N = active_without_embedding and s the mean number of keys that a token sees: (seq + 1) / 2
 * in a causal model, seq in an encoder. Recomputing is not counted. */
double mg_train_flop_per_token(const mg_config *config, int64_t seq);

#endif

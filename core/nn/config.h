/* The model's shape: what config.json says.
 *
 * Members carry the names of Hugging Face's `deepseek_v3` (and `deepseek_v2`) configuration, so a
 * published config.json is read as it is and ours is read by transformers. What those files have no
 * name for stands in a block of our own, "mathgym".
 *
 *     mg_config config;
 *     MG_TRY(mg_config_load(&config, "tiny"));            a preset or the path of a file
 *     config.num_hidden_layers = 2;
 *     MG_TRY(mg_config_validate(&config));                after any change by hand
 *     MG_TRY(mg_config_save(&config, "run/config.json"));
 *
 * Every config that one of the readers below returned has been validated. A config owns no memory
 * and is copied by assignment. Errors name the field and what to do: MG_ERR_FORMAT for text that is
 * not JSON or a value of the wrong type, MG_ERR_ARG for a value that makes no model,
 * MG_ERR_UNSUPPORTED for a model of another family, MG_ERR_IO and MG_ERR_NOT_FOUND for the file. */
#ifndef MG_NN_CONFIG_H
#define MG_NN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

typedef enum mg_scoring_func {
    MG_SCORING_SIGMOID, /* V3: s = sigmoid(x W_g^T) */
    MG_SCORING_SOFTMAX, /* V2 */
} mg_scoring_func;

typedef enum mg_topk_method {
    MG_TOPK_NOAUX_TC,             /* V3: top k of s + e_score_correction_bias; a group's score is
                                     the sum of its two highest; sigmoid only */
    MG_TOPK_GREEDY,               /* V2-Lite: top k of s, no groups; softmax only */
    MG_TOPK_GROUP_LIMITED_GREEDY, /* V2: a group's score is its highest; softmax only */
} mg_topk_method;

/* YaRN (arXiv 2309.00071); factor 0 means that positions are not scaled. */
typedef struct mg_rope_scaling {
    double factor;
    int64_t original_max_position_embeddings;
    double beta_fast, beta_slow;
    double mscale, mscale_all_dim; /* 0: not given, the term is 1 */
} mg_rope_scaling;

typedef enum mg_memory_kind {
    MG_MEMORY_OFF,
    MG_MEMORY_LINEAR,  /* M(k) = k W: exact, token by token */
    MG_MEMORY_FEATURE, /* M(k) = phi(k) W, phi slow weights: exact */
    MG_MEMORY_DEEP,    /* M(k) = k + LN(act(k W1) W2): gradients at the chunk's start (Titans) */
} mg_memory_kind;

typedef enum mg_memory_placement {
    MG_MEMORY_ADD,     /* beside attention, added */
    MG_MEMORY_GATE,    /* beside attention, multiplied with it (Titans' memory as gate) */
    MG_MEMORY_LAYER,   /* before attention (memory as layer) */
    MG_MEMORY_CONTEXT, /* what it recalls are keys for attention to see (memory as context) */
} mg_memory_placement;

typedef enum mg_memory_order {
    MG_MEMORY_ORDER_ARRIVAL, /* what comes is written, and attention sees what is recalled of it */
    MG_MEMORY_ORDER_PAPER,   /* chunk by chunk: recall, attend, write what attention has made */
} mg_memory_order;

typedef enum mg_memory_consolidate {
    MG_MEMORY_ON_ARRIVAL,  /* a token is written when it comes */
    MG_MEMORY_ON_EVICTION, /* when it leaves the window of attention */
} mg_memory_consolidate;

typedef enum mg_memory_gate {
    MG_MEMORY_GATE_OFF,  /* every token is written */
    MG_MEMORY_GATE_SOFT, /* by sigmoid((log surprise - log threshold) / temperature) */
    MG_MEMORY_GATE_HARD, /* the surprising ones alone */
} mg_memory_gate;

#define MG_GATE_SLOWNESS 10

typedef enum mg_memory_decay_to {
    MG_MEMORY_DECAY_TO_INIT, /* the state starts at, and fades to, learned weights */
    MG_MEMORY_DECAY_TO_ZERO, /* it starts empty and fades to nothing; no such weights */
} mg_memory_decay_to;

/* The "memory" block within "mathgym": a memory that learns while it reads (Titans, arXiv
 * 2501.00663). core/nn keeps its description; the layers themselves are a plug-in (mg_mixer in
 * core/nn/layer.h). All zero where kind is off. */
typedef struct mg_memory_config {
    mg_memory_kind kind;
    mg_memory_placement placement;
    mg_memory_order context_order;   /* of memory as context */
    int64_t first_layer, layer_step; /* in layers first, first + step, ... */
    int64_t heads, head_dim;
    int64_t feature_dim; /* width of phi(k), or of a deep memory's hidden layer */
    int64_t depth;       /* layers of a deep memory */
    int64_t chunk;       /* tokens that are worked on at once; deep: also what the gradient sees */
    int64_t conv_kernel; /* taps of the convolutions on q, k, v; 1: none */
    bool momentum, decay;
    double half_life;      /* tokens, at initialisation */
    double theta_max;      /* largest step of a write; 0: the memory is frozen */
    bool decayed_residual; /* judge a write against the state after its decay (Gated DeltaNet) */
    mg_memory_decay_to decay_to;
    mg_memory_consolidate consolidate;

    mg_memory_gate gate;
    double write_rate;       /* rho: share of tokens that the threshold lets through */
    double threshold_speed;  /* kappa of log tau += kappa (share written - rho) */
    double gate_temperature; /* of the soft gate */
    double surprise_decay;   /* per token; a token near a surprising one is written too; 0: off */
    double idle_decay;       /* share of the forgetting that goes on while nothing is written */
    bool gate_tracking;      /* the threshold follows in use too, MG_GATE_SLOWNESS times slower */
    int64_t warmup;          /* tokens of a stream that are written whatever they are */
} mg_memory_config;

typedef struct mg_config {
    /* widths */
    int64_t vocab_size;
    int64_t hidden_size;
    int64_t intermediate_size;     /* F of a dense FFN */
    int64_t moe_intermediate_size; /* F of one expert; 0 without experts */
    int64_t num_hidden_layers;
    int64_t num_nextn_predict_layers; /* MTP modules: see mg_config_check_buildable() */
    int64_t max_position_embeddings;
    bool tie_word_embeddings;

    /* attention (MLA) */
    int64_t num_attention_heads;
    int64_t num_key_value_heads; /* always equal to num_attention_heads */
    int64_t q_lora_rank;         /* 0: queries by one full matrix (null in the file) */
    int64_t kv_lora_rank;
    int64_t qk_nope_head_dim;
    int64_t qk_rope_head_dim; /* even */
    int64_t v_head_dim;
    double rope_theta;
    mg_rope_scaling rope_scaling;

    /* experts; n_routed_experts 0: every layer is dense */
    int64_t n_routed_experts;
    int64_t n_shared_experts;
    int64_t num_experts_per_tok;
    int64_t n_group, topk_group; /* 1 where there are no groups */
    int64_t first_k_dense_replace;
    int64_t moe_layer_freq;
    mg_scoring_func scoring_func;
    mg_topk_method topk_method;
    bool norm_topk_prob;
    double routed_scaling_factor;

    double rms_norm_eps;
    double initializer_range;                         /* standard deviation of every matrix */
    int64_t bos_token_id, eos_token_id, pad_token_id; /* -1: none (null in the file) */

    /* the "mathgym" block */
    bool causal;                     /* decoder; false: encoder, answer slots in parallel */
    double router_bias_update_speed; /* gamma of b_i += gamma * sign(mean load - load_i) */
    double aux_loss_alpha;           /* weight of the balance loss; 0: none */
    bool seq_aux;                    /* balance each sequence by itself, not the whole batch */
    int64_t window;                  /* how many tokens attention sees, itself included; 0: all */
    int64_t persistent_tokens;       /* learned keys and values that every token sees, per layer */
    mg_memory_config memory;

    /* Not in the file: what builds the layers that "memory" describes. Programs that link memory/
     * set it after reading a config; a model with memory cannot be made without. */
    const struct mg_mixer *mixer;
} mg_config;

/* Reads JSON text of `bytes` bytes (need not end in a zero). `origin` names it in errors. Unknown
 * keys are ignored at the top level, as other programs put theirs there, and are errors within
 * "mathgym". */
mg_status mg_config_from_text(mg_config *config, const char *text, size_t bytes,
                              const char *origin);

mg_status mg_config_from_file(mg_config *config, const char *path);

/* MG_ERR_NOT_FOUND lists the presets. */
mg_status mg_config_from_preset(mg_config *config, const char *name);

/* A preset if `preset_or_path` is the name of one, otherwise a file. */
mg_status mg_config_load(mg_config *config, const char *preset_or_path);

/* Names of the presets, and one line about each; NULL past the last. */
const char *mg_preset_name(size_t index);
const char *mg_preset_summary(size_t index);

/* The first thing wrong with the config, if any. */
mg_status mg_config_validate(const mg_config *config);

/* Fails with MG_ERR_UNSUPPORTED where the config can be counted but not built: MTP modules, or a
 * memory without a mixer. */
mg_status mg_config_check_buildable(const mg_config *config);

/* The config.json of the config, zero-terminated, to be released with mg_free(). Reading it gives
 * the same config back, bit for bit. */
mg_status mg_config_to_text(const mg_config *config, char **text);

/* Writes it to `path` so that the file is either the old one or the whole new one. */
mg_status mg_config_save(const mg_config *config, const char *path);

/* Sets fields of the "memory" block, and window and persistent_tokens beside it, by
 * "NAME=VALUE,NAME=VALUE"; a config without a memory gets one of kind feature and of default sizes
 * first. MG_ERR_ARG for what is not known or makes no model. */
mg_status mg_config_set_memory(mg_config *config, const char *text);

/* A number that tells models of different shape apart: that of their config.json (FNV-1a, 64 bits).
 */
mg_status mg_config_hash(const mg_config *config, uint64_t *hash);

bool mg_config_equal(const mg_config *a, const mg_config *b);

/* Whether layer `layer` (from 0) has experts; its FFN is dense otherwise. */
static inline bool mg_config_layer_is_moe(const mg_config *config, int64_t layer) {
    return config->n_routed_experts > 0 && layer >= config->first_k_dense_replace &&
           layer % config->moe_layer_freq == 0;
}

/* Whether the router has an e_score_correction_bias (E): chosen by it, and updated by load. */
static inline bool mg_config_has_router_bias(const mg_config *config) {
    return config->topk_method == MG_TOPK_NOAUX_TC;
}

/* Whether the mixer builds the first half of layer `layer` (from 0). */
static inline bool mg_config_layer_is_mixed(const mg_config *config, int64_t layer) {
    const mg_memory_config *m = &config->memory;
    return m->kind != MG_MEMORY_OFF && layer >= m->first_layer &&
           (layer - m->first_layer) % m->layer_step == 0;
}

/* Width of one query or key: nope | rope, in this order. */
static inline int64_t mg_config_qk_head_dim(const mg_config *config) {
    return config->qk_nope_head_dim + config->qk_rope_head_dim;
}

/* Factor on q.k before the softmax: qk_head_dim^-0.5, times m^2 under YaRN with
 * m = 0.1 mscale_all_dim ln(factor) + 1. */
double mg_config_softmax_scale(const mg_config *config);

/* Rotation per position of each pair (2i, 2i+1): theta^(-2i/R), blended by YaRN where set. Fills
 * qk_rope_head_dim / 2 numbers, radians. */
void mg_config_rope_frequencies(const mg_config *config, double *frequencies);

/* Factor on cos and sin: 1 unless YaRN's mscale and mscale_all_dim differ. */
double mg_config_rope_magnitude(const mg_config *config);

#endif

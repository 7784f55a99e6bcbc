#include "core/nn/config_fields.h"

_Static_assert(sizeof(mg_scoring_func) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_topk_method) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_kind) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_placement) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_order) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_gate) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_consolidate) == sizeof(unsigned), "choices are read as unsigned");
_Static_assert(sizeof(mg_memory_decay_to) == sizeof(unsigned), "choices are read as unsigned");

static const char *const SCORING_FUNCS[] = {"sigmoid", "softmax", NULL};
static const char *const TOPK_METHODS[] = {"noaux_tc", "greedy", "group_limited_greedy", NULL};
static const char *const MEMORY_KINDS[] = {"off", "linear", "feature", "deep", NULL};
static const char *const MEMORY_PLACEMENTS[] = {"add", "gate", "layer", "context", NULL};
static const char *const MEMORY_ORDERS[] = {"arrival", "paper", NULL};
static const char *const MEMORY_GATES[] = {"off", "soft", "hard", NULL};
static const char *const DECAY_TARGETS[] = {"init", "zero", NULL};
static const char *const CONSOLIDATIONS[] = {"arrival", "eviction", NULL};

enum {
    REQUIRED = MG_FIELD_REQUIRED,
    MOE = MG_FIELD_MOE,
    NULLABLE = MG_FIELD_NULLABLE,
    NULL_OUT = MG_FIELD_NULL_OUT,
    OWN = MG_FIELD_OWN,
    TOP_TOO = MG_FIELD_TOP_TOO,
    FAMILY = MG_FIELD_OF_FAMILY
};

/* `path` is the member; the key in the file is `key`. */
#define NUMBER(kind_, key, path, flags_, low, high, other)                                         \
    {                                                                                              \
        .name = key, .kind = kind_, .flags = flags_, .offset = offsetof(mg_config, path),          \
        .least = low, .most = high, .fallback = other                                              \
    }
#define INT(member, flags_, low, high, other)                                                      \
    NUMBER(MG_FIELD_INT, #member, member, flags_, low, high, other)
#define REAL(member, flags_, low, high, other)                                                     \
    NUMBER(MG_FIELD_REAL, #member, member, flags_, low, high, other)
#define ROPE_INT(member, flags_, low, high, other)                                                 \
    NUMBER(MG_FIELD_INT, #member, rope_scaling.member, flags_, low, high, other)
#define ROPE_REAL(member, flags_, low, high, other)                                                \
    NUMBER(MG_FIELD_REAL, #member, rope_scaling.member, flags_, low, high, other)
#define BOOL(member, flags_, other) NUMBER(MG_FIELD_BOOL, #member, member, flags_, 0, 1, other)
#define CHOICE_AT(key, path, flags_, names, words)                                                 \
    {                                                                                              \
        .name = key, .kind = MG_FIELD_CHOICE, .flags = flags_,                                     \
        .offset = offsetof(mg_config, path), .choices = names, .advice = words                     \
    }
#define CHOICE(member, flags_, names, words) CHOICE_AT(#member, member, flags_, names, words)
#define MEMORY_INT(member, low, high, other)                                                       \
    NUMBER(MG_FIELD_INT, #member, memory.member, 0, low, high, other)
#define MEMORY_REAL(member, low, high, other)                                                      \
    NUMBER(MG_FIELD_REAL, #member, memory.member, 0, low, high, other)
#define MEMORY_BOOL(member, other)          NUMBER(MG_FIELD_BOOL, #member, memory.member, 0, 0, 1, other)
#define MEMORY_CHOICE(member, names, words) CHOICE_AT(#member, memory.member, 0, names, words)

/* The upper bounds keep every product of a parameter count, and the bytes of weights, gradients and
 * optimiser state, within 63 bits. Fallbacks are transformers' defaults, except that a shape which
 * is missing is an error and not the shape of V3. */
const mg_config_field mg_config_fields[] = {
    INT(vocab_size, REQUIRED, 2, 1 << 24, 0),
    INT(hidden_size, REQUIRED, 1, 1 << 17, 0),
    INT(intermediate_size, REQUIRED, 1, 1 << 18, 0),
    INT(n_routed_experts, REQUIRED | NULLABLE, 0, 4096, 0), /* before the fields marked MOE */
    INT(moe_intermediate_size, MOE | NULLABLE, 0, 1 << 18, 0),
    INT(num_hidden_layers, REQUIRED, 1, 1024, 0),
    INT(num_nextn_predict_layers, NULLABLE, 0, 16, 0),
    INT(num_attention_heads, REQUIRED, 1, 1024, 0),
    INT(num_key_value_heads, NULLABLE, 0, 1024, 0),
    INT(q_lora_rank, REQUIRED | NULLABLE | NULL_OUT, 0, 1 << 16, 0),
    INT(kv_lora_rank, REQUIRED, 1, 1 << 16, 0),
    INT(qk_nope_head_dim, REQUIRED, 1, 4096, 0),
    INT(qk_rope_head_dim, REQUIRED, 2, 4096, 0),
    INT(v_head_dim, REQUIRED, 1, 4096, 0),
    INT(n_shared_experts, MOE | NULLABLE, 0, 64, 0),
    INT(num_experts_per_tok, MOE | NULLABLE, 0, 4096, 0),
    INT(n_group, MOE | NULLABLE, 1, 4096, 1),
    INT(topk_group, MOE | NULLABLE, 1, 4096, 1),
    INT(first_k_dense_replace, MOE, 0, 1024, 0),
    INT(moe_layer_freq, 0, 1, 1024, 1),
    CHOICE(scoring_func, FAMILY, SCORING_FUNCS, "sigmoid or softmax"),
    CHOICE(topk_method, FAMILY, TOPK_METHODS, "noaux_tc, greedy or group_limited_greedy"),
    BOOL(norm_topk_prob, MOE, false),
    REAL(routed_scaling_factor, MOE, 1e-6, 1e6, 1.0),
    REAL(rms_norm_eps, 0, 1e-12, 0.1, 1e-6),
    INT(max_position_embeddings, 0, 1, 1 << 30, 4096),
    REAL(rope_theta, 0, MG_ROPE_THETA_MIN, MG_ROPE_THETA_MAX, 1e4),
    BOOL(tie_word_embeddings, 0, false),
    REAL(initializer_range, 0, 1e-8, 10.0, 0.02),
    INT(bos_token_id, NULLABLE | NULL_OUT, 0, (1 << 24) - 1, -1),
    INT(eos_token_id, NULLABLE | NULL_OUT, 0, (1 << 24) - 1, -1),
    INT(pad_token_id, NULLABLE | NULL_OUT, 0, (1 << 24) - 1, -1),
    BOOL(causal, OWN, true),
    REAL(router_bias_update_speed, OWN, 0.0, 1.0, 0.001),
    REAL(aux_loss_alpha, OWN | TOP_TOO, 0.0, 10.0, 0.0001),
    BOOL(seq_aux, OWN | TOP_TOO, true),
    INT(window, OWN, 0, 1 << 24, 0),
    INT(persistent_tokens, OWN, 0, 1024, 0),
};
const size_t mg_config_field_count = sizeof mg_config_fields / sizeof mg_config_fields[0];

const mg_config_field mg_rope_fields[] = {
    ROPE_REAL(factor, REQUIRED, 1.0, 1e6, 0.0),
    ROPE_INT(original_max_position_embeddings, REQUIRED, 1, 1 << 30, 0),
    ROPE_REAL(beta_fast, 0, 1e-3, 1e6, 32.0),
    ROPE_REAL(beta_slow, 0, 1e-3, 1e6, 1.0),
    ROPE_REAL(mscale, 0, 1e-3, 1e3, 0.0),
    ROPE_REAL(mscale_all_dim, 0, 1e-3, 1e3, 0.0),
};
const size_t mg_rope_field_count = sizeof mg_rope_fields / sizeof mg_rope_fields[0];

/* A choice that is missing is the first of its names, so `kind` is asked for: a block that says
 * nothing must not mean "off". */
const mg_config_field mg_memory_fields[] = {
    CHOICE_AT("kind", memory.kind, REQUIRED, MEMORY_KINDS, "off, linear, feature or deep"),
    MEMORY_CHOICE(placement, MEMORY_PLACEMENTS, "add, gate, layer or context"),
    MEMORY_CHOICE(context_order, MEMORY_ORDERS, "arrival or paper"),
    MEMORY_INT(first_layer, 0, 1023, 1),
    MEMORY_INT(layer_step, 1, 1024, 2),
    MEMORY_INT(heads, 1, 256, 2),
    MEMORY_INT(head_dim, 1, 1024, 64),
    MEMORY_INT(feature_dim, 1, 4096, 128),
    MEMORY_INT(depth, 2, 4, 2),
    MEMORY_INT(chunk, 1, 256, 32),
    MEMORY_INT(conv_kernel, 1, 8, 4),
    MEMORY_BOOL(momentum, true),
    MEMORY_BOOL(decay, true),
    MEMORY_REAL(half_life, 1.0, 1e7, 256.0),
    MEMORY_REAL(theta_max, 0.0, 2.0, 1.0),
    MEMORY_BOOL(decayed_residual, false),
    MEMORY_CHOICE(decay_to, DECAY_TARGETS, "init or zero"),
    MEMORY_CHOICE(consolidate, CONSOLIDATIONS, "arrival or eviction"),
    MEMORY_CHOICE(gate, MEMORY_GATES, "off, soft or hard"),
    MEMORY_REAL(write_rate, 0.0, 1.0, 0.5),
    MEMORY_REAL(threshold_speed, 0.0, 1.0, 0.01),
    MEMORY_REAL(gate_temperature, 1e-3, 100.0, 0.25),
    MEMORY_REAL(surprise_decay, 0.0, 1.0, 0.9),
    MEMORY_REAL(idle_decay, 0.0, 1.0, 1.0),
    MEMORY_BOOL(gate_tracking, false),
    MEMORY_INT(warmup, 0, 1 << 24, 256),
};
const size_t mg_memory_field_count = sizeof mg_memory_fields / sizeof mg_memory_fields[0];

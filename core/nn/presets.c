/* Named configurations. */
#include <stdio.h>
#include <string.h>

#include "core/nn/config_fields.h"

/* Where no preset differs, and where those of usual size do not. */
#define EVERY_MODEL                                                                                \
    .moe_layer_freq = 1, .rms_norm_eps = 1e-6, .causal = true, .router_bias_update_speed = 0.001,  \
    .seq_aux = true
#define COMMON EVERY_MODEL, .rope_theta = 10000.0

/* V3's routing without groups. Our own models choose 2 of 8 experts, whose weights add up to 1: the
 * sum of k independent outputs at weight 1/k is 1/sqrt(k) of one of them, 0.71 for k = 2. V3 brings
 * its 0.35 (k = 8) to 0.88 with the factor 2.5; here nothing has to be made good, so it is 1. */
#define OWN_ROUTING                                                                                \
    .n_routed_experts = 8, .num_experts_per_tok = 2, .n_group = 1, .topk_group = 1,                \
    .scoring_func = MG_SCORING_SIGMOID, .topk_method = MG_TOPK_NOAUX_TC, .norm_topk_prob = true,   \
    .routed_scaling_factor = 1.0, .aux_loss_alpha = 0.0001

/* Ids of the byte vocabulary (data/tokenizer.h): <pad> 256, <eos> 257, <mask> 258, <bos> 259. */
#define OWN_TOKENS                                                                                 \
    .pad_token_id = 256, .eos_token_id = 257, .bos_token_id = 259, .tie_word_embeddings = true

/* initializer_range of our own small models is 1 / sqrt(hidden_size). The customary 0.02 is that of
 * a width of 2,500; at width 128 it starts so flat that 3-digit addition is at 2% after a million
 * tokens where 0.088 is at 58%. */
#define TINY_TRUNK                                                                                 \
    .initializer_range = 0.088, .vocab_size = 384, .hidden_size = 128, .intermediate_size = 384,   \
    .num_hidden_layers = 4, .max_position_embeddings = 1024, .num_attention_heads = 4,             \
    .num_key_value_heads = 4, .kv_lora_rank = 64, .qk_nope_head_dim = 32, .qk_rope_head_dim = 16,  \
    .v_head_dim = 32

/* A feature memory in layers first, first + step, ... */
#define MEMORY(first_, step_, half_life_, heads_, head_dim_, feature_dim_)                         \
    .memory = {.kind = MG_MEMORY_FEATURE,                                                          \
               .first_layer = first_,                                                              \
               .layer_step = step_,                                                                \
               .heads = heads_,                                                                    \
               .head_dim = head_dim_,                                                              \
               .feature_dim = feature_dim_,                                                        \
               .depth = 2,                                                                         \
               .chunk = 32,                                                                        \
               .conv_kernel = 4,                                                                   \
               .momentum = true,                                                                   \
               .decay = true,                                                                      \
               .half_life = half_life_,                                                            \
               .theta_max = 1,                                                                     \
               .write_rate = 0.5,                                                                  \
               .threshold_speed = 0.01,                                                            \
               .gate_temperature = 0.25,                                                           \
               .surprise_decay = 0.9,                                                              \
               .idle_decay = 1,                                                                    \
               .warmup = 256}

/* Two of four layers, as a memory in each brings little more. Attention sees 64 tokens, so what is
 * older is the memory's to know. */
#define TITANS(heads_, head_dim_, feature_dim_)                                                    \
    .window = 64, .persistent_tokens = 4, MEMORY(1, 2, 256, heads_, head_dim_, feature_dim_)

#define SMALL_TRUNK                                                                                \
    .initializer_range = 0.044, .vocab_size = 384, .hidden_size = 512, .intermediate_size = 1024,  \
    .moe_intermediate_size = 128, .num_hidden_layers = 4, .max_position_embeddings = 1024,         \
    .num_attention_heads = 8, .num_key_value_heads = 8, .kv_lora_rank = 128,                       \
    .qk_nope_head_dim = 32, .qk_rope_head_dim = 32, .v_head_dim = 64, .n_shared_experts = 1,       \
    .first_k_dense_replace = 1

#define YARN_40(mscale_)                                                                           \
    .max_position_embeddings = 163840, .rope_scaling = {.factor = 40.0,                            \
                                                        .original_max_position_embeddings = 4096,  \
                                                        .beta_fast = 32.0,                         \
                                                        .beta_slow = 1.0,                          \
                                                        .mscale = mscale_,                         \
                                                        .mscale_all_dim = mscale_}

/* Heads of every published DeepSeek model since V2. */
#define DEEPSEEK_HEADS                                                                             \
    .kv_lora_rank = 512, .qk_nope_head_dim = 128, .qk_rope_head_dim = 64, .v_head_dim = 128,       \
    .pad_token_id = -1

#define V2_ROUTING                                                                                 \
    .vocab_size = 102400, .bos_token_id = 100000, .eos_token_id = 100001, .n_shared_experts = 2,   \
    .num_experts_per_tok = 6, .first_k_dense_replace = 1, .scoring_func = MG_SCORING_SOFTMAX,      \
    .initializer_range = 0.02

/* Characters (data/tokenizer.h): "0123456789+=", and <pad> 12, <eos> 13, <mask> 14, <bos> 15. */
#define ADDER_TOKENS                                                                               \
    .vocab_size = 16, .pad_token_id = 12, .eos_token_id = 13, .bos_token_id = 15,                  \
    .tie_word_embeddings = true

/* All characters of arithmetic. */
#define MICRO_TOKENS                                                                               \
    .vocab_size = 34, .pad_token_id = 30, .eos_token_id = 31, .bos_token_id = 33,                  \
    .tie_word_embeddings = true

#define DENSE(layers)                                                                              \
    .n_group = 1, .topk_group = 1, .first_k_dense_replace = layers, .routed_scaling_factor = 1.0,  \
    .aux_loss_alpha = 0.0001

typedef struct preset {
    const char *name, *summary;
    mg_config config;
} preset;

static const preset PRESETS[] = {
    /* Of the two rotations the slower has a period of 11 tokens, sqrt(theta) = 11 / 2 pi: the
     * distance, in "5260000000+7180000000=", of digits that are added. One layer suffices. */
    {"adder",
     "1,852 parameters: adds two 10-digit numbers (column_addition:10)",
     {EVERY_MODEL, ADDER_TOKENS, DENSE(1), .num_hidden_layers = 1, .initializer_range = 0.3,
      .hidden_size = 12, .intermediate_size = 20, .max_position_embeddings = 64,
      .num_attention_heads = 4, .num_key_value_heads = 4, .kv_lora_rank = 8, .qk_nope_head_dim = 1,
      .qk_rope_head_dim = 4, .v_head_dim = 6, .rope_theta = 3.065}},
    {"micro",
     "162 thousand parameters, characters: multiplies with worked steps",
     {EVERY_MODEL, MICRO_TOKENS, DENSE(3), .num_hidden_layers = 3, .initializer_range = 0.125,
      .hidden_size = 64, .intermediate_size = 192, .max_position_embeddings = 512,
      .num_attention_heads = 4, .num_key_value_heads = 4, .kv_lora_rank = 32, .qk_nope_head_dim = 8,
      .qk_rope_head_dim = 16, .v_head_dim = 16, .rope_theta = 1000.0}},
    {"micro-titans",
     "two layers of width 64 with memories, a window of 8 tokens: for memory-test",
     {EVERY_MODEL, OWN_TOKENS, DENSE(2), MEMORY(0, 1, 4096, 1, 32, 64), .window = 8,
      .num_hidden_layers = 2, .initializer_range = 0.125, .vocab_size = 384, .hidden_size = 64,
      .intermediate_size = 128, .max_position_embeddings = 4096, .num_attention_heads = 4,
      .num_key_value_heads = 4, .kv_lora_rank = 32, .qk_nope_head_dim = 8, .qk_rope_head_dim = 8,
      .v_head_dim = 16, .rope_theta = 1000.0}},
    {"tiny",
     "1.1M parameters, 8 experts: learns arithmetic in minutes on 2 cores",
     {COMMON, OWN_ROUTING, OWN_TOKENS, TINY_TRUNK, .moe_intermediate_size = 64,
      .n_shared_experts = 1, .first_k_dense_replace = 1}},
    {"dense-tiny", "tiny without experts", {COMMON, OWN_TOKENS, TINY_TRUNK, DENSE(4)}},
    {"small", "9.9M parameters, hidden 512", {COMMON, OWN_ROUTING, OWN_TOKENS, SMALL_TRUNK}},
    {"tiny-titans",
     "dense-tiny with memories in layers 1 and 3, and a window of 64 tokens",
     {COMMON, OWN_TOKENS, TINY_TRUNK, DENSE(4), TITANS(2, 32, 64)}},
    {"small-titans",
     "small with memories in layers 1 and 3, and a window of 64 tokens",
     {COMMON, OWN_ROUTING, OWN_TOKENS, SMALL_TRUNK, TITANS(4, 64, 128)}},
    {"base-135m",
     "128.6M active of 248.0M parameters, 30 layers, 49,152 tokens",
     {COMMON, OWN_ROUTING, OWN_TOKENS, .initializer_range = 0.02, .vocab_size = 49152,
      .hidden_size = 576, .intermediate_size = 1536, .moe_intermediate_size = 384,
      .num_hidden_layers = 30, .max_position_embeddings = 4096, .num_attention_heads = 9,
      .num_key_value_heads = 9, .q_lora_rank = 128, .kv_lora_rank = 128, .qk_nope_head_dim = 32,
      .qk_rope_head_dim = 32, .v_head_dim = 64, .n_shared_experts = 2}},
    {"v3-671b",
     "DeepSeek-V3, to count",
     {COMMON,
      DEEPSEEK_HEADS,
      YARN_40(1.0),
      .vocab_size = 129280,
      .hidden_size = 7168,
      .intermediate_size = 18432,
      .moe_intermediate_size = 2048,
      .num_hidden_layers = 61,
      .num_nextn_predict_layers = 1,
      .num_attention_heads = 128,
      .num_key_value_heads = 128,
      .q_lora_rank = 1536,
      .n_routed_experts = 256,
      .n_shared_experts = 1,
      .num_experts_per_tok = 8,
      .n_group = 8,
      .topk_group = 4,
      .first_k_dense_replace = 3,
      .norm_topk_prob = true,
      .routed_scaling_factor = 2.5,
      .initializer_range = 0.006,
      .eos_token_id = 1,
      .aux_loss_alpha = 0.0001}},
    {"v2-236b",
     "DeepSeek-V2, to count",
     {COMMON, DEEPSEEK_HEADS, YARN_40(0.707), V2_ROUTING, .hidden_size = 5120,
      .intermediate_size = 12288, .moe_intermediate_size = 1536, .num_hidden_layers = 60,
      .num_attention_heads = 128, .num_key_value_heads = 128, .q_lora_rank = 1536,
      .n_routed_experts = 160, .n_group = 8, .topk_group = 3,
      .topk_method = MG_TOPK_GROUP_LIMITED_GREEDY, .routed_scaling_factor = 16.0,
      .aux_loss_alpha = 0.003}},
    {"v2-lite-16b",
     "DeepSeek-V2-Lite, to count",
     {COMMON, DEEPSEEK_HEADS, YARN_40(0.707), V2_ROUTING, .hidden_size = 2048,
      .intermediate_size = 10944, .moe_intermediate_size = 1408, .num_hidden_layers = 27,
      .num_attention_heads = 16, .num_key_value_heads = 16, .n_routed_experts = 64, .n_group = 1,
      .topk_group = 1, .topk_method = MG_TOPK_GREEDY, .routed_scaling_factor = 1.0,
      .aux_loss_alpha = 0.001}},
};
#define PRESET_COUNT (sizeof PRESETS / sizeof PRESETS[0])

const char *mg_preset_name(size_t index) {
    return index < PRESET_COUNT ? PRESETS[index].name : NULL;
}

const char *mg_preset_summary(size_t index) {
    return index < PRESET_COUNT ? PRESETS[index].summary : NULL;
}

static const preset *find_preset(const char *name) {
    for (size_t i = 0; i < PRESET_COUNT; i++)
        if (strcmp(PRESETS[i].name, name) == 0) return &PRESETS[i];
    return NULL;
}

static mg_status fail_unknown(const char *name, const char *what) {
    char list[256];
    size_t used = 0;
    for (size_t i = 0; i < PRESET_COUNT; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 PRESETS[i].name);
    return mg_fail(MG_ERR_NOT_FOUND, "'%.100s' is no %s; presets are %s", name, what, list);
}

mg_status mg_config_from_preset(mg_config *config, const char *name) {
    const preset *found = find_preset(name);
    if (!found) return fail_unknown(name, "preset");
    *config = found->config;
    return mg_config_validate(config);
}

mg_status mg_config_load(mg_config *config, const char *preset_or_path) {
    const preset *found = find_preset(preset_or_path);
    if (found) return mg_config_from_preset(config, preset_or_path);
    mg_status status = mg_config_from_file(config, preset_or_path);
    if (status == MG_ERR_NOT_FOUND) return fail_unknown(preset_or_path, "preset and no file");
    return status;
}

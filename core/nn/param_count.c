#include "core/nn/param_count.h"

#include "core/nn/layer.h"

static int64_t query_params(const mg_config *c) {
    int64_t out = c->num_attention_heads * mg_config_qk_head_dim(c);
    return c->q_lora_rank ? (c->hidden_size + out) * c->q_lora_rank : c->hidden_size * out;
}

static int64_t attention_params(const mg_config *c) {
    int64_t d = c->hidden_size, kv = c->kv_lora_rank, heads = c->num_attention_heads;
    return query_params(c) + d * (kv + c->qk_rope_head_dim) +
           kv * heads * (c->qk_nope_head_dim + c->v_head_dim) + heads * c->v_head_dim * d +
           c->persistent_tokens * kv;
}

static int64_t memory_params(const mg_config *c) {
    int64_t sum = 0;
    mg_param_spec specs[MG_MIXER_PARAMS];
    for (int64_t layer = 0; c->mixer && layer < c->num_hidden_layers; layer++) {
        if (!mg_config_layer_is_mixed(c, layer)) continue;
        int n = c->mixer->params(c, layer, specs);
        for (int i = 0; i < n; i++) sum += specs[i].rows * (specs[i].cols ? specs[i].cols : 1);
    }
    return sum;
}

/* input_layernorm, post_attention_layernorm, and the norms of the latents. */
static int64_t layer_norm_params(const mg_config *c) {
    return 2 * c->hidden_size + c->q_lora_rank + c->kv_lora_rank;
}

static int64_t expert_params(const mg_config *c) {
    return 3 * c->hidden_size * c->moe_intermediate_size;
}

static int64_t router_params(const mg_config *c) {
    int64_t bias = mg_config_has_router_bias(c) ? c->n_routed_experts : 0;
    return c->hidden_size * c->n_routed_experts + bias;
}

static int64_t count_moe_layers(const mg_config *c) {
    int64_t count = 0;
    for (int64_t layer = 0; layer < c->num_hidden_layers; layer++)
        count += mg_config_layer_is_moe(c, layer);
    return count;
}

/* One module is a MoE layer, enorm, hnorm, shared_head.norm (d each) and eh_proj (2d to d). */
static int64_t mtp_params(const mg_config *c) {
    int64_t d = c->hidden_size;
    int64_t ffn =
        c->n_routed_experts
            ? (c->n_routed_experts + c->n_shared_experts) * expert_params(c) + router_params(c)
            : 3 * d * c->intermediate_size;
    int64_t module = attention_params(c) + layer_norm_params(c) + ffn + 3 * d + 2 * d * d;
    return c->num_nextn_predict_layers * module;
}

static void count_part(mg_param_count *count, mg_param_part part, int64_t total, int64_t active) {
    count->part_total[part] = total;
    count->part_active[part] = active;
    count->total += total;
    count->active += active;
}

mg_param_count mg_count_params(const mg_config *c) {
    mg_param_count count = {0};
    int64_t layers = c->num_hidden_layers, moe = count_moe_layers(c);
    int64_t table = c->vocab_size * c->hidden_size;
    int64_t head = c->tie_word_embeddings ? 0 : table;
    int64_t attention = layers * attention_params(c);
    int64_t dense = (layers - moe) * 3 * c->hidden_size * c->intermediate_size;
    int64_t shared = moe * c->n_shared_experts * expert_params(c);
    int64_t norms = layers * layer_norm_params(c) + c->hidden_size;
    count_part(&count, MG_PART_embedding, table, table);
    count_part(&count, MG_PART_attention, attention, attention);
    int64_t memory = memory_params(c);
    count_part(&count, MG_PART_memory, memory, memory);
    count_part(&count, MG_PART_dense_ffn, dense, dense);
    count_part(&count, MG_PART_routed_experts, moe * c->n_routed_experts * expert_params(c),
               moe * c->num_experts_per_tok * expert_params(c));
    count_part(&count, MG_PART_shared_experts, shared, shared);
    count_part(&count, MG_PART_router, moe * router_params(c), moe * router_params(c));
    count_part(&count, MG_PART_norms, norms, norms);
    count_part(&count, MG_PART_head, head, head);
    count.active_without_embedding = count.active - (c->tie_word_embeddings ? 0 : table);
    count.mtp = mtp_params(c);
    count.kv_values_per_token = layers * (c->kv_lora_rank + c->qk_rope_head_dim);
    return count;
}

const char *mg_param_part_text(mg_param_part part) {
    static const char *const TEXTS[] = {
#define MG_PARAM_PART(name, text) text,
        MG_PARAM_PARTS(MG_PARAM_PART)
#undef MG_PARAM_PART
    };
    return TEXTS[part];
}

int64_t mg_compute_optimal_tokens(const mg_param_count *count) {
    return 20 * count->active;
}

double mg_train_flop_per_token(const mg_config *config, int64_t seq) {
    mg_param_count count = mg_count_params(config);
    double keys = config->causal ? 0.5 * ((double)seq + 1.0) : (double)seq;
    int64_t width = config->num_hidden_layers * config->num_attention_heads *
                    (mg_config_qk_head_dim(config) + config->v_head_dim);
    return 6.0 * (double)count.active_without_embedding + 6.0 * (double)width * keys;
}

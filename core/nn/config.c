#include "core/nn/config.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/nn/config_fields.h"
#include "core/nn/layer.h"

static const double TWO_PI = 6.283185307179586476925286766559;

/* -- checking ------------------------------------------------------------------------------ */

static mg_status check_range(const mg_config *config, const mg_config_field *field) {
    bool is_int = field->kind == MG_FIELD_INT;
    if (!is_int && field->kind != MG_FIELD_REAL) return MG_OK;
    double value = is_int ? (double)mg_field_int(config, field) : mg_field_real(config, field);
    bool may_be_absent = !(field->flags & MG_FIELD_REQUIRED) || (field->flags & MG_FIELD_NULLABLE);
    if (may_be_absent && value == field->fallback) return MG_OK;
    if (value >= field->least && value <= field->most) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%s must be from %.10g to %.10g, found %.10g", field->name,
                   field->least, field->most, value);
}

static mg_status check_attention(const mg_config *c) {
    if (c->num_key_value_heads != c->num_attention_heads)
        return mg_fail(MG_ERR_ARG,
                       "num_key_value_heads must equal num_attention_heads (%" PRId64
                       "), found %" PRId64,
                       c->num_attention_heads, c->num_key_value_heads);
    if (c->qk_rope_head_dim % 2)
        return mg_fail(MG_ERR_ARG,
                       "qk_rope_head_dim must be even, as pairs are rotated; found %" PRId64,
                       c->qk_rope_head_dim);
    return MG_OK;
}

static mg_status check_rope_scaling(const mg_config *c) {
    const mg_rope_scaling *rope = &c->rope_scaling;
    if (rope->factor == 0.0) return MG_OK;
    for (size_t i = 0; i < mg_rope_field_count; i++) {
        mg_status status = check_range(c, &mg_rope_fields[i]);
        if (status != MG_OK) return mg_fail_context(status, "rope_scaling");
    }
    if (rope->beta_fast <= rope->beta_slow)
        return mg_fail(MG_ERR_ARG, "rope_scaling: beta_fast must be above beta_slow (%g), found %g",
                       rope->beta_slow, rope->beta_fast);
    if ((rope->mscale == 0.0) != (rope->mscale_all_dim == 0.0))
        return mg_fail(MG_ERR_ARG,
                       "rope_scaling: mscale and mscale_all_dim must both be given, or neither");
    return MG_OK;
}

static mg_status check_groups(const mg_config *c) {
    if (c->n_routed_experts % c->n_group)
        return mg_fail(MG_ERR_ARG,
                       "n_group must divide n_routed_experts (%" PRId64 "), found %" PRId64,
                       c->n_routed_experts, c->n_group);
    if (c->topk_group > c->n_group)
        return mg_fail(MG_ERR_ARG,
                       "topk_group must be at most n_group (%" PRId64 "), found %" PRId64,
                       c->n_group, c->topk_group);
    int64_t per_group = c->n_routed_experts / c->n_group;
    if (mg_config_has_router_bias(c) && per_group < 2)
        return mg_fail(MG_ERR_ARG,
                       "n_group must leave 2 experts or more in a group, as noaux_tc adds the two "
                       "highest scores; found %" PRId64 " experts in %" PRId64 " groups",
                       c->n_routed_experts, c->n_group);
    if (c->num_experts_per_tok > c->topk_group * per_group)
        return mg_fail(MG_ERR_ARG,
                       "num_experts_per_tok must be at most topk_group times the experts per group "
                       "(%" PRId64 "), found %" PRId64,
                       c->topk_group * per_group, c->num_experts_per_tok);
    return MG_OK;
}

static mg_status check_experts(const mg_config *c) {
    if (c->n_routed_experts == 0) return MG_OK;
    if (c->moe_intermediate_size < 1)
        return mg_fail(MG_ERR_ARG, "moe_intermediate_size must be at least 1 in a model with "
                                   "experts; set it, or n_routed_experts to 0");
    if (c->num_experts_per_tok < 1)
        return mg_fail(MG_ERR_ARG, "num_experts_per_tok must be at least 1 in a model with "
                                   "experts; set it, or n_routed_experts to 0");
    bool sigmoid = c->scoring_func == MG_SCORING_SIGMOID;
    if (sigmoid != mg_config_has_router_bias(c))
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "scoring_func must be %s with this topk_method (sigmoid goes with noaux_tc, "
                       "softmax with greedy and group_limited_greedy)",
                       sigmoid ? "softmax" : "sigmoid");
    if (c->topk_method == MG_TOPK_GREEDY && c->n_group != 1)
        return mg_fail(MG_ERR_ARG,
                       "n_group must be 1 with topk_method greedy, found %" PRId64
                       "; set it to 1 or topk_method to group_limited_greedy",
                       c->n_group);
    return check_groups(c);
}

static mg_status check_memory(const mg_config *c) {
    const mg_memory_config *m = &c->memory;
    if (m->kind == MG_MEMORY_OFF) return MG_OK;
    for (size_t i = 0; i < mg_memory_field_count; i++) {
        mg_status status = check_range(c, &mg_memory_fields[i]);
        if (status != MG_OK) return mg_fail_context(status, "memory");
    }
    if (m->first_layer >= c->num_hidden_layers)
        return mg_fail(MG_ERR_ARG,
                       "memory: first_layer must be below num_hidden_layers (%" PRId64
                       "), found %" PRId64,
                       c->num_hidden_layers, m->first_layer);
    if (m->consolidate == MG_MEMORY_ON_EVICTION && c->window == 0)
        return mg_fail(MG_ERR_ARG, "memory: consolidate must be arrival where attention has no "
                                   "window; set it, or window");
    if (m->kind == MG_MEMORY_DEEP && m->decay_to == MG_MEMORY_DECAY_TO_ZERO)
        return mg_fail(MG_ERR_ARG, "memory: decay_to must be init for kind deep, as two layers of "
                                   "zeros have no gradient");
    return MG_OK;
}

static mg_status check_token(const mg_config *c, const char *name, int64_t id) {
    if (id < c->vocab_size) return MG_OK;
    return mg_fail(MG_ERR_ARG, "%s must be below vocab_size (%" PRId64 ") or null, found %" PRId64,
                   name, c->vocab_size, id);
}

mg_status mg_config_validate(const mg_config *config) {
    for (size_t i = 0; i < mg_config_field_count; i++)
        MG_TRY(check_range(config, &mg_config_fields[i]));
    MG_TRY(check_attention(config));
    MG_TRY(check_rope_scaling(config));
    MG_TRY(check_experts(config));
    MG_TRY(check_memory(config));
    MG_TRY(check_token(config, "bos_token_id", config->bos_token_id));
    MG_TRY(check_token(config, "eos_token_id", config->eos_token_id));
    return check_token(config, "pad_token_id", config->pad_token_id);
}

mg_status mg_config_check_buildable(const mg_config *config) {
    if (config->num_nextn_predict_layers > 0)
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "num_nextn_predict_layers is %" PRId64
                       ": MTP modules are counted but cannot be built; set it to 0",
                       config->num_nextn_predict_layers);
    if (config->memory.kind == MG_MEMORY_OFF) return MG_OK;
    if (!config->mixer)
        return mg_fail(MG_ERR_UNSUPPORTED, "the model has a \"memory\" block and this program no "
                                           "memory layers; set its kind to off, or link memory/ "
                                           "and set mg_config.mixer");
    return config->mixer->check(config);
}

/* -- comparing ----------------------------------------------------------------------------- */

void mg_config_settle(mg_config *config) {
    if (config->memory.kind == MG_MEMORY_OFF) config->memory = (mg_memory_config){0};
    if (config->n_routed_experts > 0) return;
    for (size_t i = 0; i < mg_config_field_count; i++) {
        const mg_config_field *field = &mg_config_fields[i];
        if (!(field->flags & MG_FIELD_MOE)) continue;
        void *target = mg_field_at(config, field);
        if (field->kind == MG_FIELD_INT) *(int64_t *)target = (int64_t)field->fallback;
        if (field->kind == MG_FIELD_REAL) *(double *)target = field->fallback;
        if (field->kind == MG_FIELD_BOOL) *(bool *)target = field->fallback != 0.0;
    }
    config->first_k_dense_replace = config->num_hidden_layers;
}

static bool fields_equal(const mg_config *a, const mg_config *b, const mg_config_field *fields,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        const mg_config_field *f = &fields[i];
        bool equal = true;
        switch (f->kind) {
        case MG_FIELD_INT:
            equal = mg_field_int(a, f) == mg_field_int(b, f);
            break;
        case MG_FIELD_REAL:
            equal = mg_field_real(a, f) == mg_field_real(b, f);
            break;
        case MG_FIELD_BOOL:
            equal = mg_field_bool(a, f) == mg_field_bool(b, f);
            break;
        case MG_FIELD_CHOICE:
            equal = mg_field_choice(a, f) == mg_field_choice(b, f);
            break;
        }
        if (!equal) return false;
    }
    return true;
}

bool mg_config_equal(const mg_config *a, const mg_config *b) {
    return fields_equal(a, b, mg_config_fields, mg_config_field_count) &&
           fields_equal(a, b, mg_rope_fields, mg_rope_field_count) &&
           fields_equal(a, b, mg_memory_fields, mg_memory_field_count);
}

/* -- rotary positions ---------------------------------------------------------------------- */

/* 0.1 mscale ln(factor) + 1, DeepSeek's yarn_get_mscale. */
static double yarn_mscale(const mg_config *config, double mscale) {
    double factor = config->rope_scaling.factor;
    return factor <= 1.0 ? 1.0 : 0.1 * mscale * log(factor) + 1.0;
}

double mg_config_softmax_scale(const mg_config *config) {
    double scale = 1.0 / sqrt((double)mg_config_qk_head_dim(config));
    double m = yarn_mscale(config, config->rope_scaling.mscale_all_dim);
    return scale * m * m;
}

double mg_config_rope_magnitude(const mg_config *config) {
    double given = config->rope_scaling.mscale;
    return yarn_mscale(config, given == 0.0 ? 1.0 : given) /
           yarn_mscale(config, config->rope_scaling.mscale_all_dim);
}

/* The dimension whose rotation makes `turns` full turns over the original positions. */
static double yarn_dim_of_turns(const mg_config *config, double turns) {
    double positions = (double)config->rope_scaling.original_max_position_embeddings;
    return (double)config->qk_rope_head_dim * log(positions / (turns * TWO_PI)) /
           (2.0 * log(config->rope_theta));
}

void mg_config_rope_frequencies(const mg_config *config, double *frequencies) {
    const mg_rope_scaling *rope = &config->rope_scaling;
    int64_t dims = config->qk_rope_head_dim;
    double low = 0.0, high = 0.0;
    if (rope->factor != 0.0) {
        low = fmax(floor(yarn_dim_of_turns(config, rope->beta_fast)), 0.0);
        high = fmin(ceil(yarn_dim_of_turns(config, rope->beta_slow)), (double)(dims - 1));
        if (low == high) high += 0.001; /* as DeepSeek's code: no division by zero */
    }
    for (int64_t i = 0; i < dims / 2; i++) {
        double plain = pow(config->rope_theta, -2.0 * (double)i / (double)dims);
        frequencies[i] = plain;
        if (rope->factor == 0.0) continue;
        double ramp = fmin(fmax(((double)i - low) / (high - low), 0.0), 1.0);
        frequencies[i] = plain / rope->factor * ramp + plain * (1.0 - ramp);
    }
}

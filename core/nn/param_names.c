#include "core/nn/param_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/layer.h"

/* -- the table ----------------------------------------------------------------------------- */

typedef enum width {
    W_NONE,
    W_VOCAB,      /* V */
    W_HIDDEN,     /* D */
    W_Q_RANK,     /* q_lora_rank */
    W_KV_RANK,    /* kv_lora_rank */
    W_KV_A,       /* kv_lora_rank + qk_rope_head_dim */
    W_HEADS_QK,   /* H (nope + rope) */
    W_HEADS_KV,   /* H (nope + v) */
    W_HEADS_V,    /* H v */
    W_DENSE,      /* F of a dense FFN */
    W_EXPERT,     /* F of an expert */
    W_SHARED,     /* F of all shared experts together */
    W_N_EXPERTS,  /* E */
    W_PERSISTENT, /* persistent tokens */
} width;

typedef enum condition {
    IF_ALWAYS,
    IF_Q_RANK,
    IF_NO_Q_RANK,
    IF_DENSE,
    IF_MOE,
    IF_SHARED,
    IF_ROUTER_BIAS,
    IF_PERSISTENT,
    IF_UNTIED,
} condition;

typedef enum scope { BEFORE_LAYERS, IN_LAYERS, AFTER_LAYERS } scope;

/* One engine parameter. In layers, names are after "layers.N." and "model.layers.N.". With
 * `experts` the engine tensor has a leading E, and "%" in a piece's name is the expert. Each piece
 * is a (rows, cols) Hugging Face tensor; the engine has them one over the other. */
typedef struct row {
    scope where;
    condition when;
    const char *name;
    mg_param_kind kind;
    bool experts;
    width rows, cols; /* cols W_NONE: a vector */
    const char *pieces[3];
} row;

#define LINEAR(when, name, rows, cols, hf)                                                         \
    {                                                                                              \
        IN_LAYERS, when, name, MG_PARAM_MATRIX, false, rows, cols, {                               \
            hf ".weight"                                                                           \
        }                                                                                          \
    }
#define NORM(when, name, rows, hf)                                                                 \
    {                                                                                              \
        IN_LAYERS, when, name, MG_PARAM_VECTOR, false, rows, W_NONE, {                             \
            hf ".weight"                                                                           \
        }                                                                                          \
    }
/* SwiGLU's three matrices, of `experts` experts or of one. */
#define FFN(when, name, experts, ff, hf)                                                           \
    {IN_LAYERS, when, name ".gate_up", MG_PARAM_MATRIX,                                            \
     experts,   ff,   W_HIDDEN,        {hf ".gate_proj.weight", hf ".up_proj.weight"}},            \
    {                                                                                              \
        IN_LAYERS, when, name ".down", MG_PARAM_MATRIX, experts, W_HIDDEN, ff, {                   \
            hf ".down_proj.weight"                                                                 \
        }                                                                                          \
    }

/* In forward order. */
static const row ROWS[] = {
    {BEFORE_LAYERS,
     IF_ALWAYS,
     "embed_tokens",
     MG_PARAM_EMBEDDING,
     false,
     W_VOCAB,
     W_HIDDEN,
     {"model.embed_tokens.weight"}},
    NORM(IF_ALWAYS, "attn_norm", W_HIDDEN, "input_layernorm"),
    LINEAR(IF_NO_Q_RANK, "attn.q", W_HEADS_QK, W_HIDDEN, "self_attn.q_proj"),
    LINEAR(IF_Q_RANK, "attn.q_a", W_Q_RANK, W_HIDDEN, "self_attn.q_a_proj"),
    NORM(IF_Q_RANK, "attn.q_a_norm", W_Q_RANK, "self_attn.q_a_layernorm"),
    LINEAR(IF_Q_RANK, "attn.q_b", W_HEADS_QK, W_Q_RANK, "self_attn.q_b_proj"),
    LINEAR(IF_ALWAYS, "attn.kv_a", W_KV_A, W_HIDDEN, "self_attn.kv_a_proj_with_mqa"),
    NORM(IF_ALWAYS, "attn.kv_a_norm", W_KV_RANK, "self_attn.kv_a_layernorm"),
    {IN_LAYERS,
     IF_PERSISTENT,
     "attn.persistent",
     MG_PARAM_MATRIX,
     false,
     W_PERSISTENT,
     W_KV_RANK,
     {"self_attn.persistent"}},
    LINEAR(IF_ALWAYS, "attn.kv_b", W_HEADS_KV, W_KV_RANK, "self_attn.kv_b_proj"),
    LINEAR(IF_ALWAYS, "attn.o", W_HIDDEN, W_HEADS_V, "self_attn.o_proj"),
    NORM(IF_ALWAYS, "ffn_norm", W_HIDDEN, "post_attention_layernorm"),
    FFN(IF_DENSE, "ffn", false, W_DENSE, "mlp"),
    LINEAR(IF_MOE, "router", W_N_EXPERTS, W_HIDDEN, "mlp.gate"),
    {IN_LAYERS,
     IF_ROUTER_BIAS,
     "router_bias",
     MG_PARAM_ROUTER_BIAS,
     false,
     W_N_EXPERTS,
     W_NONE,
     {"mlp.gate.e_score_correction_bias"}},
    FFN(IF_MOE, "experts", true, W_EXPERT, "mlp.experts.%"),
    FFN(IF_SHARED, "shared", false, W_SHARED, "mlp.shared_experts"),
    {AFTER_LAYERS,
     IF_ALWAYS,
     "norm",
     MG_PARAM_VECTOR,
     false,
     W_HIDDEN,
     W_NONE,
     {"model.norm.weight"}},
    {AFTER_LAYERS,
     IF_UNTIED,
     "lm_head",
     MG_PARAM_EMBEDDING,
     false,
     W_VOCAB,
     W_HIDDEN,
     {"lm_head.weight"}},
};
#define ROW_COUNT (sizeof ROWS / sizeof ROWS[0])

static int64_t width_of(const mg_config *c, width w) {
    switch (w) {
    case W_NONE:
        return 1;
    case W_VOCAB:
        return c->vocab_size;
    case W_HIDDEN:
        return c->hidden_size;
    case W_Q_RANK:
        return c->q_lora_rank;
    case W_KV_RANK:
        return c->kv_lora_rank;
    case W_KV_A:
        return c->kv_lora_rank + c->qk_rope_head_dim;
    case W_HEADS_QK:
        return c->num_attention_heads * mg_config_qk_head_dim(c);
    case W_HEADS_KV:
        return c->num_attention_heads * (c->qk_nope_head_dim + c->v_head_dim);
    case W_HEADS_V:
        return c->num_attention_heads * c->v_head_dim;
    case W_DENSE:
        return c->intermediate_size;
    case W_EXPERT:
        return c->moe_intermediate_size;
    case W_SHARED:
        return c->n_shared_experts * c->moe_intermediate_size;
    case W_N_EXPERTS:
        return c->n_routed_experts;
    case W_PERSISTENT:
        return c->persistent_tokens;
    }
    return 1;
}

static bool holds(const mg_config *c, condition when, int64_t layer) {
    bool moe = layer >= 0 && mg_config_layer_is_moe(c, layer);
    switch (when) {
    case IF_ALWAYS:
        return true;
    case IF_Q_RANK:
        return c->q_lora_rank > 0;
    case IF_NO_Q_RANK:
        return c->q_lora_rank == 0;
    case IF_DENSE:
        return !moe;
    case IF_MOE:
        return moe;
    case IF_SHARED:
        return moe && c->n_shared_experts > 0;
    case IF_ROUTER_BIAS:
        return moe && mg_config_has_router_bias(c);
    case IF_PERSISTENT:
        return c->persistent_tokens > 0;
    case IF_UNTIED:
        return !c->tie_word_embeddings;
    }
    return false;
}

/* -- enumeration --------------------------------------------------------------------------- */

/* "model.layers.L." before a name in layers, and the expert for its "%". */
static void name_hf(char *out, const row *r, const char *piece, int64_t layer, int64_t expert) {
    char prefix[32] = "";
    if (r->where == IN_LAYERS) snprintf(prefix, sizeof prefix, "model.layers.%" PRId64 ".", layer);
    const char *mark = strchr(piece, '%');
    if (mark)
        snprintf(out, MG_PARAM_NAME_BYTES, "%s%.*s%" PRId64 "%s", prefix, (int)(mark - piece),
                 piece, expert, mark + 1);
    else
        snprintf(out, MG_PARAM_NAME_BYTES, "%s%s", prefix, piece);
}

static mg_status add_pieces(mg_param_table *table, mg_param_entry *param, const row *r,
                            int64_t rows, int64_t cols, int64_t experts) {
    int64_t offset = 0;
    param->hf_first = table->hf_count;
    for (int64_t expert = 0; expert < experts; expert++) {
        for (size_t p = 0; r->pieces[p]; p++) {
            MG_TRY(
                mg_grow(&table->hf, &table->hf_capacity, table->hf_count + 1, sizeof *table->hf));
            mg_hf_tensor *hf = &table->hf[table->hf_count++];
            *hf = (mg_hf_tensor){.dims = r->cols == W_NONE ? 1 : 2,
                                 .shape = {rows, cols},
                                 .elements = rows * cols,
                                 .offset = offset};
            name_hf(hf->name, r, r->pieces[p], param->layer, expert);
            offset += hf->elements;
        }
    }
    param->hf_count = table->hf_count - param->hf_first;
    param->elements = offset;
    return MG_OK;
}

static void set_shape(mg_param_entry *param, const row *r, int64_t rows, int64_t cols,
                      int64_t experts) {
    for (int i = 0; i < MG_PARAM_MAX_DIMS; i++) param->shape[i] = 1;
    if (r->experts) param->shape[param->dims++] = experts;
    param->shape[param->dims++] = r->pieces[1] ? 2 * rows : rows;
    if (r->cols != W_NONE) param->shape[param->dims++] = cols;
}

static void set_role(mg_param_entry *param, const mg_config *config, mg_param_kind kind) {
    bool matrix = kind == MG_PARAM_MATRIX || kind == MG_PARAM_EMBEDDING;
    param->kind = kind;
    param->decays = matrix;
    param->trained = kind != MG_PARAM_ROUTER_BIAS;
    param->init = matrix ? MG_INIT_NORMAL : kind == MG_PARAM_VECTOR ? MG_INIT_ONES : MG_INIT_ZEROS;
    param->init_std = matrix ? config->initializer_range : 0.0;
}

typedef enum range { DECAYED, NOT_DECAYED, NOT_TRAINED } range;

static range range_of(mg_param_kind kind) {
    if (kind == MG_PARAM_ROUTER_BIAS || kind == MG_PARAM_BUFFER) return NOT_TRAINED;
    return kind == MG_PARAM_VECTOR ? NOT_DECAYED : DECAYED;
}

/* Appends the parameter, whose pieces are in the table already, behind the arena's end. */
static mg_status place_param(mg_param_table *table, mg_param_entry *param) {
    MG_TRY(mg_grow(&table->params, &table->capacity, table->count + 1, sizeof *table->params));
    param->arena_offset = table->arena_elements;
    table->elements += param->elements;
    table->arena_elements +=
        (param->elements + MG_PARAM_ALIGN - 1) / MG_PARAM_ALIGN * MG_PARAM_ALIGN;
    table->params[table->count++] = *param;
    return MG_OK;
}

static mg_status add_param(mg_param_table *table, const mg_config *config, const row *r,
                           int64_t layer) {
    mg_param_entry param = {.layer = layer};
    int64_t experts = r->experts ? config->n_routed_experts : 1;
    int64_t rows = width_of(config, r->rows), cols = width_of(config, r->cols);
    if (layer >= 0)
        snprintf(param.name, sizeof param.name, "layers.%" PRId64 ".%s", layer, r->name);
    else
        snprintf(param.name, sizeof param.name, "%s", r->name);
    set_shape(&param, r, rows, cols, experts);
    set_role(&param, config, r->kind);
    MG_TRY(add_pieces(table, &param, r, rows, cols, experts));
    return place_param(table, &param);
}

static mg_status add_spec(mg_param_table *table, const mg_param_spec *spec, int64_t layer) {
    mg_param_entry param = {.layer = layer,
                            .dims = spec->cols ? 2 : 1,
                            .shape = {spec->rows, spec->cols ? spec->cols : 1, 1, 1},
                            .kind = spec->kind,
                            .decays = range_of(spec->kind) == DECAYED,
                            .trained = range_of(spec->kind) != NOT_TRAINED,
                            .init = spec->init,
                            .hf_first = table->hf_count,
                            .hf_count = 1};
    if (spec->init == MG_INIT_NORMAL) param.init_std = spec->init_value;
    if (spec->init == MG_INIT_CONSTANT) param.init_value = spec->init_value;
    param.elements = param.shape[0] * param.shape[1];
    snprintf(param.name, sizeof param.name, "layers.%" PRId64 ".%.39s", layer, spec->name);
    MG_TRY(mg_grow(&table->hf, &table->hf_capacity, table->hf_count + 1, sizeof *table->hf));
    mg_hf_tensor *hf = &table->hf[table->hf_count++];
    *hf = (mg_hf_tensor){
        .dims = param.dims, .shape = {param.shape[0], param.shape[1]}, .elements = param.elements};
    snprintf(hf->name, sizeof hf->name, "model.layers.%" PRId64 ".%.39s", layer, spec->name);
    return place_param(table, &param);
}

/* What the mixer declares for the layer and belongs to `wanted`. */
static mg_status add_mixer(mg_param_table *table, const mg_config *config, range wanted,
                           int64_t layer) {
    if (!mg_config_layer_is_mixed(config, layer)) return MG_OK;
    mg_param_spec specs[MG_MIXER_PARAMS];
    int n = config->mixer->params(config, layer, specs);
    for (int i = 0; i < n; i++)
        if (range_of(specs[i].kind) == wanted) MG_TRY(add_spec(table, &specs[i], layer));
    return MG_OK;
}

/* The rows of one scope that belong to `wanted`. */
static mg_status add_scope(mg_param_table *table, const mg_config *config, scope where,
                           range wanted, int64_t layer) {
    for (size_t i = 0; i < ROW_COUNT; i++) {
        const row *r = &ROWS[i];
        if (r->where != where || range_of(r->kind) != wanted || !holds(config, r->when, layer))
            continue;
        MG_TRY(add_param(table, config, r, layer));
    }
    return MG_OK;
}

static mg_status add_range(mg_param_table *table, const mg_config *config, range wanted) {
    MG_TRY(add_scope(table, config, BEFORE_LAYERS, wanted, -1));
    for (int64_t layer = 0; layer < config->num_hidden_layers; layer++) {
        MG_TRY(add_scope(table, config, IN_LAYERS, wanted, layer));
        MG_TRY(add_mixer(table, config, wanted, layer));
    }
    return add_scope(table, config, AFTER_LAYERS, wanted, -1);
}

mg_status mg_param_table_create(mg_param_table *table, const mg_config *config) {
    mg_status status = MG_OK;
    *table = (mg_param_table){0};
    MG_TRY(mg_config_check_buildable(config));
    MG_GO(add_range(table, config, DECAYED));
    table->decayed_end = table->arena_elements;
    MG_GO(add_range(table, config, NOT_DECAYED));
    table->trained_end = table->arena_elements;
    MG_GO(add_range(table, config, NOT_TRAINED));
done:
    if (status != MG_OK) mg_param_table_free(table);
    return status;
}

void mg_param_table_free(mg_param_table *table) {
    mg_free(table->params);
    mg_free(table->hf);
    *table = (mg_param_table){0};
}

/* -- look-up ------------------------------------------------------------------------------- */

const mg_param_entry *mg_param_find(const mg_param_table *table, const char *name) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->params[i].name, name) == 0) return &table->params[i];
    return NULL;
}

const mg_hf_tensor *mg_hf_find(const mg_param_table *table, const char *name,
                               const mg_param_entry **owner) {
    for (size_t i = 0; i < table->count; i++) {
        const mg_param_entry *param = &table->params[i];
        for (size_t h = 0; h < param->hf_count; h++) {
            const mg_hf_tensor *hf = &table->hf[param->hf_first + h];
            if (strcmp(hf->name, name) != 0) continue;
            if (owner) *owner = param;
            return hf;
        }
    }
    return NULL;
}

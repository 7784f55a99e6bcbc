/* config.json to mg_config and back. */
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/nn/config_fields.h"

#define MAX_FILE_BYTES ((size_t)1 << 20)
#define OWN_BLOCK      "mathgym"
#define MEMORY_BLOCK   "memory"
#define OWN_KEYS       64

/* -- reading ------------------------------------------------------------------------------- */

static mg_status read_choice(const mg_config_field *field, const mg_json *object,
                             unsigned *choice) {
    const char *text;
    if (!mg_json_has(object, field->name)) {
        bool needed = (field->flags & MG_FIELD_REQUIRED) != 0;
        return needed ? mg_json_fail(object, field->name, field->advice) : MG_OK; /* already set */
    }
    MG_TRY(mg_json_get_string(object, field->name, &text));
    for (unsigned i = 0; field->choices[i]; i++) {
        if (strcmp(field->choices[i], text) != 0) continue;
        *choice = i;
        return MG_OK;
    }
    return mg_json_fail(object, field->name, field->advice);
}

static mg_status read_field(mg_config *config, const mg_config_field *field,
                            const mg_json *object) {
    const char *name = field->name;
    void *target = mg_field_at(config, field);
    bool needed = (field->flags & MG_FIELD_REQUIRED) ||
                  ((field->flags & MG_FIELD_MOE) && config->n_routed_experts > 0);
    if (needed && (field->flags & MG_FIELD_NULLABLE) && !json_object_get(object->node, name))
        return mg_json_fail(object, name, "an integer or null");
    bool strict = needed && !(field->flags & MG_FIELD_NULLABLE);
    switch (field->kind) {
    case MG_FIELD_INT: {
        int64_t low = (int64_t)field->least, high = (int64_t)field->most;
        if (strict) return mg_json_get_int(object, name, low, high, target);
        return mg_json_opt_int(object, name, low, high, (int64_t)field->fallback, target);
    }
    case MG_FIELD_REAL:
        if (strict) return mg_json_get_double(object, name, field->least, field->most, target);
        return mg_json_opt_double(object, name, field->least, field->most, field->fallback, target);
    case MG_FIELD_BOOL:
        if (strict) return mg_json_get_bool(object, name, target);
        return mg_json_opt_bool(object, name, field->fallback != 0.0, target);
    case MG_FIELD_CHOICE:
        return read_choice(field, object, target);
    }
    return MG_OK;
}

/* Fails on a key that is neither `extra` (NULL: none) nor a field with all of `flags`. */
static mg_status check_keys(const mg_json *object, const mg_config_field *fields, size_t n,
                            unsigned flags, const char *extra) {
    const char *known[OWN_KEYS] = {NULL};
    size_t count = 0;
    if (extra) known[count++] = extra;
    for (size_t i = 0; i < n && count < OWN_KEYS - 1; i++)
        if ((fields[i].flags & flags) == flags) known[count++] = fields[i].name;
    return mg_json_check_keys(object, known);
}

static mg_status read_memory(mg_config *config, const mg_json *own) {
    mg_json memory;
    if (!mg_json_has(own, MEMORY_BLOCK)) return MG_OK;
    MG_TRY(mg_json_get_object(own, MEMORY_BLOCK, &memory));
    MG_TRY(check_keys(&memory, mg_memory_fields, mg_memory_field_count, 0, NULL));
    for (size_t i = 0; i < mg_memory_field_count; i++)
        MG_TRY(read_field(config, &mg_memory_fields[i], &memory));
    return MG_OK;
}

static mg_status read_fields(mg_config *config, const mg_json *root) {
    mg_json own = {.name = root->name};
    if (mg_json_has(root, OWN_BLOCK)) {
        MG_TRY(mg_json_get_object(root, OWN_BLOCK, &own));
        MG_TRY(
            check_keys(&own, mg_config_fields, mg_config_field_count, MG_FIELD_OWN, MEMORY_BLOCK));
        MG_TRY(read_memory(config, &own));
    }
    for (size_t i = 0; i < mg_config_field_count; i++) {
        const mg_config_field *field = &mg_config_fields[i];
        bool in_own = (field->flags & MG_FIELD_OWN) != 0;
        if ((field->flags & MG_FIELD_TOP_TOO) && !mg_json_has(&own, field->name)) in_own = false;
        MG_TRY(read_field(config, field, in_own ? &own : root));
    }
    return MG_OK;
}

/* "rope_scaling" until transformers 4, "rope_parameters", which holds rope_theta too, from 5. */
static mg_status read_rope(mg_config *config, const mg_json *root) {
    static const char *const KNOWN[] = {"type",
                                        "rope_type",
                                        "rope_theta",
                                        "factor",
                                        "original_max_position_embeddings",
                                        "beta_fast",
                                        "beta_slow",
                                        "mscale",
                                        "mscale_all_dim",
                                        NULL};
    const char *key = mg_json_has(root, "rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!mg_json_has(root, key)) return MG_OK;
    mg_json rope;
    MG_TRY(mg_json_get_object(root, key, &rope));
    MG_TRY(mg_json_check_keys(&rope, KNOWN));
    MG_TRY(mg_json_opt_double(&rope, "rope_theta", MG_ROPE_THETA_MIN, MG_ROPE_THETA_MAX,
                              config->rope_theta, &config->rope_theta));
    const char *type_key = mg_json_has(&rope, "rope_type") ? "rope_type" : "type";
    const char *type;
    MG_TRY(mg_json_get_string(&rope, type_key, &type));
    if (strcmp(type, "default") == 0) return MG_OK;
    if (strcmp(type, "yarn") != 0) return mg_json_fail(&rope, type_key, "yarn or default");
    for (size_t i = 0; i < mg_rope_field_count; i++)
        MG_TRY(read_field(config, &mg_rope_fields[i], &rope));
    return MG_OK;
}

/* Variants that other models have and this one has not. */
static mg_status check_fixed_fields(const mg_json *root) {
    const char *act;
    bool flag;
    double dropout;
    MG_TRY(mg_json_opt_string(root, "hidden_act", "silu", &act));
    if (strcmp(act, "silu") != 0) return mg_json_fail(root, "hidden_act", "\"silu\"");
    static const char *const BIASES[] = {"attention_bias", "mlp_bias"};
    for (size_t i = 0; i < sizeof BIASES / sizeof BIASES[0]; i++) {
        MG_TRY(mg_json_opt_bool(root, BIASES[i], false, &flag));
        if (flag) return mg_json_fail(root, BIASES[i], "false");
    }
    MG_TRY(mg_json_opt_double(root, "attention_dropout", 0.0, 1.0, 0.0, &dropout));
    if (dropout != 0.0) return mg_json_fail(root, "attention_dropout", "0");
    MG_TRY(mg_json_opt_bool(root, "rope_interleave", true, &flag));
    return flag ? MG_OK : mg_json_fail(root, "rope_interleave", "true");
}

/* Which family the file is of decides what a missing scoring_func or topk_method means:
 * transformers drops both when it saves V3. */
static mg_status read_family(mg_config *config, const mg_json *root) {
    const char *type;
    MG_TRY(mg_json_opt_string(root, "model_type", "", &type));
    bool v2 = strcmp(type, "deepseek_v2") == 0;
    if (!v2 && strcmp(type, "deepseek_v3") != 0)
        return mg_json_fail(root, "model_type", "deepseek_v3 or deepseek_v2");
    config->scoring_func = v2 ? MG_SCORING_SOFTMAX : MG_SCORING_SIGMOID;
    config->topk_method = v2 ? MG_TOPK_GREEDY : MG_TOPK_NOAUX_TC;
    return MG_OK;
}

static mg_status read_root(mg_config *config, const mg_json *root) {
    *config = (mg_config){0};
    if (!json_is_object(root->node)) return mg_json_fail(root, NULL, "an object");
    MG_TRY(read_family(config, root));
    MG_TRY(check_fixed_fields(root));
    MG_TRY(read_fields(config, root));
    MG_TRY(read_rope(config, root));
    if (config->num_key_value_heads == 0) config->num_key_value_heads = config->num_attention_heads;
    mg_config_settle(config);
    mg_status status = mg_config_validate(config);
    return status == MG_OK ? MG_OK : mg_fail_context(status, "%s", root->name);
}

static mg_status read_doc(mg_config *config, mg_json_doc *doc) {
    mg_json root = mg_json_root(doc);
    mg_status status = read_root(config, &root);
    mg_json_doc_free(doc);
    return status;
}

mg_status mg_config_from_text(mg_config *config, const char *text, size_t bytes,
                              const char *origin) {
    mg_json_doc doc;
    MG_TRY(mg_json_parse_text(&doc, origin, text, bytes));
    return read_doc(config, &doc);
}

mg_status mg_config_from_file(mg_config *config, const char *path) {
    mg_json_doc doc;
    MG_TRY(mg_json_parse_file(&doc, path, MAX_FILE_BYTES));
    return read_doc(config, &doc);
}

/* -- writing ------------------------------------------------------------------------------- */

static void write_field(mg_json_writer *w, const mg_config *config, const mg_config_field *field) {
    mg_json_key(w, field->name);
    switch (field->kind) {
    case MG_FIELD_INT: {
        int64_t value = mg_field_int(config, field);
        bool none = (field->flags & MG_FIELD_NULL_OUT) && value == (int64_t)field->fallback;
        none ? mg_json_null(w) : mg_json_int(w, value);
        break;
    }
    case MG_FIELD_REAL:
        mg_json_double(w, mg_field_real(config, field));
        break;
    case MG_FIELD_BOOL:
        mg_json_bool(w, mg_field_bool(config, field));
        break;
    case MG_FIELD_CHOICE:
        mg_json_string(w, field->choices[mg_field_choice(config, field)]);
        break;
    }
}

static void write_fields(mg_json_writer *w, const mg_config *config, bool own) {
    for (size_t i = 0; i < mg_config_field_count; i++)
        if (((mg_config_fields[i].flags & MG_FIELD_OWN) != 0) == own)
            write_field(w, config, &mg_config_fields[i]);
}

static void write_memory(mg_json_writer *w, const mg_config *config) {
    mg_json_key(w, MEMORY_BLOCK), mg_json_begin_object(w);
    for (size_t i = 0; i < mg_memory_field_count; i++) write_field(w, config, &mg_memory_fields[i]);
    mg_json_end_object(w);
}

static void write_rope(mg_json_writer *w, const mg_config *config) {
    mg_json_key(w, "rope_scaling");
    if (config->rope_scaling.factor == 0.0) {
        mg_json_null(w);
        return;
    }
    mg_json_begin_object(w);
    mg_json_key(w, "type"), mg_json_string(w, "yarn");
    for (size_t i = 0; i < mg_rope_field_count; i++) {
        const mg_config_field *field = &mg_rope_fields[i];
        bool absent = field->kind == MG_FIELD_REAL && mg_field_real(config, field) == 0.0;
        if (!absent) write_field(w, config, field);
    }
    mg_json_end_object(w);
}

/* What transformers needs in order to pick its classes, and what is the same in every model. */
static void write_identity(mg_json_writer *w, const mg_config *config) {
    bool v3 = mg_config_has_router_bias(config);
    mg_json_key(w, "architectures"), mg_json_begin_array(w);
    mg_json_string(w, v3 ? "DeepseekV3ForCausalLM" : "DeepseekV2ForCausalLM");
    mg_json_end_array(w);
    mg_json_key(w, "model_type"), mg_json_string(w, v3 ? "deepseek_v3" : "deepseek_v2");
    mg_json_key(w, "torch_dtype"), mg_json_string(w, "float32");
    mg_json_key(w, "hidden_act"), mg_json_string(w, "silu");
    mg_json_key(w, "attention_bias"), mg_json_bool(w, false);
    mg_json_key(w, "attention_dropout"), mg_json_double(w, 0.0);
}

mg_status mg_config_to_text(const mg_config *config, char **text) {
    *text = NULL;
    MG_TRY(mg_config_validate(config));
    mg_config settled = *config;
    mg_config_settle(&settled);
    mg_json_writer w = {.indent = 2};
    mg_json_begin_object(&w);
    write_identity(&w, &settled);
    write_fields(&w, &settled, false);
    write_rope(&w, &settled);
    mg_json_key(&w, OWN_BLOCK), mg_json_begin_object(&w);
    write_fields(&w, &settled, true);
    if (settled.memory.kind != MG_MEMORY_OFF) write_memory(&w, &settled);
    mg_json_end_object(&w);
    mg_json_end_object(&w);
    mg_json_newline(&w);
    mg_status status = mg_json_writer_status(&w);
    if (status == MG_OK)
        *text = w.text; /* allocated by mg_grow(): the caller's mg_free() releases it */
    else
        mg_json_writer_free(&w);
    return status;
}

mg_status mg_config_hash(const mg_config *config, uint64_t *hash) {
    char *text = NULL;
    MG_TRY(mg_config_to_text(config, &text));
    *hash = UINT64_C(14695981039346656037);
    for (const char *at = text; *at; at++) {
        *hash = (*hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    }
    mg_free(text);
    return MG_OK;
}

mg_status mg_config_save(const mg_config *config, const char *path) {
    char *text = NULL;
    MG_TRY(mg_config_to_text(config, &text));
    mg_status status = mg_file_write_atomic(path, text, strlen(text));
    mg_free(text);
    return status;
}

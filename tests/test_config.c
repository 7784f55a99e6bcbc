#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/nn/config.h"
#include "tests/helper_tmp.h"

static mg_status from_text(mg_config *config, const char *text) {
    return mg_config_from_text(config, text, strlen(text), "c.json");
}

static mg_config load(const char *preset_or_path) {
    mg_config config;
    if (mg_config_load(&config, preset_or_path) != MG_OK) fail_msg("%s", mg_error_text());
    return config;
}

static void write_text(const mg_config *config, char **text) {
    if (mg_config_to_text(config, text) != MG_OK) fail_msg("%s", mg_error_text());
}

/* `text` with the first `old` replaced by `new`. */
static char *edited(const char *text, const char *old, const char *new) {
    const char *at = strstr(text, old);
    if (!at) fail_msg("no '%s' in the text", old);
    return mg_asprintf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

/* -- round trips --------------------------------------------------------------------------- */

static void test_every_preset_survives_text(void **state) {
    (void)state;
    for (size_t i = 0; mg_preset_name(i); i++) {
        mg_config config = load(mg_preset_name(i)), back;
        char *text;
        write_text(&config, &text);
        if (from_text(&back, text) != MG_OK) fail_msg("%s", mg_error_text());
        assert_true(mg_config_equal(&config, &back));
        char *again;
        write_text(&back, &again);
        assert_string_equal(text, again);
        mg_free(text);
        mg_free(again);
        assert_non_null(mg_preset_summary(i));
    }
    assert_null(mg_preset_name(1000));
    assert_null(mg_preset_summary(1000));
}

static void test_every_member_is_written(void **state) {
    (void)state;
    mg_config config = load("v3-671b"), back;
    config.causal = false;
    config.router_bias_update_speed = 0.1 + 0.2; /* needs all 17 digits */
    config.aux_loss_alpha = 0.0;
    config.seq_aux = false;
    config.pad_token_id = 7;
    config.rope_scaling.beta_fast = 31.5;
    config.initializer_range = 1.0 / 3.0;
    char *text;
    write_text(&config, &text);
    assert_int_equal(from_text(&back, text), MG_OK);
    assert_true(mg_config_equal(&config, &back));
    assert_true(back.router_bias_update_speed == 0.1 + 0.2);
    assert_false(back.causal);
    back.rope_scaling.mscale = 0.5;
    assert_false(mg_config_equal(&config, &back));
    mg_free(text);
}

static void test_memory_block(void **state) {
    (void)state;
    mg_config config = load("tiny"), back;
    char *text, *with_memory;
    write_text(&config, &text);
    assert_null(strstr(text, "memory"));
    char *some = edited(text, "\"persistent_tokens\": 0", "\"persistent_tokens\": 4");
    with_memory = edited(some, "\"window\": 0",
                         "\"window\": 64, \"memory\": "
                         "{\"kind\": \"deep\", \"placement\": \"gate\", \"half_life\": 99.5,"
                         "\"gate\": \"hard\", \"momentum\": false, \"layer_step\": 3}");
    assert_int_equal(from_text(&config, with_memory), MG_OK);
    const mg_memory_config *m = &config.memory;
    assert_int_equal(config.window, 64);
    assert_int_equal(config.persistent_tokens, 4);
    assert_int_equal(m->kind, MG_MEMORY_DEEP);
    assert_int_equal(m->placement, MG_MEMORY_GATE);
    assert_int_equal(m->gate, MG_MEMORY_GATE_HARD);
    assert_int_equal(m->decay_to, MG_MEMORY_DECAY_TO_INIT);
    assert_true(m->half_life == 99.5 && !m->momentum && m->decay && m->chunk == 32);
    for (int64_t layer = 0; layer < 4; layer++)
        assert_int_equal(mg_config_layer_is_mixed(&config, layer), layer == 1);
    mg_free(text);
    write_text(&config, &text);
    assert_int_equal(from_text(&back, text), MG_OK);
    assert_true(mg_config_equal(&config, &back));
    back.memory.idle_decay = 0.5;
    assert_false(mg_config_equal(&config, &back));
    uint64_t hash, other;
    assert_int_equal(mg_config_hash(&config, &hash), MG_OK);
    assert_int_equal(mg_config_hash(&back, &other), MG_OK);
    assert_true(hash != other);
    assert_int_equal(mg_config_check_buildable(&config), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "this program no memory layers"));
    mg_free(some);
    mg_free(text);
    mg_free(with_memory);
}

static void test_set_memory(void **state) {
    (void)state;
    mg_config config = load("dense-tiny"), back = config;
    assert_int_equal(mg_config_set_memory(&config, "heads=3,window=48,placement=gate,decay=false,"
                                                   "half_life=12.5"),
                     MG_OK);
    const mg_memory_config *m = &config.memory;
    assert_true(m->kind == MG_MEMORY_FEATURE && m->heads == 3 && m->chunk == 32 && m->momentum);
    assert_true(m->placement == MG_MEMORY_GATE && !m->decay && m->half_life == 12.5);
    assert_int_equal(config.window, 48);
    assert_int_equal(mg_config_set_memory(&config, "kind=off,window=0"), MG_OK);
    assert_true(mg_config_equal(&config, &back));
    static const char *const BAD[] = {"heads",    "heads=",    "=3",         "head=3",
                                      "heads=x",  "heads=2.5", "heads=1e30", "heads=0",
                                      "kind=big", "decay=yes", "a=b=c"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        back = load("tiny-titans");
        if (mg_config_set_memory(&back, BAD[i]) != MG_ERR_ARG) fail_msg("%s", BAD[i]);
        assert_non_null(strstr(mg_error_text(), "memory"));
    }
}

/* transformers 5 checks types: a float needs its ".0", and only some fields may be null. */
static void test_text_suits_transformers(void **state) {
    (void)state;
    static const char *const LINES[] = {
        "\"DeepseekV3ForCausalLM\"",      "\"model_type\": \"deepseek_v3\"",
        "\"q_lora_rank\": null,",         "\"routed_scaling_factor\": 1.0,",
        "\"attention_dropout\": 0.0,",    "\"n_routed_experts\": 0,",
        "\"moe_intermediate_size\": 0,",  "\"first_k_dense_replace\": 4,",
        "\"rope_theta\": 10000.0,",       "\"rope_scaling\": null,",
        "\"scoring_func\": \"sigmoid\",",
    };
    mg_config config = load("dense-tiny");
    config.bos_token_id = -1;
    char *text;
    write_text(&config, &text);
    for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
        if (!strstr(text, LINES[i])) fail_msg("no %s in %s", LINES[i], text);
    assert_non_null(strstr(text, "\"bos_token_id\": null,"));
    mg_free(text);
}

static void test_file(void **state) {
    (void)state;
    const char *path = test_tmp("config.json");
    mg_config config = load("tiny"), back;
    assert_int_equal(mg_config_save(&config, path), MG_OK);
    back = load(path);
    assert_true(mg_config_equal(&config, &back));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mg_config_from_file(&back, path), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), path));
    assert_int_equal(mg_config_load(&back, path), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "tiny, dense-tiny, small"));
    assert_int_equal(mg_config_from_preset(&back, "huge"), MG_ERR_NOT_FOUND);
    assert_int_equal(mg_config_save(&config, test_tmp("no/such/folder")), MG_ERR_NOT_FOUND);
}

/* What transformers 5 writes for V3: no scoring_func, no topk_method, rope_parameters. */
static const char HF_V3[] =
    "{\"model_type\": \"deepseek_v3\", \"vocab_size\": 64, \"hidden_size\": 32,"
    "\"intermediate_size\": 40, \"moe_intermediate_size\": 8, \"num_hidden_layers\": 3,"
    "\"num_attention_heads\": 2, \"q_lora_rank\": null, \"kv_lora_rank\": 20,"
    "\"qk_nope_head_dim\": 12, \"qk_rope_head_dim\": 8, \"v_head_dim\": 16,"
    "\"n_routed_experts\": 8, \"n_shared_experts\": 1, \"num_experts_per_tok\": 2,"
    "\"n_group\": 4, \"topk_group\": 2, \"first_k_dense_replace\": 1, \"norm_topk_prob\": true,"
    "\"routed_scaling_factor\": 2.5, \"attention_dropout\": 0.0, \"eos_token_id\": null,"
    "\"rope_interleave\": true, \"aux_loss_alpha\": 0.25, \"use_cache\": true,"
    "\"rope_parameters\": {\"rope_type\": \"yarn\", \"type\": \"yarn\", \"rope_theta\": 5000,"
    "\"factor\": 4, \"original_max_position_embeddings\": 64}}";

static void test_file_of_transformers(void **state) {
    (void)state;
    mg_config config;
    if (from_text(&config, HF_V3) != MG_OK) fail_msg("%s", mg_error_text());
    assert_int_equal(config.scoring_func, MG_SCORING_SIGMOID);
    assert_int_equal(config.topk_method, MG_TOPK_NOAUX_TC);
    assert_int_equal(config.q_lora_rank, 0);
    assert_int_equal(config.num_key_value_heads, 2);
    assert_int_equal(config.eos_token_id, -1);
    assert_int_equal(config.max_position_embeddings, 4096);
    assert_true(config.rope_theta == 5000.0);
    assert_true(config.rope_scaling.factor == 4.0);
    assert_true(config.rope_scaling.beta_fast == 32.0 && config.rope_scaling.beta_slow == 1.0);
    assert_true(config.aux_loss_alpha == 0.25); /* DeepSeek's place for it */
    assert_true(config.causal && config.router_bias_update_speed == 0.001);

    char *v2 = edited(HF_V3, "deepseek_v3", "deepseek_v2");
    assert_int_equal(from_text(&config, v2), MG_ERR_ARG); /* greedy takes no groups */
    char *greedy =
        edited(v2, "\"n_group\": 4, \"topk_group\": 2", "\"n_group\": null, \"topk_group\": null");
    if (from_text(&config, greedy) != MG_OK) fail_msg("%s", mg_error_text());
    assert_int_equal(config.scoring_func, MG_SCORING_SOFTMAX);
    assert_int_equal(config.topk_method, MG_TOPK_GREEDY);
    mg_free(v2);
    mg_free(greedy);

    char *plain = edited(HF_V3, "\"rope_type\": \"yarn\"", "\"rope_type\": \"default\"");
    assert_int_equal(from_text(&config, plain), MG_OK);
    assert_true(config.rope_theta == 5000.0 && config.rope_scaling.factor == 0.0);
    mg_free(plain);
}

static void test_dense_file(void **state) {
    (void)state;
    mg_config config;
    assert_int_equal(
        from_text(&config,
                  "{\"model_type\": \"deepseek_v3\", \"vocab_size\": 64, \"hidden_size\": 32,"
                  "\"intermediate_size\": 40, \"num_hidden_layers\": 3, \"num_attention_heads\": 2,"
                  "\"q_lora_rank\": null, \"kv_lora_rank\": 20, \"qk_nope_head_dim\": 12,"
                  "\"qk_rope_head_dim\": 8, \"v_head_dim\": 16, \"n_routed_experts\": null}"),
        MG_OK);
    assert_int_equal(config.first_k_dense_replace, 3); /* transformers looks at this alone */
    for (int64_t layer = 0; layer < 3; layer++)
        assert_false(mg_config_layer_is_moe(&config, layer));
}

static void test_fixtures_of_the_torch_model(void **state) {
    (void)state;
    static const char *const NAMES[] = {"model_v2",      "model_v2_groups", "model_v3",
                                        "model_encoder", "model_packed",    "model_v3_yarn_tied"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        char *path = mg_asprintf("%s/%s/config.json", MG_FIXTURES, NAMES[i]);
        mg_config config = load(path);
        assert_int_equal(config.causal, strcmp(NAMES[i], "model_encoder") != 0);
        mg_free(path);
    }
}

/* -- what is refused ----------------------------------------------------------------------- */

typedef struct refusal {
    const char *old, *new; /* an edit of the text of the preset v3-671b */
    mg_status status;
    const char *message; /* part of the error text */
} refusal;

static const refusal REFUSALS[] = {
    {"\"hidden_size\": 7168", "\"hidden_size\": -3", MG_ERR_FORMAT,
     "c.json: \"hidden_size\" must be a positive integer, found -3"},
    {"\"hidden_size\": 7168", "\"hidden_size\": \"7168\"", MG_ERR_FORMAT, "\"hidden_size\" must"},
    {"\"hidden_size\": 7168", "\"hidden_size\": 7168.5", MG_ERR_FORMAT, "\"hidden_size\" must"},
    {"\"hidden_size\": 7168", "\"hidden_size\": 0", MG_ERR_FORMAT, "\"hidden_size\" must"},
    {"\"hidden_size\": 7168", "\"hidden_size\": null", MG_ERR_FORMAT, "\"hidden_size\" must"},
    {"\"hidden_size\": 7168", "\"hidden_size\": 9223372036854775807", MG_ERR_FORMAT,
     "\"hidden_size\" must be an integer from 1 to 131072"},
    {"\"hidden_size\": 7168", "\"hidden_size\": 99999999999999999999999999", MG_ERR_FORMAT,
     "too big integer"},
    {"\"hidden_size\": 7168", "\"hidden_size\": 7168, \"hidden_size\": 7168", MG_ERR_FORMAT,
     "duplicate"},
    {"\"hidden_size\"", "\"hiden_size\"", MG_ERR_FORMAT, "\"hidden_size\" is missing"},
    {"\"q_lora_rank\"", "\"q_rank\"", MG_ERR_FORMAT,
     "\"q_lora_rank\" is missing; it must be an integer or null"},
    {"\"n_routed_experts\"", "\"experts\"", MG_ERR_FORMAT, "\"n_routed_experts\" is missing"},
    {"\"norm_topk_prob\"", "\"norm\"", MG_ERR_FORMAT, "\"norm_topk_prob\" is missing"},
    {"\"norm_topk_prob\": true", "\"norm_topk_prob\": 1", MG_ERR_FORMAT, "true or false"},
    {"\"first_k_dense_replace\"", "\"first_k\"", MG_ERR_FORMAT, "\"first_k_dense_replace\" is"},
    {"\"rms_norm_eps\": 1e-06", "\"rms_norm_eps\": 1e999", MG_ERR_FORMAT, "real number overflow"},
    {"\"rms_norm_eps\": 1e-06", "\"rms_norm_eps\": -1", MG_ERR_FORMAT, "\"rms_norm_eps\" must"},
    {"\"rope_theta\": 10000.0", "\"rope_theta\": 1", MG_ERR_FORMAT, "\"rope_theta\" must"},
    {"\"model_type\": \"deepseek_v3\"", "\"model_type\": \"llama\"", MG_ERR_FORMAT,
     "\"model_type\" must be deepseek_v3 or deepseek_v2, found \"llama\""},
    {"\"model_type\"", "\"type_of_model\"", MG_ERR_FORMAT,
     "\"model_type\" is missing; it must be deepseek_v3 or deepseek_v2"},
    {"\"hidden_act\": \"silu\"", "\"hidden_act\": \"gelu\"", MG_ERR_FORMAT,
     "\"hidden_act\" must be \"silu\", found \"gelu\""},
    {"\"attention_bias\": false", "\"attention_bias\": true", MG_ERR_FORMAT,
     "\"attention_bias\" must be false"},
    {"\"attention_bias\": false", "\"mlp_bias\": true", MG_ERR_FORMAT,
     "\"mlp_bias\" must be false"},
    {"\"attention_dropout\": 0.0", "\"attention_dropout\": 0.1", MG_ERR_FORMAT,
     "\"attention_dropout\" must be 0"},
    {"\"attention_bias\": false", "\"rope_interleave\": false", MG_ERR_FORMAT,
     "\"rope_interleave\" must be true"},
    {"\"scoring_func\": \"sigmoid\"", "\"scoring_func\": \"tanh\"", MG_ERR_FORMAT,
     "\"scoring_func\" must be sigmoid or softmax, found \"tanh\""},
    {"\"topk_method\": \"noaux_tc\"", "\"topk_method\": 3", MG_ERR_FORMAT, "\"topk_method\" must"},
    {"\"scoring_func\": \"sigmoid\"", "\"scoring_func\": \"softmax\"", MG_ERR_UNSUPPORTED,
     "c.json: scoring_func must be sigmoid with this topk_method"},
    {"\"num_key_value_heads\": 128", "\"num_key_value_heads\": 8", MG_ERR_ARG,
     "num_key_value_heads must equal num_attention_heads (128), found 8"},
    {"\"qk_rope_head_dim\": 64", "\"qk_rope_head_dim\": 63", MG_ERR_ARG,
     "qk_rope_head_dim must be even"},
    {"\"n_group\": 8", "\"n_group\": 7", MG_ERR_ARG, "n_group must divide n_routed_experts (256)"},
    {"\"n_group\": 8", "\"n_group\": 256", MG_ERR_ARG, "n_group must leave 2 experts or more"},
    {"\"topk_group\": 4", "\"topk_group\": 9", MG_ERR_ARG,
     "topk_group must be at most n_group (8)"},
    {"\"num_experts_per_tok\": 8", "\"num_experts_per_tok\": 129", MG_ERR_ARG,
     "num_experts_per_tok must be at most topk_group times the experts per group (128)"},
    {"\"num_experts_per_tok\": 8", "\"num_experts_per_tok\": null", MG_ERR_ARG,
     "num_experts_per_tok must be at least 1"},
    {"\"moe_intermediate_size\": 2048", "\"moe_intermediate_size\": 0", MG_ERR_ARG,
     "moe_intermediate_size must be at least 1"},
    {"\"eos_token_id\": 1", "\"eos_token_id\": 129280", MG_ERR_ARG,
     "eos_token_id must be below vocab_size (129280)"},
    {"\"eos_token_id\": 1", "\"eos_token_id\": [1, 2]", MG_ERR_FORMAT, "found a list"},
    {"\"type\": \"yarn\"", "\"type\": \"linear\"", MG_ERR_FORMAT,
     "\"rope_scaling.type\" must be yarn or default, found \"linear\""},
    {"\"type\": \"yarn\"", "\"type\": \"yarn\", \"truncate\": false", MG_ERR_FORMAT,
     "\"rope_scaling.truncate\" is not a known field"},
    {"\"factor\": 40.0", "\"factor\": 0", MG_ERR_FORMAT, "\"rope_scaling.factor\" must"},
    {"\"original_max_position_embeddings\": 4096,", "", MG_ERR_FORMAT,
     "\"rope_scaling.original_max_position_embeddings\" is missing"},
    {"\"beta_slow\": 1.0", "\"beta_slow\": 33", MG_ERR_ARG, "beta_fast must be above beta_slow"},
    {"\"mscale\": 1.0,", "", MG_ERR_ARG,
     "rope_scaling: mscale and mscale_all_dim must both be given, or neither"},
    {"\"causal\": true", "\"casual\": true", MG_ERR_FORMAT,
     "\"mathgym.casual\" is not a known field"},
    {"\"causal\": true", "\"causal\": \"yes\"", MG_ERR_FORMAT, "\"mathgym.causal\" must"},
    {"\"router_bias_update_speed\": 0.001", "\"router_bias_update_speed\": 2", MG_ERR_FORMAT,
     "\"mathgym.router_bias_update_speed\" must"},
    {"\"causal\": true", "\"causal\": true, \"memory\": {}", MG_ERR_FORMAT,
     "\"mathgym.memory.kind\" is missing; it must be off, linear, feature or deep"},
    {"\"causal\": true", "\"causal\": true, \"memory\": {\"kind\": \"wide\"}", MG_ERR_FORMAT,
     "\"mathgym.memory.kind\" must be off, linear, feature or deep, found \"wide\""},
    {"\"causal\": true", "\"causal\": true, \"memory\": {\"kind\": \"off\", \"head\": 2}",
     MG_ERR_FORMAT, "\"mathgym.memory.head\" is not a known field"},
    {"\"causal\": true", "\"causal\": true, \"memory\": {\"kind\": \"linear\", \"chunk\": 0}",
     MG_ERR_FORMAT, "\"mathgym.memory.chunk\" must"},
    {"\"causal\": true",
     "\"causal\": true, \"memory\": {\"kind\": \"linear\", \"first_layer\": 61}", MG_ERR_ARG,
     "memory: first_layer must be below num_hidden_layers (61), found 61"},
    {"\"causal\": true",
     "\"causal\": true, \"memory\": {\"kind\": \"deep\", \"decay_to\": \"zero\"}", MG_ERR_ARG,
     "memory: decay_to must be init for kind deep"},
    {"\"mathgym\": {", "\"mathgym\": 1, \"other\": {", MG_ERR_FORMAT,
     "\"mathgym\" must be an object"},
};

static void test_refusals(void **state) {
    (void)state;
    mg_config config = load("v3-671b"), back;
    char *text;
    write_text(&config, &text);
    for (size_t i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++) {
        const refusal *r = &REFUSALS[i];
        char *bad = edited(text, r->old, r->new);
        mg_status status = from_text(&back, bad);
        if (status != r->status || !strstr(mg_error_text(), r->message) ||
            strstr(mg_error_text(), "c.json") != mg_error_text() || strchr(mg_error_text(), '\n'))
            fail_msg("%s -> %s: %s '%s'", r->old, r->new, mg_status_name(status),
                     status ? mg_error_text() : "");
        mg_free(bad);
    }
    char *unknown = edited(text, "{", "{\"ep_size\": 1, \"quantization_config\": {},");
    assert_int_equal(from_text(&back, unknown), MG_OK);
    assert_true(mg_config_equal(&config, &back));
    mg_free(unknown);
    mg_free(text);
}

static void test_every_truncation_is_refused(void **state) {
    (void)state;
    mg_config config = load("tiny"), back;
    char *text;
    write_text(&config, &text);
    size_t bytes = (size_t)(strrchr(text, '}') - text);
    for (size_t n = 0; n <= bytes; n++)
        assert_int_equal(mg_config_from_text(&back, text, n, "c.json"), MG_ERR_FORMAT);
    assert_int_equal(from_text(&back, "[1]"), MG_ERR_FORMAT);
    mg_free(text);
}

/* A config changed by hand meets the same bounds. */
static void test_validate_by_hand(void **state) {
    (void)state;
    mg_config config = load("v3-671b");
    char *text = NULL;
    config.vocab_size = 0;
    assert_int_equal(mg_config_validate(&config), MG_ERR_ARG);
    assert_string_equal(mg_error_text(), "vocab_size must be from 2 to 16777216, found 0");
    assert_int_equal(mg_config_to_text(&config, &text), MG_ERR_ARG);
    assert_null(text);
    config = load("tiny");
    config.rms_norm_eps = NAN;
    assert_int_equal(mg_config_validate(&config), MG_ERR_ARG);
    config = load("v3-671b");
    config.rope_scaling.mscale = 0.0;
    assert_int_equal(mg_config_validate(&config), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "mscale and mscale_all_dim must both be given"));
    config.rope_scaling.factor = 0.5;
    assert_int_equal(mg_config_validate(&config), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "rope_scaling: factor must be from 1"));
    config = load("v2-lite-16b");
    config.n_group = 2;
    assert_int_equal(mg_config_validate(&config), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "n_group must be 1 with topk_method greedy"));
}

static void test_mtp_cannot_be_built(void **state) {
    (void)state;
    mg_config config = load("v3-671b");
    assert_int_equal(mg_config_check_buildable(&config), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "num_nextn_predict_layers is 1"));
    config.num_nextn_predict_layers = 0;
    assert_int_equal(mg_config_check_buildable(&config), MG_OK);
}

static void test_every_failing_allocation(void **state) {
    (void)state;
    mg_config config, preset = load("v3-671b");
    char *good, *text = NULL;
    write_text(&preset, &good);
    mg_status status = MG_ERR_MEMORY;
    for (long n = 1; status != MG_OK; n++) {
        mg_alloc_fail_at(n);
        status = from_text(&config, good);
        if (status == MG_OK) status = mg_config_to_text(&config, &text);
        mg_alloc_fail_at(0);
        assert_true(status == MG_OK || status == MG_ERR_MEMORY);
        assert_true(n < 100000);
    }
    assert_string_equal(text, good);
    mg_free(good);
    mg_free(text);
}

/* -- rotary positions ---------------------------------------------------------------------- */

/* Expected: DeepSeek-V3's inference code in double precision, to the digits that are given. */
static void test_yarn(void **state) {
    (void)state;
    mg_config config = load("v3-671b");
    double f[32];
    mg_config_rope_frequencies(&config, f);
    assert_true(f[0] == 1.0);
    assert_true(fabs(f[10] - pow(10.0, -4.0 * 20.0 / 64.0)) < 1e-15); /* not blended yet */
    assert_true(fabs(f[16] - 5.5e-3) < 1e-8);
    assert_true(fabs(f[23] - 3.3338e-5) < 5e-10);
    assert_true(fabs(f[31] - 3.3338e-6) < 5e-11);
    assert_true(fabs(mg_config_softmax_scale(&config) - 0.1352338) < 5e-8);
    assert_true(mg_config_rope_magnitude(&config) == 1.0);
    config = load("v2-236b");
    assert_true(fabs(mg_config_softmax_scale(&config) - 0.1147214) < 5e-8);
    config.rope_scaling.mscale = config.rope_scaling.mscale_all_dim = 0.0;
    assert_true(fabs(mg_config_rope_magnitude(&config) - 1.3688879) < 5e-8);
    config = load("tiny");
    mg_config_rope_frequencies(&config, f);
    for (int i = 0; i < 8; i++) assert_true(fabs(f[i] - pow(1e4, -i / 8.0)) < 1e-15);
    assert_true(mg_config_rope_magnitude(&config) == 1.0);
    assert_true(fabs(mg_config_softmax_scale(&config) - pow(48.0, -0.5)) < 1e-16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_preset_survives_text),
        cmocka_unit_test(test_every_member_is_written),
        cmocka_unit_test(test_memory_block),
        cmocka_unit_test(test_set_memory),
        cmocka_unit_test(test_text_suits_transformers),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_file_of_transformers),
        cmocka_unit_test(test_dense_file),
        cmocka_unit_test(test_fixtures_of_the_torch_model),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_validate_by_hand),
        cmocka_unit_test(test_mtp_cannot_be_built),
        cmocka_unit_test(test_every_failing_allocation),
        cmocka_unit_test(test_yarn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Running out of memory while a model, a trainer, a decoder are made: an error, never a crash, and
 * nothing lost (the address sanitizer looks for leaks in the dev preset). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/nn/infer.h"
#include "core/train/trainer.h"
#include "memory/memory.h"

static mg_config small_config(void) {
    static const char text[] =
        "{\"model_type\": \"deepseek_v3\", \"vocab_size\": 16, \"hidden_size\": 8,"
        "\"intermediate_size\": 8, \"moe_intermediate_size\": 4, \"num_hidden_layers\": 2,"
        "\"num_attention_heads\": 2, \"q_lora_rank\": null, \"kv_lora_rank\": 4,"
        "\"qk_nope_head_dim\": 4, \"qk_rope_head_dim\": 2, \"v_head_dim\": 4,"
        "\"n_routed_experts\": 4, \"n_shared_experts\": 1, \"num_experts_per_tok\": 2,"
        "\"n_group\": 1, \"topk_group\": 1, \"first_k_dense_replace\": 1,"
        "\"moe_layer_freq\": 1, \"norm_topk_prob\": true, \"routed_scaling_factor\": 1.0,"
        "\"scoring_func\": \"sigmoid\", \"topk_method\": \"noaux_tc\","
        "\"max_position_embeddings\": 32, \"rope_theta\": 10000.0,"
        "\"tie_word_embeddings\": true, \"rms_norm_eps\": 1e-6}";
    mg_config config;
    if (mg_config_from_text(&config, text, sizeof text - 1, "small")) {
        fail_msg("%s", mg_error_text());
    }
    return config;
}

/* With every part that allocates: a memory, a window, persistent tokens, a context. */
static mg_config config_with_memory(void) {
    mg_config config = small_config();
    config.mixer = &mg_memory_mixer;
    mg_status status = mg_config_set_memory(
        &config, "kind=linear,placement=context,gate=hard,heads=1,head_dim=2,chunk=4,layer_step=2,"
                 "first_layer=1,window=3,persistent_tokens=1");
    if (status != MG_OK) fail_msg("%s", mg_error_text());
    return config;
}

static mg_status make_model(mg_device *device, const mg_config *config) {
    mg_model *model;
    mg_status status = mg_model_create(device, config, &model);
    mg_model_free(model);
    return status;
}

static mg_status make_trainer(mg_model *model) {
    mg_trainer *trainer;
    mg_train_config config = mg_train_config_default();
    config.rows = 2, config.cols = 8, config.recompute = true;
    mg_status status = mg_trainer_create(model, &config, &trainer);
    mg_trainer_free(trainer);
    return status;
}

static mg_status make_decoder(mg_model *model) {
    mg_decoder *decoder;
    mg_status status = mg_decoder_create(model, 2, 8, &decoder);
    mg_decoder_free(decoder);
    return status;
}

typedef enum what { MODEL, TRAINER, DECODER } what;

static mg_status make(what which, mg_device *device, mg_model *model, const mg_config *config) {
    if (which == MODEL) return make_model(device, config);
    return which == TRAINER ? make_trainer(model) : make_decoder(model);
}

/* Lets allocation 1, 2, 3, ... fail until one attempt gets through. */
static void each_allocation_fails(what which, mg_device *device, mg_model *model,
                                  const mg_config *config) {
    size_t used = device->memory_used;
    mg_status status = MG_ERR_MEMORY;
    for (long n = 1; status != MG_OK; n++) {
        mg_alloc_fail_at(n);
        status = make(which, device, model, config);
        mg_alloc_fail_at(0);
        if (status == MG_OK) {
            print_message("%ld allocations\n", n - 1);
            assert_true(n > 3);
            break;
        }
        if (status != MG_ERR_MEMORY) {
            fail_msg("allocation %ld: %s: %s", n, mg_status_name(status), mg_error_text());
        }
        size_t arena = device->arena ? device->arena->bytes : 0; /* the device keeps it */
        assert_int_equal(device->memory_used, used + arena);
    }
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    mg_config configs[] = {small_config(), config_with_memory(), config_with_memory()};
    configs[2].memory.context_order = MG_MEMORY_ORDER_PAPER;
    for (int i = 0; i < 3 * (DECODER + 1); i++) {
        const mg_config config = configs[i % 3];
        what which = (what)(i / 3);
        mg_device *device;
        mg_model *model = NULL;
        assert_int_equal(mg_device_open("cpu", 1, &device), MG_OK);
        if (which != MODEL) assert_int_equal(mg_model_create(device, &config, &model), MG_OK);
        each_allocation_fails(which, device, model, &config);
        mg_model_free(model);
        mg_device_free(device);
    }
}

/* A device that is too small: one line that names the largest tensors. */
static void test_too_little_memory(void **state) {
    (void)state;
    mg_device *device;
    mg_model *model;
    mg_config config = small_config();
    assert_int_equal(mg_device_open("cpu", 1, &device), MG_OK);
    assert_int_equal(mg_model_create(device, &config, &model), MG_OK);
    device->memory_limit = device->memory_used + 20000; /* room for buffers, none for activations */
    assert_int_equal(make_trainer(model), MG_ERR_MEMORY);
    print_message("%s\n", mg_error_text());
    assert_non_null(strstr(mg_error_text(), "largest tensors at the peak: "));
    assert_non_null(strstr(mg_error_text(), "MiB"));
    assert_null(strchr(mg_error_text(), '\n'));
    device->memory_limit = device->memory_used;
    assert_int_equal(make_trainer(model), MG_ERR_MEMORY);
    assert_non_null(strstr(mg_error_text(), "out of memory: "));
    device->memory_limit = SIZE_MAX;
    assert_int_equal(make_trainer(model), MG_OK); /* the device is as good as before */
    mg_model_free(model);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation_may_fail),
        cmocka_unit_test(test_too_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/nn/param_count.h"
#include "memory/memory.h"

static mg_param_count count_preset(const char *name) {
    mg_config config;
    if (mg_config_from_preset(&config, name) != MG_OK) fail_msg("%s", mg_error_text());
    config.mixer = &mg_memory_mixer;
    return mg_count_params(&config);
}

/* The integers of the DeepSeek papers' models; see the formula in param_count.h. */
static void test_published_models(void **state) {
    (void)state;
    mg_param_count v3 = count_preset("v3-671b");
    assert_int_equal(v3.total, 671026419200);
    assert_int_equal(v3.active, 37552297472);
    assert_int_equal(v3.active_without_embedding, 36625618432);
    assert_int_equal(v3.mtp, 11610068224);
    mg_param_count v2 = count_preset("v2-236b");
    assert_int_equal(v2.total, 235741434880);
    assert_int_equal(v2.active, 21375800320);
    assert_int_equal(v2.mtp, 0);
    mg_param_count lite = count_preset("v2-lite-16b");
    assert_int_equal(lite.total, 15706484224);
    assert_int_equal(lite.active, 2661150208);
}

static void test_own_models(void **state) {
    (void)state;
    mg_param_count base = count_preset("base-135m");
    assert_int_equal(base.total, 248017968);
    assert_int_equal(base.active, 128578608);
    assert_int_equal(base.active_without_embedding, base.active); /* tied */
    mg_param_count tiny = count_preset("tiny");
    assert_int_equal(tiny.total, 1135000);
    assert_int_equal(tiny.active, 692632);
    mg_param_count small = count_preset("small");
    assert_int_equal(small.total, 9913368);
    assert_int_equal(small.active, 6374424);
    mg_param_count dense = count_preset("dense-tiny");
    assert_int_equal(dense.total, 910720);
    assert_int_equal(dense.active, dense.total);
    assert_int_equal(dense.part_total[MG_PART_router], 0);
    mg_param_count adder = count_preset("adder");
    assert_int_equal(adder.total, 1852);
    assert_int_equal(count_preset("micro").total, 162464);
}

static void test_parts_add_up(void **state) {
    (void)state;
    for (size_t i = 0; mg_preset_name(i); i++) {
        mg_param_count count = count_preset(mg_preset_name(i));
        int64_t total = 0, active = 0;
        for (int part = 0; part < MG_PART_COUNT; part++) {
            total += count.part_total[part];
            active += count.part_active[part];
            assert_true(count.part_active[part] <= count.part_total[part]);
            assert_non_null(mg_param_part_text((mg_param_part)part));
        }
        assert_int_equal(total, count.total);
        assert_int_equal(active, count.active);
    }
}

/* A dense first layer, then every second one with experts: layers 2 and 4 of 5. */
static void test_moe_layer_freq(void **state) {
    (void)state;
    mg_config config;
    assert_int_equal(mg_config_from_preset(&config, "tiny"), MG_OK);
    config.num_hidden_layers = 5;
    config.moe_layer_freq = 2;
    const bool expected[] = {false, false, true, false, true};
    for (int64_t layer = 0; layer < 5; layer++)
        assert_int_equal(mg_config_layer_is_moe(&config, layer), expected[layer]);
    mg_param_count count = mg_count_params(&config);
    assert_int_equal(count.part_total[MG_PART_dense_ffn], 3 * 147456);
    assert_int_equal(count.part_total[MG_PART_routed_experts], 2 * 8 * 24576);
}

static void test_cache_and_budget(void **state) {
    (void)state;
    mg_param_count v3 = count_preset("v3-671b");
    assert_int_equal(v3.kv_values_per_token * 2, 70272); /* bytes in bf16, as DeepSeek says */
    assert_int_equal(count_preset("tiny").kv_values_per_token, 4 * (64 + 16));
    assert_int_equal(mg_compute_optimal_tokens(&v3), 751045949440);

    mg_config config;
    assert_int_equal(mg_config_from_preset(&config, "tiny"), MG_OK);
    /* 6 * 692,632 + 6 * 4 layers * 4 heads * (48 + 32) * 64 keys */
    assert_true(mg_train_flop_per_token(&config, 127) == 4155792.0 + 7680.0 * 64.0);
    config.causal = false;
    assert_true(mg_train_flop_per_token(&config, 127) == 4155792.0 + 7680.0 * 127.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_models), cmocka_unit_test(test_own_models),
        cmocka_unit_test(test_parts_add_up),     cmocka_unit_test(test_moe_layer_freq),
        cmocka_unit_test(test_cache_and_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

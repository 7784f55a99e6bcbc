#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/nn/param_count.h"
#include "core/nn/param_names.h"
#include "memory/memory.h"

static mg_config countable(const char *preset) {
    mg_config config;
    if (mg_config_from_preset(&config, preset) != MG_OK) fail_msg("%s", mg_error_text());
    config.mixer = &mg_memory_mixer;
    config.num_nextn_predict_layers = 0;
    return config;
}

static void table_of(mg_param_table *table, const char *preset) {
    mg_config config = countable(preset);
    if (mg_param_table_create(table, &config) != MG_OK) fail_msg("%s", mg_error_text());
}

static void test_elements_equal_the_formula(void **state) {
    (void)state;
    for (size_t i = 0; mg_preset_name(i); i++) {
        mg_config config = countable(mg_preset_name(i));
        mg_param_table table;
        table_of(&table, mg_preset_name(i));
        assert_int_equal(table.elements, mg_count_params(&config).total);
        int64_t hf = 0;
        for (size_t h = 0; h < table.hf_count; h++) hf += table.hf[h].elements;
        assert_int_equal(hf, table.elements);
        mg_param_table_free(&table);
    }
}

/* The ranges follow each other, parameters neither overlap nor leave more than the padding, and the
 * pieces of each cover it exactly. */
static void check_layout(const mg_param_table *table) {
    int64_t arena = 0;
    size_t hf = 0;
    for (size_t i = 0; i < table->count; i++) {
        const mg_param_entry *p = &table->params[i];
        assert_int_equal(p->arena_offset, arena);
        assert_int_equal(p->arena_offset % MG_PARAM_ALIGN, 0);
        assert_int_equal(p->decays, p->arena_offset < table->decayed_end);
        assert_int_equal(p->trained, p->arena_offset < table->trained_end);
        assert_int_equal(p->elements, p->shape[0] * p->shape[1] * p->shape[2] * p->shape[3]);
        assert_int_equal(p->hf_first, hf);
        arena += (p->elements + MG_PARAM_ALIGN - 1) / MG_PARAM_ALIGN * MG_PARAM_ALIGN;
        int64_t offset = 0;
        for (size_t h = 0; h < p->hf_count; h++, hf++) {
            assert_int_equal(table->hf[hf].offset, offset);
            assert_int_equal(table->hf[hf].elements,
                             table->hf[hf].shape[0] * table->hf[hf].shape[1]);
            offset += table->hf[hf].elements;
        }
        assert_int_equal(offset, p->elements);
    }
    assert_int_equal(hf, table->hf_count);
    assert_int_equal(arena, table->arena_elements);
}

static void test_layout(void **state) {
    (void)state;
    for (size_t i = 0; mg_preset_name(i); i++) {
        mg_param_table table;
        table_of(&table, mg_preset_name(i));
        check_layout(&table);
        mg_param_table_free(&table);
    }
}

static void assert_shape(const mg_param_entry *p, int dims, int64_t a, int64_t b, int64_t c) {
    assert_non_null(p);
    assert_int_equal(p->dims, dims);
    assert_int_equal(p->shape[0], a);
    assert_int_equal(p->shape[1], b);
    assert_int_equal(p->shape[2], c);
    assert_int_equal(p->shape[3], 1);
}

static void test_shapes_of_tiny(void **state) {
    (void)state;
    mg_param_table table;
    table_of(&table, "tiny");
    assert_shape(mg_param_find(&table, "embed_tokens"), 2, 384, 128, 1);
    assert_shape(mg_param_find(&table, "layers.0.attn.q"), 2, 192, 128, 1);
    assert_shape(mg_param_find(&table, "layers.3.attn.kv_a"), 2, 80, 128, 1);
    assert_shape(mg_param_find(&table, "layers.3.attn.kv_a_norm"), 1, 64, 1, 1);
    assert_shape(mg_param_find(&table, "layers.3.attn.kv_b"), 2, 256, 64, 1);
    assert_shape(mg_param_find(&table, "layers.3.attn.o"), 2, 128, 128, 1);
    assert_shape(mg_param_find(&table, "layers.0.ffn.gate_up"), 2, 768, 128, 1);
    assert_shape(mg_param_find(&table, "layers.0.ffn.down"), 2, 128, 384, 1);
    assert_shape(mg_param_find(&table, "layers.1.router"), 2, 8, 128, 1);
    assert_shape(mg_param_find(&table, "layers.1.experts.gate_up"), 3, 8, 128, 128);
    assert_shape(mg_param_find(&table, "layers.1.experts.down"), 3, 8, 128, 64);
    assert_shape(mg_param_find(&table, "layers.1.shared.gate_up"), 2, 128, 128, 1);
    assert_shape(mg_param_find(&table, "norm"), 1, 128, 1, 1);
    assert_null(mg_param_find(&table, "lm_head")); /* tied */
    assert_null(mg_param_find(&table, "layers.1.ffn.gate_up"));
    assert_null(mg_param_find(&table, "layers.0.experts.gate_up"));
    assert_null(mg_param_find(&table, "layers.4.router"));
    assert_null(mg_param_find(&table, "layers.0.attn.q_a"));
    mg_param_table_free(&table);
}

static void test_roles(void **state) {
    (void)state;
    mg_param_table table;
    table_of(&table, "tiny");
    assert_string_equal(table.params[0].name, "embed_tokens");
    assert_int_equal(table.params[0].kind, MG_PARAM_EMBEDDING);
    const mg_param_entry *matrix = mg_param_find(&table, "layers.2.router");
    assert_true(matrix->decays && matrix->trained && matrix->layer == 2);
    assert_int_equal(matrix->init, MG_INIT_NORMAL);
    assert_true(matrix->init_std == 0.088); /* 1 / sqrt(128) */
    const mg_param_entry *norm = mg_param_find(&table, "norm");
    assert_true(!norm->decays && norm->trained && norm->layer == -1);
    assert_int_equal(norm->init, MG_INIT_ONES);
    const mg_param_entry *bias = mg_param_find(&table, "layers.2.router_bias");
    assert_true(!bias->decays && !bias->trained);
    assert_int_equal(bias->init, MG_INIT_ZEROS);
    assert_ptr_equal(bias + 1, table.params + table.count - 1); /* layers 1, 2, 3 come last */
    mg_param_table_free(&table);
}

static void assert_piece(const mg_param_table *table, const char *name, const char *owner_name,
                         int64_t rows, int64_t cols, int64_t offset) {
    const mg_param_entry *owner = NULL;
    const mg_hf_tensor *hf = mg_hf_find(table, name, &owner);
    if (!hf) fail_msg("no tensor %s", name);
    assert_string_equal(owner->name, owner_name);
    assert_int_equal(hf->dims, cols == 1 ? 1 : 2);
    assert_int_equal(hf->shape[0], rows);
    assert_int_equal(hf->shape[1], cols);
    assert_int_equal(hf->offset, offset);
}

/* Names and shapes as in DeepSeek-V3's checkpoint. */
static void test_pieces_of_v3(void **state) {
    (void)state;
    mg_param_table table;
    table_of(&table, "v3-671b");
    const int64_t expert = 2048 * 7168;
    assert_piece(&table, "model.embed_tokens.weight", "embed_tokens", 129280, 7168, 0);
    assert_piece(&table, "lm_head.weight", "lm_head", 129280, 7168, 0);
    assert_piece(&table, "model.norm.weight", "norm", 7168, 1, 0);
    assert_piece(&table, "model.layers.0.self_attn.q_a_proj.weight", "layers.0.attn.q_a", 1536,
                 7168, 0);
    assert_piece(&table, "model.layers.0.self_attn.q_b_proj.weight", "layers.0.attn.q_b", 24576,
                 1536, 0);
    assert_piece(&table, "model.layers.60.self_attn.kv_a_proj_with_mqa.weight",
                 "layers.60.attn.kv_a", 576, 7168, 0);
    assert_piece(&table, "model.layers.60.self_attn.kv_b_proj.weight", "layers.60.attn.kv_b", 32768,
                 512, 0);
    assert_piece(&table, "model.layers.60.self_attn.o_proj.weight", "layers.60.attn.o", 7168, 16384,
                 0);
    assert_piece(&table, "model.layers.2.mlp.gate_proj.weight", "layers.2.ffn.gate_up", 18432, 7168,
                 0);
    assert_piece(&table, "model.layers.2.mlp.up_proj.weight", "layers.2.ffn.gate_up", 18432, 7168,
                 18432 * 7168);
    assert_piece(&table, "model.layers.3.mlp.gate.weight", "layers.3.router", 256, 7168, 0);
    assert_piece(&table, "model.layers.3.mlp.gate.e_score_correction_bias", "layers.3.router_bias",
                 256, 1, 0);
    assert_piece(&table, "model.layers.3.mlp.experts.7.gate_proj.weight",
                 "layers.3.experts.gate_up", 2048, 7168, 14 * expert);
    assert_piece(&table, "model.layers.3.mlp.experts.7.up_proj.weight", "layers.3.experts.gate_up",
                 2048, 7168, 15 * expert);
    assert_piece(&table, "model.layers.60.mlp.experts.255.down_proj.weight",
                 "layers.60.experts.down", 7168, 2048, 255 * expert);
    assert_piece(&table, "model.layers.3.mlp.shared_experts.up_proj.weight",
                 "layers.3.shared.gate_up", 2048, 7168, expert);
    assert_null(mg_hf_find(&table, "model.layers.61.mlp.gate.weight", NULL));
    /* 2 + 1 global; per layer 2 norms and 7 of attention; 3 per dense FFN; 5 + 768 per MoE layer */
    assert_int_equal(table.hf_count, 3 + 61 * 9 + 3 * 3 + 58 * 773);
    mg_param_table_free(&table);
}

static void test_mtp_is_refused(void **state) {
    (void)state;
    mg_config config = countable("v3-671b");
    config.num_nextn_predict_layers = 1;
    mg_param_table table;
    assert_int_equal(mg_param_table_create(&table, &config), MG_ERR_UNSUPPORTED);
    mg_param_table_free(&table);
}

static void test_every_failing_allocation(void **state) {
    (void)state;
    mg_config config = countable("base-135m");
    mg_param_table table;
    mg_status status = MG_ERR_MEMORY;
    long n = 0;
    while (status != MG_OK) {
        mg_alloc_fail_at(++n);
        status = mg_param_table_create(&table, &config);
        mg_alloc_fail_at(0);
        assert_true(status == MG_OK || (status == MG_ERR_MEMORY && !table.params && !table.hf));
    }
    assert_true(n > 2);
    mg_param_table_free(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements_equal_the_formula),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_shapes_of_tiny),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_pieces_of_v3),
        cmocka_unit_test(test_mtp_is_refused),
        cmocka_unit_test(test_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The vocabulary: ids, round trips, the files for Hugging Face's libraries; packing's refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "data/pack.h"
#include "data/tokenizer.h"
#include "tests/helper_tmp.h"

static void test_ids_are_fixed(void **state) {
    (void)state;
    assert_int_equal(MG_TOKEN_PAD, 256);
    assert_int_equal(MG_TOKEN_EOS, 257);
    assert_int_equal(MG_TOKEN_MASK, 258);
    assert_int_equal(MG_TOKEN_BOS, 259);
    assert_int_equal(MG_TOKEN_COUNT, 260);
    assert_int_equal(MG_VOCAB_SIZE, 384);
    int32_t ids[8];
    assert_int_equal(mg_tokenizer_encode("12+3=", 5, ids), 5);
    const int32_t expected[5] = {'1', '2', '+', '3', '='};
    assert_memory_equal(ids, expected, sizeof expected);
}

static void test_every_byte_comes_back(void **state) {
    (void)state;
    char text[256], back[257];
    int32_t ids[256];
    for (int i = 0; i < 256; i++) text[i] = (char)i;
    assert_int_equal(mg_tokenizer_encode(text, 256, ids), 256);
    for (int i = 0; i < 256; i++) assert_int_equal(ids[i], i);
    assert_int_equal(mg_tokenizer_decode(ids, 256, back, sizeof back), 256);
    assert_memory_equal(text, back, 256);
    assert_int_equal(back[256], '\0');
}

static void test_special_ids_have_no_text(void **state) {
    (void)state;
    const int32_t ids[] = {MG_TOKEN_BOS, '4',          MG_TOKEN_MASK, '6',
                           MG_TOKEN_EOS, MG_TOKEN_PAD, 383,           -1};
    char text[8];
    assert_int_equal(mg_tokenizer_decode(ids, 8, text, sizeof text), 2);
    assert_string_equal(text, "46");
    assert_int_equal(mg_tokenizer_decode(ids, 8, text, 2), 2); /* as snprintf: cut, length told */
    assert_string_equal(text, "4");
    assert_int_equal(mg_tokenizer_decode(ids, 8, NULL, 0), 2);
    assert_string_equal(mg_tokenizer_special(MG_TOKEN_EOS), "<eos>");
    assert_null(mg_tokenizer_special('4'));
    assert_null(mg_tokenizer_special(MG_TOKEN_COUNT));
}

/* GPT-2's spelling of bytes; a few entries by hand, and all ids once. */
static void test_tokenizer_json(void **state) {
    (void)state;
    assert_int_equal(mg_tokenizer_write(test_tmp(".")), MG_OK);
    mg_json_doc doc;
    if (mg_json_parse_file(&doc, test_tmp("tokenizer.json"), 1 << 20))
        fail_msg("%s", mg_error_text());
    mg_json root = mg_json_root(&doc), model, vocabulary;
    assert_int_equal(mg_json_get_object(&root, "model", &model), MG_OK);
    assert_int_equal(mg_json_get_object(&model, "vocab", &vocabulary), MG_OK);
    static const struct {
        const char *spelling;
        int64_t id;
    } ENTRIES[] = {{"0", '0'},      {"9", '9'},         {"\xC4\xA0", ' '}, {"\xC4\x8A", '\n'},
                   {"\xC4\x80", 0}, {"\xC2\xA1", 0xA1}, {"\xC3\xBF", 255}, {"\xC5\x83", 0xAD},
                   {"<eos>", 257},  {"\xC4\xA1", 127}};
    for (size_t i = 0; i < sizeof ENTRIES / sizeof ENTRIES[0]; i++) {
        int64_t id;
        if (mg_json_get_int(&vocabulary, ENTRIES[i].spelling, 0, 383, &id))
            fail_msg("%s", mg_error_text());
        assert_int_equal(id, ENTRIES[i].id);
    }
    assert_int_equal(json_object_size(vocabulary.node), MG_TOKEN_COUNT);
    bool seen[MG_TOKEN_COUNT] = {false};
    const char *spelling;
    json_t *value;
    json_object_foreach(vocabulary.node, spelling, value) {
        int64_t id = json_integer_value(value);
        assert_in_range(id, 0, MG_TOKEN_COUNT - 1);
        assert_false(seen[id]);
        seen[id] = true;
    }
    mg_json_doc_free(&doc);
    if (mg_json_parse_file(&doc, test_tmp("tokenizer_config.json"), 1 << 20))
        fail_msg("%s", mg_error_text());
    root = mg_json_root(&doc);
    const char *eos;
    assert_int_equal(mg_json_get_string(&root, "eos_token", &eos), MG_OK);
    assert_string_equal(eos, "<eos>");
    mg_json_doc_free(&doc);
}

static void test_writing_fails_cleanly(void **state) {
    (void)state;
    assert_int_equal(mg_tokenizer_write(test_tmp("missing")), MG_ERR_NOT_FOUND);
    for (long n = 1;; n++) {
        mg_alloc_fail_at(n);
        mg_status status = mg_tokenizer_write(test_tmp("."));
        mg_alloc_fail_at(0);
        if (status == MG_OK) break;
        assert_int_equal(status, MG_ERR_MEMORY);
    }
}

static void test_packing_refuses(void **state) {
    (void)state;
    mg_batch batch;
    assert_int_equal(mg_batch_create(&batch, 2, 8), MG_OK);
    mg_packer packer;
    bool placed;
    mg_packer_start(&packer, &batch, (mg_pack_options){.causal = true});
    assert_int_equal(mg_packer_add(&packer, "12+34=", 6, "468", 3, &placed), MG_ERR_SHAPE);
    assert_int_equal(mg_packer_add(&packer, "", 0, "46", 2, &placed), MG_ERR_ARG);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(mg_packer_add(&packer, "12+34=", 6, "46", 2, &placed), MG_OK);
        assert_int_equal(placed, i < 2);
    }
    mg_packer_start(&packer, &batch, (mg_pack_options){.answer_slots = 2});
    assert_int_equal(mg_packer_add(&packer, "1+2=", 4, "3", 1, &placed), MG_OK);
    assert_int_equal(mg_packer_add(&packer, "6+7=", 4, "13", 2, &placed), MG_ERR_SHAPE);
    assert_int_equal(batch.target_tokens, 2);
    mg_batch_free(&batch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_fixed),
        cmocka_unit_test(test_every_byte_comes_back),
        cmocka_unit_test(test_special_ids_have_no_text),
        cmocka_unit_test(test_tokenizer_json),
        cmocka_unit_test(test_writing_fails_cleanly),
        cmocka_unit_test(test_packing_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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
#include "core/nn/config.h"
#include "data/pack.h"
#include "data/tokenizer.h"
#include "tests/helper_tmp.h"

static const mg_tokenizer BYTES = {0};

static void test_ids_are_fixed(void **state) {
    (void)state;
    assert_int_equal(MG_TOKEN_PAD, 256);
    assert_int_equal(MG_TOKEN_EOS, 257);
    assert_int_equal(MG_TOKEN_MASK, 258);
    assert_int_equal(MG_TOKEN_BOS, 259);
    assert_int_equal(MG_TOKEN_COUNT, 260);
    assert_int_equal(MG_VOCAB_SIZE, 384);
    int32_t ids[8];
    assert_int_equal(mg_tokenizer_encode(&BYTES, "12+3=", 5, ids), MG_OK);
    const int32_t expected[5] = {'1', '2', '+', '3', '='};
    assert_memory_equal(ids, expected, sizeof expected);
}

static void test_every_byte_comes_back(void **state) {
    (void)state;
    char text[256], back[257];
    int32_t ids[256];
    for (int i = 0; i < 256; i++) text[i] = (char)i;
    assert_int_equal(mg_tokenizer_encode(&BYTES, text, 256, ids), MG_OK);
    for (int i = 0; i < 256; i++) assert_int_equal(ids[i], i);
    assert_int_equal(mg_tokenizer_decode(&BYTES, ids, 256, back, sizeof back), 256);
    assert_memory_equal(text, back, 256);
    assert_int_equal(back[256], '\0');
}

static void test_special_ids_have_no_text(void **state) {
    (void)state;
    const int32_t ids[] = {MG_TOKEN_BOS, '4',          MG_TOKEN_MASK, '6',
                           MG_TOKEN_EOS, MG_TOKEN_PAD, 383,           -1};
    char text[8];
    assert_int_equal(mg_tokenizer_decode(&BYTES, ids, 8, text, sizeof text), 2);
    assert_string_equal(text, "46");
    assert_int_equal(mg_tokenizer_decode(&BYTES, ids, 8, text, 2),
                     2); /* as snprintf: cut, length told */
    assert_string_equal(text, "4");
    assert_int_equal(mg_tokenizer_decode(&BYTES, ids, 8, NULL, 0), 2);
    assert_string_equal(mg_tokenizer_special(&BYTES, MG_TOKEN_EOS), "<eos>");
    assert_null(mg_tokenizer_special(&BYTES, '4'));
    assert_null(mg_tokenizer_special(&BYTES, MG_TOKEN_COUNT));
}

/* GPT-2's spelling of bytes; a few entries by hand, and all ids once. */
static void test_tokenizer_json(void **state) {
    (void)state;
    assert_int_equal(mg_tokenizer_write(&BYTES, test_tmp(".")), MG_OK);
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

/* The vocabulary of characters: ids in the alphabet's order, the special tokens behind them. */
static void test_alphabet(void **state) {
    (void)state;
    mg_tokenizer t;
    assert_int_equal(mg_tokenizer_from_alphabet(&t, "+0 19="), MG_OK);
    assert_int_equal(mg_tokenizer_size(&t), 10);
    assert_int_equal(mg_tokenizer_size(&BYTES), MG_VOCAB_SIZE);
    int32_t ids[8];
    assert_int_equal(mg_tokenizer_encode(&t, "10+9 =", 6, ids), MG_OK);
    const int32_t expected[6] = {3, 1, 0, 4, 2, 5};
    assert_memory_equal(ids, expected, sizeof expected);
    ids[6] = mg_tokenizer_id(&t, MG_TOKEN_EOS), ids[7] = 10;
    assert_int_equal(ids[6], 7);
    char text[8];
    assert_int_equal(mg_tokenizer_decode(&t, ids, 8, text, sizeof text), 6);
    assert_string_equal(text, "10+9 =");
    assert_string_equal(mg_tokenizer_special(&t, 6), "<pad>");
    assert_string_equal(mg_tokenizer_special(&t, 9), "<bos>");
    assert_null(mg_tokenizer_special(&t, 5));
    assert_null(mg_tokenizer_special(&t, 10));
    assert_int_equal(mg_tokenizer_encode(&t, "10*9", 4, ids), MG_ERR_ARG);
    assert_non_null(strstr(mg_error_text(), "0x2a"));
    assert_int_equal(mg_tokenizer_encode(&t, "\xC3", 1, ids), MG_ERR_ARG);
    assert_int_equal(mg_tokenizer_from_alphabet(&t, ""), MG_ERR_ARG);
    assert_int_equal(mg_tokenizer_from_alphabet(&t, "0120"), MG_ERR_ARG);
    assert_int_equal(mg_tokenizer_from_alphabet(&t, "01\n"), MG_ERR_ARG);
}

static void test_vocabulary_for_a_size(void **state) {
    (void)state;
    mg_tokenizer t;
    assert_int_equal(mg_tokenizer_for_size(&t, 384), MG_OK);
    assert_int_equal(t.chars, 0);
    assert_int_equal(mg_tokenizer_for_size(&t, 16), MG_OK);
    assert_string_equal(t.alphabet, "0123456789+=");
    assert_int_equal(mg_tokenizer_size(&t), 16);
    int64_t most = (int64_t)strlen(mg_arithmetic_alphabet) + 4;
    assert_int_equal(mg_tokenizer_for_size(&t, most), MG_OK);
    assert_int_equal(mg_tokenizer_for_size(&t, most + 1), MG_ERR_ARG);
    assert_int_equal(mg_tokenizer_for_size(&t, 383), MG_ERR_ARG);
    assert_int_equal(mg_tokenizer_for_size(&t, 4), MG_ERR_ARG);
}

/* The presets name the special tokens of the vocabulary that goes with their size. */
static void test_presets(void **state) {
    (void)state;
    static const char *const NAMES[] = {"adder", "micro", "tiny", "small"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        mg_config config;
        mg_tokenizer t;
        assert_int_equal(mg_config_from_preset(&config, NAMES[i]), MG_OK);
        assert_int_equal(mg_tokenizer_for_size(&t, config.vocab_size), MG_OK);
        assert_int_equal(mg_tokenizer_size(&t), config.vocab_size);
        assert_int_equal(mg_tokenizer_id(&t, MG_TOKEN_PAD), config.pad_token_id);
        assert_int_equal(mg_tokenizer_id(&t, MG_TOKEN_EOS), config.eos_token_id);
        assert_int_equal(mg_tokenizer_id(&t, MG_TOKEN_BOS), config.bos_token_id);
    }
}

/* What was written is read back; other programs' vocabularies are refused. */
static void test_reading(void **state) {
    (void)state;
    mg_tokenizer t, back;
    assert_int_equal(mg_tokenizer_write(&BYTES, test_tmp(".")), MG_OK);
    assert_int_equal(mg_tokenizer_read(&back, test_tmp(".")), MG_OK);
    assert_memory_equal(&back, &BYTES, sizeof back);
    assert_int_equal(mg_tokenizer_from_alphabet(&t, "9876 #\"\\=~"), MG_OK);
    assert_int_equal(mg_tokenizer_write(&t, test_tmp(".")), MG_OK);
    assert_int_equal(mg_tokenizer_read(&back, test_tmp(".")), MG_OK);
    assert_memory_equal(&back, &t, sizeof back);
    assert_int_equal(mg_tokenizer_read(&back, test_tmp("missing")), MG_ERR_NOT_FOUND);
    static const char *const BAD[] = {
        "{}",
        "{\"model\": {\"vocab\": {}}}",
        "{\"model\": {\"vocab\": {\"0\": 0, \"1\": 1}}}",
        "{\"model\": {\"vocab\": {\"0\": 0, \"1\": 2, \"<pad>\": 3, \"<eos>\": 4, "
        "\"<mask>\": 5, \"<bos>\": 6}}}",
        "{\"model\": {\"vocab\": {\"0\": 0, \"1\": 0, \"<pad>\": 1, \"<eos>\": 2, "
        "\"<mask>\": 3, \"<bos>\": 4}}}",
        "{\"model\": {\"vocab\": {\"0\": 0, \"<pad>\": 1, \"<eos>\": 3, \"<mask>\": 2, "
        "\"<bos>\": 4}}}",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        test_tmp_write("tokenizer.json", BAD[i], strlen(BAD[i]));
        assert_int_equal(mg_tokenizer_read(&back, test_tmp(".")), MG_ERR_FORMAT);
    }
}

static void test_packing_by_alphabet(void **state) {
    (void)state;
    mg_pack_options options = {.causal = true};
    assert_int_equal(mg_tokenizer_from_alphabet(&options.tokenizer, "+123="), MG_OK);
    mg_batch batch;
    assert_int_equal(mg_batch_create(&batch, 1, 6), MG_OK);
    mg_packer packer;
    bool placed;
    mg_packer_start(&packer, &batch, options);
    assert_int_equal(mg_packer_add(&packer, "1+2=", 4, "3", 1, &placed), MG_OK);
    const int32_t ids[6] = {1, 0, 2, 4, 3, 5}, targets[5] = {0, 2, 4, 3, 6};
    assert_memory_equal(batch.ids, ids, sizeof ids);
    assert_memory_equal(batch.targets, targets, sizeof targets);
    mg_packer_start(&packer, &batch, options);
    assert_int_equal(mg_packer_add(&packer, "1+4=", 4, "5", 1, &placed), MG_ERR_ARG);
    options.causal = false, options.answer_slots = 2;
    mg_packer_start(&packer, &batch, options);
    assert_int_equal(mg_packer_add(&packer, "1+2=", 4, "3", 1, &placed), MG_OK);
    const int32_t slots[6] = {1, 0, 2, 4, 7, 7}, filled[6] = {1, 0, 2, 4, 3, 6};
    assert_memory_equal(batch.ids, slots, sizeof slots);
    assert_memory_equal(batch.targets, filled, sizeof filled);
    mg_batch_free(&batch);
}

static void test_writing_fails_cleanly(void **state) {
    (void)state;
    assert_int_equal(mg_tokenizer_write(&BYTES, test_tmp("missing")), MG_ERR_NOT_FOUND);
    for (long n = 1;; n++) {
        mg_alloc_fail_at(n);
        mg_status status = mg_tokenizer_write(&BYTES, test_tmp("."));
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
        cmocka_unit_test(test_alphabet),
        cmocka_unit_test(test_vocabulary_for_a_size),
        cmocka_unit_test(test_presets),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_packing_by_alphabet),
        cmocka_unit_test(test_writing_fails_cleanly),
        cmocka_unit_test(test_packing_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The vocabulary as the files of Hugging Face's libraries. */
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "data/tokenizer.h"

#define MAX_JSON (1 << 20)

/* Byte-level vocabularies of Hugging Face spell a byte as one printable character (GPT-2's table):
 * printable Latin-1 bytes stand for themselves, the others are numbered from U+0100 on. */
static int is_own_spelling(int byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) ||
           (byte >= 0xAE && byte <= 0xFF);
}

static void spell_byte(int byte, char out[3]) {
    int code = byte;
    if (!is_own_spelling(byte)) {
        code = 0x100;
        for (int b = 0; b < byte; b++) code += !is_own_spelling(b);
    }
    if (code < 0x80) {
        out[0] = (char)code;
        out[1] = '\0';
        return;
    }
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 0x3F));
    out[2] = '\0';
}

static void write_vocabulary(mg_json_writer *json, const mg_tokenizer *t) {
    mg_json_begin_object(json);
    int texts = t->chars ? t->chars : MG_TOKEN_BYTES;
    for (int id = 0; id < texts; id++) {
        char spelling[3];
        spell_byte(t->chars ? t->alphabet[id] : id, spelling);
        mg_json_key(json, spelling);
        mg_json_int(json, id);
    }
    const char *special;
    for (int32_t id = texts; (special = mg_tokenizer_special(t, id)); id++) {
        mg_json_key(json, special);
        mg_json_int(json, id);
    }
    mg_json_end_object(json);
}

static void write_string(mg_json_writer *json, const char *key, const char *value) {
    mg_json_key(json, key);
    mg_json_string(json, value);
}

static void write_bool(mg_json_writer *json, const char *key, bool value) {
    mg_json_key(json, key);
    mg_json_bool(json, value);
}

static void write_null(mg_json_writer *json, const char *key) {
    mg_json_key(json, key);
    mg_json_null(json);
}

/* The fields that both files give for a special token. */
static void write_special_fields(mg_json_writer *json, const char *special) {
    write_string(json, "content", special);
    write_bool(json, "single_word", false);
    write_bool(json, "lstrip", false);
    write_bool(json, "rstrip", false);
    write_bool(json, "normalized", false);
    write_bool(json, "special", true);
}

static void write_byte_level(mg_json_writer *json, const char *key) {
    mg_json_key(json, key);
    mg_json_begin_object(json);
    write_string(json, "type", "ByteLevel");
    write_bool(json, "add_prefix_space", false);
    write_bool(json, "trim_offsets", false);
    write_bool(json, "use_regex", false);
    mg_json_end_object(json);
}

/* A byte-pair encoding without merges: every byte stays a token. */
static void write_model(mg_json_writer *json, const mg_tokenizer *t) {
    mg_json_begin_object(json);
    write_string(json, "type", "BPE");
    write_null(json, "dropout");
    write_null(json, "unk_token");
    write_null(json, "continuing_subword_prefix");
    write_null(json, "end_of_word_suffix");
    write_bool(json, "fuse_unk", false);
    write_bool(json, "byte_fallback", false);
    write_bool(json, "ignore_merges", false);
    mg_json_key(json, "vocab");
    write_vocabulary(json, t);
    mg_json_key(json, "merges");
    mg_json_begin_array(json);
    mg_json_end_array(json);
    mg_json_end_object(json);
}

/* Ends the document and hands its text over. */
static mg_status finish(mg_json_writer *json, char **text) {
    mg_json_end_object(json);
    mg_json_newline(json);
    mg_status status = mg_json_writer_status(json);
    *text = status == MG_OK ? mg_strdup(json->text) : NULL;
    mg_json_writer_free(json);
    if (status != MG_OK) return status;
    return *text ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_tokenizer_json(const mg_tokenizer *t, char **text) {
    mg_json_writer json = {.indent = 2};
    mg_json_begin_object(&json);
    write_string(&json, "version", "1.0");
    write_null(&json, "truncation");
    write_null(&json, "padding");
    mg_json_key(&json, "added_tokens");
    mg_json_begin_array(&json);
    const char *special;
    int32_t first = mg_tokenizer_id(t, MG_TOKEN_PAD);
    for (int32_t id = first; (special = mg_tokenizer_special(t, id)); id++) {
        mg_json_begin_object(&json);
        mg_json_key(&json, "id");
        mg_json_int(&json, id);
        write_special_fields(&json, special);
        mg_json_end_object(&json);
    }
    mg_json_end_array(&json);
    write_null(&json, "normalizer");
    write_byte_level(&json, "pre_tokenizer");
    write_null(&json, "post_processor");
    write_byte_level(&json, "decoder");
    mg_json_key(&json, "model");
    write_model(&json, t);
    return finish(&json, text);
}

static void write_special(mg_json_writer *json, const mg_tokenizer *t, const char *key,
                          int32_t special) {
    write_string(json, key, mg_tokenizer_special(t, mg_tokenizer_id(t, special)));
}

mg_status mg_tokenizer_config_json(const mg_tokenizer *t, char **text) {
    mg_json_writer json = {.indent = 2};
    mg_json_begin_object(&json);
    write_string(&json, "tokenizer_class", "PreTrainedTokenizerFast");
    write_bool(&json, "clean_up_tokenization_spaces", false);
    mg_json_key(&json, "added_tokens_decoder");
    mg_json_begin_object(&json);
    const char *special;
    int32_t first = mg_tokenizer_id(t, MG_TOKEN_PAD);
    for (int32_t id = first; (special = mg_tokenizer_special(t, id)); id++) {
        char key[16];
        snprintf(key, sizeof key, "%d", (int)id);
        mg_json_key(&json, key);
        mg_json_begin_object(&json);
        write_special_fields(&json, special);
        mg_json_end_object(&json);
    }
    mg_json_end_object(&json);
    write_special(&json, t, "pad_token", MG_TOKEN_PAD);
    write_special(&json, t, "eos_token", MG_TOKEN_EOS);
    write_special(&json, t, "mask_token", MG_TOKEN_MASK);
    write_special(&json, t, "bos_token", MG_TOKEN_BOS);
    return finish(&json, text);
}

mg_status mg_tokenizer_write(const mg_tokenizer *t, const char *folder) {
    static const struct {
        const char *name;
        mg_status (*text)(const mg_tokenizer *tokenizer, char **text);
    } FILES[] = {{"tokenizer.json", mg_tokenizer_json},
                 {"tokenizer_config.json", mg_tokenizer_config_json}};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        mg_status status = MG_ERR_MEMORY;
        char *text = NULL, *path = mg_path_join(folder, FILES[i].name);
        if (path) status = FILES[i].text(t, &text);
        if (status == MG_OK) status = mg_file_write_atomic(path, text, strlen(text));
        mg_free(text);
        mg_free(path);
        if (status != MG_OK) return status;
    }
    return MG_OK;
}

/* -- reading ----------------------------------------------------------------------------------- */

static mg_status fail_vocabulary(const mg_json *vocabulary) {
    return mg_json_fail(vocabulary, NULL,
                        "256 bytes, or printable ASCII characters, numbered from 0, and then "
                        "<pad>, <eos>, <mask>, <bos>");
}

/* The special tokens, with the numbers that follow the texts. */
static mg_status check_specials(const mg_json *vocabulary, const mg_tokenizer *t) {
    int64_t id;
    const char *special;
    int32_t first = mg_tokenizer_id(t, MG_TOKEN_PAD), next = first;
    for (; (special = mg_tokenizer_special(t, next)); next++) {
        MG_TRY(mg_json_get_int(vocabulary, special, 0, INT32_MAX, &id));
        if (id != next) return fail_vocabulary(vocabulary);
    }
    return MG_OK;
}

static mg_status read_vocabulary(const mg_json *vocabulary, mg_tokenizer *t) {
    char alphabet[MG_ALPHABET_CHARS + 1] = "";
    int count = 0, in_place = 0;
    for (int byte = 0; byte < MG_TOKEN_BYTES; byte++) {
        char spelling[3];
        int64_t id;
        spell_byte(byte, spelling);
        MG_TRY(mg_json_opt_int(vocabulary, spelling, 0, INT32_MAX, -1, &id));
        count += id >= 0;
        in_place += id == byte;
        if (id >= 0 && id < MG_ALPHABET_CHARS) alphabet[id] = (char)byte;
    }
    *t = (mg_tokenizer){0};
    if (in_place == MG_TOKEN_BYTES) return check_specials(vocabulary, t);
    if (count == 0 || count != (int)strlen(alphabet)) return fail_vocabulary(vocabulary);
    MG_TRY(mg_tokenizer_from_alphabet(t, alphabet));
    return check_specials(vocabulary, t);
}

mg_status mg_tokenizer_read(mg_tokenizer *tokenizer, const char *folder) {
    char *path = mg_path_join(folder, "tokenizer.json");
    if (!path) return MG_ERR_MEMORY;
    mg_json_doc doc = {0};
    mg_json model, vocabulary;
    mg_status status;
    MG_GO(mg_json_parse_file(&doc, path, MAX_JSON));
    mg_json root = mg_json_root(&doc);
    MG_GO(mg_json_get_object(&root, "model", &model));
    MG_GO(mg_json_get_object(&model, "vocab", &vocabulary));
    MG_GO(read_vocabulary(&vocabulary, tokenizer));
done:
    mg_json_doc_free(&doc);
    mg_free(path);
    return status;
}

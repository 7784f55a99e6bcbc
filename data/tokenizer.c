#include "data/tokenizer.h"

#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/file.h"
#include "core/base/json.h"

static const char *const SPECIAL_SPELLINGS[] = {
#define SPELLING(name, spelling) spelling,
    MG_SPECIAL_TOKENS(SPELLING)
#undef SPELLING
};

size_t mg_tokenizer_encode(const char *text, size_t bytes, int32_t *ids) {
    for (size_t i = 0; i < bytes; i++) ids[i] = (unsigned char)text[i];
    return bytes;
}

size_t mg_tokenizer_decode(const int32_t *ids, size_t count, char *out, size_t capacity) {
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < 0 || ids[i] >= MG_TOKEN_BYTES) continue;
        if (length + 1 < capacity) out[length] = (char)(unsigned char)ids[i];
        length++;
    }
    if (capacity > 0) out[length < capacity ? length : capacity - 1] = '\0';
    return length;
}

const char *mg_tokenizer_special(int32_t id) {
    if (id < MG_TOKEN_BYTES || id >= MG_TOKEN_COUNT) return NULL;
    return SPECIAL_SPELLINGS[id - MG_TOKEN_BYTES];
}

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

static void write_vocabulary(mg_json_writer *json) {
    mg_json_begin_object(json);
    for (int byte = 0; byte < MG_TOKEN_BYTES; byte++) {
        char spelling[3];
        spell_byte(byte, spelling);
        mg_json_key(json, spelling);
        mg_json_int(json, byte);
    }
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++) {
        mg_json_key(json, mg_tokenizer_special(id));
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
static void write_special_fields(mg_json_writer *json, int32_t id) {
    write_string(json, "content", mg_tokenizer_special(id));
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
static void write_model(mg_json_writer *json) {
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
    write_vocabulary(json);
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

mg_status mg_tokenizer_json(char **text) {
    mg_json_writer json = {.indent = 2};
    mg_json_begin_object(&json);
    write_string(&json, "version", "1.0");
    write_null(&json, "truncation");
    write_null(&json, "padding");
    mg_json_key(&json, "added_tokens");
    mg_json_begin_array(&json);
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++) {
        mg_json_begin_object(&json);
        mg_json_key(&json, "id");
        mg_json_int(&json, id);
        write_special_fields(&json, id);
        mg_json_end_object(&json);
    }
    mg_json_end_array(&json);
    write_null(&json, "normalizer");
    write_byte_level(&json, "pre_tokenizer");
    write_null(&json, "post_processor");
    write_byte_level(&json, "decoder");
    mg_json_key(&json, "model");
    write_model(&json);
    return finish(&json, text);
}

mg_status mg_tokenizer_config_json(char **text) {
    mg_json_writer json = {.indent = 2};
    mg_json_begin_object(&json);
    write_string(&json, "tokenizer_class", "PreTrainedTokenizerFast");
    write_bool(&json, "clean_up_tokenization_spaces", false);
    mg_json_key(&json, "added_tokens_decoder");
    mg_json_begin_object(&json);
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++) {
        char key[16];
        snprintf(key, sizeof key, "%d", (int)id);
        mg_json_key(&json, key);
        mg_json_begin_object(&json);
        write_special_fields(&json, id);
        mg_json_end_object(&json);
    }
    mg_json_end_object(&json);
    write_string(&json, "pad_token", mg_tokenizer_special(MG_TOKEN_PAD));
    write_string(&json, "eos_token", mg_tokenizer_special(MG_TOKEN_EOS));
    write_string(&json, "mask_token", mg_tokenizer_special(MG_TOKEN_MASK));
    write_string(&json, "bos_token", mg_tokenizer_special(MG_TOKEN_BOS));
    return finish(&json, text);
}

mg_status mg_tokenizer_write(const char *folder) {
    static const struct {
        const char *name;
        mg_status (*text)(char **text);
    } FILES[] = {{"tokenizer.json", mg_tokenizer_json},
                 {"tokenizer_config.json", mg_tokenizer_config_json}};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        mg_status status = MG_ERR_MEMORY;
        char *text = NULL, *path = mg_path_join(folder, FILES[i].name);
        if (path) status = FILES[i].text(&text);
        if (status == MG_OK) status = mg_file_write_atomic(path, text, strlen(text));
        mg_free(text);
        mg_free(path);
        if (status != MG_OK) return status;
    }
    return MG_OK;
}

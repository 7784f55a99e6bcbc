#include "data/tokenizer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"

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

static json_t *byte_vocabulary(void) {
    json_t *vocabulary = json_object();
    for (int byte = 0; byte < MG_TOKEN_BYTES; byte++) {
        char spelling[3];
        spell_byte(byte, spelling);
        json_object_set_new(vocabulary, spelling, json_integer(byte));
    }
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++)
        json_object_set_new(vocabulary, mg_tokenizer_special(id), json_integer(id));
    return vocabulary;
}

static json_t *special_token(int32_t id) {
    return json_pack("{s:s, s:b, s:b, s:b, s:b, s:b}", "content", mg_tokenizer_special(id),
                     "single_word", 0, "lstrip", 0, "rstrip", 0, "normalized", 0, "special", 1);
}

static json_t *added_tokens(void) {
    json_t *list = json_array();
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++) {
        json_t *token = special_token(id);
        json_object_set_new(token, "id", json_integer(id));
        json_array_append_new(list, token);
    }
    return list;
}

static json_t *byte_level(void) {
    return json_pack("{s:s, s:b, s:b, s:b}", "type", "ByteLevel", "add_prefix_space", 0,
                     "trim_offsets", 0, "use_regex", 0);
}

/* Takes the reference to `root`. */
static mg_status dump_json(json_t *root, char **text) {
    char *dumped = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    if (!dumped) return mg_fail(MG_ERR_MEMORY, "out of memory while writing the tokenizer");
    *text = mg_asprintf("%s\n", dumped);
    free(dumped);
    return *text ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_tokenizer_json(char **text) {
    json_t *model =
        json_pack("{s:s, s:n, s:n, s:n, s:n, s:b, s:b, s:b, s:o, s:[]}", "type", "BPE", "dropout",
                  "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", 0,
                  "byte_fallback", 0, "ignore_merges", 0, "vocab", byte_vocabulary(), "merges");
    json_t *root =
        json_pack("{s:s, s:n, s:n, s:o, s:n, s:o, s:n, s:o, s:o}", "version", "1.0", "truncation",
                  "padding", "added_tokens", added_tokens(), "normalizer", "pre_tokenizer",
                  byte_level(), "post_processor", "decoder", byte_level(), "model", model);
    return dump_json(root, text);
}

mg_status mg_tokenizer_config_json(char **text) {
    json_t *decoder = json_object();
    for (int32_t id = MG_TOKEN_BYTES; id < MG_TOKEN_COUNT; id++) {
        char name[16];
        snprintf(name, sizeof name, "%d", (int)id);
        json_object_set_new(decoder, name, special_token(id));
    }
    json_t *root = json_pack(
        "{s:s, s:b, s:o, s:s, s:s, s:s, s:s}", "tokenizer_class", "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces", 0, "added_tokens_decoder", decoder, "pad_token",
        mg_tokenizer_special(MG_TOKEN_PAD), "eos_token", mg_tokenizer_special(MG_TOKEN_EOS),
        "mask_token", mg_tokenizer_special(MG_TOKEN_MASK), "bos_token",
        mg_tokenizer_special(MG_TOKEN_BOS));
    return dump_json(root, text);
}

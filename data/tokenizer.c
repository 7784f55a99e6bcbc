#include "data/tokenizer.h"

#include <inttypes.h>
#include <string.h>

const char mg_arithmetic_alphabet[] = "0123456789+=-*/#;,.()<>?xr|%^ ";

static const char *const SPECIAL_SPELLINGS[] = {
#define SPELLING(name, spelling) spelling,
    MG_SPECIAL_TOKENS(SPELLING)
#undef SPELLING
};

enum { SPECIAL_COUNT = MG_TOKEN_COUNT - MG_TOKEN_BYTES };

static mg_status set_alphabet(mg_tokenizer *t, const char *alphabet, size_t chars) {
    *t = (mg_tokenizer){0};
    memset(t->id_of, -1, sizeof t->id_of);
    for (size_t i = 0; i < chars; i++) {
        unsigned char c = (unsigned char)alphabet[i];
        if (c < ' ' || c > '~')
            return mg_fail(MG_ERR_ARG,
                           "character %zu of the alphabet is byte 0x%02x; an alphabet consists of "
                           "printable ASCII characters",
                           i + 1, c);
        if (t->id_of[c] >= 0) return mg_fail(MG_ERR_ARG, "the alphabet has '%c' twice", c);
        t->id_of[c] = (int8_t)i;
        t->alphabet[i] = (char)c;
    }
    t->chars = (int32_t)chars;
    return MG_OK;
}

mg_status mg_tokenizer_from_alphabet(mg_tokenizer *tokenizer, const char *alphabet) {
    if (!alphabet[0]) return mg_fail(MG_ERR_ARG, "the alphabet is empty");
    return set_alphabet(tokenizer, alphabet, strlen(alphabet));
}

mg_status mg_tokenizer_for_size(mg_tokenizer *tokenizer, int64_t vocab_size) {
    *tokenizer = (mg_tokenizer){0};
    if (vocab_size >= MG_VOCAB_SIZE) return MG_OK;
    int64_t most = (int64_t)strlen(mg_arithmetic_alphabet), chars = vocab_size - SPECIAL_COUNT;
    if (chars >= 1 && chars <= most)
        return set_alphabet(tokenizer, mg_arithmetic_alphabet, (size_t)chars);
    return mg_fail(MG_ERR_ARG,
                   "vocab_size is %" PRId64 "; bytes need %d, the characters of arithmetic %d to "
                   "%" PRId64 "; change it, or name an alphabet",
                   vocab_size, MG_VOCAB_SIZE, SPECIAL_COUNT + 1, most + SPECIAL_COUNT);
}

int32_t mg_tokenizer_size(const mg_tokenizer *t) {
    return t->chars ? t->chars + SPECIAL_COUNT : MG_VOCAB_SIZE;
}

mg_status mg_tokenizer_encode(const mg_tokenizer *t, const char *text, size_t bytes, int32_t *ids) {
    int32_t lowest = 0;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        ids[i] = !t->chars ? c : c < sizeof t->id_of ? t->id_of[c] : -1;
        lowest |= ids[i];
    }
    if (lowest >= 0) return MG_OK;
    size_t i = 0;
    while (ids[i] >= 0) i++;
    return mg_fail(MG_ERR_ARG,
                   "the model's alphabet, %s, lacks a character of \"%.*s\": byte 0x%02x",
                   t->alphabet, bytes < 60 ? (int)bytes : 60, text, (unsigned char)text[i]);
}

size_t mg_tokenizer_decode(const mg_tokenizer *t, const int32_t *ids, size_t count, char *out,
                           size_t capacity) {
    int32_t texts = t->chars ? t->chars : MG_TOKEN_BYTES;
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < 0 || ids[i] >= texts) continue;
        char c = t->chars ? t->alphabet[ids[i]] : (char)(unsigned char)ids[i];
        if (length + 1 < capacity) out[length] = c;
        length++;
    }
    if (capacity > 0) out[length < capacity ? length : capacity - 1] = '\0';
    return length;
}

const char *mg_tokenizer_special(const mg_tokenizer *t, int32_t id) {
    int32_t number = id - mg_tokenizer_id(t, MG_TOKEN_PAD);
    return number >= 0 && number < SPECIAL_COUNT ? SPECIAL_SPELLINGS[number] : NULL;
}

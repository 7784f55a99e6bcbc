/* Text to token ids and back: one token per byte, so that every digit is a token of its own, then
 * the special tokens. Two kinds of vocabulary:
 *
 *     bytes   all 256 bytes, then the special tokens, padded to MG_VOCAB_SIZE ids: any text
 *     chars   the characters of an alphabet in its order, then the special tokens, nothing else:
 *             for models so small that 384 rows of embedding would be most of them
 *
 *     mg_tokenizer t = {0};                                      // bytes
 *     MG_TRY(mg_tokenizer_from_alphabet(&t, "0123456789+="));    // or chars: 12 + 4 ids
 *     int32_t ids[16];
 *     MG_TRY(mg_tokenizer_encode(&t, "12+34=", 6, ids));         // 6 ids: 1, 2, 10, ...
 *     char text[16];
 *     mg_tokenizer_decode(&t, ids, 6, text, sizeof text);        // "12+34="
 *
 * A tokenizer is plain data without memory of its own, copied by assignment.
 *
 * mg_tokenizer_write() puts the vocabulary into a checkpoint folder in the form that Hugging
 * Face's libraries load, and mg_tokenizer_read() takes it from there. Those libraries turn the
 * spelling of a special token ("<eos>") inside a text into that token; here text is always bytes.
 */
#ifndef MG_DATA_TOKENIZER_H
#define MG_DATA_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/* X(name, spelling): ids follow the bytes, or the characters, in this order. */
#define MG_SPECIAL_TOKENS(X)                                                                       \
    X(MG_TOKEN_PAD, "<pad>")                                                                       \
    X(MG_TOKEN_EOS, "<eos>")                                                                       \
    X(MG_TOKEN_MASK, "<mask>")                                                                     \
    X(MG_TOKEN_BOS, "<bos>")

/* MG_TOKEN_PAD ...: ids in the vocabulary of bytes; mg_tokenizer_id() gives those of any. */
enum {
    MG_TOKEN_BYTES = 256,
    MG_TOKEN_BEFORE_SPECIAL_ = MG_TOKEN_BYTES - 1,
#define MG_TOKEN_ENUM(name, spelling) name,
    MG_SPECIAL_TOKENS(MG_TOKEN_ENUM)
#undef MG_TOKEN_ENUM
        MG_TOKEN_COUNT,  /* ids in use */
    MG_VOCAB_SIZE = 384, /* rows of the embedding; ids from MG_TOKEN_COUNT on never occur */
    MG_ALPHABET_CHARS = '~' - ' ' + 1 /* the printable characters of ASCII */
};

typedef struct mg_tokenizer {
    int32_t chars;                        /* of the alphabet; 0: bytes */
    char alphabet[MG_ALPHABET_CHARS + 1]; /* by id, zero-terminated */
    int8_t id_of[128];                    /* chars only: of each character, -1 where it has none */
} mg_tokenizer;

/* The characters of arithmetic, the most needed first. A model whose vocab_size is too small for
 * bytes, and that was given no other alphabet, has as many of them as it has room for. */
extern const char mg_arithmetic_alphabet[];

/* MG_ERR_ARG: empty, a character twice, or one that is not printable ASCII. */
mg_status mg_tokenizer_from_alphabet(mg_tokenizer *tokenizer, const char *alphabet);

/* The vocabulary of a model that none was named for: bytes, or a part of mg_arithmetic_alphabet.
 * MG_ERR_ARG: vocab_size has room for neither. */
mg_status mg_tokenizer_for_size(mg_tokenizer *tokenizer, int64_t vocab_size);

/* Number of ids, MG_VOCAB_SIZE for bytes: a model must have as many, or more. */
int32_t mg_tokenizer_size(const mg_tokenizer *tokenizer);

/* Id of a special token (MG_TOKEN_PAD, ...) in this vocabulary. */
static inline int32_t mg_tokenizer_id(const mg_tokenizer *tokenizer, int32_t special) {
    return tokenizer->chars ? special - MG_TOKEN_BYTES + tokenizer->chars : special;
}

/* Writes `bytes` ids, one per byte. MG_ERR_ARG names a character that the alphabet lacks. */
mg_status mg_tokenizer_encode(const mg_tokenizer *tokenizer, const char *text, size_t bytes,
                              int32_t *ids);

/* Writes the bytes of `ids` and a final zero into `out`, at most `capacity` bytes in all; special
 * and unused ids have no text. Returns the length that the whole text has without the zero, as
 * snprintf does. */
size_t mg_tokenizer_decode(const mg_tokenizer *tokenizer, const int32_t *ids, size_t count,
                           char *out, size_t capacity);

/* Spelling of a special token, or NULL for any other id. */
const char *mg_tokenizer_special(const mg_tokenizer *tokenizer, int32_t id);

/* The texts of tokenizer.json and tokenizer_config.json; to be released with mg_free(). */
mg_status mg_tokenizer_json(const mg_tokenizer *tokenizer, char **text);
mg_status mg_tokenizer_config_json(const mg_tokenizer *tokenizer, char **text);

/* Writes both files into a folder that exists, each whole or not at all. */
mg_status mg_tokenizer_write(const mg_tokenizer *tokenizer, const char *folder);

/* Reads tokenizer.json of a folder. MG_ERR_NOT_FOUND: there is none; MG_ERR_FORMAT: its
 * vocabulary is of neither kind. */
mg_status mg_tokenizer_read(mg_tokenizer *tokenizer, const char *folder);

#endif

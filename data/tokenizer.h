/* Text to token ids and back. The first vocabulary of the project: one token per byte, so that
 * every digit is a token of its own, then the special tokens, padded to MG_VOCAB_SIZE ids.
 *
 *     int32_t ids[16];
 *     size_t count = mg_tokenizer_encode("12+34=", 6, ids);      // 6 ids: '1', '2', '+', ...
 *     char text[16];
 *     mg_tokenizer_decode(ids, count, text, sizeof text);        // "12+34="
 *
 * mg_tokenizer_write() puts the same vocabulary into a checkpoint folder in the form that Hugging
 * Face's libraries load. They turn the spelling of a special token
 * ("<eos>") inside a text into that token; here text is always bytes. */
#ifndef MG_DATA_TOKENIZER_H
#define MG_DATA_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/* X(name, spelling): ids follow the 256 bytes in this order. */
#define MG_SPECIAL_TOKENS(X)                                                                       \
    X(MG_TOKEN_PAD, "<pad>")                                                                       \
    X(MG_TOKEN_EOS, "<eos>")                                                                       \
    X(MG_TOKEN_MASK, "<mask>")                                                                     \
    X(MG_TOKEN_BOS, "<bos>")

enum {
    MG_TOKEN_BYTES = 256,
    MG_TOKEN_BEFORE_SPECIAL_ = MG_TOKEN_BYTES - 1,
#define MG_TOKEN_ENUM(name, spelling) name,
    MG_SPECIAL_TOKENS(MG_TOKEN_ENUM)
#undef MG_TOKEN_ENUM
        MG_TOKEN_COUNT, /* ids in use */
    MG_VOCAB_SIZE = 384 /* rows of the embedding; ids from MG_TOKEN_COUNT on never occur */
};

/* Writes one id per byte; `ids` holds at least `bytes`. Returns the number of ids. */
size_t mg_tokenizer_encode(const char *text, size_t bytes, int32_t *ids);

/* Writes the bytes of `ids` and a final zero into `out`, at most `capacity` bytes in all; special
 * and unused ids have no text. Returns the length that the whole text has without the zero, as
 * snprintf does. */
size_t mg_tokenizer_decode(const int32_t *ids, size_t count, char *out, size_t capacity);

/* Spelling of a special token, or NULL for any other id. */
const char *mg_tokenizer_special(int32_t id);

/* The texts of tokenizer.json and tokenizer_config.json; to be released with mg_free(). */
mg_status mg_tokenizer_json(char **text);
mg_status mg_tokenizer_config_json(char **text);

/* Writes both files into a folder that exists, each whole or not at all. */
mg_status mg_tokenizer_write(const char *folder);

#endif

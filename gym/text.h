/* A bounded writer over a fixed buffer: no heap and no printf on the path of every item.
 *
 *     char buffer[32];
 *     mg_text text = mg_text_over(buffer, sizeof buffer);
 *     mg_text_int(&text, 12);
 *     mg_text_char(&text, '+');
 *     size_t length = mg_text_end(&text);      // zero-terminated, without counting the zero
 *
 * Writing past the end keeps what fits and sets `overflow`. */
#ifndef MG_GYM_TEXT_H
#define MG_GYM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mg_text {
    char *start, *at, *limit; /* limit: where the final zero still fits */
    bool overflow;
} mg_text;

static inline mg_text mg_text_over(char *buffer, size_t bytes) {
    return (mg_text){buffer, buffer, buffer + bytes - 1, false};
}

static inline size_t mg_text_length(const mg_text *text) {
    return (size_t)(text->at - text->start);
}

static inline size_t mg_text_end(mg_text *text) {
    *text->at = '\0';
    return mg_text_length(text);
}

static inline void mg_text_char(mg_text *text, char c) {
    if (text->at < text->limit)
        *text->at++ = c;
    else
        text->overflow = true;
}

static inline void mg_text_bytes(mg_text *text, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) mg_text_char(text, bytes[i]);
}

static inline void mg_text_string(mg_text *text, const char *string) {
    while (*string) mg_text_char(text, *string++);
}

/* Decimal, with a minus sign where negative. */
static inline void mg_text_int(mg_text *text, int64_t value) {
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[20];
    int count = 0;
    do {
        digits[count++] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (value < 0) mg_text_char(text, '-');
    while (count > 0) mg_text_char(text, digits[--count]);
}

/* "a op b = c" without spaces: one worked line. */
static inline void mg_text_equation(mg_text *text, int64_t a, char op, int64_t b, int64_t c) {
    mg_text_int(text, a);
    mg_text_char(text, op);
    mg_text_int(text, b);
    mg_text_char(text, '=');
    mg_text_int(text, c);
}

#endif

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
#include <string.h>

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
    size_t room = (size_t)(text->limit - text->at);
    if (count > room) {
        text->overflow = true;
        count = room;
    }
    memcpy(text->at, bytes, count);
    text->at += count;
}

static inline void mg_text_string(mg_text *text, const char *string) {
    mg_text_bytes(text, string, strlen(string));
}

/* The digits of a number below 10^20, ending before `end`; returns their start. Two at a time,
 * and with divisions of 32 bits where they do: half of the time of an item is its digits. */
static inline char *mg_digits_before(char *end, uint64_t magnitude) {
    static const char PAIRS[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    while (magnitude >> 32) {
        memcpy(end -= 2, PAIRS + 2 * (magnitude % 100), 2);
        magnitude /= 100;
    }
    uint32_t low = (uint32_t)magnitude;
    for (; low >= 100; low /= 100) memcpy(end -= 2, PAIRS + (size_t)2 * (low % 100), 2);
    if (low < 10)
        *--end = (char)('0' + low);
    else
        memcpy(end -= 2, PAIRS + (size_t)2 * low, 2);
    return end;
}

/* Decimal, with a minus sign where negative. */
static inline void mg_text_int(mg_text *text, int64_t value) {
    enum { MOST = 20 };
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0) mg_text_char(text, '-');
    char digits[2 * MOST], *end = digits + MOST, *start = mg_digits_before(end, magnitude);
    size_t count = (size_t)(end - start);
    if (text->limit - text->at < MOST) {
        mg_text_bytes(text, start, count);
        return;
    }
    memcpy(text->at, start, MOST); /* a copy of fixed length is one or two moves */
    text->at += count;
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

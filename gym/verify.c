/* The verifier: a bounded grammar over bytes, exact integers, no heap, linear time. */
#include <stdbool.h>
#include <string.h>

#include "gym/verify.h"

enum {
    MAX_DIGITS = 18 /* without leading zeros; every such number fits into 64 bits */
};

/* A stretch of the text under judgement. */
typedef struct span {
    const char *at, *end;
} span;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static span trim(span text) {
    while (text.at < text.end && is_space(*text.at)) text.at++;
    while (text.at < text.end && is_space(text.end[-1])) text.end--;
    return text;
}

typedef enum parsed { PARSED, NOT_A_NUMBER, TOO_LARGE } parsed;

/* [+-]digits */
static parsed parse_integer(span text, int64_t *value) {
    text = trim(text);
    if (text.at == text.end) return NOT_A_NUMBER;
    char sign = *text.at;
    bool has_sign = sign == '-' || sign == '+';
    if (has_sign) text.at++;
    if (text.at == text.end) return NOT_A_NUMBER;
    int64_t magnitude = 0;
    int digits = 0;
    for (; text.at < text.end; text.at++) {
        char c = *text.at;
        if (c < '0' || c > '9') return NOT_A_NUMBER;
        if (digits > 0 || c != '0') digits++;
        if (digits <= MAX_DIGITS) magnitude = magnitude * 10 + (c - '0');
    }
    if (digits > MAX_DIGITS) return TOO_LARGE;
    *value = has_sign && sign == '-' ? -magnitude : magnitude;
    return PARSED;
}

/* number, or number r number; a missing remainder is 0. */
static parsed parse_quotient(span text, int64_t value[2]) {
    const char *mark = memchr(text.at, 'r', (size_t)(text.end - text.at));
    parsed result = parse_integer((span){text.at, mark ? mark : text.end}, &value[0]);
    if (!mark || result == NOT_A_NUMBER) return result;
    parsed second = parse_integer((span){mark + 1, text.end}, &value[1]);
    return second == PARSED ? result : second;
}

static parsed parse_relation(span text, int64_t *value) {
    text = trim(text);
    if (text.end - text.at != 1 || !memchr("<=>", *text.at, 3)) return NOT_A_NUMBER;
    *value = *text.at;
    return PARSED;
}

static parsed parse_value(const mg_gold *gold, span text, int64_t value[2]) {
    if (gold->kind == MG_ANSWER_RELATION) return parse_relation(text, value);
    if (gold->kind == MG_ANSWER_QUOTIENT) return parse_quotient(text, value);
    return parse_integer(text, value);
}

mg_judgement mg_verify(const mg_gold *gold, const char *text, size_t bytes) {
    if (bytes > MG_VERIFY_BYTES)
        return (mg_judgement){MG_OVER_CAP, 0.0, "longer than an answer may be"};
    if (bytes == gold->bytes && memcmp(text, gold->text, bytes) == 0)
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    int64_t value[2] = {0, 0}, wanted[2] = {0, 0};
    parse_value(gold, (span){gold->text, gold->text + gold->bytes}, wanted);
    parsed result = parse_value(gold, (span){text, text + bytes}, value);
    if (result == NOT_A_NUMBER)
        return (mg_judgement){MG_UNPARSABLE, 0.0, "not an answer of the kind that was asked for"};
    if (result == TOO_LARGE)
        return (mg_judgement){MG_WRONG, 0.0, "a number far larger than the answer"};
    if (value[0] == wanted[0] && value[1] == wanted[1])
        return (mg_judgement){MG_EQUIVALENT, 1.0, "the same value in another spelling"};
    return (mg_judgement){MG_WRONG, 0.0, "another value"};
}

const char *mg_verdict_name(int verdict) {
    static const char *const NAMES[] = {"correct", "equivalent", "wrong", "unparsable", "over cap"};
    return verdict >= 0 && verdict <= MG_OVER_CAP ? NAMES[verdict] : NULL;
}

const char *mg_answer_kind_name(int kind) {
    static const char *const NAMES[MG_ANSWER_KIND_COUNT] = {
        "integer", "quotient",   "relation",   "rational", "boolean", "word",    "list",
        "set",     "polynomial", "expression", "complex",  "surd",    "factors", "quantity",
        "based",   "assignment", "interval",   "matrix",   "residue", "time",    "own"};
    return kind >= 0 && kind < MG_ANSWER_KIND_COUNT ? NAMES[kind] : NULL;
}

const char *mg_form_name(int form) {
    static const char *const NAMES[MG_FORM_COUNT] = {"any",      "lowest", "expanded",
                                                     "factored", "simple", "constant"};
    return form >= 0 && form < MG_FORM_COUNT ? NAMES[form] : NULL;
}

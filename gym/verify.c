/* The verifier: a bounded grammar over bytes, exact integers, no heap, linear time. */
#include <string.h>

#include "gym/problem.h"

enum {
    MAX_TEXT_BYTES = 4096, /* what is longer is not read */
    MAX_DIGITS = 18        /* without leading zeros; every such number fits into 64 bits */
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

/* [+-]digits, or in the reversed layout the mirror image. */
static parsed parse_integer(span text, bool reversed, int64_t *value) {
    text = trim(text);
    if (text.at == text.end) return NOT_A_NUMBER;
    char sign = reversed ? text.end[-1] : text.at[0];
    bool has_sign = sign == '-' || sign == '+';
    if (has_sign && reversed) text.end--;
    if (has_sign && !reversed) text.at++;
    if (text.at == text.end) return NOT_A_NUMBER;
    int64_t magnitude = 0;
    int digits = 0;
    size_t count = (size_t)(text.end - text.at);
    for (size_t i = 0; i < count; i++) {
        char c = reversed ? text.at[count - 1 - i] : text.at[i];
        if (c < '0' || c > '9') return NOT_A_NUMBER;
        if (digits > 0 || c != '0') digits++;
        if (digits <= MAX_DIGITS) magnitude = magnitude * 10 + (c - '0');
    }
    if (digits > MAX_DIGITS) return TOO_LARGE;
    *value = has_sign && sign == '-' ? -magnitude : magnitude;
    return PARSED;
}

/* number, or number r number; a missing remainder is 0. */
static parsed parse_quotient(span text, bool reversed, int64_t value[2]) {
    const char *mark = memchr(text.at, 'r', (size_t)(text.end - text.at));
    parsed result = parse_integer((span){text.at, mark ? mark : text.end}, reversed, &value[0]);
    if (!mark || result == NOT_A_NUMBER) return result;
    parsed second = parse_integer((span){mark + 1, text.end}, reversed, &value[1]);
    return second == PARSED ? result : second;
}

static parsed parse_relation(span text, int64_t *value) {
    text = trim(text);
    if (text.end - text.at != 1 || !memchr("<=>", *text.at, 3)) return NOT_A_NUMBER;
    *value = *text.at;
    return PARSED;
}

static mg_judgement judge_value(const mg_problem *problem, span text, bool reversed) {
    int64_t value[2] = {0, 0};
    parsed result;
    if (problem->answer_kind == MG_ANSWER_RELATION)
        result = parse_relation(text, value);
    else if (problem->answer_kind == MG_ANSWER_QUOTIENT)
        result = parse_quotient(text, reversed, value);
    else
        result = parse_integer(text, reversed, value);

    if (result == NOT_A_NUMBER)
        return (mg_judgement){MG_UNPARSABLE, 0.0, "not an answer of the kind that was asked for"};
    if (result == TOO_LARGE)
        return (mg_judgement){MG_WRONG, 0.0, "a number far larger than the answer"};
    if (value[0] == problem->value[0] && value[1] == problem->value[1])
        return (mg_judgement){MG_EQUIVALENT, 1.0, "the same value in another spelling"};
    return (mg_judgement){MG_WRONG, 0.0, "another value"};
}

mg_judgement mg_problem_verify(const mg_problem *problem, mg_layout layout, const char *text,
                               size_t bytes) {
    if (bytes > MAX_TEXT_BYTES)
        return (mg_judgement){MG_OVER_CAP, 0.0, "longer than an answer may be"};
    span answer = {text, text + bytes};
    if (layout == MG_LAYOUT_SCRATCHPAD) {
        const char *mark = memrchr(text, '#', bytes);
        if (!mark) return (mg_judgement){MG_UNPARSABLE, 0.0, "no '#' before a final answer"};
        answer.at = mark + 1;
    }
    char expected[MG_RESPONSE_BYTES];
    bool reversed = layout == MG_LAYOUT_REVERSED;
    size_t length =
        mg_problem_render(problem, reversed ? MG_LAYOUT_REVERSED : MG_LAYOUT_PLAIN, expected);
    if ((size_t)(answer.end - answer.at) == length && memcmp(answer.at, expected, length) == 0)
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    return judge_value(problem, answer, reversed);
}

const char *mg_verdict_name(int verdict) {
    static const char *const NAMES[] = {"correct", "equivalent", "wrong", "unparsable", "over cap"};
    return verdict >= 0 && verdict <= MG_OVER_CAP ? NAMES[verdict] : NULL;
}

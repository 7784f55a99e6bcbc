#include <string.h>

#include "gym/families/countdown.h"

enum { MAX_DEPTH = 32, MAX_DIGITS = 9 };

typedef struct reader {
    const char *at, *end;
    const int64_t *number;
    int count, depth;
    unsigned used; /* bit i: number i has occurred */
    bool bad, foreign;
} reader;

static const struct {
    const char *spelling;
    char op;
} SIGNS[] = {{"+", '+'},      {"-", '-'},      {"*", '*'},      {"/", '/'},
             {"\u2212", '-'}, {"\u2013", '-'}, {"\u00D7", '*'}, {"\u00F7", '/'},
             {"\u22C5", '*'}, {"\u00B7", '*'}, {"=", '='}};

static void skip_spaces(reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
        r->at++;
}

/* The operator that follows, or 0; `bytes` is its length. */
static char peek_sign(reader *r, size_t *bytes) {
    skip_spaces(r);
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        *bytes = strlen(SIGNS[i].spelling);
        if ((size_t)(r->end - r->at) >= *bytes && memcmp(r->at, SIGNS[i].spelling, *bytes) == 0)
            return SIGNS[i].op;
    }
    return 0;
}

static bool apply(mg_ratio a, char op, mg_ratio b, mg_ratio *result) {
    switch (op) {
    case '+':
        return mg_ratio_add(a, b, result);
    case '-':
        return mg_ratio_subtract(a, b, result);
    case '*':
        return mg_ratio_multiply(a, b, result);
    default:
        return mg_ratio_divide(a, b, result);
    }
}

static mg_ratio read_sum(reader *r);

static void take(reader *r, int64_t value) {
    for (int i = 0; i < r->count; i++) {
        if (r->number[i] != value || (r->used >> i & 1)) continue;
        r->used |= 1u << i;
        return;
    }
    r->foreign = true;
}

static mg_ratio read_atom(reader *r) {
    mg_ratio value = {0, 1};
    skip_spaces(r);
    if (r->at < r->end && *r->at == '(' && r->depth < MAX_DEPTH) {
        r->at++;
        r->depth++;
        value = read_sum(r);
        r->depth--;
        skip_spaces(r);
        if (r->at == r->end || *r->at != ')') r->bad = true;
        if (!r->bad) r->at++;
        return value;
    }
    int digits = 0;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9' && digits <= MAX_DIGITS; digits++)
        value.top = value.top * 10 + (*r->at++ - '0');
    if (digits == 0 || digits > MAX_DIGITS) r->bad = true;
    if (!r->bad) take(r, value.top);
    return value;
}

static mg_ratio read_product(reader *r) {
    mg_ratio value = read_atom(r);
    size_t bytes;
    for (char op; !r->bad && ((op = peek_sign(r, &bytes)) == '*' || op == '/');) {
        r->at += bytes;
        mg_ratio next = read_atom(r);
        if (!r->bad && !apply(value, op, next, &value)) r->bad = true;
    }
    return value;
}

static mg_ratio read_sum(reader *r) {
    mg_ratio value = read_product(r);
    size_t bytes;
    for (char op; !r->bad && ((op = peek_sign(r, &bytes)) == '+' || op == '-');) {
        r->at += bytes;
        mg_ratio next = read_product(r);
        if (!r->bad && !apply(value, op, next, &value)) r->bad = true;
    }
    return value;
}

/* "= 24" after the expression, with the target itself. */
static bool read_claim(reader *r, int64_t target) {
    size_t bytes;
    if (peek_sign(r, &bytes) == '=') {
        int64_t value = 0;
        int digits = 0;
        r->at += bytes;
        skip_spaces(r);
        for (; r->at < r->end && *r->at >= '0' && *r->at <= '9' && digits <= MAX_DIGITS; digits++)
            value = value * 10 + (*r->at++ - '0');
        if (digits == 0 || value != target) return false;
    }
    skip_spaces(r);
    return r->at == r->end;
}

mg_judgement mg_countdown_judge(const mg_problem *problem, const int64_t *number, int count,
                                int64_t target, const char *text, size_t bytes) {
    if (bytes == problem->answer_bytes && memcmp(text, problem->answer, bytes) == 0)
        return (mg_judgement){MG_CORRECT, 1.0, "the answer"};
    reader r = {.at = text, .end = text + bytes, .number = number, .count = count};
    mg_ratio value = read_sum(&r);
    if (r.bad || !read_claim(&r, target))
        return (mg_judgement){MG_UNPARSABLE, 0.0, "not one expression that can be worked out"};
    if (r.foreign)
        return (mg_judgement){MG_WRONG, 0.0, "uses a number that is not (or no longer) there"};
    if (r.used != (1u << count) - 1) return (mg_judgement){MG_WRONG, 0.0, "leaves a number unused"};
    if (value.top != target || value.bottom != 1)
        return (mg_judgement){MG_WRONG, 0.0, "another value than the target"};
    return (mg_judgement){MG_EQUIVALENT, 1.0, "reaches the target with each number once"};
}

/* -- making expressions ----------------------------------------------------------------------- */

static void number_part(int64_t value, mg_countdown_part *part) {
    mg_text text = mg_text_over(part->text, sizeof part->text);
    mg_text_int(&text, value);
    part->bytes = (int)mg_text_end(&text);
    part->op = 0;
}

static void write_part(mg_text *out, const mg_countdown_part *part, bool brackets) {
    if (brackets) mg_text_char(out, '(');
    mg_text_bytes(out, part->text, (size_t)part->bytes);
    if (brackets) mg_text_char(out, ')');
}

static bool is_sum(char op) {
    return op == '+' || op == '-';
}

/* Joins two parts, with brackets where they are needed. */
static void join(const mg_countdown_part *a, char op, const mg_countdown_part *b,
                 mg_countdown_part *result) {
    bool left = !is_sum(op) && is_sum(a->op);
    bool right = b->op && (op == '-' || op == '/' || !is_sum(op)) && (is_sum(b->op) || op == '/');
    mg_text text = mg_text_over(result->text, sizeof result->text);
    write_part(&text, a, left);
    mg_text_char(&text, ' ');
    mg_text_char(&text, op);
    mg_text_char(&text, ' ');
    write_part(&text, b, right);
    result->bytes = (int)mg_text_end(&text);
    result->op = op;
}

/* Takes parts i and k out of the list and returns how many are left. */
static int others_of(const mg_ratio *value, int count, int i, int k, mg_ratio *rest) {
    int left = 0;
    for (int m = 0; m < count; m++)
        if (m != i && m != k) rest[left++] = value[m];
    return left;
}

/* One level of the search: any two values, any operation, then the rest. */
static bool search(const mg_ratio *value, int count, int64_t target, mg_countdown_step *steps) {
    static const char OPS[] = "+-*/";
    if (count == 1) return value[0].top == target && value[0].bottom == 1;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < count; k++) {
            if (i == k) continue;
            mg_ratio rest[MG_COUNTDOWN_SEARCH];
            int left = others_of(value, count, i, k, rest);
            for (int op = i > k ? 1 : 0; op<4; op += i> k ? 2 : 1) {
                if (!apply(value[i], OPS[op], value[k], &rest[left])) continue;
                *steps = (mg_countdown_step){value[i], value[k], rest[left], i, k, OPS[op]};
                if (search(rest, left + 1, target, steps + 1)) return true;
            }
        }
    }
    return false;
}

bool mg_countdown_search(const int64_t *number, int count, int64_t target,
                         mg_countdown_step *steps) {
    mg_ratio value[MG_COUNTDOWN_SEARCH];
    for (int i = 0; i < count; i++) value[i] = (mg_ratio){number[i], 1};
    return search(value, count, target, steps);
}

void mg_countdown_replay(const int64_t *number, int count, const mg_countdown_step *steps,
                         mg_countdown_part *result) {
    mg_countdown_part part[MG_COUNTDOWN_NUMBERS];
    for (int i = 0; i < count; i++) number_part(number[i], &part[i]);
    for (; count > 1; count--, steps++) {
        mg_countdown_part rest[MG_COUNTDOWN_NUMBERS];
        int left = 0;
        for (int m = 0; m < count; m++)
            if (m != steps->i && m != steps->k) rest[left++] = part[m];
        join(&part[steps->i], steps->op, &part[steps->k], &rest[left]);
        for (int m = 0; m <= left; m++) part[m] = rest[m];
    }
    *result = part[0];
}

static void write_value(mg_text *out, mg_ratio value) {
    bool brackets = value.bottom != 1 || value.top < 0;
    if (brackets) mg_text_char(out, '(');
    mg_text_ratio(out, value);
    if (brackets) mg_text_char(out, ')');
}

void mg_countdown_work(mg_text *out, const mg_countdown_step *steps, int count) {
    for (int i = 0; i < count; i++) {
        write_value(out, steps[i].left);
        mg_text_char(out, steps[i].op);
        write_value(out, steps[i].right);
        mg_text_char(out, '=');
        write_value(out, steps[i].result);
        mg_text_char(out, ';');
    }
}

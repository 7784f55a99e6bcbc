/* The families of the topic "basics": numbers, + - * and brackets, evaluated as polynomials
 * k + m x; and sums in columns. */
#include "tests/helper_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* constant + factor * x */
typedef struct polynomial {
    long long constant, factor;
} polynomial;

typedef struct reader {
    const char *at;
    int bad;
} reader;

static polynomial read_sum(reader *r);

static polynomial read_atom(reader *r) {
    polynomial value = {0, 0};
    if (*r->at == '(') {
        r->at++;
        value = read_sum(r);
        r->bad |= *r->at++ != ')';
    } else if (*r->at == 'x') {
        r->at++;
        value.factor = 1;
    } else if (isdigit((unsigned char)*r->at)) {
        const char *start = r->at;
        value.constant = strtoll(r->at, (char **)&r->at, 10);
        r->bad |= *start == '0' && r->at - start > 1; /* no leading zeros in print */
    } else {
        r->bad = 1;
    }
    return value;
}

static polynomial read_product(reader *r) {
    polynomial value = read_atom(r);
    while (*r->at == '*' && !r->bad) {
        r->at++;
        polynomial b = read_atom(r);
        r->bad |= value.factor != 0 && b.factor != 0;
        value = (polynomial){value.constant * b.constant,
                             value.constant * b.factor + value.factor * b.constant};
    }
    return value;
}

static polynomial read_sum(reader *r) {
    int negative = *r->at == '-';
    if (negative) r->at++;
    polynomial value = read_product(r);
    if (negative) value = (polynomial){-value.constant, -value.factor};
    while ((*r->at == '+' || *r->at == '-') && !r->bad) {
        int sign = *r->at++ == '+' ? 1 : -1;
        polynomial b = read_product(r);
        value.constant += sign * b.constant;
        value.factor += sign * b.factor;
    }
    return value;
}

/* Everything up to `end`, which must follow. */
static polynomial read_until(reader *r, const char *end) {
    polynomial value = read_sum(r);
    size_t length = strlen(end);
    r->bad |= strncmp(r->at, end, length) != 0;
    if (!r->bad) r->at += length;
    return value;
}

static int solve_equation(reader *r, char *answer, size_t size) {
    polynomial left = read_until(r, "="), right = read_until(r, ",x=");
    long long factor = left.factor - right.factor, rest = right.constant - left.constant;
    if (r->bad || factor == 0 || rest % factor != 0) return -1;
    snprintf(answer, size, "%lld", rest / factor);
    return 0;
}

static int solve(const char *question, char *answer) {
    enum { size = READER_ANSWER_BYTES };
    reader r = {question, 0};
    if (strchr(question, 'x')) {
        if (solve_equation(&r, answer, size)) return -1;
        return *r.at == '\0' ? 0 : -1;
    }
    const char *mark = strpbrk(question, "/?");
    polynomial a = read_until(&r, mark ? (*mark == '/' ? "/" : "?") : "=");
    if (mark && !r.bad) {
        long long b = read_until(&r, "=").constant;
        if (*mark == '/' && b == 0) return -1;
        if (*mark == '/')
            snprintf(answer, size, "%lldr%lld", a.constant / b, a.constant % b);
        else
            snprintf(answer, size, "%c", a.constant == b ? '=' : a.constant < b ? '<' : '>');
    } else {
        snprintf(answer, size, "%lld", a.constant);
    }
    return !r.bad && *r.at == '\0' ? 0 : -1;
}

/* Digits with the least significant first, up to `end`; adds them to `value`. Their number. */
static int read_columns(const char **at, char end, long long *value) {
    int digits = 0;
    for (long long place = 1; isdigit((unsigned char)**at); (*at)++, digits++, place *= 10)
        *value += (**at - '0') * place;
    return *(*at)++ == end ? digits : -1;
}

static int solve_columns(const char *question, char *answer) {
    long long sum = 0;
    int columns = read_columns(&question, '+', &sum);
    if (columns < 1 || read_columns(&question, '=', &sum) != columns || *question) return -1;
    snprintf(answer, READER_ANSWER_BYTES, "%0*lld", columns + 1, sum);
    return 0;
}

const reader_entry reader_basics[] = {{"addition", solve},
                                      {"subtraction", solve},
                                      {"multiplication", solve},
                                      {"division", solve},
                                      {"comparison", solve},
                                      {"order", solve},
                                      {"linear", solve},
                                      {"column_addition", solve_columns},
                                      {NULL, NULL}};

/* Elementary functions of the topic calculus: a reader that differentiates any formula as a tree,
 * and one that integrates the kinds of terms that occur. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_calculus.h"
#include "tests/helper_reader_calculus.h"

enum { TEXT = 1600 };

/* A formula and its derivative, both as text. */
typedef struct pair {
    char f[TEXT], d[TEXT];
} pair;

static int read_sum(const char **at, pair *out);

static void print(char *out, const char *format, const char *a, const char *b, const char *c,
                  const char *d) {
    char text[4 * TEXT];
    const char *parts[] = {a, b, c, d};
    size_t n = 0;
    for (int next = 0; *format && n < sizeof text - 1; format++) {
        if (*format != '%') {
            text[n++] = *format;
            continue;
        }
        size_t length = strlen(parts[next]);
        if (length > sizeof text - 1 - n) length = sizeof text - 1 - n;
        memcpy(text + n, parts[next++], length);
        n += length;
    }
    text[n] = '\0';
    snprintf(out, TEXT, "%.*s", TEXT - 1, text);
}

static int read_primary(const char **at, pair *out) {
    static const struct {
        const char *name, *derivative; /* % stands for the argument */
    } FUNCTIONS[] = {{"sin(", "cos(%)"}, {"cos(", "(-sin(%))"},        {"exp(", "exp(%)"},
                     {"ln(", "(1/(%))"}, {"sqrt(", "(1/(2*sqrt(%)))"}, {"tan(", "(1+tan(%)^2)"}};
    static _Thread_local pair inner;
    char *f = out->f;
    if (isdigit((unsigned char)**at)) {
        size_t n = strspn(*at, "0123456789");
        snprintf(f, TEXT, "%.*s", (int)n, *at);
        strcpy(out->d, "0");
        *at += n;
        return 0;
    }
    if (**at == '(') {
        (*at)++;
        if (read_sum(at, out) || *(*at)++ != ')') return -1;
        print(out->f, "(%)", f, "", "", "");
        print(out->d, "(%)", out->d, "", "", "");
        return 0;
    }
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
        size_t n = strlen(FUNCTIONS[i].name);
        if (strncmp(*at, FUNCTIONS[i].name, n) != 0) continue;
        char outer[64];
        *at += n;
        if (read_sum(at, &inner) || *(*at)++ != ')') return -1;
        snprintf(outer, sizeof outer, "%s*(%%)", FUNCTIONS[i].derivative);
        print(out->d, outer, inner.f, inner.d, "", "");
        snprintf(outer, sizeof outer, "%s%%)", FUNCTIONS[i].name);
        print(out->f, outer, inner.f, "", "", "");
        return 0;
    }
    if (**at != 'x') return -1;
    (*at)++;
    strcpy(out->f, "x");
    strcpy(out->d, "1");
    return 0;
}

static int read_power(const char **at, pair *out) {
    if (read_primary(at, out)) return -1;
    if (**at != '^') return 0;
    char n[24], less[24];
    long power = strtol(*at + 1, (char **)at, 10);
    snprintf(n, sizeof n, "%ld", power);
    snprintf(less, sizeof less, "%ld", power - 1);
    print(out->d, "%*%^%*(%)", n, out->f, less, out->d);
    print(out->f, "%^%", out->f, n, "", "");
    return 0;
}

static int read_product(const char **at, pair *out) {
    if (read_power(at, out)) return -1;
    while (**at == '*' || **at == '/') {
        pair right;
        bool over = *(*at)++ == '/';
        if (read_power(at, &right)) return -1;
        bool constant = strcmp(out->d, "0") == 0, same = strcmp(right.d, "0") == 0;
        if (same)
            print(out->d, constant ? "0" : over ? "(%)/%" : "(%)*%", out->d, right.f, "", "");
        else if (constant && !over)
            print(out->d, "%*(%)", out->f, right.d, "", "");
        else if (over)
            print(out->d, "((%)*% - %*(%))", out->d, right.f, out->f, right.d);
        else
            print(out->d, "((%)*% + %*(%))", out->d, right.f, out->f, right.d);
        if (over && !same) print(out->d, "%/(%)^2", out->d, right.f, "", "");
        print(out->f, over ? "%/%" : "%*%", out->f, right.f, "", "");
    }
    return 0;
}

static int read_sum(const char **at, pair *out) {
    bool minus = **at == '-';
    if (minus) (*at)++;
    if (read_product(at, out)) return -1;
    if (minus) print(out->f, "-%", out->f, "", "", "");
    if (minus) print(out->d, "-%", out->d, "", "", "");
    while (strncmp(*at, " + ", 3) == 0 || strncmp(*at, " - ", 3) == 0) {
        pair right;
        bool less = (*at)[1] == '-';
        *at += 3;
        if (read_product(at, &right)) return -1;
        print(out->f, less ? "% - %" : "% + %", out->f, right.f, "", "");
        print(out->d, less ? "% - %" : "% + %", out->d, right.d, "", "");
    }
    return 0;
}

static const char *behind(const char *question, const char *first, const char *second,
                          const char *third) {
    const char *const marks[] = {first, second, third};
    for (int i = 0; i < 3; i++) {
        const char *found = strstr(question, marks[i]);
        if (found) return found + strlen(marks[i]);
    }
    return "";
}

int read_derivative_function(const char *question, char *answer) {
    static _Thread_local pair result;
    const char *at = behind(question, "f(x) = ", "derivative of ", "Differentiate ");
    if (read_sum(&at, &result) || strlen(result.d) >= READER_ANSWER_BYTES) return -1;
    strcpy(answer, result.d);
    return 0;
}

/* -- integrals --------------------------------------------------------------------------------- */

/* "3*x - 2", "x", "-x + 1", "2*x^2 + x" up to a bracket: coefficients of 1, x, x^2. */
static int read_inner(const char **at, whole *c) {
    c[0] = c[1] = c[2] = 0;
    for (whole sign = 1; **at != ')';) {
        if (**at == ' ' || **at == '-' || **at == '+') {
            if (**at == '-') sign = -1;
            (*at)++;
            continue;
        }
        whole factor = isdigit((unsigned char)**at) ? strtoll(*at, (char **)at, 10) : 1;
        if (**at == '*') (*at)++;
        int power = 0;
        if (**at == 'x') {
            power = (*at)[1] == '^' ? 2 : 1;
            *at += power == 2 ? 3 : 1;
        } else if (**at != ' ' && **at != ')') {
            return -1;
        }
        c[power] += sign * factor;
        sign = 1;
    }
    (*at)++;
    return 0;
}

/* One factor of a term: name "", "x", "sin", ...; its argument; its power. */
typedef struct piece {
    char name[8];
    whole inner[3];
    whole power;
    bool over;
} piece;

static int read_pieces(const char **at, whole *k, piece *piece_, int max) {
    int count = 0;
    for (bool over = false;; over = *(*at)++ == '/') {
        if (isdigit((unsigned char)**at)) {
            *k *= strtoll(*at, (char **)at, 10);
        } else {
            if (count == max) return -1;
            piece *p = &piece_[count++];
            size_t n = strspn(*at, "abcdefghijklmnopqrstuvwxyz");
            snprintf(p->name, sizeof p->name, "%.*s", (int)n, *at);
            *at += n;
            if (**at == '(') {
                (*at)++;
                if (read_inner(at, p->inner)) return -1;
            }
            p->power = **at == '^' ? strtoll(*at + 1, (char **)at, 10) : 1;
            p->over = over;
        }
        if (**at != '*' && **at != '/') return count;
    }
}

static void say_inner(char *out, const whole *c) {
    snprintf(out, 64, "(%lld*x + (%lld))", c[1], c[0]);
}

/* x^n f(a x): polynomials P, Q with (P f + Q g)' = x^n f, from the highest power down. */
static void by_parts(char *out, whole k, const piece *x, const piece *f) {
    whole a = f->inner[1];
    bool is_exp = strcmp(f->name, "exp") == 0, is_sin = strcmp(f->name, "sin") == 0;
    fraction p[8] = {{0, 1}}, q[8] = {{0, 1}};
    int n = (int)x->power;
    for (int i = 0; i < 8; i++) p[i] = q[i] = (fraction){0, 1};
    for (int i = n; i >= 0; i--) {
        fraction wanted = {i == n ? k : 0, 1}, over = fraction_of(1, a), up = {i + 1, 1};
        if (is_exp) { /* P' + a P */
            p[i] = fraction_times(fraction_minus(wanted, fraction_times(up, p[i + 1])), over);
            continue;
        }
        /* f = sin, g = cos: P' - a Q = x^n, Q' + a P = 0; f = cos, g = sin: P' + a Q, Q' - a P */
        fraction sign = {is_sin ? -1 : 1, 1};
        q[i] = fraction_times(fraction_minus(wanted, fraction_times(up, p[i + 1])),
                              fraction_times(over, sign));
        p[i] = fraction_times(fraction_times(up, q[i + 1]), fraction_times(over, sign));
    }
    for (int i = 0; i <= n; i++) {
        char text[200];
        snprintf(text, sizeof text, "%s(%lld/%lld)*x^%d*%s(%lld*x)+(%lld/%lld)*x^%d*%s(%lld*x)",
                 i ? "+" : "", p[i].top, p[i].bottom, i, f->name, a, q[i].top, q[i].bottom, i,
                 is_sin ? "cos" : "sin", a);
        snprintf(out + strlen(out), 700 - strlen(out), "%s", text);
    }
}

static int integrate_one(char *out, whole k, const piece *p) {
    char u[64];
    whole a = p->inner[1];
    say_inner(u, p->inner);
    if (strcmp(p->name, "") == 0 && p->over)
        snprintf(out, 300, "%lld/%lld*ln%s", k, a, u);
    else if (strcmp(p->name, "") == 0)
        snprintf(out, 300, "%lld/%lld*%s^%lld", k, a * (p->power + 1), u, p->power + 1);
    else if (strcmp(p->name, "sqrt") == 0 && p->over)
        snprintf(out, 300, "%lld/%lld*sqrt%s", 2 * k, a, u);
    else if (strcmp(p->name, "sqrt") == 0)
        snprintf(out, 300, "%lld/%lld*%s*sqrt%s", 2 * k, 3 * a, u, u);
    else if (strcmp(p->name, "ln") == 0)
        snprintf(out, 300, "%lld/%lld*(%s*ln%s-%s)", k, a, u, u, u);
    else if (strcmp(p->name, "exp") == 0)
        snprintf(out, 300, "%lld/%lld*exp%s", k, a, u);
    else
        return -1;
    return 0;
}

static int integrate_two(char *out, whole k, const piece *p, const piece *q) {
    char u[64];
    say_inner(u, q->inner);
    *out = '\0';
    if (strcmp(p->name, "x") == 0) {
        by_parts(out, k, p, q);
    } else if (strcmp(p->name, "exp") == 0) { /* Re, Im of exp((a + b i) x)/(a + b i) */
        whole a = p->inner[1], b = q->inner[1], s = a * a + b * b;
        bool is_sin = strcmp(q->name, "sin") == 0;
        snprintf(out, 300, "exp(%lld*x)*(%lld/%lld*%s(%lld*x) %c %lld/%lld*%s(%lld*x))", a, k * a,
                 s, q->name, b, is_sin ? '-' : '+', k * b, s, is_sin ? "cos" : "sin", b);
    } else if (strcmp(p->name, "") == 0) { /* its inner function's derivative stands before it */
        if (q->inner[1] != p->inner[0] || 2 * q->inner[2] != p->inner[1]) return -1;
        snprintf(out, 300, "%lld*exp(%lld*x^2 + (%lld)*x)", k, q->inner[2], q->inner[1]);
    } else {
        whole sign = strcmp(q->name, "cos") == 0 ? -1 : 1;
        snprintf(out, 300, "%lld/%lld*%s%s^%lld", sign * k, q->inner[1] * (q->power + 1), q->name,
                 u, q->power + 1);
    }
    return 0;
}

int read_integral_function(const char *question, char *answer) {
    const char *at = behind(question, "f(x) = ", "integral of ", "Integrate ");
    *answer = '\0';
    for (;;) {
        piece p[2] = {{{0}, {0}, 0, false}};
        char text[700];
        whole k = 1;
        if (*at == '-') k = -1;
        if (*at == '-') at++;
        if (strncmp(at, " - ", 3) == 0) k = -1;
        if (*at == ' ') at += 3;
        int count = read_pieces(&at, &k, p, 2);
        if (count < 1) return -1;
        if (count == 1 ? integrate_one(text, k, p) : integrate_two(text, k, p, p + 1)) return -1;
        if (*answer) say_text(answer, " + ");
        say_text(answer, text);
        if (strncmp(at, " + ", 3) != 0 && strncmp(at, " - ", 3) != 0) return 0;
    }
}

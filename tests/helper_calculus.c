#include "tests/helper_calculus.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

static fraction narrow(wide top, wide bottom) {
    wide a = top < 0 ? -top : top, b = bottom < 0 ? -bottom : bottom;
    while (b) {
        wide rest = a % b;
        a = b;
        b = rest;
    }
    if (a == 0) a = 1;
    if (bottom < 0) a = -a;
    return (fraction){(whole)(top / a), (whole)(bottom / a)};
}

fraction fraction_of(whole top, whole bottom) {
    return narrow(top, bottom);
}

fraction fraction_add(fraction a, fraction b) {
    return narrow((wide)a.top * b.bottom + (wide)b.top * a.bottom, (wide)a.bottom * b.bottom);
}

fraction fraction_minus(fraction a, fraction b) {
    return fraction_add(a, (fraction){-b.top, b.bottom});
}

fraction fraction_times(fraction a, fraction b) {
    return narrow((wide)a.top * b.top, (wide)a.bottom * b.bottom);
}

fraction fraction_over(fraction a, fraction b) {
    return narrow((wide)a.top * b.bottom, (wide)a.bottom * b.top);
}

void say_text(char *answer, const char *text) {
    size_t length = strlen(answer);
    snprintf(answer + length, READER_ANSWER_BYTES - length, "%s", text);
}

void say_whole(char *answer, whole value) {
    char text[24];
    snprintf(text, sizeof text, "%lld", value);
    say_text(answer, text);
}

void say_fraction(char *answer, fraction value) {
    say_whole(answer, value.top);
    if (value.bottom == 1) return;
    say_text(answer, "/");
    say_whole(answer, value.bottom);
}

void say_wholes(char *answer, const whole *value, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0) say_text(answer, ", ");
        say_whole(answer, value[i]);
    }
}

void say_fractions(char *answer, const fraction *value, int count) {
    for (int i = 0; i < count; i++) {
        if (i > 0) say_text(answer, ", ");
        say_fraction(answer, value[i]);
    }
}

void say_root(char *answer, fraction factor, whole radicand) {
    for (whole p = 2; p * p <= radicand; p++)
        while (radicand % (p * p) == 0) {
            radicand /= p * p;
            factor = fraction_times(factor, (fraction){p, 1});
        }
    if (radicand == 1 || factor.top == 0) {
        say_fraction(answer, factor);
        return;
    }
    if (factor.top == -1) say_text(answer, "-");
    if (factor.top != 1 && factor.top != -1) {
        say_whole(answer, factor.top);
        say_text(answer, "*");
    }
    say_text(answer, "sqrt(");
    say_whole(answer, radicand);
    say_text(answer, ")");
    if (factor.bottom == 1) return;
    say_text(answer, "/");
    say_whole(answer, factor.bottom);
}

int read_wholes(const char *text, whole *value, int max) {
    int count = 0;
    for (const char *at = text; *at && count < max;) {
        if (!isdigit((unsigned char)*at)) {
            at++;
            continue;
        }
        int sign = at > text && at[-1] == '-' &&
                   (at - 1 == text || !(isalnum((unsigned char)at[-2]) || at[-2] == ')'));
        value[count] = strtoll(at, (char **)&at, 10);
        if (sign) value[count] = -value[count];
        count++;
    }
    return count;
}

int read_table(const char **at, table *m) {
    const char *start = strstr(*at, "[[");
    if (!start) return -1;
    m->rows = m->cols = 0;
    int count = 0;
    for (const char *p = start + 1; *p == '['; p += strspn(p, "], ")) {
        const char *end = strchr(p, ']');
        if (!end || count > 300) return -1;
        for (p++; p < end; count++) {
            m->cell[count] = strtoll(p, (char **)&p, 10);
            p += strspn(p, ", ");
        }
        m->rows++;
        *at = end;
        if (end[1] == ']') break;
    }
    m->cols = count / m->rows;
    return count == m->rows * m->cols ? 0 : -1;
}

void say_table(char *answer, const table *m) {
    say_text(answer, "[");
    for (int r = 0; r < m->rows; r++) {
        say_text(answer, r > 0 ? ", [" : "[");
        say_wholes(answer, m->cell + r * m->cols, m->cols);
        say_text(answer, "]");
    }
    say_text(answer, "]");
}

#include "tests/helper_reader_numbers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

reader_list reader_numbers_of(const char *text) {
    reader_list list = {0};
    char before = ' ';
    for (const char *at = text; *at;) {
        bool sign = *at == '-' && isdigit((unsigned char)at[1]) &&
                    !isalnum((unsigned char)before) && before != ')';
        if ((isdigit((unsigned char)*at) || sign) && list.count < READER_NUMBERS) {
            list.value[list.count++] = strtoll(at, (char **)&at, 10);
            before = '0';
        } else {
            before = *at++;
        }
    }
    return list;
}

bool reader_has(const char *text, const char *part) {
    return strstr(text, part) != NULL;
}

int reader_say(char *answer, long long value) {
    snprintf(answer, READER_ANSWER_BYTES, "%lld", value);
    return 0;
}

int reader_say_yes_no(char *answer, bool yes) {
    strcpy(answer, yes ? "yes" : "no");
    return 0;
}

int reader_say_fraction(char *answer, reader_wide top, reader_wide bottom) {
    reader_wide a = top < 0 ? -top : top, b = bottom;
    while (b) {
        reader_wide rest = a % b;
        a = b;
        b = rest;
    }
    if (a < 0) a = -a;
    if (bottom < 0) a = -a;
    if (a == 0) return -1;
    if (bottom / a == 1) return reader_say(answer, (long long)(top / a));
    snprintf(answer, READER_ANSWER_BYTES, "%lld/%lld", (long long)(top / a),
             (long long)(bottom / a));
    return 0;
}

/* Binary: halves and differences only. */
long long reader_gcd(long long a, long long b) {
    int twos = 0;
    if (a == 0 || b == 0) return a + b;
    while (a % 2 == 0 && b % 2 == 0) {
        a /= 2;
        b /= 2;
        twos++;
    }
    while (a != b) {
        if (a % 2 == 0)
            a /= 2;
        else if (b % 2 == 0)
            b /= 2;
        else if (a > b)
            a = (a - b) / 2;
        else
            b = (b - a) / 2;
    }
    return a << twos;
}

bool reader_is_prime(long long n) {
    if (n < 4) return n > 1;
    if (n % 2 == 0 || n % 3 == 0) return false;
    for (long long p = 5; p * p <= n; p += 6)
        if (n % p == 0 || n % (p + 2) == 0) return false;
    return true;
}

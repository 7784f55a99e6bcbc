/* Readers of questions about divisors, primes and digits. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_numbers.h"

static int read_gcd(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    long long gcd = 0;
    for (int i = 0; i < n.count; i++) gcd = reader_gcd(gcd, n.value[i]);
    return n.count < 2 ? -1 : reader_say(answer, gcd);
}

static int read_lcm(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    long long lcm = 1;
    for (int i = 0; i < n.count; i++) lcm = n.value[i] / reader_gcd(lcm, n.value[i]) * lcm;
    return n.count < 2 ? -1 : reader_say(answer, lcm);
}

/* Trial by every number from 2. */
static int write_factors(const char *question, char *answer, bool powers) {
    long long n = reader_numbers_of(question).value[0];
    size_t at = 0, size = READER_ANSWER_BYTES;
    for (long long p = 2; n > 1; p++) {
        if (p * p > n) p = n;
        int power = 0;
        for (; n % p == 0; power++) n /= p;
        if (power == 0) continue;
        const char *between = at == 0 ? "" : powers ? " * " : ", ";
        at += (size_t)snprintf(answer + at, size - at, "%s%lld", between, p);
        if (powers && power > 1) at += (size_t)snprintf(answer + at, size - at, "^%d", power);
    }
    return at ? 0 : -1;
}

static int read_factorization(const char *question, char *answer) {
    return write_factors(question, answer, true);
}

static int read_prime_factors(const char *question, char *answer) {
    return write_factors(question, answer, false);
}

static int read_is_prime(const char *question, char *answer) {
    return reader_say_yes_no(answer, reader_is_prime(reader_numbers_of(question).value[0]));
}

static int read_is_factor(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    return reader_say_yes_no(answer, reader_gcd(n.value[0], n.value[1]) == n.value[0]);
}

static int read_remainder(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    return reader_say(answer, n.value[0] % n.value[1]);
}

/* The first number of a text as it is printed. */
static const char *first_number(const char *text, char *out) {
    size_t length = 0;
    while (*text && !isdigit((unsigned char)*text) &&
           !(*text == '-' && isdigit((unsigned char)text[1])))
        text++;
    if (*text == '-') out[length++] = *text++;
    while (isdigit((unsigned char)*text) || (*text == '.' && isdigit((unsigned char)text[1])))
        out[length++] = *text++;
    out[length] = '\0';
    return text;
}

/* Power of ten of a place's name that stands in the text. */
static int place_in(const char *text) {
    static const char *const UNITS[] = {"one", "thousand", "million", "billion", "trillion"};
    static const char *const PARTS[] = {"tenths",          "hundredths",          "thousandths",
                                        "ten-thousandths", "hundred-thousandths", "millionths"};
    for (int i = 5; i >= 0; i--)
        if (reader_has(text, PARTS[i])) return -1 - i;
    int power = 0;
    for (int i = 0; i < 5; i++)
        if (reader_has(text, UNITS[i])) power = 3 * i;
    if (reader_has(text, "hundred")) return power + 2;
    return reader_has(text, "ten") ? power + 1 : power;
}

static int read_place(const char *question, char *answer) {
    char number[64];
    first_number(question, number);
    const char *point = strchr(number, '.');
    if (!point) point = number + strlen(number);
    int power = place_in(question);
    const char *digit = power >= 0 ? point - 1 - power : point - power;
    return digit < number || !*digit ? -1 : reader_say(answer, *digit - '0');
}

/* On the digits: cut, then add one at the last digit if the next is 5 or more. */
static int read_rounding(const char *question, char *answer) {
    char number[64], digits[80] = "0";
    first_number(question, number);
    bool negative = number[0] == '-';
    char *point = strchr(number, '.');
    int places = point ? (int)strlen(point + 1) : 0, keep;
    if (point) memmove(point, point + 1, strlen(point));
    strcat(digits, number + negative);
    const char *decimal = strstr(question, " decimal place");
    if (decimal)
        keep = decimal[-1] - '0';
    else
        keep = reader_has(question, "nearest whole") ? 0 : -place_in(strstr(question, "nearest"));
    size_t cut = strlen(digits) - (size_t)(places - keep), length = strlen(digits);
    bool up = digits[cut] >= '5';
    for (size_t i = cut; i < length; i++) digits[i] = '0';
    for (size_t i = cut - 1; up; i--) {
        up = digits[i] == '9';
        digits[i] = up ? '0' : (char)(digits[i] + 1);
    }
    digits[keep > 0 ? cut : length - (size_t)places] = '\0';
    char *start = digits;
    while (*start == '0' && strlen(start) > 1 + (size_t)(keep > 0 ? keep : 0)) start++;
    bool zero = strspn(start, "0") == strlen(start);
    int whole = (int)strlen(start) - (keep > 0 ? keep : 0);
    snprintf(answer, READER_ANSWER_BYTES, "%s%.*s%s%s", negative && !zero ? "-" : "", whole, start,
             keep > 0 ? "." : "", start + whole);
    return 0;
}

/* The number, the base it is in and the base that is asked for, in the order of each wording. */
static int read_base(const char *question, char *answer) {
    char number[64];
    int from, to;
    if (sscanf(question, "Convert %63s from base %d to base %d", number, &from, &to) != 3 &&
        sscanf(question, "What is the base %d number %63s in base %d", &from, number, &to) != 3 &&
        sscanf(question, "%63s is written in base %d. Write it in base %d", number, &from, &to) !=
            3)
        return -1;
    long long value = strtoll(number, NULL, from);
    char reversed[80];
    int length = 0;
    for (; value || length == 0; value /= to)
        reversed[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % to];
    for (int i = 0; i < length; i++) answer[i] = reversed[length - 1 - i];
    answer[length] = '\0';
    return 0;
}

/* A sieve over the interval. */
static int read_count_primes(const char *question, char *answer) {
    enum { SPAN = 50001 };
    reader_list n = reader_numbers_of(question);
    long long low = n.value[0], high = n.value[1], count = 0;
    char composite[SPAN] = {0};
    if (low < 1 || high - low >= SPAN) return -1;
    for (long long p = 2; p * p <= high; p++)
        for (long long k = p * p > low ? p * p : (low + p - 1) / p * p; k <= high; k += p)
            composite[k - low] = 1;
    for (long long k = low > 2 ? low : 2; k <= high; k++) count += !composite[k - low];
    return reader_say(answer, count);
}

const reader_entry reader_numbers[] = {{"gcd", read_gcd},
                                       {"lcm", read_lcm},
                                       {"prime_factorization", read_factorization},
                                       {"list_prime_factors", read_prime_factors},
                                       {"is_prime", read_is_prime},
                                       {"is_factor", read_is_factor},
                                       {"div_remainder", read_remainder},
                                       {"place_value", read_place},
                                       {"round_number", read_rounding},
                                       {"base_conversion", read_base},
                                       {"count_primes", read_count_primes},
                                       {NULL, NULL}};

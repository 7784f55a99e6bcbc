/* Readers of questions about residues and functions of numbers: by trial, or by formulas of their
 * own. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader_numbers.h"

/* a*b*c + d*e - ... up to the first other character. */
static reader_wide read_sum(const char **at) {
    reader_wide sum = 0, product = 0;
    int sign = 1;
    for (;;) {
        product = strtoll(*at, (char **)at, 10);
        while (**at == '*') product *= strtoll(*at + 1, (char **)at, 10);
        sum += sign * product;
        if (strncmp(*at, " + ", 3) != 0 && strncmp(*at, " - ", 3) != 0) return sum;
        sign = (*at)[1] == '+' ? 1 : -1;
        *at += 3;
    }
}

static long long remainder_of(reader_wide value, long long m) {
    reader_wide rest = value % m;
    return (long long)(rest < 0 ? rest + m : rest);
}

static const char *first_digit(const char *text) {
    while (*text && !isdigit((unsigned char)*text)) text++;
    return text;
}

static int read_modular(const char *question, char *answer) {
    const char *at = first_digit(question);
    reader_wide sum = read_sum(&at);
    long long m = strtoll(first_digit(at), NULL, 10);
    return m ? reader_say(answer, remainder_of(sum, m)) : -1;
}

/* base^exponent mod m by halving the exponent. */
static long long power_of(long long base, long long exponent, long long m) {
    if (exponent == 0) return 1 % m;
    long long half = power_of(base, exponent / 2, m);
    long long square = remainder_of((reader_wide)half * half, m);
    return exponent % 2 ? remainder_of((reader_wide)square * base, m) : square;
}

static long long totient_of(long long n) {
    long long result = n;
    for (long long p = 2, rest = n; rest > 1; p++) {
        if (p * p > rest) p = rest;
        if (rest % p) continue;
        result = result / p * (p - 1);
        while (rest % p == 0) rest /= p;
    }
    return result;
}

/* By Euler's theorem. */
static long long inverse_of(long long a, long long m) {
    return power_of(a % m, totient_of(m) - 1, m);
}

static int read_inverse(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    bool remainder = reader_has(question, "Which number from 1 to"); /* 1, m, a, 1, m */
    return reader_say(answer, remainder ? inverse_of(n.value[2], n.value[1])
                                        : inverse_of(n.value[0], n.value[1]));
}

static int read_power(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    return n.count == 3 ? reader_say(answer, power_of(n.value[0], n.value[1], n.value[2])) : -1;
}

static int read_congruence(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    long long a = n.value[0], b = llabs(n.value[1]), m = n.value[2], g = reader_gcd(a, m);
    if (b % g) return -1;
    long long x = remainder_of((reader_wide)inverse_of(a / g, m / g) * (b / g), m / g);
    snprintf(answer, READER_ANSWER_BYTES, "%lld mod %lld", x, m / g);
    return 0;
}

/* The sieve: steps of the product so far until the next remainder fits. */
static int read_crt(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    long long x = 0, period = 1;
    for (int i = 0; i + 1 < n.count - 1; i += 2) {
        while (x % n.value[i + 1] != n.value[i]) x += period;
        period *= n.value[i + 1];
    }
    snprintf(answer, READER_ANSWER_BYTES, "%lld mod %lld", x, period);
    return 0;
}

/* The grid's cells behind the first line feed; -1 for the missing one. */
static int read_cells(const char *at, long long *cell) {
    int count = 0;
    for (; *at; at++) {
        if (*at == '?') cell[count++] = -1;
        if (isdigit((unsigned char)*at)) {
            cell[count++] = strtoll(at, (char **)&at, 10);
            at--;
        }
    }
    return count;
}

/* Each value for the missing entry in turn: the mixed differences must all be the same, and, where
 * there is no product term, nothing. */
static int read_grid(const char *question, char *answer) {
    long long cell[128], m = reader_numbers_of(question).value[0];
    int count = read_cells(strchr(question, '\n'), cell), side = 1, hole = 0, found = 0;
    while (side * side < count) side++;
    while (cell[hole] >= 0) hole++;
    bool product = reader_has(question, "D*r*c");
    for (long long value = 0; value < m; value++) {
        long long twist = product ? -1 : 0;
        bool fits = true;
        cell[hole] = value;
        for (int i = 0; i + side + 1 < count; i++) {
            if (i % side == side - 1) continue;
            long long mixed =
                remainder_of(cell[i + side + 1] - cell[i + 1] - cell[i + side] + cell[i], m);
            if (twist < 0) twist = mixed;
            fits = fits && mixed == twist;
        }
        if (fits && ++found == 1) reader_say(answer, value);
    }
    return found == 1 ? 0 : -1;
}

/* -- functions of the divisors ----------------------------------------------------------------- */

/* Runs over the divisors' prime powers: with k = 0 the count, with k = 1 the sum. */
static long long sum_of_divisors(long long n, int k) {
    long long total = 1;
    for (long long p = 2; n > 1; p++) {
        if (p * p > n) p = n;
        long long term = 1, sum = 1;
        for (; n % p == 0; n /= p) {
            term *= k ? p : 1;
            sum += term;
        }
        total *= sum;
    }
    return total;
}

static long long first_of(const char *question, const char *behind) {
    const char *at = behind ? strstr(question, behind) : question;
    return strtoll(first_digit(at ? at + strlen(behind) : question), NULL, 10);
}

static int read_totient(const char *question, char *answer) {
    long long n = first_of(question, reader_has(question, "1 <= k <= ")   ? "1 <= k <= "
                                     : reader_has(question, "from 1 to ") ? "from 1 to "
                                                                          : "totient of ");
    return reader_say(answer, totient_of(n));
}

static int read_divisor_count(const char *question, char *answer) {
    return reader_say(answer, sum_of_divisors(strtoll(first_digit(question), NULL, 10), 0));
}

static int read_divisor_sum(const char *question, char *answer) {
    return reader_say(answer, sum_of_divisors(strtoll(first_digit(question), NULL, 10), 1));
}

/* -- digits --------------------------------------------------------------------------------------
 */

static int read_digits(const char *question, char *answer) {
    const char *at = first_digit(question), *end = at;
    while (isdigit((unsigned char)*end)) end++;
    if (reader_has(question, "reverse") || reader_has(question, "backwards")) {
        while (end > at) *answer++ = *--end;
        *answer = '\0';
        return 0;
    }
    bool squares = reader_has(question, "quare"), turns = reader_has(question, "third");
    long long sum = 0;
    for (int i = 0; at < end; at++, i++) {
        long long digit = *at - '0';
        sum += (turns && i % 2 ? -1 : 1) * (squares ? digit * digit : digit);
    }
    if (reader_has(question, "root") || reader_has(question, "one digit is left"))
        while (sum > 9) sum = sum / 10 + sum % 10;
    return reader_say(answer, sum);
}

static int read_bezout(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    bool gcd_first = reader_has(question, "the gcd of");
    long long a = n.value[gcd_first], b = n.value[1 + gcd_first], g = n.value[gcd_first ? 0 : 2];
    long long x = inverse_of(a / g, b / g);
    snprintf(answer, READER_ANSWER_BYTES, "%lld, %lld", x, (g - a * x) / b);
    return (g - a * x) % b ? -1 : 0;
}

/* The largest root whose power is at most n, by bisection. */
static long long last_root(long long n, int power) {
    long long low = 0, high = 2000000;
    while (high - low > 1) {
        long long middle = (low + high) / 2;
        reader_wide value = 1;
        for (int i = 0; i < power && value <= n; i++) value *= middle;
        if (value <= n)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int read_powers(const char *question, char *answer) {
    reader_list n = reader_numbers_of(question);
    int power = reader_has(question, "square") ? 2 : reader_has(question, "cube") ? 3 : 4;
    if (reader_has(question, "fifth")) power = 5;
    if (reader_has(question, "sixth")) power = 6;
    return reader_say(answer, last_root(n.value[1], power) - last_root(n.value[0] - 1, power));
}

const reader_entry reader_numbers_modular[] = {{"modular_arithmetic", read_modular},
                                               {"modular_inverse", read_inverse},
                                               {"modular_exponent", read_power},
                                               {"linear_congruence", read_congruence},
                                               {"crt", read_crt},
                                               {"modulo_grid", read_grid},
                                               {"totient", read_totient},
                                               {"divisor_count", read_divisor_count},
                                               {"divisor_sum", read_divisor_sum},
                                               {"digits", read_digits},
                                               {"euclid_bezout", read_bezout},
                                               {"perfect_powers", read_powers},
                                               {NULL, NULL}};

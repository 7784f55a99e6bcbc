/* Readers of the topic arithmetic: rounded values, divisions in words, hexadecimal expressions. */
#include "tests/helper_reader_arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* value = mantissa * 10^exponent, rounded to `digits` significant digits, half away from zero. */
static void round_significant(const mpq_t value, int digits, mpz_t mantissa, int *exponent) {
    mpq_t scaled, factor;
    mpz_t power;
    mpq_inits(scaled, factor, NULL);
    mpz_init(power);
    *exponent = (int)mpz_sizeinbase(mpq_numref(value), 10) -
                (int)mpz_sizeinbase(mpq_denref(value), 10) - digits - 2;
    size_t length;
    do { /* the estimate is low by a few */
        ++*exponent;
        mpz_ui_pow_ui(power, 10, (unsigned long)abs(*exponent));
        mpq_set_z(factor, power);
        if (*exponent > 0)
            mpq_div(scaled, value, factor);
        else
            mpq_mul(scaled, value, factor);
        reader_round(scaled, mantissa);
        char text[READER_ANSWER_BYTES];
        length = (size_t)gmp_snprintf(text, sizeof text, "%Zd", mantissa) - (text[0] == '-');
    } while (length > (size_t)digits);
    mpq_clears(scaled, factor, NULL);
    mpz_clear(power);
}

static int write_rounded(const mpq_t value, int digits, char *answer) {
    if (mpq_sgn(value) == 0) {
        strcpy(answer, "0");
        return 0;
    }
    mpz_t mantissa;
    int exponent;
    mpz_init(mantissa);
    round_significant(value, digits, mantissa, &exponent);
    char text[READER_ANSWER_BYTES];
    mpq_t rounded, power;
    mpq_inits(rounded, power, NULL);
    mpq_set_z(rounded, mantissa);
    mpz_ui_pow_ui(mpq_numref(power), 10, (unsigned long)abs(exponent));
    if (exponent > 0)
        mpq_mul(rounded, rounded, power);
    else
        mpq_div(rounded, rounded, power);
    int status = reader_write_decimal(rounded, text);
    if (status == 0) strcpy(answer, text);
    mpq_clears(rounded, power, NULL);
    mpz_clear(mantissa);
    return status;
}

int reader_solve_rounded(const char *question, char *answer) {
    const char *tail = strstr(question, " Round to ");
    char expression[READER_TEXT_BYTES], expected[80];
    int digits = 0;
    if (tail) {
        digits = atoi(tail + strlen(" Round to "));
        snprintf(expected, sizeof expected,
                 " Round to %d significant digits (half away from zero).", digits);
        if (strcmp(tail, expected) != 0) return -1;
    }
    mpq_t value;
    mpq_init(value);
    int status = reader_unwrap(question, tail ? tail : "", expression);
    if (status == 0) status = reader_value(expression, value);
    if (status == 0)
        status = tail ? write_rounded(value, digits, answer) : reader_write_decimal(value, answer);
    mpq_clear(value);
    return status;
}

int reader_solve_power_rounded(const char *question, char *answer) {
    const char *tail = " Round to 3 significant figures (half away from zero) and write it in "
                       "e-notation, like 1.23e4 or -4.56e-7.";
    char expression[READER_TEXT_BYTES];
    mpq_t value;
    mpz_t mantissa;
    mpq_init(value);
    mpz_init(mantissa);
    int status = reader_unwrap(question, tail, expression), exponent;
    if (status == 0) status = reader_value(expression, value);
    if (status == 0) {
        round_significant(value, 3, mantissa, &exponent);
        long units = mpz_get_si(mantissa), size = labs(units);
        snprintf(answer, READER_ANSWER_BYTES, "%s%ld.%02lde%d", units < 0 ? "-" : "", size / 100,
                 size % 100, exponent + 2);
    }
    mpq_clear(value);
    mpz_clear(mantissa);
    return status;
}

int reader_solve_div(const char *question, char *answer) {
    const char *tail = " Give a whole number or a fraction in lowest terms.";
    long long a, b;
    char expression[READER_TEXT_BYTES];
    mpq_t value;
    mpq_init(value);
    int status = 0, end = 0;
    if (sscanf(question, "Divide %lld by %lld.%n", &a, &b, &end) == 2 && end > 0) {
        status = strcmp(question + end, tail);
    } else if (sscanf(question, "What is %lld divided by %lld?%n", &a, &b, &end) == 2 && end > 0) {
        status = strcmp(question + end, tail);
    } else {
        end = 0;
        status = reader_unwrap(question, tail, expression);
        if (status == 0) status = reader_value(expression, value);
    }
    if (status == 0 && end > 0) {
        mpz_set_si(mpq_numref(value), a);
        mpz_set_si(mpq_denref(value), b);
        mpq_canonicalize(value);
    }
    if (status == 0) status = reader_write_ratio(value, answer);
    mpq_clear(value);
    return status ? -1 : 0;
}

/* -- hexadecimal ------------------------------------------------------------------------------ */

/* Python's integers: negative ones have infinitely many ones in front, as in GMP. */
static const char *read_hex(const char *at, mpz_t value) {
    if (at && *at != '(') {
        at = reader_skip(at, "0x");
        if (!at) return NULL;
        size_t length = strspn(at, "0123456789abcdef");
        char digits[64];
        if (length == 0 || length >= sizeof digits) return NULL;
        snprintf(digits, sizeof digits, "%.*s", (int)length, at);
        mpz_set_str(value, digits, 16);
        return at + length;
    }
    mpz_t right;
    mpz_init(right);
    char op[3] = "";
    int end = 0;
    if (at) at = read_hex(at + 1, value);
    if (at && (sscanf(at, " %2[-+*<>&|^] %n", op, &end) != 1 || end == 0)) at = NULL;
    if (at) at = read_hex(at + end, right);
    if (at) at = reader_skip(at, ")");
    unsigned long bits = at && mpz_fits_ulong_p(right) ? mpz_get_ui(right) : 0;
    if (*op == '+') mpz_add(value, value, right);
    if (*op == '-') mpz_sub(value, value, right);
    if (*op == '*') mpz_mul(value, value, right);
    if (*op == '<') mpz_mul_2exp(value, value, bits);
    if (*op == '>') mpz_fdiv_q_2exp(value, value, bits);
    if (*op == '&') mpz_and(value, value, right);
    if (*op == '|') mpz_ior(value, value, right);
    if (*op == '^') mpz_xor(value, value, right);
    mpz_clear(right);
    return at;
}

int reader_solve_bitwise(const char *question, char *answer) {
    const char *at = reader_skip(question, "What is ");
    if (!at) at = reader_skip(question, "Calculate ");
    if (!at) at = reader_skip(question, "Evaluate ");
    mpz_t value;
    mpz_init(value);
    at = at ? read_hex(at, value) : NULL;
    if (at) gmp_snprintf(answer, READER_ANSWER_BYTES, "%Zx", value);
    mpz_clear(value);
    if (!at || (*at != '?' && *at != '.')) return -1;
    return strcmp(at + 1, " Give the answer in hexadecimal, with a minus sign if negative.") ? -1
                                                                                             : 0;
}

/* Readers of the topic arithmetic: expressions, evaluated with GMP's rationals. */
#include "tests/helper_reader_arithmetic.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *reader_skip(const char *text, const char *start) {
    size_t length = strlen(start);
    return text && strncmp(text, start, length) == 0 ? text + length : NULL;
}

int reader_unwrap(const char *question, const char *tail, char *expression) {
    static const struct {
        const char *before, *after;
    } WORDINGS[] = {
        {"Calculate ", "."}, {"What is ", "?"}, {"Work out ", "."}, {"", " = ?"}, {"", " ="}};
    size_t length = strlen(question), cut = strlen(tail);
    if (length < cut || strcmp(question + length - cut, tail) != 0) return -1;
    length -= cut;
    for (size_t i = 0; i < sizeof WORDINGS / sizeof WORDINGS[0]; i++) {
        size_t before = strlen(WORDINGS[i].before), after = strlen(WORDINGS[i].after);
        if (length <= before + after || length >= READER_TEXT_BYTES) continue;
        if (strncmp(question, WORDINGS[i].before, before) != 0) continue;
        if (strncmp(question + length - after, WORDINGS[i].after, after) != 0) continue;
        snprintf(expression, READER_TEXT_BYTES, "%.*s", (int)(length - before - after),
                 question + before);
        return 0;
    }
    return -1;
}

typedef struct scanner {
    const char *at;
    int bad;
} scanner;

static void skip_spaces(scanner *s) {
    while (*s->at == ' ') s->at++;
}

static void read_sum(scanner *s, mpq_t value);

/* 12, 12.50: no leading zeros but the one before a point */
static void read_number(scanner *s, mpq_t value) {
    const char *start = s->at;
    mpz_set_ui(mpq_numref(value), 0);
    mpz_set_ui(mpq_denref(value), 1);
    int point = 0;
    for (; isdigit((unsigned char)*s->at) || (*s->at == '.' && !point && isdigit(s->at[1]));
         s->at++) {
        if (*s->at == '.') {
            point = 1;
            continue;
        }
        mpz_mul_ui(mpq_numref(value), mpq_numref(value), 10);
        mpz_add_ui(mpq_numref(value), mpq_numref(value), (unsigned long)(*s->at - '0'));
        if (point) mpz_mul_ui(mpq_denref(value), mpq_denref(value), 10);
    }
    s->bad |= s->at == start || (*start == '0' && isdigit((unsigned char)start[1]));
    mpq_canonicalize(value);
}

static void read_atom(scanner *s, mpq_t value) {
    skip_spaces(s);
    if (*s->at == '(') {
        s->at++;
        read_sum(s, value);
        skip_spaces(s);
        s->bad |= *s->at++ != ')';
    } else {
        read_number(s, value);
    }
    skip_spaces(s);
    if (*s->at != '^' || s->bad) return;
    s->at++;
    int brackets = *s->at == '(';
    long exponent = strtol(s->at + brackets, (char **)&s->at, 10);
    s->bad |= brackets && *s->at++ != ')';
    if (exponent < 0) mpq_inv(value, value);
    mpz_pow_ui(mpq_numref(value), mpq_numref(value), (unsigned long)labs(exponent));
    mpz_pow_ui(mpq_denref(value), mpq_denref(value), (unsigned long)labs(exponent));
}

static void read_product(scanner *s, mpq_t value) {
    read_atom(s, value);
    mpq_t next;
    mpq_init(next);
    for (skip_spaces(s); (*s->at == '*' || *s->at == '/') && !s->bad; skip_spaces(s)) {
        char op = *s->at++;
        read_atom(s, next);
        if (op == '*')
            mpq_mul(value, value, next);
        else if (mpq_sgn(next) == 0)
            s->bad = 1;
        else
            mpq_div(value, value, next);
    }
    mpq_clear(next);
}

static void read_sum(scanner *s, mpq_t value) {
    skip_spaces(s);
    int negative = *s->at == '-';
    s->at += negative;
    read_product(s, value);
    if (negative) mpq_neg(value, value);
    mpq_t next;
    mpq_init(next);
    for (skip_spaces(s); (*s->at == '+' || *s->at == '-') && !s->bad; skip_spaces(s)) {
        char op = *s->at++;
        read_product(s, next);
        if (op == '+')
            mpq_add(value, value, next);
        else
            mpq_sub(value, value, next);
    }
    mpq_clear(next);
}

int reader_value(const char *expression, mpq_t value) {
    scanner s = {expression, 0};
    read_sum(&s, value);
    return !s.bad && *s.at == '\0' ? 0 : -1;
}

int reader_write_ratio(const mpq_t value, char *answer) {
    return gmp_snprintf(answer, READER_ANSWER_BYTES, "%Qd", value) < READER_ANSWER_BYTES ? 0 : -1;
}

int reader_write_decimal(const mpq_t value, char *answer) {
    mpz_t units;
    mpq_t scaled;
    mpq_init(scaled);
    mpz_init(units);
    mpq_set(scaled, value);
    int places = 0;
    mpq_t ten;
    mpq_init(ten);
    mpq_set_ui(ten, 10, 1);
    for (; places < 400 && mpz_cmp_ui(mpq_denref(scaled), 1) != 0; places++)
        mpq_mul(scaled, scaled, ten);
    mpz_abs(units, mpq_numref(scaled));
    int status = places < 400 && mpz_sizeinbase(units, 10) < 400 ? 0 : -1;
    if (status == 0) {
        char digits[READER_ANSWER_BYTES] = {0};
        int length = gmp_snprintf(digits, sizeof digits, "%Zd", units), out = 0;
        if (mpq_sgn(value) < 0) answer[out++] = '-';
        for (int i = length > places ? length : places + 1; i > 0; i--) {
            if (i == places) answer[out++] = '.';
            answer[out++] = i > length ? '0' : digits[length - i];
        }
        answer[out] = '\0';
    }
    mpq_clears(scaled, ten, NULL);
    mpz_clear(units);
    return status;
}

void reader_round(const mpq_t value, mpz_t whole) {
    mpz_t top, bottom;
    mpz_inits(top, bottom, NULL);
    mpz_mul_ui(bottom, mpq_denref(value), 2);
    mpz_abs(top, mpq_numref(value));
    mpz_mul_ui(top, top, 2);
    mpz_add(top, top, mpq_denref(value));
    mpz_fdiv_q(whole, top, bottom);
    if (mpq_sgn(value) < 0) mpz_neg(whole, whole);
    mpz_clears(top, bottom, NULL);
}

typedef int (*writer)(const mpq_t value, char *answer);

static int solve(const char *question, const char *tail, writer write, char *answer) {
    char expression[READER_TEXT_BYTES];
    mpq_t value;
    mpq_init(value);
    int status = reader_unwrap(question, tail, expression);
    if (status == 0) status = reader_value(expression, value);
    if (status == 0) status = write(value, answer);
    mpq_clear(value);
    return status;
}

static int solve_ratio(const char *question, char *answer) {
    return solve(question, "", reader_write_ratio, answer);
}

static int solve_fraction(const char *question, char *answer) {
    const char *tail = " Give a whole number or a fraction in lowest terms.";
    return solve(question, strstr(question, tail) ? tail : "", reader_write_ratio, answer);
}

static int solve_decimal(const char *question, char *answer) {
    return solve(question, "", reader_write_decimal, answer);
}

const reader_entry reader_arithmetic[] = {
    {"chain_sum", solve_ratio},
    {"products", solve_ratio},
    {"decimal_sum", solve_decimal},
    {"arithmetic", solve_fraction},
    {"add_sub_multiple", solve_fraction},
    {"mul_div_multiple", solve_fraction},
    {"mixed", solve_fraction},
    {"decimal_arithmetic", reader_solve_rounded},
    {"fraction_arithmetic", solve_fraction},
    {"add_or_sub", solve_decimal},
    {"mul", solve_decimal},
    {"div", reader_solve_div},
    {"power", solve_fraction},
    {"power_rounded", reader_solve_power_rounded},
    {"bitwise", reader_solve_bitwise},
    {"fraction_simplification", reader_solve_simplification},
    {"mixed_numbers", reader_solve_mixed_numbers},
    {"percentages", reader_solve_percentages},
    {"ratio_sharing", reader_solve_sharing},
    {"add_sub_in_base", reader_solve_add_sub_in_base},
    {"nearest_integer_root", reader_solve_nearest_root},
    {"perfect_root", reader_solve_perfect_root},
    {"simplify_surd", reader_solve_simplify_surd},
    {"surd_arithmetic", reader_solve_surd_arithmetic},
    {"integer_division", reader_solve_integer_division},
    {"scientific_notation", reader_solve_scientific},
    {"order_of_magnitude", reader_solve_magnitude},
    {"count_bits", reader_solve_count_bits},
    {"leg_counting", reader_solve_leg_counting},
    {"number_format", reader_solve_number_format},
    {"dice", reader_solve_dice},
    {"weekday", reader_solve_weekday},
    {"leap_year", reader_solve_leap_year},
    {"day_count", reader_solve_day_count},
    {"time_intervals", reader_solve_time_intervals},
    {"time_total", reader_solve_time_total},
    {NULL, NULL},
};

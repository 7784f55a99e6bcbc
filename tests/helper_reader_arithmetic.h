/* Shared by the readers of the topic arithmetic: exact values of printed expressions, by GMP. */
#ifndef MG_TESTS_HELPER_READER_ARITHMETIC_H
#define MG_TESTS_HELPER_READER_ARITHMETIC_H

#include <gmp.h>

#include "tests/helper_reader.h"

enum { READER_TEXT_BYTES = 2048 };

/* The expression within one of the four wordings, which must be followed by `tail`. 0, or -1. */
int reader_unwrap(const char *question, const char *tail, char *expression);

/* The value of an expression of + - * / ^, brackets, whole numbers and decimals, that ends at
 * `end`. `value` is initialised by the caller. 0, or -1. */
int reader_value(const char *expression, mpq_t value);

/* "5", "-7/3" */
int reader_write_ratio(const mpq_t value, char *answer);

/* "2.825"; -1 where the decimals do not end. */
int reader_write_decimal(const mpq_t value, char *answer);

/* Rounded to a whole number, half away from zero. */
void reader_round(const mpq_t value, mpz_t whole);

/* `text` with the given start taken off, or NULL. */
const char *reader_skip(const char *text, const char *start);

int reader_solve_rounded(const char *question, char *answer);
int reader_solve_power_rounded(const char *question, char *answer);
int reader_solve_div(const char *question, char *answer);
int reader_solve_bitwise(const char *question, char *answer);

#endif

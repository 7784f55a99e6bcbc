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
int reader_solve_simplification(const char *question, char *answer);
int reader_solve_mixed_numbers(const char *question, char *answer);
int reader_solve_percentages(const char *question, char *answer);
int reader_solve_sharing(const char *question, char *answer);
int reader_solve_add_sub_in_base(const char *question, char *answer);
int reader_solve_nearest_root(const char *question, char *answer);
int reader_solve_perfect_root(const char *question, char *answer);
int reader_solve_simplify_surd(const char *question, char *answer);
int reader_solve_surd_arithmetic(const char *question, char *answer);
int reader_solve_integer_division(const char *question, char *answer);
int reader_solve_scientific(const char *question, char *answer);
int reader_solve_magnitude(const char *question, char *answer);
int reader_solve_count_bits(const char *question, char *answer);
int reader_solve_leg_counting(const char *question, char *answer);
int reader_solve_number_format(const char *question, char *answer);
int reader_solve_dice(const char *question, char *answer);
int reader_solve_weekday(const char *question, char *answer);
int reader_solve_leap_year(const char *question, char *answer);
int reader_solve_day_count(const char *question, char *answer);
int reader_solve_time_intervals(const char *question, char *answer);
int reader_solve_time_total(const char *question, char *answer);

#endif

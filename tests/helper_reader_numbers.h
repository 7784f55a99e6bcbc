/* What the readers of the topic numbers share: the numbers of a text, plain number theory by trial
 * (nothing of the gym's code). */
#ifndef MG_TESTS_HELPER_READER_NUMBERS_H
#define MG_TESTS_HELPER_READER_NUMBERS_H

#include <stdbool.h>

#include "tests/helper_reader.h"

enum { READER_NUMBERS = 128 };

/* All whole numbers in a text, a minus sign in front of one (not behind a digit, letter or bracket)
 * belonging to it. */
typedef struct reader_list {
    int count;
    long long value[READER_NUMBERS];
} reader_list;

__extension__ typedef __int128 reader_wide;

reader_list reader_numbers_of(const char *text);

bool reader_has(const char *text, const char *part);

int reader_say(char *answer, long long value); /* returns 0 */
int reader_say_yes_no(char *answer, bool yes);
/* "3/4", in lowest terms; whole where it is. */
int reader_say_fraction(char *answer, reader_wide top, reader_wide bottom);

long long reader_gcd(long long a, long long b); /* by subtraction of multiples of two */
bool reader_is_prime(long long n);              /* by trial */

#endif

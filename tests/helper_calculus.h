/* What the readers of the topic calculus share: exact fractions, numbers and matrices in text. */
#ifndef MG_TESTS_HELPER_CALCULUS_H
#define MG_TESTS_HELPER_CALCULUS_H

#include "tests/helper_reader.h"

typedef long long whole;

/* In lowest terms, bottom above 0. */
typedef struct fraction {
    whole top, bottom;
} fraction;

fraction fraction_of(whole top, whole bottom);
fraction fraction_add(fraction a, fraction b);
fraction fraction_times(fraction a, fraction b);
fraction fraction_over(fraction a, fraction b);
fraction fraction_minus(fraction a, fraction b);

/* Appends to a zero-terminated answer. */
void say_whole(char *answer, whole value);
void say_fraction(char *answer, fraction value);
void say_text(char *answer, const char *text);
void say_wholes(char *answer, const whole *value, int count); /* "1, 2, 3" */
void say_fractions(char *answer, const fraction *value, int count);

/* Square-free: "7", "3*sqrt(2)", "sqrt(5)/2" for factor * sqrt(radicand). */
void say_root(char *answer, fraction factor, whole radicand);

/* All whole numbers of a text in their order, at most max; a '-' that touches its digits and
 * follows no digit, letter or bracket is a sign. Returns how many. */
int read_wholes(const char *text, whole *value, int max);

typedef struct table {
    int rows, cols;
    whole cell[400];
} table;

/* The next [[...]] at or after *at, which moves behind it; 0, or -1 where there is none. */
int read_table(const char **at, table *m);
void say_table(char *answer, const table *m);

#endif

/* Scanning of printed questions for the readers of logic and games. */
#ifndef MG_TESTS_HELPER_SCAN_H
#define MG_TESTS_HELPER_SCAN_H

/* The next whole number (with its sign) at or after *at, which moves behind it; `missing` counts
 * up where there is none. */
long long scan_number(const char **at, int *missing);

/* All whole numbers from `at` up to `end` (or the text's end), at most `limit`; how many. */
int scan_numbers(const char *at, const char *end, long long *out, int limit);

/* The text after the first `mark`; NULL where there is none. */
const char *scan_after(const char *text, const char *mark);

/* "[[1, 2], [3, 4]]" */
void scan_write_matrix(char *answer, const int *cell, int rows, int columns);

/* Cells of a board of digits, '_' (or '.') for an empty one as 0, up to an empty line or the end.
 * Returns the number of rows, 0 where they differ in length. */
int scan_board(const char *at, int *cell, int limit, int *columns);

#endif

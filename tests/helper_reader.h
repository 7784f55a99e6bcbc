/* An independent reader of printed problems: it sees the text of a question and nothing else, and
 * shares no code with the gym. Numbers, + - * and brackets, evaluated as polynomials k + m x. */
#ifndef MG_TESTS_HELPER_READER_H
#define MG_TESTS_HELPER_READER_H

#include <stddef.h>

/* Solves a question of any family ("12+34=", "137/5=", "12?34=", "(3+4)*5=", "3*x+5=20,x=") and
 * writes the answer as it should be printed. Returns 0, or -1 if the text is not understood. */
int reader_solve(const char *question, char *answer, size_t size);

#endif

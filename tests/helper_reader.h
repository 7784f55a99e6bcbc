/* An independent reader of printed problems: it sees the name of the family and the text of a
 * question and nothing else, and finds the answer its own way. One file a topic; the families' code
 * is not used. */
#ifndef MG_TESTS_HELPER_READER_H
#define MG_TESTS_HELPER_READER_H

#include <stddef.h>

enum { READER_ANSWER_BYTES = 512 };

/* Solves a question and writes an answer that the verifier must take. Returns 0, or -1 where the
 * text is not understood. */
int reader_solve(const char *family, const char *question, char *answer);

typedef struct reader_entry {
    const char *family; /* NULL ends a topic's table */
    int (*solve)(const char *question, char *answer);
} reader_entry;

extern const reader_entry reader_basics[], reader_arithmetic[], reader_numbers[],
    reader_numbers_lists[], reader_numbers_modular[], reader_numbers_counting[], reader_algebra[],
    reader_calculus[], reader_logic[], reader_games[], reader_words[], reader_series[],
    reader_series_pairs[];

#endif

#include "tests/helper_reader.h"

#include <string.h>

static const reader_entry *const TOPICS[] = {
    reader_basics,        reader_arithmetic,      reader_numbers,
    reader_numbers_lists, reader_numbers_modular, reader_numbers_counting,
    reader_algebra,       reader_calculus,        reader_logic,
    reader_games,         reader_words,           reader_series,
    reader_series_pairs,
};

int reader_solve(const char *family, const char *question, char *answer) {
    for (size_t t = 0; t < sizeof TOPICS / sizeof TOPICS[0]; t++)
        for (const reader_entry *entry = TOPICS[t]; entry->family; entry++)
            if (strcmp(entry->family, family) == 0) return entry->solve(question, answer);
    return -1;
}

/* Shards made of the fixture long.arrow, for tests that need more than it has. */
#ifndef MG_TESTS_HELPER_SERIES_H
#define MG_TESTS_HELPER_SERIES_H

#include <stddef.h>

/* Writes tests/fixtures/series/long.arrow with its record batch `batches` times over: 4 rows of
 * 9000, 5000, 60 and 12 values each time. Returns the size, 56 kB a batch; ends the program where
 * it cannot. */
size_t series_write_repeated(const char *path, int batches);

#endif

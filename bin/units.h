/* Sizes as people read them. */
#ifndef MG_BIN_UNITS_H
#define MG_BIN_UNITS_H

#include <stdint.h>

enum { MG_SIZE_TEXT = 16 };

/* "812 B", "16.3 kB", "1.50 GB": powers of 1000, three digits. Returns `out`. */
const char *mg_size_text(uint64_t bytes, char out[MG_SIZE_TEXT]);

#endif

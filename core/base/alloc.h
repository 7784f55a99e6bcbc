/* Memory. All host allocations of the project go through these functions, so that a test can make
 * the n-th one fail. They return NULL and set the error text; mg_free(NULL) is legal. */
#ifndef MG_BASE_ALLOC_H
#define MG_BASE_ALLOC_H

#include <stddef.h>

#include "core/base/status.h"

void *mg_malloc(size_t bytes);               /* uninitialised, 16-byte aligned */
void *mg_calloc(size_t count, size_t bytes); /* zeroed; checks count * bytes for overflow */
void *mg_realloc(void *memory, size_t bytes);
void *mg_malloc_aligned(size_t alignment, size_t bytes); /* release with mg_free */
void mg_free(void *memory);
char *mg_strdup(const char *text);
char *mg_asprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes the n-th allocation from now on (counted from 1, over all threads) fail; 0 turns it off.
 * For tests. */
void mg_alloc_fail_at(long n);

/* Grows the array `*items` of `item_bytes` each so that it holds at least `needed`; doubles. */
mg_status mg_grow(void *items, size_t *capacity, size_t needed, size_t item_bytes);

#endif

/* A cache of blocks of series: what was read lately stays in memory, under a byte budget.
 *
 *     mg_series_cache *cache;
 *     MG_TRY(mg_series_cache_create(budget, load, context, &cache));
 *     MG_GO(mg_series_cache_read(cache, block, 100, 24, values));  // values 100 .. 123 of the
 * block done: mg_series_cache_free(cache);
 *
 * A block that is not there is loaded on the thread that asks; others that want the same block wait
 * for it and others yet go on. The block used longest ago makes room. For any number of threads. */
#ifndef MG_DATA_SERIES_CACHE_H
#define MG_DATA_SERIES_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

enum { MG_SERIES_BLOCK = 4096 /* values */ };

/* Which block. */
typedef struct mg_series_block {
    int64_t shard, row, variate;
    int64_t first; /* position of its first value in the series */
    int count;     /* values, at most MG_SERIES_BLOCK */
} mg_series_block;

/* Fills `values` (block->count of them). Called from any thread, for different blocks at a time. */
typedef mg_status (*mg_series_load)(void *context, const mg_series_block *block, float *values);

typedef struct mg_series_cache mg_series_cache;

/* At least four blocks, whatever the budget. */
mg_status mg_series_cache_create(size_t budget, mg_series_load load, void *context,
                                 mg_series_cache **out);
void mg_series_cache_free(mg_series_cache *cache); /* NULL is legal */

/* Values first .. first + count - 1 of the block (which must have them). Fails as `load` does; the
 * block is then tried anew when it is next asked for. */
mg_status mg_series_cache_read(mg_series_cache *cache, mg_series_block block, int first, int count,
                               float *out);

/* How many blocks were loaded so far. */
uint64_t mg_series_cache_loads(const mg_series_cache *cache);

#endif

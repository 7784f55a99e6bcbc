/* How many problems a level has. */
#ifndef MG_BIN_LEVEL_SIZE_H
#define MG_BIN_LEVEL_SIZE_H

#include "gym/problem.h"

typedef struct mg_level_size {
    bool walked;
    uint64_t problems[MG_SPLIT_COUNT]; /* walked: exactly */
    /* Not walked: the share of a million drawn training items whose problem came before, of one
     * seed; other seeds have the same within sampling error. */
    double repeats_per_million;
} mg_level_size;

/* Walks the level three times, or draws from it a million times: a second or so. */
mg_status mg_level_size_find(const mg_family *family, int level, mg_level_size *size);

#endif

/* What a source of series consists of: its subsets, their weights and their shards.
 *
 *     mg_series_listing listing;
 *     mg_status status = mg_series_listing_open("lotsa:XS", options, &listing);
 *     ... listing.groups[g].shards[i] ...
 *     mg_series_listing_close(&listing);
 *
 * Sources are described in data/series_set.h, which this is a part of. On the hub, the shards of a
 * subset are its files data-IIIII-of-NNNNN.arrow, all NNNNN of them: those that save_to_disk names
 * in state.json, without a request for it, and without the strays that lie beside them. */
#ifndef MG_DATA_SERIES_LISTING_H
#define MG_DATA_SERIES_LISTING_H

#include <stdatomic.h>

#include "data/series_set.h"
#include "data/series_shard.h"

/* What became of a window. */
typedef enum mg_series_fate {
    MG_SERIES_DRAWN,
    MG_SERIES_SHORT,
    MG_SERIES_MISSING,
    MG_SERIES_CONSTANT,
    MG_SERIES_INFINITE,
    MG_SERIES_FATES
} mg_series_fate;

typedef struct mg_series_group {
    char *name;
    double weight; /* all sum to 1 */
    mg_series_shard **shards;
    size_t count, capacity;
    uint64_t *ends; /* bytes of the shards up to and with each */
    _Atomic uint64_t fates[MG_SERIES_FATES];
} mg_series_group;

typedef struct mg_series_listing {
    char *pinned; /* see mg_series_set_pinned */
    mg_series_group *groups;
    int count;
    mg_hub *hub; /* of LOTSA */
    mg_hub_tree tree;
    char sha[MG_HUB_SHA];
} mg_series_listing;

/* Close also after a failure. */
mg_status mg_series_listing_open(const char *source, const mg_series_set_options *options,
                                 mg_series_listing *listing);
void mg_series_listing_close(mg_series_listing *listing);

#endif

/* A set of time series to draw windows from: local files, or subsets of LOTSA on the hub.
 *
 *     mg_series_set *set;
 *     MG_TRY(mg_series_set_open("lotsa:cif_2016_12+nn5_weekly", NULL, &set));
 *     const mg_series_provider *provider = mg_series_set_provider(set);
 *     mg_rng rng = mg_rng_at(seed, index, stream);
 *     mg_series_window window;
 *     MG_GO(provider->window(provider->context, &rng, 24, 0, &window));
 * done:
 *     mg_series_set_free(set);
 *
 * What a source is called:
 *
 *     FILE.arrow           one Arrow IPC stream file
 *     DIR                  a folder written by save_to_disk: the files that its state.json names
 *     lotsa:NAME[+NAME..]  subsets or tiers of LOTSA (data/lotsa.h), at the head of its repository
 *     lotsa@SHA:NAME[..]   the same at a commit: `mg_series_set_pinned` says which one was taken
 *
 * Draws. A subset is drawn by its weight (LOTSA's catalogue; a local source is one subset), a shard
 * by its bytes, a series in proportion to its length, a variate evenly, a block of 4096 values
 * evenly, and a window evenly within the block. Shards are indexed when they are first drawn from.
 *
 * Locality. The blocks of an item come from a pool of 64 that all items of the same seed and the
 * same index / 2048 share, whatever their family: some 30 windows for each block that is read.
 * Which window an item gets depends on the pinned source, the seed, the index and the stream alone;
 * caches, threads and the order of calls change no value. A window lies within one block, so the
 * few that straddle two blocks of a long series do not occur.
 *
 * Refused windows (too short a series, too much missing, constant, infinite values) are redrawn and
 * counted by subset.
 *
 * Leaks. Where a set is opened for training, a name like XS-heldout that stands for subsets held
 * out for evaluation is refused (MG_ERR_ARG). A subset that is named itself is taken, whatever it
 * is: one note says that it is held out, or in GIFT-Eval's test set. Tiers have neither kind. */
#ifndef MG_DATA_SERIES_SET_H
#define MG_DATA_SERIES_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "data/series_window.h"

typedef struct mg_series_set mg_series_set;

typedef struct mg_series_set_options {
    size_t cache_bytes; /* of blocks in memory; 0: 32 MiB */
    double max_missing; /* largest share of a window that may be missing; 0: a quarter */
    bool training;      /* see "Leaks" */
    /* Called with one line that somebody should read, on any thread; may be NULL. */
    void (*note)(void *context, const char *line);
    bool (*cancelled)(void *context); /* true ends waits for the hub; may be NULL */
    void *context;                    /* of both */
} mg_series_set_options;

/* Whether a text is the name of a source and not of a family: lotsa: or lotsa@ in front, .arrow at
 * its end, a '/' in it, or a folder of that name. */
bool mg_series_is_source(const char *text);
bool mg_series_is_lotsa(const char *text); /* by the first of these */

/* Finds the shards and their sizes; values are read later. `options` may be NULL. MG_ERR_NOT_FOUND,
 * MG_ERR_ARG (unknown subset, with the nearest name), MG_ERR_FORMAT, or as the hub fails. */
mg_status mg_series_set_open(const char *source, const mg_series_set_options *options,
                             mg_series_set **out);
void mg_series_set_free(mg_series_set *set); /* NULL is legal */

/* The source with the commit in it, "lotsa@SHA:NAME+..": opens the same data again. Local sources
 * are as they were given. */
const char *mg_series_set_pinned(const mg_series_set *set);

/* A hash of the names and sizes of all shards: local data that was changed shows in it. */
uint64_t mg_series_set_digest(const mg_series_set *set);

/* Lives as long as the set. For any number of threads. */
const mg_series_provider *mg_series_set_provider(const mg_series_set *set);

/* -- what is in it --------------------------------------------------------------------------- */

typedef struct mg_series_subset {
    const char *name; /* "cif_2016_12"; the base name of a local source */
    double weight;    /* all sum to 1 */
    int shards;
    uint64_t bytes;
} mg_series_subset;

int mg_series_set_subsets(const mg_series_set *set);
mg_series_subset mg_series_set_subset(const mg_series_set *set, int i);

/* The windows of one subset since the set was opened. */
typedef struct mg_series_drops {
    uint64_t drawn;                                      /* handed out */
    uint64_t too_short, too_missing, constant, infinite; /* redrawn, and why */
} mg_series_drops;

mg_series_drops mg_series_set_drops(const mg_series_set *set, int i);

/* "3 too short, 4 constant", cut at `size`; "none" where nothing was dropped. Returns `out`. */
const char *mg_series_drops_text(const mg_series_drops *drops, char *out, size_t size);

/* Indexes every shard now; `progress` (may be NULL) is called after each. */
mg_status mg_series_set_index(mg_series_set *set,
                              void (*progress)(void *context, int done, int all), void *context);

#endif

/* Windows of time series: what a family of problems sees of real data.
 *
 * A provider hands out windows at random. Which window an item gets is a pure function of the
 * provider's pinned source and of the cursor `rng` (its seed, index and stream, and how far it has
 * been drawn from), so a problem can be made again by anyone who has the same data:
 *
 *     mg_series_window window;
 *     MG_TRY(provider->window(provider->context, &rng, 24, 0, &window));
 *     window.values[0] .. window.values[window.count - 1]      // NaN: missing
 *
 * The texts of a window belong to the provider and live as long as it does. */
#ifndef MG_DATA_SERIES_WINDOW_H
#define MG_DATA_SERIES_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/philox.h"
#include "core/base/status.h"

enum { MG_SERIES_WINDOW = 512 };

typedef struct mg_series_window {
    const char *subset, *item_id; /* "cif_2016_12", "T1"; "" where the source has none */
    const char *freq;             /* as the source spells it: "H", "15T", "W-SUN"; "" for none */
    bool has_start;
    int64_t start;        /* seconds since 1970 of values[0], without a time zone */
    int shard;            /* of the subset */
    int64_t row, variate; /* row of the shard; variate of the row */
    int64_t first;        /* position of values[0] in the series */
    int count;
    float values[MG_SERIES_WINDOW]; /* NaN: missing */
} mg_series_window;

/* Fills one window of `count` values, or a pair of the same subset and length: two variates of one
 * row at the same positions where a row has several, else two series that begin at the same moment
 * or, where none do, anywhere. Draws a bounded number of words from `rng`. For any number of
 * threads at a time. MG_ERR_NOT_FOUND: no series is long enough or every window tried was refused;
 * other codes: the source could not be read. */
typedef struct mg_series_provider {
    void *context;
    mg_status (*window)(void *context, mg_rng *rng, int count, int pair,
                        mg_series_window *out /* pair ? [2] : [1] */);
} mg_series_provider;

#endif

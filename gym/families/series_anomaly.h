/* Anomalies that are put into windows: series_anomaly asks where, series_anomaly_type which. */
#ifndef MG_GYM_FAMILIES_SERIES_ANOMALY_H
#define MG_GYM_FAMILIES_SERIES_ANOMALY_H

#include "gym/families/series_common.h"

typedef enum mg_series_change {
    MG_SERIES_SPIKE,  /* one value far away */
    MG_SERIES_CUTOFF, /* stuck at one value to the end */
    MG_SERIES_FLIP,   /* signs turned round */
    MG_SERIES_SHIFT,  /* another level to the end */
    MG_SERIES_CHANGES
} mg_series_change;

enum { MG_SERIES_STUCK = 3 /* values that are the same, at least */ };

/* Makes the values of a window positive and puts one in, at a place that is drawn. */
void mg_series_put_anomaly(mg_rng *rng, mg_series_change change, int64_t *x, int n);

/* Length of the run of equal values at the end. */
int mg_series_stuck_length(const int64_t *x, int n);

/* The index of the first value below 0, where all before are above 0 and all after below; n where
 * there is no such index. */
int mg_series_flip_index(const int64_t *x, int n);

#endif

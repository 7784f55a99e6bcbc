/* What several families of series measure on their values, all in whole numbers. */
#ifndef MG_GYM_FAMILIES_SERIES_MEASURES_H
#define MG_GYM_FAMILIES_SERIES_MEASURES_H

#include "gym/families/series_common.h"

int64_t mg_series_sum(const int64_t *x, int n);

/* n squared times the covariance: n * sum of x*y - sum of x * sum of y. */
mg_series_wide mg_series_spread(const int64_t *x, const int64_t *y, int n);

/* The index of the largest value (sign 1) or the smallest (sign -1); false where two are. */
bool mg_series_extreme(const int64_t *x, int n, int sign, int *index);

int64_t mg_series_lowest(const int64_t *x, int n);
int64_t mg_series_highest(const int64_t *x, int n);

void mg_series_sort(const int64_t *x, int n, int64_t *sorted);

/* Twice the median: of an even number of values, the sum of the two in the middle. */
int64_t mg_series_median_twice(const int64_t *x, int n);

/* The value that is farthest from the median, and twice its distance and that of the next. */
typedef struct mg_series_outlier {
    int index;
    int64_t distance, next;
} mg_series_outlier;

mg_series_outlier mg_series_outlier_of(const int64_t *x, int n);

#endif

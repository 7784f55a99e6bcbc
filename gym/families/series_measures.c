#include "gym/families/series_measures.h"

int64_t mg_series_sum(const int64_t *x, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += x[i];
    return sum;
}

mg_series_wide mg_series_spread(const int64_t *x, const int64_t *y, int n) {
    mg_series_wide products = 0;
    for (int i = 0; i < n; i++) products += (mg_series_wide)x[i] * y[i];
    return n * products - (mg_series_wide)mg_series_sum(x, n) * mg_series_sum(y, n);
}

bool mg_series_extreme(const int64_t *x, int n, int sign, int *index) {
    int best = 0, equal = 0;
    for (int i = 1; i < n; i++) {
        if (x[i] == x[best]) equal++;
        if (sign * x[i] <= sign * x[best]) continue;
        best = i;
        equal = 0;
    }
    *index = best;
    return equal == 0;
}

int64_t mg_series_lowest(const int64_t *x, int n) {
    int index;
    mg_series_extreme(x, n, -1, &index);
    return x[index];
}

int64_t mg_series_highest(const int64_t *x, int n) {
    int index;
    mg_series_extreme(x, n, 1, &index);
    return x[index];
}

void mg_series_sort(const int64_t *x, int n, int64_t *sorted) {
    for (int i = 0; i < n; i++) {
        int at = i;
        for (; at > 0 && sorted[at - 1] > x[i]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = x[i];
    }
}

int64_t mg_series_median_twice(const int64_t *x, int n) {
    int64_t sorted[MG_SERIES_MOST];
    mg_series_sort(x, n, sorted);
    return sorted[(n - 1) / 2] + sorted[n / 2];
}

mg_series_outlier mg_series_outlier_of(const int64_t *x, int n) {
    int64_t median = mg_series_median_twice(x, n);
    mg_series_outlier found = {0, -1, -1};
    for (int i = 0; i < n; i++) {
        int64_t distance = 2 * x[i] > median ? 2 * x[i] - median : median - 2 * x[i];
        if (distance > found.distance)
            found = (mg_series_outlier){i, distance, found.distance};
        else if (distance > found.next)
            found.next = distance;
    }
    return found;
}

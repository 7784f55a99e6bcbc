#include "core/base/ranks.h"

#include <math.h>

static int bin_of(double x, double reach, int bins) {
    double place = (x + reach) / (2 * reach) * bins;
    return place > 0 ? (int)fmin(place, bins - 1) : 0;
}

#define REACH 30.0

void mg_histogram_add(mg_histogram *h, double x) {
    h->bins[bin_of(x, REACH, MG_HISTOGRAM_BINS)]++;
}

double mg_histogram_quantile(const mg_histogram *h, double share) {
    uint64_t total = 0, below = 0;
    for (int i = 0; i < MG_HISTOGRAM_BINS; i++) total += h->bins[i];
    for (int i = 0; total > 0 && i < MG_HISTOGRAM_BINS; i++) {
        below += h->bins[i];
        if ((double)below >= share * (double)total)
            return 2 * REACH * (i + 0.5) / MG_HISTOGRAM_BINS - REACH;
    }
    return NAN;
}

double mg_histogram_auroc(const mg_histogram *high, const mg_histogram *low) {
    double below = 0, won = 0, all = 0;
    for (int i = 0; i < MG_HISTOGRAM_BINS; i++) {
        double here = (double)low->bins[i], count = (double)high->bins[i];
        won += count * (below + 0.5 * here);
        below += here;
        all += count;
    }
    return all > 0 && below > 0 ? won / (all * below) : NAN;
}

#define RANK_REACH 12.0

void mg_rank_table_add(mg_rank_table *t, double x, double y) {
    t->pairs[bin_of(x, RANK_REACH, MG_RANK_BINS)][bin_of(y, RANK_REACH, MG_RANK_BINS)]++;
}

/* Counts by bin -> the mean rank in each, from the mean of all on; returns the sum of squares. */
static double centred_ranks(const double *counts, double total, double *ranks) {
    double before = 0, squares = 0;
    for (int i = 0; i < MG_RANK_BINS; i++) {
        ranks[i] = before + 0.5 * counts[i] - 0.5 * total;
        before += counts[i];
        squares += counts[i] * ranks[i] * ranks[i];
    }
    return squares;
}

double mg_rank_table_spearman(const mg_rank_table *t) {
    double x[MG_RANK_BINS] = {0}, y[MG_RANK_BINS] = {0}, total = 0, product = 0;
    double x_ranks[MG_RANK_BINS], y_ranks[MG_RANK_BINS];
    for (int i = 0; i < MG_RANK_BINS; i++) {
        for (int j = 0; j < MG_RANK_BINS; j++) {
            double n = (double)t->pairs[i][j];
            x[i] += n, y[j] += n, total += n;
        }
    }
    double squares = centred_ranks(x, total, x_ranks) * centred_ranks(y, total, y_ranks);
    for (int i = 0; i < MG_RANK_BINS; i++)
        for (int j = 0; j < MG_RANK_BINS; j++)
            product += (double)t->pairs[i][j] * x_ranks[i] * y_ranks[j];
    return squares > 0 ? product / sqrt(squares) : NAN;
}

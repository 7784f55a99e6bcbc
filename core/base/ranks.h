/* Quantiles and ranks of any number of values in constant memory: they are counted into bins, and
 * those of one bin are taken for equal.
 *
 *     mg_histogram_add(&h, log(x));           // a mg_histogram that is all zero at first
 *     double median = exp(mg_histogram_quantile(&h, 0.5)); */
#ifndef MG_BASE_RANKS_H
#define MG_BASE_RANKS_H

#include <stdint.h>

/* Values in [-30, 30), 0.03 a bin; what lies beyond counts as the outermost. */
enum { MG_HISTOGRAM_BINS = 2048 };
typedef struct mg_histogram {
    uint64_t bins[MG_HISTOGRAM_BINS];
} mg_histogram;

void mg_histogram_add(mg_histogram *h, double x);
double mg_histogram_quantile(const mg_histogram *h, double share); /* NaN where nothing was added */

/* The chance that one of `high` is above one of `low`, equal ones counting half: the area under the
 * ROC curve. NaN where one is empty. */
double mg_histogram_auroc(const mg_histogram *high, const mg_histogram *low);

/* Pairs (x, y), each in [-12, 12), 0.19 a bin. */
enum { MG_RANK_BINS = 128 };
typedef struct mg_rank_table {
    uint32_t pairs[MG_RANK_BINS][MG_RANK_BINS];
} mg_rank_table;

void mg_rank_table_add(mg_rank_table *t, double x, double y);

/* Spearman's rank correlation, those of a bin sharing the mean of their ranks; NaN where all of x
 * or all of y is in one bin. */
double mg_rank_table_spearman(const mg_rank_table *t);

#endif

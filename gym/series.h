/* Problems from time series: families whose operands are the printed, rounded numbers of a window.
 *
 * The families of the topic `series` draw synthetic series of their own. Bound to a provider they
 * take windows of real data in their place:
 *
 *     mg_family *bound;
 *     MG_TRY(mg_series_family_bind(mg_family_find("series_summary"), &provider, &bound));
 *     mg_item item = {.family = bound, .level = 1, ...};
 *     MG_TRY(mg_problem_generate(&item, &problem));      // may fail as the provider's source does
 *     mg_series_family_free(bound);                      // when no item or problem uses it any
 * more
 *
 * Everything about a problem but its draw is a function of its operands, so keys, splits, answers,
 * worked lines and verdicts are those of the base family. */
#ifndef MG_GYM_SERIES_H
#define MG_GYM_SERIES_H

#include <stdbool.h>

#include "core/base/status.h"
#include "data/series_window.h"
#include "gym/problem.h"

/* The families that can be bound, in the order of series.def; NULL past the end. */
const mg_family *mg_series_family_at(int i);

bool mg_series_family_is(const mg_family *family);

/* A copy of a base family, under its name and id, that draws from `provider`, which must outlive
 * it. MG_ERR_ARG where the family is not one of series. The copy is for any number of threads. */
mg_status mg_series_family_bind(const mg_family *base, const mg_series_provider *provider,
                                mg_family **bound);

void mg_series_family_free(mg_family *bound);

#endif

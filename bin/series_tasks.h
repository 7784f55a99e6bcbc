/* A mixture whose families draw from one source of series, and what of the source was left out.
 *
 *     char *spec = mg_tasks_on_source("series_summary:1,series_trend*2", "lotsa:XS");
 *     // "series_summary:1@lotsa:XS,series_trend@lotsa:XS*2", for mg_mixture_open(); mg_free(spec)
 *     ...
 *     mg_drops_print("gen-problems", sources);    // when the problems are made */
#ifndef MG_BIN_SERIES_TASKS_H
#define MG_BIN_SERIES_TASKS_H

#include "gym/series_sources.h"

/* `tasks` NULL: all families of series. Parts that name a source of their own keep it. NULL where
 * memory ran out. */
char *mg_tasks_on_source(const char *tasks, const char *source);

/* On stderr, for every subset of which windows were dropped: how many of each kind. Nothing where
 * all was used. */
void mg_drops_print(const char *command, const mg_series_sources *sources);

#endif

/* A mixture whose families draw from one source of series.
 *
 *     char *spec = mg_tasks_on_source("series_summary:1,series_trend*2", "lotsa:XS");
 *     // "series_summary:1@lotsa:XS,series_trend@lotsa:XS*2", for mg_mixture_open(); mg_free(spec)
 */
#ifndef MG_BIN_SERIES_TASKS_H
#define MG_BIN_SERIES_TASKS_H

/* `tasks` NULL: all families of series. Parts that name a source of their own keep it. NULL where
 * memory ran out. */
char *mg_tasks_on_source(const char *tasks, const char *source);

#endif

/* How commands read sources of series: their notes go to stderr, and Ctrl-C ends their waits. */
#ifndef MG_BIN_SERIES_OPTIONS_H
#define MG_BIN_SERIES_OPTIONS_H

#include "gym/series_sources.h"

/* `command` is a literal, for messages. `training`: see mg_series_set_options. */
mg_series_set_options mg_cli_series_options(const char *command, bool training);

/* A line on stderr for each source: what there is of it; which windows were passed over and why,
 * with a line more for each of several subsets that lost some. Nothing where there are none. */
void mg_cli_series_show(const mg_series_sources *sources);
void mg_cli_series_show_drops(const mg_series_sources *sources);

#endif

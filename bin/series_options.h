/* How commands read sources of series: their notes go to stderr, and Ctrl-C ends their waits. */
#ifndef MG_BIN_SERIES_OPTIONS_H
#define MG_BIN_SERIES_OPTIONS_H

#include "data/series_set.h"

/* `command` is a literal, for messages. `training`: see mg_series_set_options. */
mg_series_set_options mg_cli_series_options(const char *command, bool training);

#endif

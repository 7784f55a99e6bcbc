/* The moment of a step of a series: its start and so many steps of its frequency. */
#ifndef MG_DATA_SERIES_TIME_H
#define MG_DATA_SERIES_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds since 1970 of step `step` of a series that begins at `start`, in *moment. Months,
 * quarters and years keep the day of the month, and a last day stays a last day. False where the
 * frequency is not known ("" or NULL, or an alias that data/lotsa_freq.h does not read) or the step
 * counts business days, unless the step is 0. */
bool mg_series_moment(int64_t start, const char *freq, int64_t step, int64_t *moment);

#endif

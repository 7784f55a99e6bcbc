/* Series with a calendar: when the values of a window are.
 *
 * Parameters of the families that use it: start in minutes since 1 January of year 1; the step in
 * minutes, or 0; in months, or 0; and one of their own. */
#ifndef MG_GYM_FAMILIES_SERIES_CALENDAR_H
#define MG_GYM_FAMILIES_SERIES_CALENDAR_H

#include "gym/families/series_common.h"

enum {
    MG_SERIES_START,
    MG_SERIES_MINUTES,
    MG_SERIES_MONTHS,
    MG_SERIES_WHICH,
    MG_SERIES_DAY = 24 * 60,
    MG_SERIES_CALENDAR_BYTES = 64 /* of the calendar in front of a sentence, at most */
};

/* Sets start and step to those of a window, or to drawn ones where it has none. Steps of a day and
 * more start at midnight, steps of months on the first of one. */
void mg_series_set_calendar(mg_rng *rng, const mg_series_window *window, int64_t *p);

/* Minutes since 1 January of year 1 of the value at an index. */
int64_t mg_series_time_of(const int64_t *p, int index);

/* "2021-03-04", and " 12:00" where steps are shorter than a day. */
void mg_series_write_time(mg_text *out, const int64_t *p, int64_t minute);

/* The calendar, then the sentence: for the `ask` of a task. */
void mg_series_ask_calendar(const mg_series *s, const char *sentence, mg_text *out);

#endif

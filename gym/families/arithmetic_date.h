/* Days of the Gregorian calendar for the families of dates. */
#ifndef MG_GYM_FAMILIES_ARITHMETIC_DATE_H
#define MG_GYM_FAMILIES_ARITHMETIC_DATE_H

#include "gym/families/arithmetic_common.h"

typedef struct mg_date {
    int64_t year;
    int month, day; /* from 1 */
} mg_date;

/* 0 is 1 January of year 1, a Monday. */
int64_t mg_day_of(mg_date date);
mg_date mg_date_of(int64_t day);

/* The first day of a year. */
static inline int64_t mg_year_day(int64_t year) {
    return mg_day_of((mg_date){year, 1, 1});
}

bool mg_is_leap(int64_t year);

extern const char *const mg_weekday_names[7]; /* from Monday */
enum { MG_DATE_STYLES = 3, MG_DATE_BYTES = 18 };

/* "14 March 2024", "March 14, 2024", "2024-03-14" */
void mg_text_date(mg_text *text, int64_t day, int style);

/* "09:45", from minutes of the day */
void mg_text_clock(mg_text *text, int64_t minutes);

/* "UTC", "UTC+2", "UTC-3:30", from minutes */
void mg_text_zone(mg_text *text, int64_t minutes);

#endif

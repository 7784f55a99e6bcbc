#include "gym/families/arithmetic_date.h"

const char *const mg_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};

static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

bool mg_is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of the year before a month. */
static int days_before(int month, bool leap) {
    static const int16_t BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return BEFORE[month - 1] + (leap && month > 2);
}

int64_t mg_day_of(mg_date date) {
    int64_t years = date.year - 1;
    return years * 365 + years / 4 - years / 100 + years / 400 +
           days_before(date.month, mg_is_leap(date.year)) + date.day - 1;
}

mg_date mg_date_of(int64_t day) {
    enum { DAYS_400 = 146097 };
    int64_t year = day / DAYS_400 * 400 + day % DAYS_400 / 366 + 1;
    while (day >= mg_year_day(year + 1)) year++; /* at most once or twice */
    int rest = (int)(day - mg_year_day(year)), month = rest / 31 + 1;
    bool leap = mg_is_leap(year);
    if (rest >= days_before(month + 1, leap)) month++;
    return (mg_date){year, month, rest - days_before(month, leap) + 1};
}

void mg_text_date(mg_text *text, int64_t day, int style) {
    mg_date date = mg_date_of(day);
    if (style == 0) {
        mg_text_int(text, date.day);
        mg_text_char(text, ' ');
        mg_text_string(text, MONTHS[date.month - 1]);
        mg_text_char(text, ' ');
        mg_text_int(text, date.year);
    } else if (style == 1) {
        mg_text_string(text, MONTHS[date.month - 1]);
        mg_text_char(text, ' ');
        mg_text_int(text, date.day);
        mg_text_string(text, ", ");
        mg_text_int(text, date.year);
    } else {
        mg_text_padded(text, date.year, 4);
        mg_text_char(text, '-');
        mg_text_padded(text, date.month, 2);
        mg_text_char(text, '-');
        mg_text_padded(text, date.day, 2);
    }
}

void mg_text_clock(mg_text *text, int64_t minutes) {
    mg_text_padded(text, minutes / 60, 2);
    mg_text_char(text, ':');
    mg_text_padded(text, minutes % 60, 2);
}

void mg_text_zone(mg_text *text, int64_t minutes) {
    mg_text_string(text, "UTC");
    if (minutes == 0) return;
    mg_text_char(text, minutes < 0 ? '-' : '+');
    int64_t size = mg_absolute(minutes);
    mg_text_int(text, size / 60);
    if (size % 60 == 0) return;
    mg_text_char(text, ':');
    mg_text_padded(text, size % 60, 2);
}

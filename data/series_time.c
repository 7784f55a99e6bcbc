#include "data/series_time.h"

#include "data/lotsa_freq.h"

enum { DAY = 86400 };

typedef struct date {
    int64_t year;
    int month, day; /* from 1 */
} date;

/* Days since 1970-01-01 to a date of the Gregorian calendar and back, by eras of 400 years that
 * begin in March (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_of(date d) {
    int64_t year = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static date date_of(int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (int)((5 * of_year + 2) / 153);
    int day = (int)(of_year - (153 * month + 2) / 5 + 1);
    month += month < 10 ? 3 : -9;
    return (date){year + era * 400 + (month <= 2), month, day};
}

static int days_in_month(int64_t year, int month) {
    date next = month == 12 ? (date){year + 1, 1, 1} : (date){year, month + 1, 1};
    return (int)(days_of(next) - days_of((date){year, month, 1}));
}

static int64_t add_months(int64_t start, int64_t months) {
    int64_t days = start / DAY - (start % DAY < 0), time = start - days * DAY;
    date d = date_of(days);
    bool last = d.day == days_in_month(d.year, d.month);
    int64_t month = d.year * 12 + d.month - 1 + months;
    d.year = month / 12 - (month % 12 < 0);
    d.month = (int)(month - d.year * 12) + 1;
    int most = days_in_month(d.year, d.month);
    if (last || d.day > most) d.day = most;
    return days_of(d) * DAY + time;
}

/* Of one step; 0 where it is none of months. */
static int64_t months_of(mg_freq freq) {
    switch (freq.base) {
    case MG_FREQ_MONTH:
        return freq.count;
    case MG_FREQ_QUARTER:
        return 3 * (int64_t)freq.count;
    case MG_FREQ_YEAR:
        return 12 * (int64_t)freq.count;
    default:
        return 0;
    }
}

bool mg_series_moment(int64_t start, const char *freq, int64_t step, int64_t *moment) {
    /* What a file says is not trusted: dates beyond 9999 are none, and sums stay in range. */
    const int64_t most = (int64_t)253402300800;
    mg_freq parsed;
    *moment = start;
    if (start > most || start < -most) return false;
    if (step == 0) return true;
    if (!freq || !*freq || mg_freq_parse(freq, &parsed) != MG_OK || step > most) return false;
    int64_t months = months_of(parsed), seconds = mg_freq_seconds(parsed);
    if (months == 0 && seconds == 0) return false;
    if (step > most / (months ? months * 31 * DAY : seconds)) return false;
    *moment = months ? add_months(start, months * step) : start + seconds * step;
    return *moment <= most;
}

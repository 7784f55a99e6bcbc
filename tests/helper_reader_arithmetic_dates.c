/* Readers of the topic arithmetic: dates and clocks. Days are counted by going through them. */
#include "tests/helper_reader_arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const char *const WEEKDAYS[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

static int is_leap(ll year) {
    if (year % 400 == 0) return 1;
    return year % 100 != 0 && year % 4 == 0;
}

static int month_days(ll year, int month) {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Days since 1 January of year 1. */
static ll day_number(ll year, int month, int day) {
    ll days = day - 1;
    for (int m = 1; m < month; m++) days += month_days(year, m);
    for (ll y = 1; y < year; y++) days += 365 + is_leap(y);
    return days;
}

/* Sakamoto's way: 0 is Monday. */
static int weekday_of(ll year, int month, int day) {
    static const int T[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    year -= month < 3;
    return (int)((year + year / 4 - year / 100 + year / 400 + T[month - 1] + day + 6) % 7);
}

typedef struct date {
    ll year;
    int month, day;
} date;

static int month_of(const char *name) {
    for (int i = 0; i < 12; i++)
        if (strcmp(name, MONTHS[i]) == 0) return i + 1;
    return 0;
}

/* Returns what follows the date, or NULL. */
static const char *read_date(const char *at, date *d) {
    char name[16];
    int end = 0;
    if (!at) return NULL;
    if (sscanf(at, "%4lld-%2d-%2d%n", &d->year, &d->month, &d->day, &end) == 3 && end == 10)
        return at + end;
    if ((sscanf(at, "%d %15[A-Za-z] %lld%n", &d->day, name, &d->year, &end) == 3 ||
         sscanf(at, "%15[A-Za-z] %d, %lld%n", name, &d->day, &d->year, &end) == 3) &&
        (d->month = month_of(name)))
        return at + end;
    return NULL;
}

static int weekday_named(const char **at) {
    for (int i = 0; i < 7; i++) {
        const char *after = reader_skip(*at, WEEKDAYS[i]);
        if (!after) continue;
        *at = after;
        return i;
    }
    return -1;
}

int reader_solve_weekday(const char *question, char *answer) {
    date known, asked;
    const char *at = question, *after = read_date(question, &known);
    if (after) {
        at = reader_skip(after, " is a ");
        if (!at || weekday_named(&at) != weekday_of(known.year, known.month, known.day)) return -1;
        at = reader_skip(at, ". ");
        if (!at) return -1;
    }
    const char *start = reader_skip(at, "Which weekday is ");
    if (!start) start = reader_skip(at, "On which day of the week falls ");
    at = read_date(start, &asked);
    if (!at || strcmp(at, after ? "?" : " (Gregorian calendar)?") != 0) return -1;
    strcpy(answer, WEEKDAYS[weekday_of(asked.year, asked.month, asked.day)]);
    return 0;
}

int reader_solve_leap_year(const char *question, char *answer) {
    static const char *const FORMATS[] = {
        "Is %lld a leap year in the Gregorian calendar?%n",
        "In the Gregorian calendar, has the year %lld 366 days?%n",
        "Is there a 29 February in the year %lld (Gregorian calendar)?%n"};
    for (int i = 0; i < 3; i++) {
        ll year;
        int end = 0;
        if (sscanf(question, FORMATS[i], &year, &end) != 1 || !end || question[end]) continue;
        strcpy(answer, is_leap(year) ? "yes" : "no");
        return 0;
    }
    return -1;
}

int reader_solve_day_count(const char *question, char *answer) {
    date a, b;
    const char *at;
    int wanted = -1;
    if ((at = reader_skip(question, "How many days after ")) ||
        (at = reader_skip(question, "How many days before "))) {
        int after = at - question == (long)strlen("How many days after ");
        at = reader_skip(read_date(at, after ? &a : &b), after ? " is " : " was ");
        at = read_date(at, after ? &b : &a);
        if (!at || strcmp(at, "?") != 0) return -1;
        ll days = day_number(b.year, b.month, b.day) - day_number(a.year, a.month, a.day);
        snprintf(answer, READER_ANSWER_BYTES, "%lld", days);
        return 0;
    }
    at = reader_skip(question, "How many ");
    if (!at) return -1;
    const char *working = reader_skip(at, "working days (Monday to Friday)");
    if (working)
        at = working;
    else if ((wanted = weekday_named(&at)) < 0 || !(at = reader_skip(at, "s")))
        return -1;
    at = reader_skip(read_date(reader_skip(at, " are there from "), &a), ", a ");
    if (!at || weekday_named(&at) != weekday_of(a.year, a.month, a.day)) return -1;
    at = read_date(reader_skip(at, ", to "), &b);
    if (!at || strcmp(at, ", both included?") != 0) return -1;
    ll days = day_number(b.year, b.month, b.day) - day_number(a.year, a.month, a.day), count = 0;
    int weekday = weekday_of(a.year, a.month, a.day);
    for (ll i = 0; i <= days; i++, weekday = (weekday + 1) % 7)
        count += working ? weekday < 5 : weekday == wanted;
    snprintf(answer, READER_ANSWER_BYTES, "%lld", count);
    return 0;
}

/* -- clocks ------------------------------------------------------------------------------------ */

/* "UTC+5:30" in minutes */
static const char *read_zone(const char *at, int *zone) {
    at = reader_skip(at, "UTC");
    int hours = 0, minutes = 0, end = 0;
    *zone = 0;
    if (!at || (*at != '+' && *at != '-')) return at;
    int sign = *at == '-' ? -1 : 1;
    if (sscanf(at + 1, "%d%n", &hours, &end) != 1) return NULL;
    at += 1 + end;
    if (*at == ':' && sscanf(at, ":%2d%n", &minutes, &end) == 1) at += end;
    *zone = sign * (60 * hours + minutes);
    return at;
}

/* "09:45" or "09:45:30", perhaps with " (UTC+2)"; in seconds of UTC. */
static const char *read_moment(const char *at, ll *seconds) {
    int hours, minutes, more = 0, zone = 0, end = 0;
    if (!at || sscanf(at, "%2d:%2d%n", &hours, &minutes, &end) != 2 || end != 5) return NULL;
    at += end;
    if (*at == ':' && sscanf(at, ":%2d%n", &more, &end) == 1) at += end;
    if (reader_skip(at, " (UTC")) at = reader_skip(read_zone(at + 2, &zone), ")");
    *seconds = hours * 3600 + minutes * 60 + more - zone * 60;
    return at;
}

static int write_clock(ll seconds, char *answer) {
    ll minutes = ((seconds / 60) % 1440 + 1440) % 1440;
    snprintf(answer, READER_ANSWER_BYTES, "%02lld:%02lld", minutes / 60, minutes % 60);
    return 0;
}

/* "3 hours and 25 minutes" in seconds */
static const char *read_interval(const char *at, ll *seconds) {
    int amount, end = 0;
    char unit[16];
    *seconds = 0;
    while (at && sscanf(at, "%d %15[a-z]%n", &amount, unit, &end) == 2) {
        *seconds += amount * (strncmp(unit, "hour", 4) == 0 ? 3600 : 60);
        at += end;
        if (reader_skip(at, " and ")) at += 5;
    }
    return at;
}

static int solve_length(const char *at, char *answer) {
    static const struct {
        const char *name;
        int days;
    } DAYS[] = {
        {"the same day", 0}, {"the next day", 1}, {"the day before", -1}, {"two days later", 2}};
    ll start, end;
    at = read_moment(at, &start);
    const char *next = reader_skip(at, " and lands at ");
    at = read_moment(next ? next : reader_skip(at, " and ends at "), &end);
    if (!at) return -1;
    next = reader_skip(at, ", local date ");
    at = next ? next : reader_skip(at, " ");
    for (int i = 0; i < 4 && at; i++) {
        const char *after = reader_skip(at, DAYS[i].name);
        if (after && strcmp(after, ". How long does it take? Answer as HH:MM.") == 0)
            return write_clock(end + 86400 * DAYS[i].days - start, answer);
    }
    return -1;
}

int reader_solve_time_intervals(const char *question, char *answer) {
    ll start, length;
    const char *at = reader_skip(question, "A flight leaves at ");
    if (!at) at = reader_skip(question, "A shift begins at ");
    if (at) return solve_length(at, answer);
    at = reader_skip(question, "What time is it ");
    if (at) {
        at = read_interval(at, &length);
        int later = reader_skip(at, " after ") != NULL;
        at = read_moment(later ? at + 7 : reader_skip(at, " before "), &start);
        if (!at || strcmp(at, "? Answer as HH:MM.") != 0) return -1;
        return write_clock(later ? start + length : start - length, answer);
    }
    int zone;
    at = read_moment(reader_skip(question, "The time is "), &start);
    at = reader_skip(read_zone(reader_skip(at, ". What time is it in the zone "), &zone), " ");
    at = read_interval(at, &length);
    if (!at) return -1;
    int later = strcmp(at, " later? Answer as HH:MM.") == 0;
    if (!later && strcmp(at, " earlier? Answer as HH:MM.") != 0) return -1;
    return write_clock((later ? start + length : start - length) + 60 * zone, answer);
}

int reader_solve_time_total(const char *question, char *answer) {
    date day[2];
    ll seconds[2];
    const char *at = reader_skip(question, "How many ");
    if (!at) return -1;
    int unit = reader_skip(at, "seconds") ? 1 : 60;
    at += strlen("seconds"); /* as long as "minutes" */
    const char *from = reader_skip(at, " are there from ");
    at = from ? from : reader_skip(at, " pass from ");
    for (int i = 0; i < 2; i++) {
        at = reader_skip(read_date(at, &day[i]), " ");
        at = read_moment(at, &seconds[i]);
        if (!at) return -1;
        seconds[i] += 86400 * day_number(day[i].year, day[i].month, day[i].day);
        at = reader_skip(at, i ? "?" : " to ");
        if (!at) return -1;
    }
    snprintf(answer, READER_ANSWER_BYTES, "%lld", (seconds[1] - seconds[0]) / unit);
    return *at ? -1 : 0;
}

/* Series: two of them, and calendars, which are read with the C library's. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/helper_reader.h"
#include "tests/helper_reader_series.h"

/* -- pairs --------------------------------------------------------------------------------------
 */

static double covariance(const long long *x, const long long *y, int n) {
    double sum = 0, mx = series_mean(x, n), my = series_mean(y, n);
    for (int i = 0; i < n; i++) sum += ((double)x[i] - mx) * ((double)y[i] - my);
    return sum;
}

static int solve_compare(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int n = s.n;
    if (series_asks(&s, "correlation"))
        return series_print_word(covariance(s.x, s.y, n) > 0 ? "positive" : "negative", answer);
    double a = series_mean(s.x, n), b = series_mean(s.y, n);
    if (series_asks(&s, "variance")) {
        a = covariance(s.x, s.x, n);
        b = covariance(s.y, s.y, n);
    }
    return series_print_word(a > b ? "A" : "B", answer);
}

static int solve_lag(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int longest = (int)series_whole(&s, "from 0 to "), terms = (int)series_whole(&s, "t = 1 to ");
    double a = series_mean(s.x, s.n), b = series_mean(s.y, s.n), best = -1e30;
    for (int k = 0; k <= longest; k++) {
        double sum = 0;
        for (int t = 0; t < terms; t++) sum += ((double)s.x[t] - a) * ((double)s.y[t + k] - b);
        if (sum <= best) continue;
        best = sum;
        snprintf(answer, READER_ANSWER_BYTES, "%d", k);
    }
    return 0;
}

static int solve_score(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    long long errors = 0, steps = 0, percent = series_whole(&s, "less than ");
    double shares = 0;
    int within = 0;
    for (int i = 0; i < s.n; i++) {
        long long error = llabs(s.x[i] - s.y[i]);
        errors += error;
        steps += i > 0 ? llabs(s.x[i] - s.x[i - 1]) : 0;
        shares += 200.0 * (double)error / (double)(s.x[i] + s.y[i]) / s.n;
        within += (double)error / (double)s.x[i] < (double)percent / 100.0;
    }
    if (series_asks(&s, "How many")) return series_print_ratio(within, 1, answer);
    if (series_asks(&s, "sMAPE")) return series_print_rounded(shares, answer);
    if (!series_asks(&s, "divided")) return series_print(&s, errors, s.n, answer);
    return series_print_ratio(errors * (s.n - 1), steps * s.n, answer);
}

/* The season again: the family says that this is good enough. */
static int solve_outlook(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int season = (int)series_whole(&s, "season has "), steps = (int)series_whole(&s, "the next ");
    size_t at = 0;
    for (int i = 0; i < steps; i++)
        at += (size_t)snprintf(answer + at, READER_ANSWER_BYTES - at, "%s%.2f", i ? ", " : "",
                               (double)s.x[s.n - season + i % season] / (double)s.unit);
    return 0;
}

/* -- calendars ----------------------------------------------------------------------------------
 */

typedef struct calendar {
    struct tm start;
    int minutes, months, has_clock;
} calendar;

/* "The first is of 2021-03-04 12:00, and one comes every 6 hours. " */
static int read_calendar(const series_text *s, calendar *c) {
    int count = 1, year, month, day, hour = 0, minute = 0;
    char unit[16] = "";
    const char *at = strstr(s->ask, "is of "), *every = strstr(s->ask, "every ");
    if (!at || !every) return -1;
    c->has_clock = sscanf(at + 6, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute) == 5;
    if (sscanf(every + 6, "%d %15[a-z]", &count, unit) != 2 &&
        sscanf(every + 6, "%15[a-z]", unit) != 1)
        return -1;
    c->start = (struct tm){.tm_year = year - 1900,
                           .tm_mon = month - 1,
                           .tm_mday = day,
                           .tm_hour = hour,
                           .tm_min = minute};
    static const struct {
        const char *name;
        int minutes, months;
    } UNITS[] = {
        {"minute", 1, 0}, {"hour", 60, 0}, {"day", 1440, 0}, {"week", 10080, 0}, {"month", 0, 1}};
    for (int i = 0; i < 5; i++) {
        if (strncmp(unit, UNITS[i].name, strlen(UNITS[i].name)) != 0) continue;
        c->minutes = count * UNITS[i].minutes;
        c->months = count * UNITS[i].months;
    }
    return 0;
}

/* timegm carries what is too many minutes or months. */
static void print_time(const calendar *c, int index, int with_clock, char *out) {
    struct tm at = c->start;
    at.tm_min += index * c->minutes;
    at.tm_mon += index * c->months;
    time_t seconds = timegm(&at);
    gmtime_r(&seconds, &at);
    strftime(out, READER_ANSWER_BYTES, with_clock ? "%Y-%m-%d %H:%M" : "%Y-%m-%d", &at);
}

static int solve_timestamp(const char *question, char *answer) {
    series_text s;
    calendar c;
    if (series_read(question, &s) || read_calendar(&s, &c)) return -1;
    int index = (int)series_whole(&s, "at position ") - 1;
    for (int i = 0; index < 0 && i < s.n; i++) {
        int better = 1;
        for (int j = 0; j < s.n; j++)
            better &= i == j || (series_asks(&s, "largest") ? s.x[i] > s.x[j] : s.x[i] < s.x[j]);
        if (better) index = i;
    }
    print_time(&c, index, c.has_clock, answer);
    return 0;
}

static int solve_resample(const char *question, char *answer) {
    series_text s;
    calendar c;
    char date[READER_ANSWER_BYTES];
    if (series_read(question, &s) || read_calendar(&s, &c)) return -1;
    const char *wanted = strrchr(s.ask, ' ') + 1;
    long long sum = 0, largest = -(1LL << 40);
    int count = 0;
    for (int i = 0; i < s.n; i++) {
        print_time(&c, i, 0, date);
        if (strncmp(wanted, date, strlen(date)) != 0) continue;
        sum += s.x[i];
        count++;
        if (s.x[i] > largest) largest = s.x[i];
    }
    if (series_asks(&s, "largest")) return series_print(&s, largest, 1, answer);
    return series_print(&s, sum, series_asks(&s, "mean") ? count : 1, answer);
}

const reader_entry reader_series_pairs[] = {{"series_compare", solve_compare},
                                            {"series_lag", solve_lag},
                                            {"series_score", solve_score},
                                            {"series_outlook", solve_outlook},
                                            {"series_timestamp", solve_timestamp},
                                            {"series_resample", solve_resample},
                                            {NULL, NULL}};

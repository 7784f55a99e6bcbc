/* Series: one window, read from its print and worked out with floating point where the families
 * count in whole numbers. */
#include "tests/helper_reader_series.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper_reader.h"

/* -- reading ------------------------------------------------------------------------------------
 */

/* A number without its point; how many decimals it had. */
static long long read_number(const char **at, int *places) {
    char digits[32];
    int count = 0;
    *places = -1;
    for (; isdigit((unsigned char)**at) || **at == '-' ||
           (**at == '.' && isdigit((unsigned char)(*at)[1]));
         ++*at) {
        if (**at == '.')
            *places = 0;
        else if (count < 30)
            digits[count++] = **at;
        if (**at != '.' && *places >= 0) ++*places;
    }
    digits[count] = '\0';
    return strtoll(digits, NULL, 10);
}

/* "1, ?, 3. " */
static int read_list(const char **at, long long *out, long long *unit) {
    int n = 0, places;
    for (;;) {
        if (**at == '?') {
            out[n++] = SERIES_GAP;
            ++*at;
        } else {
            out[n++] = read_number(at, &places);
            for (*unit = 1; places > 0; places--) *unit *= 10;
        }
        if (**at != ',' || n == SERIES_MOST) break;
        *at += 2;
    }
    *at += 2;
    return n;
}

int series_read(const char *question, series_text *s) {
    const char *at = question;
    s->m = 0;
    if (strncmp(at, "Values: ", 8) == 0) {
        at += 8;
        s->n = read_list(&at, s->x, &s->unit);
    } else if (strncmp(at, "A: ", 3) == 0) {
        at += 3;
        s->n = read_list(&at, s->x, &s->unit);
        if (strncmp(at, "B: ", 3) != 0) return -1;
        at += 3;
        s->m = read_list(&at, s->y, &s->unit);
    } else {
        return -1;
    }
    s->ask = at;
    return 0;
}

long long series_level(const series_text *s, const char *mark) {
    const char *at = strstr(s->ask, mark);
    int places;
    if (!at) return 0;
    at += strlen(mark);
    return read_number(&at, &places);
}

long long series_whole(const series_text *s, const char *mark) {
    const char *at = strstr(s->ask, mark);
    return at ? strtoll(at + strlen(mark), NULL, 10) : 0;
}

int series_asks(const series_text *s, const char *words) {
    return strstr(s->ask, words) != NULL;
}

/* -- printing and measures ----------------------------------------------------------------------
 */

int series_print_ratio(long long top, long long bottom, char *answer) {
    snprintf(answer, READER_ANSWER_BYTES, "%lld/%lld", top, bottom);
    return 0;
}

int series_print(const series_text *s, long long top, long long bottom, char *answer) {
    return series_print_ratio(top, bottom * s->unit, answer);
}

int series_print_rounded(double value, char *answer) {
    return series_print_ratio(llround(100.0 * value), 100, answer);
}

int series_print_word(const char *word, char *answer) {
    snprintf(answer, READER_ANSWER_BYTES, "%s", word);
    return 0;
}

static int print_count(long long count, char *answer) {
    snprintf(answer, READER_ANSWER_BYTES, "%lld", count);
    return 0;
}

long long series_total(const long long *x, int n) {
    long long total = 0;
    while (n > 0) total += x[--n];
    return total;
}

double series_mean(const long long *x, int n) {
    return (double)series_total(x, n) / n;
}

static int by_size(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static void sort_copy(const long long *x, int n, long long *sorted) {
    memcpy(sorted, x, (size_t)n * sizeof *x);
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
}

double series_median(const long long *x, int n) {
    long long sorted[SERIES_MOST];
    sort_copy(x, n, sorted);
    return n % 2 ? (double)sorted[n / 2] : (double)(sorted[n / 2 - 1] + sorted[n / 2]) / 2.0;
}

int series_farthest(const long long *x, int n) {
    double middle = series_median(x, n);
    int best = 0;
    for (int i = 1; i < n; i++)
        if (fabs((double)x[i] - middle) > fabs((double)x[best] - middle)) best = i;
    return best;
}

/* -- rules and summaries ------------------------------------------------------------------------
 */

static int solve_next(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    const long long *x = s.x;
    int n = s.n;
    if (series_asks(&s, "come again"))
        return series_print(&s, x[n % series_whole(&s, "same ")], 1, answer);
    if (series_asks(&s, "differ by")) return series_print(&s, x[0] + n * (x[1] - x[0]), 1, answer);
    if (series_asks(&s, "sum of the two")) return series_print(&s, x[n - 2] + x[n - 1], 1, answer);
    if (series_asks(&s, "times the same number"))
        return series_print(&s, x[n - 1] * x[1], x[0], answer);
    if (series_asks(&s, "differences of neighbours")) { /* Newton's forward formula */
        long long first = x[1] - x[0], second = x[2] - 2 * x[1] + x[0];
        return series_print(&s, x[0] + n * first + n * (n - 1LL) / 2 * second, 1, answer);
    }
    long long a = (x[2] - x[1]) / (x[1] - x[0]), b = x[1] - a * x[0];
    return series_print(&s, a * x[n - 1] + b, 1, answer);
}

static int solve_summary(const char *question, char *answer) {
    series_text s;
    long long sorted[SERIES_MOST];
    if (series_read(question, &s)) return -1;
    int first = 1, n = s.n;
    if (series_asks(&s, "from position ")) {
        first = (int)series_whole(&s, "from position ");
        n = (int)series_whole(&s, " to position ") - first + 1;
    }
    const long long *x = s.x + first - 1;
    sort_copy(x, n, sorted);
    int largest = series_asks(&s, "largest");
    if (series_asks(&s, "At which")) {
        int at = 0;
        while (x[at] != sorted[largest ? n - 1 : 0]) at++;
        return print_count(first + at, answer);
    }
    if (series_asks(&s, "How many")) {
        long long level = series_level(&s, "above "), count = 0;
        for (int i = 0; i < n; i++) count += x[i] > level;
        return print_count(count, answer);
    }
    if (series_asks(&s, "median"))
        return series_print(&s, sorted[(n - 1) / 2] + sorted[n / 2], 2, answer);
    if (series_asks(&s, "minus")) return series_print(&s, sorted[n - 1] - sorted[0], 1, answer);
    if (series_asks(&s, "sum")) return series_print(&s, series_total(x, n), 1, answer);
    if (series_asks(&s, "mean")) return series_print(&s, series_total(x, n), n, answer);
    return series_print(&s, sorted[largest ? n - 1 : 0], 1, answer);
}

static int solve_change(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    if (series_asks(&s, "sum of the first"))
        return series_print(&s, series_total(s.x, (int)series_whole(&s, "first ")), 1, answer);
    int t = (int)series_whole(&s, "position ");
    long long at = s.x[t - 1], before = s.x[t - 2];
    if (series_asks(&s, "moving")) {
        int width = (int)series_whole(&s, "width ");
        return series_print(&s, series_total(s.x + t - width, width), width, answer);
    }
    if (series_asks(&s, "percent"))
        return series_print_ratio(100 * at - 100 * before, before, answer);
    return series_print(&s, at - before, 1, answer);
}

/* -- lines and periods --------------------------------------------------------------------------
 */

typedef struct line {
    double slope, t; /* its statistic */
} line;

static line fit(const long long *x, int n) {
    double mean = series_mean(x, n), middle = (n - 1) / 2.0, xy = 0, xx = 0, rest = 0;
    for (int i = 0; i < n; i++) {
        xy += (i - middle) * ((double)x[i] - mean);
        xx += (i - middle) * (i - middle);
    }
    line l = {.slope = xy / xx};
    for (int i = 0; i < n; i++) {
        double off = (double)x[i] - mean - l.slope * (i - middle);
        rest += off * off;
    }
    double error = sqrt(rest / (n - 2) / xx);
    l.t = error > 0 ? l.slope / error : copysign(1e9, l.slope);
    return l;
}

static int solve_slope(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    return series_print_rounded(fit(s.x, s.n).slope / (double)s.unit, answer);
}

static int solve_trend(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    double t = fit(s.x, s.n).t;
    return series_print_word(fabs(t) < 2 ? "flat" : t > 0 ? "rising" : "falling", answer);
}

static int solve_period(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    const char *const marks[] = {"periods ", ", ", " and "};
    double mean = series_mean(s.x, s.n), best = -1e30;
    int period = 0;
    for (int i = 0; i < 3; i++) {
        int k = (int)series_whole(&s, marks[i]);
        double sum = 0;
        for (int t = 0; t + k < s.n; t++)
            sum += ((double)s.x[t] - mean) * ((double)s.x[t + k] - mean);
        if (sum > best) {
            best = sum;
            period = k;
        }
    }
    return print_count(period, answer);
}

static int solve_forecast(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int n = s.n;
    if (series_asks(&s, "mean of the last")) {
        int width = (int)series_whole(&s, "last ");
        return series_print(&s, series_total(s.x + n - width, width), width, answer);
    }
    int steps = (int)series_whole(&s, "is it ");
    if (series_asks(&s, "mean step"))
        return series_print(&s, s.x[n - 1] * (n - 1) + steps * (s.x[n - 1] - s.x[0]), n - 1,
                            answer);
    int season = (int)series_whole(&s, "season of "), at = n + steps - 1;
    while (at >= n) at -= season;
    return series_print(&s, s.x[at], 1, answer);
}

/* -- anomalies and gaps -------------------------------------------------------------------------
 */

static int shift_position(const long long *x, int n, int last) {
    int best = 0;
    double most = -1;
    for (int position = 3; position <= last; position++) {
        int k = position - 1;
        double step = fabs(series_mean(x, k) - series_mean(x + k, n - k));
        if (step > most) {
            most = step;
            best = position;
        }
    }
    return best;
}

static int solve_anomaly(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int at = s.n;
    if (series_asks(&s, "median")) return print_count(series_farthest(s.x, s.n) + 1, answer);
    if (series_asks(&s, "shifts"))
        return print_count(shift_position(s.x, s.n, (int)series_whole(&s, " to ")), answer);
    if (series_asks(&s, "signs"))
        for (at = 1; s.x[at - 1] > 0;) at++;
    else
        while (at > 1 && s.x[at - 2] == s.x[s.n - 1]) at--;
    return print_count(at, answer);
}

static long long least(const long long *x, int n) {
    long long value = x[0];
    for (int i = 1; i < n; i++) value = x[i] < value ? x[i] : value;
    return value;
}

static long long most(const long long *x, int n) {
    long long value = x[0];
    for (int i = 1; i < n; i++) value = x[i] > value ? x[i] : value;
    return value;
}

static const char *anomaly_of(const long long *x, int n) {
    double middle = series_median(x, n);
    int far = series_farthest(x, n), is_spike = 1, flipped = 0;
    for (int i = 0; i < n; i++)
        if (i != far && fabs((double)x[far] - middle) < 3 * fabs((double)x[i] - middle))
            is_spike = 0;
    if (is_spike) return "spike";
    if (x[n - 1] == x[n - 2] && x[n - 2] == x[n - 3]) return "cutoff";
    for (int k = 1; k < n; k++) flipped |= least(x, k) > 0 && most(x + k, n - k) < 0;
    if (flipped) return "flip";
    if (least(x, n) <= 0) return "none";
    for (int k = 2; k <= n - 2; k++)
        if (most(x, k) < least(x + k, n - k) || least(x, k) > most(x + k, n - k)) return "shift";
    return "none";
}

static int solve_anomaly_type(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    return series_print_word(anomaly_of(s.x, s.n), answer);
}

static int solve_missing(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    int at = (int)series_whole(&s, "position ") - 1, left = at, right = at;
    while (s.x[left] == SERIES_GAP) left--;
    while (s.x[right] == SERIES_GAP) right++;
    long long rise = s.x[right] - s.x[left];
    return series_print(&s, s.x[left] * (right - left) + rise * (at - left), right - left, answer);
}

/* -- counts and programs ------------------------------------------------------------------------
 */

static int solve_runs(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    const long long *x = s.x;
    long long level = series_level(&s, "sides of ");
    int count = 0, longest = 0;
    for (int i = 0; i < s.n; i++) {
        if (series_asks(&s, "longest run")) {
            int end = i + 1;
            while (end < s.n && x[end] > x[end - 1]) end++;
            if (end - i > longest) longest = end - i;
        } else if (series_asks(&s, "sides of")) {
            count += i > 0 && (x[i] - level) * (x[i - 1] - level) < 0;
        } else if (series_asks(&s, "all before")) {
            count += i > 0 && x[i] > most(x, i);
        } else if (i > 0 && i + 1 < s.n) {
            count += (x[i] - x[i - 1]) * (x[i] - x[i + 1]) > 0;
        }
    }
    return print_count(longest ? longest : count, answer);
}

static int solve_rule(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    long long state = 0, on = 0;
    if (series_asks(&s, "(e + x)/2")) {
        long long bottom = 1, top = s.x[0];
        for (int i = 1; i < series_whole(&s, "to position "); i++, bottom *= 2)
            top += s.x[i] * bottom;
        return series_print(&s, top, bottom, answer);
    }
    long long above = series_level(&s, "above "), below = series_level(&s, "below "),
              minus = series_level(&s, "s + x - ");
    for (int i = 0; i < s.n; i++) {
        if (series_asks(&s, "switch")) {
            on = s.x[i] < below ? 1 : s.x[i] > above ? 0 : on;
            state += on;
        } else {
            state += series_asks(&s, "add 1") ? (s.x[i] > above ? 1 : -1) : s.x[i] - minus;
            state = state < 0 ? 0 : state;
        }
    }
    return series_asks(&s, "s + x") ? series_print(&s, state, 1, answer)
                                    : print_count(state, answer);
}

static int solve_hops(const char *question, char *answer) {
    series_text s;
    if (series_read(question, &s)) return -1;
    const long long *x = s.x;
    int n = s.n, far = series_farthest(x, n), at = 0;
    long long total = series_total(x, n), above = 0;
    if (series_asks(&s, "largest one")) {
        while (x[at] != most(x, n)) at++;
        return series_print(&s, x[at + 1] - x[at - 1], 1, answer);
    }
    if (series_asks(&s, "above the mean")) {
        for (int i = 0; i < n; i++) above += (double)x[i] > series_mean(x, n) ? x[i] : 0;
        return series_print(&s, above, 1, answer);
    }
    if (series_asks(&s, "Replace"))
        return series_print(&s, 2 * (total - x[far]) + x[far - 1] + x[far + 1], 2, answer);
    if (!series_asks(&s, "week")) return series_print(&s, total - x[far], n - 1, answer);
    int width = (int)series_whole(&s, "Every "), week = (int)series_whole(&s, "in week ");
    total = series_total(x + width * (week - 1), width);
    if (far / width != week - 1) return series_print(&s, total, width, answer);
    return series_print(&s, total - x[far], width - 1, answer);
}

const reader_entry reader_series[] = {
    {"series_next", solve_next},         {"series_summary", solve_summary},
    {"series_change", solve_change},     {"series_slope", solve_slope},
    {"series_trend", solve_trend},       {"series_period", solve_period},
    {"series_forecast", solve_forecast}, {"series_anomaly", solve_anomaly},
    {"series_missing", solve_missing},   {"series_anomaly_type", solve_anomaly_type},
    {"series_runs", solve_runs},         {"series_rule", solve_rule},
    {"series_hops", solve_hops},         {NULL, NULL}};

/* What the readers of series share: the printed numbers of a question. */
#ifndef MG_TESTS_HELPER_READER_SERIES_H
#define MG_TESTS_HELPER_READER_SERIES_H

enum { SERIES_MOST = 96 };
#define SERIES_GAP (-(1LL << 62))

/* Numbers as integers in units of 1 / unit. */
typedef struct series_text {
    long long x[SERIES_MOST], y[SERIES_MOST], unit; /* y: the second series */
    int n, m;
    const char *ask; /* what follows the series */
} series_text;

/* 0, or -1 where the text begins otherwise. */
int series_read(const char *question, series_text *s);

/* The number behind the first `mark` of the question's sentence: whole, or in the series' units. */
long long series_whole(const series_text *s, const char *mark);
long long series_level(const series_text *s, const char *mark);

int series_asks(const series_text *s, const char *words);

/* top / bottom units of the series; a plain number; a double to two decimals. */
int series_print(const series_text *s, long long top, long long bottom, char *answer);
int series_print_ratio(long long top, long long bottom, char *answer);
int series_print_rounded(double value, char *answer);
int series_print_word(const char *word, char *answer);

double series_mean(const long long *x, int n);
double series_median(const long long *x, int n);
long long series_total(const long long *x, int n);

/* The index of the value that is farthest from the median. */
int series_farthest(const long long *x, int n);

#endif

/* By how many steps one series follows another: the lag of the largest cross-covariance.
 *
 * Parameters: the longest lag K, and n - K, the number of products of every lag, so that none is
 * favoured. B is A's own window some steps late, with noise. Margin: the best is 1/20 better than
 * any other. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

/* values of both, digits, places, longest lag */
static const mg_level LEVELS[] = {
    {"2 times 6 values, 1 digit, up to 2 steps", {12, 1, 0, 2}},
    {"2 times 8 values, 2 digits, up to 3 steps", {16, 2, 0, 3}},
    {"2 times 12 values, 2 digits, up to 4 steps", {24, 2, 0, 4}},
    {"2 times 20 values, 3 digits, 1 decimal place, up to 6 steps", {40, 3, 1, 6}},
    {"2 times 32 values, 3 digits, 2 decimal places, up to 9 steps", {64, 3, 2, 9}},
};

static const char *const SENTENCES[] = {
    "For which k from 0 to %0 is the sum of (A(t) - a)*(B(t+k) - b) over t = 1 to %1 largest, a "
    "and "
    "b being the means of all values of A and of B?",
};

static int64_t products_at(const mg_series *s, int lag) {
    int n = s->n / 2;
    const int64_t *a = s->x, *b = s->x + n;
    int64_t sum_a = mg_series_sum(a, n), sum_b = mg_series_sum(b, n), products = 0;
    for (int t = 0; t < s->p[1]; t++) products += (n * a[t] - sum_a) * (n * b[t + lag] - sum_b);
    return products;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int64_t best = 0, next = 0;
    for (int lag = 0; lag <= s->p[0]; lag++) {
        int64_t products = products_at(s, lag);
        if (products > best) {
            next = best;
            best = products;
            *answer = mg_series_whole(lag);
        } else if (products > next) {
            next = products;
        }
    }
    return best > 0 && 20 * (best - next) >= best;
}

static const mg_series_task TASK = {"lag", SENTENCES, true, solve};

/* A(t) = window(t + longest), B(t) = window(t + longest - lag) and noise: B(t + lag) is A(t). */
static void split_window(mg_rng *rng, const int64_t *window, int n, int longest, int lag,
                         int64_t *x) {
    enum { NOISE = 16 };
    int64_t span = mg_series_highest(window, n + longest) - mg_series_lowest(window, n + longest);
    for (int t = 0; t < n; t++) {
        x[t] = window[t + longest];
        x[n + t] = window[t + longest - lag] + mg_draw_between(rng, -span / NOISE, span / NOISE);
    }
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item = mg_series_start(rng);
    int longest = level->knob[MG_SERIES_OWN], n = level->knob[MG_SERIES_VALUES] / 2;
    int lag = (int)mg_rng_below(&item, (uint32_t)longest + 1);
    MG_TRY(mg_series_take(level, rng, n + longest, false, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    int64_t window[MG_SERIES_MOST];
    memcpy(window, v + MG_SERIES_HEAD, (size_t)(n + longest) * sizeof *window);
    split_window(rng, window, n, longest, lag, v + MG_SERIES_HEAD);
    v[1] = 2 * n;
    v[3] = longest;
    v[4] = n - longest;
    mg_series s = mg_series_of(v);
    mg_series_answer found;
    if (!solve(&s, &found) || found.value.top != lag)
        mg_series_refuse(v); /* what noise made of it */
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    for (int i = 0; i < 2; i++) mg_series_work_mean(out, s.x + i * (s.n / 2), s.n / 2, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 144, ANSWER = 1, MORE = 96 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_lag = {
    MG_SERIES_FAMILY(lag),
    .summary = "by how many steps a series follows another, by cross-covariance",
    .knobs = {"values", "digits", "decimal_places", "longest_lag"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
};

/* Which of three periods a series has: the one of the highest autocorrelation.
 *
 * Parameters: the three periods. Margins, in shares of the sum of squares about the mean: the best
 * is at least 3/10, and 3/20 above the second. The three come equally often where the data has
 * them; where it has not, the first season of a window is repeated with some noise. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { CHOICES = 3, NOISE = 16 };

/* values, digits, places, the three periods */
static const mg_level LEVELS[] = {
    {"12 values, 1 digit, periods 2, 3, 5", {12, 1, 0, 2, 3, 5}},
    {"16 values, 2 digits, periods 3, 4, 5", {16, 2, 0, 3, 4, 5}},
    {"24 values, 2 digits, periods 4, 6, 7", {24, 2, 0, 4, 6, 7}},
    {"36 values, 2 digits, periods 4, 7, 12", {36, 2, 0, 4, 7, 12}},
    {"64 values, 3 digits, 1 decimal place, periods 7, 12, 24", {64, 3, 1, 7, 12, 24}},
};

static const char *const SENTENCES[] = {
    "Which of the periods %0, %1 and %2 has the highest autocorrelation? Of period k it is the sum "
    "of (x(t) - m)*(x(t+k) - m) over all t that have both, m being the mean of all values.",
};

/* n^2 times the autocovariance at a lag. */
static int64_t lagged_products(const mg_series *s, int lag) {
    int64_t sum = mg_series_sum(s->x, s->n), products = 0;
    for (int i = 0; i + lag < s->n; i++)
        products += (s->n * s->x[i] - sum) * (s->n * s->x[i + lag] - sum);
    return products;
}

/* The index of the best period, and whether the margins hold. */
static int best_period(const mg_series *s, bool *is_clear) {
    int64_t all = lagged_products(s, 0), found[CHOICES];
    int best = 0;
    for (int i = 0; i < CHOICES; i++) {
        found[i] = lagged_products(s, (int)s->p[i]);
        if (found[i] > found[best]) best = i;
    }
    *is_clear = all > 0 && 10 * found[best] >= 3 * all;
    for (int i = 0; i < CHOICES; i++)
        *is_clear = *is_clear && (i == best || 20 * (found[best] - found[i]) >= 3 * all);
    return best;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    bool is_clear;
    int best = best_period(s, &is_clear);
    *answer = mg_series_whole(s->p[best]);
    return is_clear;
}

static const mg_series_task TASK = {"period", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item = mg_series_start(rng);
    int n = level->knob[MG_SERIES_VALUES], wished = (int)mg_rng_below(&item, CHOICES);
    MG_TRY(mg_series_take(level, rng, n, false, false, v, NULL));
    for (int i = 0; i < CHOICES; i++) v[3 + i] = level->knob[MG_SERIES_OWN + i];
    if (v[1] == 0) return MG_OK;
    if (mg_series_may_shape(level, rng)) {
        mg_series_repeat(rng, v + MG_SERIES_HEAD, n, (int)v[3 + wished], NOISE);
        return MG_OK;
    }
    mg_series s = mg_series_of(v);
    bool is_clear;
    if (best_period(&s, &is_clear) != wished) mg_series_refuse(v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    mg_series_work_mean(out, s.x, s.n, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 184, ANSWER = 2, MORE = 48 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_period = {
    MG_SERIES_FAMILY(period),
    .summary = "which of three periods has the highest autocorrelation",
    .knobs = {"values", "digits", "decimal_places", "period_1", "period_2", "period_3"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
};

/* Where an anomaly is, each kind by a rule that the question says in full.
 *
 * Margins: a spike is twice as far from the median as any other value; the best position of a shift
 * is at least 1/100 better than any other (a neighbour loses only one value of many). */
#include "gym/families/series_anomaly.h"

#include "gym/families/series_measures.h"

enum { SHIFT_ENDS = 2 /* values on either side, at least */ };

/* values, digits, places, kinds */
static const mg_level LEVELS[] = {
    {"8 values, 1 digit: spikes", {8, 1, 0, 1}},
    {"8 values, 2 digits: stuck sensors too", {8, 2, 0, 2}},
    {"12 values, 2 digits: all four kinds", {12, 2, 0, MG_SERIES_CHANGES}},
    {"24 values, 3 digits, 1 decimal place", {24, 3, 1, MG_SERIES_CHANGES}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2, MG_SERIES_CHANGES}},
};

static const char *const SENTENCES[MG_SERIES_CHANGES] = {
    "One value is farther from the median than all others. At which position, counted from 1?",
    "From some position to the end all values are the same. What is the first such position, "
    "counted from 1?",
    "The signs are turned round from some position to the end. What is the first such position, "
    "counted from 1?",
    "The level shifts. Of positions 3 to %0, counted from 1, at which is the mean of the values "
    "from there on farthest from the mean of the values before it?",
};

/* -- putting in -------------------------------------------------------------------------------- */

static void put_spike(mg_rng *rng, int64_t *x, int n, int64_t span) {
    int at = (int)mg_rng_below(rng, (uint32_t)n);
    int64_t away = mg_draw_between(rng, 2 * span, 4 * span + 1);
    x[at] = mg_rng_below(rng, 2) ? x[at] + away : x[at] - away;
}

void mg_series_put_anomaly(mg_rng *rng, mg_series_change change, int64_t *x, int n) {
    int64_t span = mg_series_highest(x, n) - mg_series_lowest(x, n);
    mg_series_lift(x, n);
    int ends = change == MG_SERIES_CUTOFF ? MG_SERIES_STUCK : SHIFT_ENDS;
    int from = (int)mg_draw_between(rng, SHIFT_ENDS, n - ends);
    int64_t by = mg_draw_between(rng, span + 1, 2 * span);
    if (mg_rng_below(rng, 2)) by = -by;
    if (change == MG_SERIES_SPIKE) put_spike(rng, x, n, span);
    for (int i = from; i < n && change != MG_SERIES_SPIKE; i++)
        x[i] = change == MG_SERIES_CUTOFF ? x[from] : change == MG_SERIES_FLIP ? -x[i] : x[i] + by;
}

/* -- finding ----------------------------------------------------------------------------------- */

int mg_series_stuck_length(const int64_t *x, int n) {
    int length = 1;
    while (length < n && x[n - 1 - length] == x[n - 1]) length++;
    return length;
}

int mg_series_flip_index(const int64_t *x, int n) {
    int at = 0;
    while (at < n && x[at] > 0) at++;
    for (int i = at; i < n; i++)
        if (x[i] >= 0) return n;
    return at > 0 ? at : n;
}

/* n * k * (n - k) times the difference of the means, a common multiple of n, comes out of the sums:
 * |n * (sum before) - k * (sum of all)| / (k * (n - k)). */
static double step_at(const int64_t *x, int n, int k) {
    int64_t step = n * mg_series_sum(x, k) - k * mg_series_sum(x, n);
    return (double)(step < 0 ? -step : step) / (double)(k * (n - k));
}

/* Doubles do: positions that are nearly as good as the best are refused. */
static bool find_shift(const int64_t *x, int n, int *index) {
    double best = 0.0, next = 0.0;
    for (int k = SHIFT_ENDS; k <= n - SHIFT_ENDS; k++) {
        double step = step_at(x, n, k);
        if (step > best) {
            next = best;
            best = step;
            *index = k;
        } else if (step > next) {
            next = step;
        }
    }
    return 100.0 * best > 101.0 * next;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int index = 0, n = s->n;
    bool is_clear = false;
    if (s->kind == MG_SERIES_SPIKE) {
        mg_series_outlier found = mg_series_outlier_of(s->x, n);
        index = found.index;
        is_clear = found.distance >= 2 * found.next;
    } else if (s->kind == MG_SERIES_CUTOFF) {
        index = n - mg_series_stuck_length(s->x, n);
        is_clear = n - index >= MG_SERIES_STUCK && index > 0;
    } else if (s->kind == MG_SERIES_FLIP) {
        index = mg_series_flip_index(s->x, n);
        is_clear = index < n;
    } else {
        is_clear = find_shift(s->x, n, &index);
    }
    *answer = mg_series_whole(index + 1);
    return is_clear;
}

static const mg_series_task TASK = {"anomaly", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    int n = (int)v[1];
    v[3] = n - 1;
    if (v[1]) mg_series_put_anomaly(rng, (mg_series_change)v[0], v + MG_SERIES_HEAD, n);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work_spike(const mg_series *s, mg_text *out) {
    int64_t median = mg_series_median_twice(s->x, s->n);
    mg_series_answer half = mg_series_number(s, median, 2);
    mg_text_string(out, "median: ");
    mg_series_write_answer(out, &half);
    mg_text_string(out, ";value: ");
    mg_text_decimal(out, s->x[mg_series_outlier_of(s->x, s->n).index], s->places);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    mg_series_answer found;
    solve(&s, &found);
    int at = (int)found.value.top - 1, n = s.n;
    if (s.kind == MG_SERIES_SPIKE) {
        work_spike(&s, out);
    } else if (s.kind == MG_SERIES_SHIFT) {
        mg_series_work_mean(out, s.x, at, s.places);
        mg_series_work_mean(out, s.x + at, n - at, s.places);
    } else {
        mg_text_string(out, "to the end: ");
        mg_series_write_values(out, s.x + at, n - at, s.places);
        mg_text_char(out, ';');
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 160, ANSWER = 2, MORE = 88 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_anomaly = {
    MG_SERIES_FAMILY(anomaly),
    .summary = "where a spike, a stuck sensor, a turned sign or a shift of level is",
    .knobs = {"values", "digits", "decimal_places", "kinds"},
    .default_level = 3,
    .answer_kind = MG_ANSWER_INTEGER,
};

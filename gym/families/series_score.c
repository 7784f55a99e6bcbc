/* What a forecast is worth: mean absolute error, MASE, sMAPE, values within some percent.
 *
 * A is what came, B the forecast. Parameter 0: the percent of the band. Margins: no error is the
 * band's edge; sMAPE is not close to the middle of two roundings. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { WITHIN, ABSOLUTE, SCALED, SYMMETRIC, KINDS, CLASSES = 5 };

/* values of both, digits, places, measures */
static const mg_level LEVELS[] = {
    {"2 times 4 values, 1 digit: within a band", {8, 1, 0, 1}},
    {"2 times 5 values, 2 digits: mean absolute errors too", {10, 2, 0, 2}},
    {"2 times 6 values, 2 digits: MASE and sMAPE too", {12, 2, 0, KINDS}},
    {"2 times 12 values, 3 digits, 1 decimal place", {24, 3, 1, KINDS}},
    {"2 times 24 values, 3 digits, 2 decimal places", {48, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "A came, B was forecast. How many forecasts are off by less than %0 percent of what came?",
    "A came, B was forecast. What is the mean absolute error?",
    "A came, B was forecast. What is the mean absolute error, divided by the mean absolute "
    "difference of neighbours in A? Give the exact number.",
    "A came, B was forecast. What is sMAPE, the mean of 200*|a - b|/(a + b), rounded to 2 decimal "
    "places?",
};

static int64_t distance(int64_t a, int64_t b) {
    return a > b ? a - b : b - a;
}

static int64_t sum_of_errors(const mg_series *s, int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += distance(s->x[i], s->x[n + i]);
    return sum;
}

static int64_t sum_of_steps(const mg_series *s, int n) {
    int64_t sum = 0;
    for (int i = 1; i < n; i++) sum += distance(s->x[i], s->x[i - 1]);
    return sum;
}

/* -1 where an error is the band's edge. */
static int count_within(const mg_series *s, int n) {
    int count = 0;
    for (int i = 0; i < n; i++) {
        int64_t error = 100 * distance(s->x[i], s->x[n + i]), band = s->p[0] * s->x[i];
        if (error == band) return -1;
        count += error < band;
    }
    return count;
}

/* In units of 10^-PLACES; the parts are rounded down to 10^-12 of a percent, far below the margin
 * of mg_series_nearest. */
static bool symmetric_error(const mg_series *s, int n, mg_series_answer *answer) {
    enum { PLACES = 2, FINE = 12 };
    int64_t sum = 0, nearest;
    for (int i = 0; i < n; i++) {
        int64_t a = s->x[i], b = s->x[n + i];
        sum += (int64_t)((mg_series_wide)200 * distance(a, b) * mg_power_of_ten(FINE) / (a + b));
    }
    bool is_clear = mg_series_nearest(sum, n * mg_power_of_ten(FINE - PLACES), &nearest);
    *answer = (mg_series_answer){.value = {nearest, 1}, .places = PLACES};
    return is_clear;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int n = s->n / 2;
    if (mg_series_lowest(s->x, s->n) <= 0) return false;
    if (s->kind == WITHIN) {
        int count = count_within(s, n);
        *answer = mg_series_whole(count);
        return count >= 0;
    }
    if (s->kind == SYMMETRIC) return symmetric_error(s, n, answer);
    int64_t errors = sum_of_errors(s, n), steps = sum_of_steps(s, n);
    if (s->kind == ABSOLUTE)
        *answer = mg_series_number(s, errors, n);
    else if (steps > 0)
        *answer = (mg_series_answer){.value = mg_ratio_of(errors * (n - 1), steps * n)};
    return s->kind == ABSOLUTE || steps > 0;
}

static const mg_series_task TASK = {"score", SENTENCES, true, solve};

/* A forecast of A: each value off by up to a fifth, by less at most positions. */
static void draw_forecast(mg_rng *rng, int64_t *x, int n) {
    for (int i = 0; i < n; i++) {
        int64_t most = x[i] / (mg_rng_below(rng, 3) ? 5 : 20) + (x[i] < 20);
        int64_t forecast = x[i] + mg_draw_between(rng, -most, most);
        x[n + i] = forecast > 0 ? forecast : 1;
    }
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    static const int BANDS[] = {5, 10, 20};
    mg_rng item = mg_series_start(rng);
    v[0] = mg_rng_below(&item, (uint32_t)level->knob[MG_SERIES_OWN]);
    int n = level->knob[MG_SERIES_VALUES] / 2;
    MG_TRY(mg_series_take(level, rng, n, false, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    mg_series_lift(v + MG_SERIES_HEAD, n);
    draw_forecast(rng, v + MG_SERIES_HEAD, n);
    v[1] = 2 * n;
    v[3] = v[0] == WITHIN ? BANDS[mg_rng_below(rng, 3)] : 0;
    mg_series s = mg_series_of(v);
    if (v[0] == WITHIN)
        mg_series_wish(rng, &item, CLASSES, count_within(&s, n) * CLASSES / (n + 1), v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int n = s.n / 2;
    mg_text_string(out, "errors: ");
    int64_t errors[MG_SERIES_MOST];
    for (int i = 0; i < n; i++) errors[i] = distance(s.x[i], s.x[n + i]);
    mg_series_write_values(out, errors, n, s.places);
    mg_text_char(out, ';');
    if (s.kind == WITHIN) return;
    int64_t sum = mg_series_work_sum(out, errors, n, s.places);
    if (s.kind != SYMMETRIC) mg_series_work_quotient(out, sum, n, s.places);
    if (s.kind != SCALED) return;
    for (int i = 1; i < n; i++) errors[i - 1] = distance(s.x[i], s.x[i - 1]);
    int64_t steps = mg_series_work_sum(out, errors, n - 1, s.places);
    mg_series_work_quotient(out, steps, n - 1, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 152, ANSWER = 24, MORE = 128 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, 2 * list + MORE);
}

const mg_family mg_family_series_score = {
    MG_SERIES_FAMILY(score),
    .summary = "errors of a forecast: within a band, absolute, MASE, sMAPE",
    .knobs = {"values", "digits", "decimal_places", "measures"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};

/* The slope of the line of least squares, rounded to two decimal places.
 *
 * With positions 1 to n: (n * sum of t*x - sum of t * sum of x) / (n * sum of t^2 - (sum of t)^2).
 * Slopes close to the middle of two roundings are no problem (mg_series_nearest). */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { PLACES = 2 };

/* values, digits, places */
static const mg_level LEVELS[] = {
    {"4 values, 1 digit", {4, 1, 0}},
    {"6 values, 2 digits", {6, 2, 0}},
    {"8 values, 2 digits", {8, 2, 0}},
    {"12 values, 3 digits, 1 decimal place", {12, 3, 1}},
    {"24 values, 3 digits, 2 decimal places", {24, 3, 2}},
};

static const char *const SENTENCES[] = {
    "Fit a line by least squares to the values at t = 1, 2, 3, ... What is its slope, rounded to 2 "
    "decimal places?",
};

static void positions(int64_t *t, int n) {
    for (int i = 0; i < n; i++) t[i] = i + 1;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int64_t t[MG_SERIES_MOST], slope;
    positions(t, s->n);
    mg_series_wide top = mg_series_spread(t, s->x, s->n) * mg_power_of_ten(PLACES);
    mg_series_wide bottom = mg_series_spread(t, t, s->n) * mg_power_of_ten(s->places);
    bool clear = mg_series_nearest(top, bottom, &slope);
    *answer = (mg_series_answer){.value = {slope, 1}, .places = PLACES};
    return clear;
}

static const mg_series_task TASK = {"slope", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_series_start(rng);
    return mg_series_take(level, rng, level->knob[MG_SERIES_VALUES], false, false, v, NULL);
}

MG_SERIES_FUNCTIONS(TASK)

/* "1*3+2*5=13;" */
static void write_products(mg_text *out, const int64_t *x, int n, int places) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        if (i > 0) mg_text_char(out, '+');
        mg_text_int(out, i + 1);
        mg_text_char(out, '*');
        mg_series_write_operand(out, x[i], places);
        sum += (i + 1) * x[i];
    }
    mg_text_char(out, '=');
    mg_text_decimal(out, sum, places);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int64_t t[MG_SERIES_MOST];
    positions(t, s.n);
    int64_t top = (int64_t)mg_series_spread(t, s.x, s.n);
    int64_t bottom = (int64_t)mg_series_spread(t, t, s.n);
    int64_t positions_sum = mg_series_work_sum(out, t, s.n, 0);
    int64_t sum = mg_series_work_sum(out, s.x, s.n, s.places);
    write_products(out, s.x, s.n, s.places);
    write_products(out, t, s.n, 0);
    mg_text_int(out, s.n);
    mg_text_char(out, '*');
    mg_series_write_operand(out, (top + positions_sum * sum) / s.n, s.places);
    mg_text_char(out, '-');
    mg_text_int(out, positions_sum);
    mg_text_char(out, '*');
    mg_series_write_operand(out, sum, s.places);
    mg_text_char(out, '=');
    mg_text_decimal(out, top, s.places);
    mg_text_char(out, ';');
    mg_series_work_quotient(out, top, bottom, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 112, ANSWER = 12, EACH = 18, MORE = 96 };
    int n = level->knob[MG_SERIES_VALUES];
    return mg_series_bounds(level, SENTENCE, ANSWER,
                            n * (2 * mg_series_value_bytes(level) + EACH) + MORE);
}

const mg_family mg_family_series_slope = {
    MG_SERIES_FAMILY(slope),
    .summary = "the slope of the least-squares line, to two decimal places",
    .knobs = {"values", "digits", "decimal_places"},
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
};

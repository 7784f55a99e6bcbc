/* Forecasts as procedures: repeat the last season, go on with the drift, the mean of the last few.
 *
 * Parameters: steps ahead; the season, the width of the mean, or the number of steps so far. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { SEASONAL, MEAN, DRIFT, KINDS };

/* values, digits, places, procedures, longest season, most steps ahead */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: repeat the last season", {6, 1, 0, 1, 3, 3}},
    {"8 values, 2 digits: means too", {8, 2, 0, 2, 4, 4}},
    {"12 values, 2 digits: all procedures", {12, 2, 0, KINDS, 6, 9}},
    {"28 values, 3 digits, 1 decimal place", {28, 3, 1, KINDS, 12, 20}},
    {"60 values, 3 digits, 2 decimal places", {60, 3, 2, KINDS, 24, 40}},
};

static const char *const SENTENCES[KINDS] = {
    "A forecast repeats the last season of %1 values. What is it %0 steps ahead?",
    "A forecast is the mean of the last %1 values. What is it?",
    "A forecast adds the mean step (last - first)/%1 once a step ahead. What is it %0 steps ahead?",
};

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int steps = (int)s->p[0], width = (int)s->p[1], n = s->n;
    int64_t last = s->x[n - 1];
    if (s->kind == SEASONAL)
        *answer = mg_series_number(s, s->x[n - width + (steps - 1) % width], 1);
    else if (s->kind == MEAN)
        *answer = mg_series_number(s, mg_series_sum(s->x + n - width, width), width);
    else
        *answer = mg_series_number(s, (n - 1) * last + steps * (last - s->x[0]), n - 1);
    return true;
}

static const mg_series_task TASK = {"forecast", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    v[3] = v[0] == MEAN ? 1 : mg_draw_between(rng, 1, level->knob[MG_SERIES_OWN + 2]);
    v[4] = v[0] == DRIFT ? level->knob[MG_SERIES_VALUES] - 1
                         : mg_draw_between(rng, 2, level->knob[MG_SERIES_OWN + 1]);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work_drift(const mg_series *s, mg_text *out) {
    int64_t last = s->x[s->n - 1];
    int64_t whole = mg_series_work_difference(out, last, s->x[0], s->places);
    mg_series_answer found;
    solve(s, &found);
    mg_text_decimal(out, last, s->places);
    mg_text_char(out, '+');
    mg_text_int(out, s->p[0]);
    mg_text_char(out, '*');
    mg_series_write_operand(out, whole, s->places);
    mg_text_char(out, '/');
    mg_text_int(out, s->n - 1);
    mg_text_char(out, '=');
    mg_series_write_answer(out, &found);
    mg_text_char(out, ';');
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int width = (int)s.p[1];
    if (s.kind == DRIFT) {
        work_drift(&s, out);
        return;
    }
    if (s.kind == MEAN) {
        mg_series_work_mean(out, s.x + s.n - width, width, s.places);
        return;
    }
    mg_text_string(out, "season: ");
    mg_series_write_values(out, s.x + s.n - width, width, s.places);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 168, ANSWER = 16, MORE = 64 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_forecast = {
    MG_SERIES_FAMILY(forecast),
    .summary = "seasonal-naive, mean and drift forecasts as procedures",
    .knobs = {"values", "digits", "decimal_places", "procedures", "longest_season", "most_steps"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};

/* One step of a transformed series: first difference, cumulative sum, change in percent, moving
 * average.
 *
 * Parameters: the position t, the position before it, the width of the average. Changes in percent
 * are asked for where the value before is above 0. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { DIFFERENCE, CUMULATIVE, AVERAGE, PERCENT, KINDS, WIDEST = 7 };

/* values, digits, places, kinds */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: differences and running sums", {6, 1, 0, 2}},
    {"8 values, 2 digits: moving averages too", {8, 2, 0, 3}},
    {"12 values, 2 digits: changes in percent too", {12, 2, 0, KINDS}},
    {"24 values, 3 digits, 1 decimal place", {24, 3, 1, KINDS}},
    {"48 values, 3 digits, 2 decimal places", {48, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "What is the value at position %0, counted from 1, minus the one before it?",
    "What is the sum of the first %0 values?",
    "What is the moving average of width %2 at position %0, counted from 1: the mean of the %2 "
    "values that end there?",
    "By how many percent does the value at position %0, counted from 1, differ from the one before "
    "it? Give the exact number.",
};

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int t = (int)s->p[0], width = (int)s->p[2];
    int64_t at = s->x[t - 1], before = s->x[t - 2];
    if (s->kind == DIFFERENCE)
        *answer = mg_series_number(s, at - before, 1);
    else if (s->kind == CUMULATIVE)
        *answer = mg_series_number(s, mg_series_sum(s->x, t), 1);
    else if (s->kind == AVERAGE)
        *answer = mg_series_number(s, mg_series_sum(s->x + t - width, width), width);
    else if (before > 0)
        *answer = (mg_series_answer){.value = mg_ratio_of(100 * (at - before), before)};
    return s->kind != PERCENT || before > 0;
}

static const mg_series_task TASK = {"change", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    int n = (int)v[1];
    if (n == 0) return MG_OK;
    v[5] = v[0] == AVERAGE ? mg_draw_between(rng, 2, n / 2 < WIDEST ? n / 2 : WIDEST) : 0;
    v[3] = mg_draw_between(rng, v[5] > 2 ? v[5] : 2, n);
    v[4] = v[3] - 1;
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int t = (int)s.p[0], width = (int)s.p[2];
    if (s.kind == CUMULATIVE) {
        mg_series_work_sum(out, s.x, t, s.places);
        return;
    }
    if (s.kind == AVERAGE) {
        mg_series_work_mean(out, s.x + t - width, width, s.places);
        return;
    }
    int64_t step = mg_series_work_difference(out, s.x[t - 1], s.x[t - 2], s.places);
    if (s.kind == DIFFERENCE) return;
    mg_text_string(out, "100*");
    mg_series_write_operand(out, step, s.places);
    mg_text_char(out, '/');
    mg_text_decimal(out, s.x[t - 2], s.places);
    mg_text_char(out, '=');
    mg_text_ratio(out, mg_ratio_of(100 * step, s.x[t - 2]));
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 140, ANSWER = 16, MORE = 64 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_change = {
    MG_SERIES_FAMILY(change),
    .summary = "first difference, running sum, moving average or change in percent at a position",
    .knobs = {"values", "digits", "decimal_places", "questions"},
    .default_level = 3,
    .answer_kind = MG_ANSWER_RATIONAL,
};

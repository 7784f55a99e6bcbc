/* Rising, falling or flat, by the t-statistic of the least-squares slope.
 *
 * t^2 = (n - 2) * Stx^2 / (Stt * Sxx - Stx^2), in whole numbers. The question parts the classes at
 * |t| = 2; series with |t| between 1 and 4 are no problem. The three classes come equally often. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { RISING, FALLING, FLAT, CLASSES, UNCLEAR, FLAT_BELOW = 1, CLEAR_FROM = 4 };

/* values, digits, places */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit", {6, 1, 0}},
    {"8 values, 2 digits", {8, 2, 0}},
    {"16 values, 2 digits", {16, 2, 0}},
    {"32 values, 3 digits, 1 decimal place", {32, 3, 1}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2}},
};

static const char *const SENTENCES[] = {
    "Is the trend rising, falling or flat? Flat: the slope of the least-squares line is less than "
    "2 of its standard errors away from 0.",
};

static int class_of(const mg_series *s) {
    int64_t t[MG_SERIES_MOST];
    for (int i = 0; i < s->n; i++) t[i] = i + 1;
    mg_series_wide cross = mg_series_spread(t, s->x, s->n);
    mg_series_wide explained = cross * cross * (s->n - 2);
    mg_series_wide rest =
        mg_series_spread(t, t, s->n) * mg_series_spread(s->x, s->x, s->n) - cross * cross;
    if (explained < FLAT_BELOW * FLAT_BELOW * rest) return FLAT;
    if (explained <= CLEAR_FROM * CLEAR_FROM * rest) return UNCLEAR;
    return cross > 0 ? RISING : FALLING;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    static const char *const NAMES[CLASSES] = {"rising", "falling", "flat"};
    int found = class_of(s);
    if (found == UNCLEAR) return false;
    *answer = mg_series_word(NAMES[found]);
    return true;
}

static const mg_series_task TASK = {"trend", SENTENCES, false, solve};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item = mg_series_start(rng);
    MG_TRY(mg_series_take(level, rng, level->knob[MG_SERIES_VALUES], false, false, v, NULL));
    if (v[1] == 0) return MG_OK;
    mg_series s = mg_series_of(v);
    mg_series_wish(rng, &item, CLASSES, class_of(&s), v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

/* The means of both halves say which way; how clearly, the sums of squares. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int half = s.n / 2;
    mg_series_work_sum(out, s.x, half, s.places);
    mg_series_work_sum(out, s.x + s.n - half, half, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 136, ANSWER = 7, MORE = 24 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_trend = {
    MG_SERIES_FAMILY(trend),
    .summary = "whether a series rises, falls or is flat",
    .knobs = {"values", "digits", "decimal_places"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_WORD,
};

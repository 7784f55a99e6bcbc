/* Values of hours as values of days: the sum, mean or largest value of one day.
 *
 * Parameter 3: the day, as its number after that of the first value. A day has two values or more,
 * and is not all there is. Windows whose steps are not of hours get a step of hours. */
#include "gym/families/series_calendar.h"
#include "gym/families/series_measures.h"

enum { SUM, LARGEST, MEAN, KINDS, FEWEST = 2 };

/* values, digits, places, questions */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: sums", {6, 1, 0, 1}},
    {"10 values, 2 digits: largest values too", {10, 2, 0, 2}},
    {"16 values, 2 digits: means too", {16, 2, 0, KINDS}},
    {"32 values, 3 digits, 1 decimal place", {32, 3, 1, KINDS}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "What is the sum of the values of ",
    "What is the largest value of ",
    "What is the mean of the values of ",
};

/* The values of the day: where they begin, and how many. */
static int values_of_day(const mg_series *s, int *first) {
    int64_t day = s->p[MG_SERIES_START] / MG_SERIES_DAY + s->p[MG_SERIES_WHICH];
    int count = 0;
    for (int i = 0; i < s->n; i++) {
        if (mg_series_time_of(s->p, i) / MG_SERIES_DAY != day) continue;
        if (count++ == 0) *first = i;
    }
    return count;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int first = 0, count = values_of_day(s, &first);
    if (count < FEWEST || count == s->n) return false;
    const int64_t *x = s->x + first;
    *answer = s->kind == LARGEST
                  ? mg_series_number(s, mg_series_highest(x, count), 1)
                  : mg_series_number(s, mg_series_sum(x, count), s->kind == MEAN ? count : 1);
    return true;
}

static void ask(const mg_series *s, const char *sentence, mg_text *out) {
    static const int64_t DATES[] = {[MG_SERIES_MINUTES] = MG_SERIES_DAY, [MG_SERIES_WHICH] = 0};
    mg_series_ask_calendar(s, sentence, out);
    int64_t day = s->p[MG_SERIES_START] / MG_SERIES_DAY + s->p[MG_SERIES_WHICH];
    mg_series_write_time(out, DATES, day * MG_SERIES_DAY);
    mg_text_char(out, '?');
}

static const mg_series_task TASK = {"resample", SENTENCES, false, solve, ask};

/* Whether a step parts a day into 2 or more, and n values are of two days or more. */
static bool fits(int64_t minutes, int n) {
    return minutes > 0 && MG_SERIES_DAY % minutes == 0 && 2 * minutes <= MG_SERIES_DAY &&
           (n - 1) * minutes >= MG_SERIES_DAY;
}

/* A step of hours for windows whose own does not fit; they may have begun at midnight all. */
static void draw_step(mg_rng *rng, int n, int64_t *p) {
    enum { HOUR = 60 };
    static const int HOURS[] = {1, 2, 3, 4, 6, 8, 12};
    if (p[MG_SERIES_MONTHS] == 0 && fits(p[MG_SERIES_MINUTES], n)) return;
    int lowest = 0, highest = sizeof HOURS / sizeof HOURS[0] - 1;
    while (lowest < highest && !fits(HOUR * HOURS[lowest], n)) lowest++;
    p[MG_SERIES_MONTHS] = 0;
    p[MG_SERIES_MINUTES] = HOUR * HOURS[mg_draw_between(rng, lowest, highest)];
    p[MG_SERIES_START] -= p[MG_SERIES_START] % MG_SERIES_DAY;
    p[MG_SERIES_START] += HOUR * mg_rng_below(rng, 24);
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    mg_series_window window;
    MG_TRY(mg_series_begin(level, rng, &item, v, &window));
    int n = (int)v[1];
    if (v[1] == 0) return MG_OK;
    int64_t *p = v + 3;
    mg_series_set_calendar(rng, &window, p);
    draw_step(rng, n, p);
    int64_t days = mg_series_time_of(p, n - 1) / MG_SERIES_DAY - p[MG_SERIES_START] / MG_SERIES_DAY;
    p[MG_SERIES_WHICH] = mg_draw_between(rng, 0, days);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int first = 0, count = values_of_day(&s, &first);
    if (s.kind == LARGEST) {
        mg_text_string(out, "values: ");
        mg_series_write_values(out, s.x + first, count, s.places);
        mg_text_char(out, ';');
        return;
    }
    int64_t sum = mg_series_work_sum(out, s.x + first, count, s.places);
    if (s.kind == MEAN) mg_series_work_quotient(out, sum, count, s.places);
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = MG_SERIES_CALENDAR_BYTES + 48, ANSWER = 16, MORE = 48 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_resample = {
    MG_SERIES_FAMILY(resample),
    .summary = "the sum, mean or largest value of one day of a series of hours",
    .knobs = {"values", "digits", "decimal_places", "questions"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};

/* A missing value by linear interpolation. Windows of real data keep the gaps that they have;
 * others get one. Parameter 0: the position that is asked for, which has a known value on either
 * side. */
#include "gym/families/series_common.h"

/* values, digits, places, longest gap */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit, one missing", {6, 1, 0, 1}},
    {"8 values, 2 digits, one missing", {8, 2, 0, 1}},
    {"12 values, 2 digits, gaps of up to 3", {12, 2, 0, 3}},
    {"24 values, 3 digits, 1 decimal place, gaps of up to 5", {24, 3, 1, 5}},
    {"64 values, 3 digits, 2 decimal places, gaps of up to 9", {64, 3, 2, 9}},
};

static const char *const SENTENCES[] = {
    "What is the missing value at position %0, counted from 1, by linear interpolation between the "
    "nearest known values before and after it? Give the exact number.",
};

/* The known values around a missing one; false where it is not missing or has none. */
static bool find_sides(const int64_t *x, int n, int at, int *before, int *after) {
    *before = *after = at;
    while (*before >= 0 && x[*before] == MG_SERIES_MISSING) --*before;
    while (*after < n && x[*after] == MG_SERIES_MISSING) ++*after;
    return *before >= 0 && *after < n && *before < *after;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int at = (int)s->p[0] - 1, before, after;
    if (!find_sides(s->x, s->n, at, &before, &after)) return false;
    int64_t a = s->x[before], b = s->x[after];
    *answer = mg_series_number(s, a * (after - at) + b * (at - before), after - before);
    return true;
}

static const mg_series_task TASK = {"missing", SENTENCES, false, solve};

/* Takes a stretch out of a window that has no gap to ask about. */
static void make_gap(const mg_level *level, mg_rng *rng, int64_t *x, int n) {
    int length = (int)mg_draw_between(rng, 1, level->knob[MG_SERIES_OWN]);
    int from = (int)mg_draw_between(rng, 1, n - 1 - length);
    for (int i = from; i < from + length; i++) x[i] = MG_SERIES_MISSING;
}

static int count_askable(const int64_t *x, int n, int stop_at) {
    int count = 0, before, after;
    for (int i = 0; i < n; i++) {
        if (!find_sides(x, n, i, &before, &after)) continue;
        if (count++ == stop_at) return i;
    }
    return count;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_series_start(rng);
    int n = level->knob[MG_SERIES_VALUES];
    MG_TRY(mg_series_take(level, rng, n, false, true, v, NULL));
    if (v[1] == 0) return MG_OK;
    int64_t *x = v + MG_SERIES_HEAD;
    if (count_askable(x, n, n) == 0) make_gap(level, rng, x, n);
    int askable = count_askable(x, n, n);
    if (askable == 0)
        mg_series_refuse(v);
    else
        v[3] = count_askable(x, n, (int)mg_rng_below(rng, (uint32_t)askable)) + 1;
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

/* The whole step, then the value. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int at = (int)s.p[0] - 1, before, after;
    find_sides(s.x, s.n, at, &before, &after);
    int64_t a = s.x[before];
    int64_t step = mg_series_work_difference(out, s.x[after], a, s.places);
    mg_text_decimal(out, a, s.places);
    mg_text_char(out, '+');
    mg_text_int(out, at - before);
    mg_text_char(out, '*');
    mg_series_write_operand(out, step, s.places);
    mg_text_char(out, '/');
    mg_text_int(out, after - before);
    mg_text_char(out, '=');
    mg_text_string(out, problem->answer);
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 168, ANSWER = 16, WORK = 96 };
    return mg_series_bounds(level, SENTENCE, ANSWER, WORK);
}

const mg_family mg_family_series_missing = {
    MG_SERIES_FAMILY(missing),
    .summary = "a missing value by linear interpolation",
    .knobs = {"values", "digits", "decimal_places", "longest_gap"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};

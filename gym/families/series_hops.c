/* Questions of two steps and more: find something in a series, then work with it.
 *
 * Parameters: values of a week and the week, from 1. Margins: the value that is called an error is
 * twice as far from the median as any other; an extreme is the only one; no value is the mean. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { AROUND, REST, WEEK, REPAIRED, ABOVE_MEAN, KINDS };

/* values, digits, places, questions, values of a week */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: around the largest", {6, 1, 0, 1, 3}},
    {"8 values, 2 digits: means without an error too", {8, 2, 0, 2, 4}},
    {"14 values, 2 digits: weeks, repairs, sums above the mean too", {14, 2, 0, KINDS, 7}},
    {"28 values, 3 digits, 1 decimal place", {28, 3, 1, KINDS, 7}},
    {"56 values, 3 digits, 2 decimal places", {56, 3, 2, KINDS, 7}},
};

static const char *const SENTENCES[KINDS] = {
    "What is the value after the largest one minus the value before the largest one?",
    "Remove the value that is farthest from the median. What is the mean of the others?",
    "Remove the value that is farthest from the median of all values. Every %0 positions are a "
    "week. What is the mean of the values that are left in week %1?",
    "Replace the value that is farthest from the median by the mean of its two neighbours. What is "
    "the sum of all values then?",
    "What is the sum of the values that are above the mean?",
};

/* The sum of the values above the mean; false where one is the mean. */
static bool sum_above_mean(const mg_series *s, int64_t *above) {
    int64_t sum = mg_series_sum(s->x, s->n);
    *above = 0;
    for (int i = 0; i < s->n; i++) {
        if (s->n * s->x[i] == sum) return false;
        if (s->n * s->x[i] > sum) *above += s->x[i];
    }
    return true;
}

/* The sum and number of the values of the week without the one at `removed`. */
static int64_t sum_of_week(const mg_series *s, int removed, int *count) {
    int from = (int)(s->p[0] * (s->p[1] - 1));
    int64_t sum = 0;
    *count = 0;
    for (int i = from; i < from + s->p[0]; i++) {
        if (i == removed) continue;
        sum += s->x[i];
        ++*count;
    }
    return sum;
}

static bool solve_around(const mg_series *s, mg_series_answer *answer) {
    int index;
    if (!mg_series_extreme(s->x, s->n, 1, &index) || index == 0 || index == s->n - 1) return false;
    *answer = mg_series_number(s, s->x[index + 1] - s->x[index - 1], 1);
    return true;
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    mg_series_outlier error = mg_series_outlier_of(s->x, s->n);
    int64_t sum = mg_series_sum(s->x, s->n), others = sum - s->x[error.index];
    int count;
    if (s->kind == AROUND) return solve_around(s, answer);
    if (s->kind == ABOVE_MEAN) {
        bool is_clear = sum_above_mean(s, &sum);
        *answer = mg_series_number(s, sum, 1);
        return is_clear;
    }
    if (s->kind == REST) {
        *answer = mg_series_number(s, others, s->n - 1);
    } else if (s->kind == WEEK) {
        int64_t week = sum_of_week(s, error.index, &count);
        *answer = mg_series_number(s, week, count);
    } else if (error.index > 0 && error.index < s->n - 1) {
        int64_t neighbours = s->x[error.index - 1] + s->x[error.index + 1];
        *answer = mg_series_number(s, 2 * others + neighbours, 2);
    } else {
        return false;
    }
    return error.distance >= 2 * error.next;
}

static const mg_series_task TASK = {"hops", SENTENCES, false, solve};

/* Puts in an error where a question is about one; in half of the weeks that are asked for. */
static void put_error(mg_rng *rng, int64_t *v) {
    int64_t *x = v + MG_SERIES_HEAD;
    int n = (int)v[1], at = (int)mg_draw_between(rng, 1, n - 2);
    int64_t span = mg_series_highest(x, n) - mg_series_lowest(x, n);
    int64_t away = mg_draw_between(rng, 2 * span, 3 * span);
    x[at] += mg_rng_below(rng, 2) ? away : -away;
    if (v[0] == WEEK && mg_rng_below(rng, 2)) v[4] = at / v[3] + 1;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    int n = (int)v[1];
    if (v[1] == 0) return MG_OK;
    v[3] = v[0] == WEEK ? level->knob[MG_SERIES_OWN + 1] : 0;
    v[4] = v[0] == WEEK ? mg_draw_between(rng, 1, n / v[3]) : 0;
    if (v[0] == REST || v[0] == WEEK || v[0] == REPAIRED) put_error(rng, v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

static void work_error(const mg_series *s, mg_text *out) {
    int at = mg_series_outlier_of(s->x, s->n).index, count;
    int64_t sum = mg_series_sum(s->x, s->n);
    mg_text_string(out, "farthest: ");
    mg_text_decimal(out, s->x[at], s->places);
    mg_text_char(out, ';');
    if (s->kind == WEEK) {
        sum = sum_of_week(s, at, &count);
        mg_series_work_quotient(out, sum, count, s->places);
        return;
    }
    mg_series_work_sum(out, s->x, s->n, s->places);
    int64_t others = mg_series_work_difference(out, sum, s->x[at], s->places);
    if (s->kind == REST) {
        mg_series_work_quotient(out, others, s->n - 1, s->places);
        return;
    }
    int64_t neighbours[2] = {s->x[at - 1], s->x[at + 1]};
    mg_series_work_mean(out, neighbours, 2, s->places);
}

static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int index;
    if (s.kind == AROUND) {
        mg_series_extreme(s.x, s.n, 1, &index);
        mg_series_work_difference(out, s.x[index + 1], s.x[index - 1], s.places);
    } else if (s.kind == ABOVE_MEAN) {
        mg_series_work_mean(out, s.x, s.n, s.places);
    } else {
        work_error(&s, out);
    }
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 168, ANSWER = 16, MORE = 192 };
    int list = level->knob[MG_SERIES_VALUES] * mg_series_value_bytes(level);
    return mg_series_bounds(level, SENTENCE, ANSWER, list + MORE);
}

const mg_family mg_family_series_hops = {
    MG_SERIES_FAMILY(hops),
    .summary = "questions of several steps: around the largest, without the error, by weeks",
    .knobs = {"values", "digits", "decimal_places", "questions", "week"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_RATIONAL,
};

/* When a value of a series is, from the time of the first and the step: of the value at a position,
 * or of the largest or smallest, which is the only one. */
#include "gym/families/series_calendar.h"
#include "gym/families/series_measures.h"

enum { OF_POSITION, OF_LARGEST, OF_SMALLEST, KINDS };

/* values, digits, places, questions */
static const mg_level LEVELS[] = {
    {"6 values, 1 digit: the time of a position", {6, 1, 0, 1}},
    {"8 values, 2 digits: of the largest and smallest value too", {8, 2, 0, KINDS}},
    {"16 values, 2 digits", {16, 2, 0, KINDS}},
    {"32 values, 3 digits, 1 decimal place", {32, 3, 1, KINDS}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "What is the time of the value at position %3, counted from 1?",
    "What is the time of the largest value?",
    "What is the time of the smallest value?",
};

/* The index that is asked for; false where two values are equally far out. */
static bool find_index(const mg_series *s, int *index) {
    *index = (int)s->p[MG_SERIES_WHICH] - 1;
    return s->kind == OF_POSITION ||
           mg_series_extreme(s->x, s->n, s->kind == OF_LARGEST ? 1 : -1, index);
}

/* Of the first value the question says the time. */
static bool solve(const mg_series *s, mg_series_answer *answer) {
    int index;
    bool is_single = find_index(s, &index);
    *answer = (mg_series_answer){.places = 0};
    mg_text text = mg_text_over(answer->text, sizeof answer->text);
    mg_series_write_time(&text, s->p, mg_series_time_of(s->p, index));
    mg_text_end(&text);
    return is_single && index > 0;
}

static const mg_series_task TASK = {"timestamp", SENTENCES, false, solve, mg_series_ask_calendar};

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    mg_series_window window;
    MG_TRY(mg_series_begin(level, rng, &item, v, &window));
    int n = (int)v[1];
    if (v[1] == 0) return MG_OK;
    mg_series_set_calendar(rng, &window, v + 3);
    v[3 + MG_SERIES_WHICH] = v[0] == OF_POSITION ? mg_draw_between(rng, 2, n) : 0;
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

/* How many steps, and how long they are. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int index;
    find_index(&s, &index);
    int64_t step = s.p[MG_SERIES_MONTHS] ? s.p[MG_SERIES_MONTHS] : s.p[MG_SERIES_MINUTES];
    mg_series_work_difference(out, index + 1, 1, 0);
    mg_text_equation(out, index, '*', step, index * step);
    mg_text_string(out, s.p[MG_SERIES_MONTHS] ? ";months;" : ";minutes;");
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = MG_SERIES_CALENDAR_BYTES + 64, ANSWER = 16, WORK = 48 };
    return mg_series_bounds(level, SENTENCE, ANSWER, WORK);
}

const mg_family mg_family_series_timestamp = {
    MG_SERIES_FAMILY(timestamp),
    .summary = "the time of a value from start and step",
    .knobs = {"values", "digits", "decimal_places", "questions"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_WORD,
};

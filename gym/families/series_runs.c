/* Longest rising run, turning points, crossings of a level, records: how many.
 *
 * Parameter 0: the level, which no value equals. Small and large counts come equally often, as far
 * as the data has them. */
#include "gym/families/series_common.h"
#include "gym/families/series_measures.h"

enum { RISING, CROSSINGS, RECORDS, TURNS, KINDS, CLASSES = 3 };

/* values, digits, places, questions */
static const mg_level LEVELS[] = {
    {"7 values, 1 digit: rising runs and crossings", {7, 1, 0, 2}},
    {"8 values, 2 digits: records too", {8, 2, 0, 3}},
    {"16 values, 2 digits: turning points too", {16, 2, 0, KINDS}},
    {"32 values, 3 digits, 1 decimal place", {32, 3, 1, KINDS}},
    {"64 values, 3 digits, 2 decimal places", {64, 3, 2, KINDS}},
};

static const char *const SENTENCES[KINDS] = {
    "How many values has the longest run in which each is larger than the one before it?",
    "How often do neighbours lie on different sides of $0?",
    "How many values, from the second on, are larger than all before them?",
    "How many values are larger than both neighbours or smaller than both?",
};

static int longest_rise(const int64_t *x, int n) {
    int longest = 1, run = 1;
    for (int i = 1; i < n; i++) {
        run = x[i] > x[i - 1] ? run + 1 : 1;
        if (run > longest) longest = run;
    }
    return longest;
}

/* -1 where a value equals the level. */
static int count_crossings(const int64_t *x, int n, int64_t level) {
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (x[i] == level) return -1;
        count += i > 0 && (x[i] > level) != (x[i - 1] > level);
    }
    return count;
}

static int count_records(const int64_t *x, int n) {
    int count = 0;
    int64_t highest = x[0];
    for (int i = 1; i < n; i++) {
        if (x[i] <= highest) continue;
        highest = x[i];
        count++;
    }
    return count;
}

static int count_turns(const int64_t *x, int n) {
    int count = 0;
    for (int i = 1; i + 1 < n; i++)
        count += (x[i] > x[i - 1] && x[i] > x[i + 1]) || (x[i] < x[i - 1] && x[i] < x[i + 1]);
    return count;
}

static int count_of(const mg_series *s) {
    if (s->kind == RISING) return longest_rise(s->x, s->n);
    if (s->kind == CROSSINGS) return count_crossings(s->x, s->n, s->p[0]);
    return s->kind == RECORDS ? count_records(s->x, s->n) : count_turns(s->x, s->n);
}

static bool solve(const mg_series *s, mg_series_answer *answer) {
    int count = count_of(s);
    *answer = mg_series_whole(count);
    return count >= 0;
}

static const mg_series_task TASK = {"runs", SENTENCES, false, solve};

/* Counts by what a series of independent values has: about n/2 crossings, 2n/3 turns, and few runs
 * and records beyond the logarithm of n. */
static int class_of(const mg_series *s, int count) {
    int lowest = s->kind == RISING ? 2 : s->kind == RECORDS ? 0 : s->n / 4, width = 1;
    if (s->kind == TURNS || s->kind == CROSSINGS) width = s->n / 12 + 1;
    int found = (count - lowest) / width;
    return count < lowest ? 0 : found < CLASSES ? found : CLASSES - 1;
}

static mg_status fetch(const mg_level *level, mg_rng *rng, int64_t *v) {
    mg_rng item;
    MG_TRY(mg_series_begin(level, rng, &item, v, NULL));
    int n = (int)v[1];
    if (v[1] == 0) return MG_OK;
    const int64_t *x = v + MG_SERIES_HEAD;
    v[3] = v[0] == CROSSINGS ? mg_series_draw_level(rng, x, n) : 0;
    mg_series s = mg_series_of(v);
    mg_series_wish(rng, &item, CLASSES, class_of(&s, count_of(&s)), v);
    return MG_OK;
}

MG_SERIES_FUNCTIONS(TASK)

/* A mark a value: for records and crossings 1 where it counts, else + and - for the way it goes. */
static void work(const mg_problem *problem, mg_text *out) {
    mg_series s = mg_series_of_problem(problem);
    int64_t highest = s.x[0];
    mg_text_string(out, "marks: ");
    for (int i = 1; i < s.n; i++) {
        int64_t from = s.kind == RECORDS ? highest : s.kind == CROSSINGS ? s.p[0] : s.x[i - 1];
        mg_text_char(out, s.x[i] > from ? '+' : '-');
        if (s.x[i] > highest) highest = s.x[i];
    }
    mg_text_char(out, ';');
}

static mg_text_bounds bounds(const mg_level *level) {
    enum { SENTENCE = 88, ANSWER = 2, MORE = 8 };
    return mg_series_bounds(level, SENTENCE, ANSWER, level->knob[MG_SERIES_VALUES] + MORE);
}

const mg_family mg_family_series_runs = {
    MG_SERIES_FAMILY(runs),
    .summary = "rising runs, crossings, records and turning points",
    .knobs = {"values", "digits", "decimal_places", "questions"},
    .default_level = 2,
    .answer_kind = MG_ANSWER_INTEGER,
};
